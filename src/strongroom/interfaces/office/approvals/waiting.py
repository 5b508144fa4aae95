"""The page of the approvals that wait for me, or that I have asked for (D-22)."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.approvals import api as approvals
from strongroom.approvals.api import ApprovalRow
from strongroom.interfaces.kit.flash import Flash
from strongroom.interfaces.kit.frame import Tab
from strongroom.interfaces.kit.page import is_fragment
from strongroom.interfaces.kit.paging import wanted
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.drawer import contexts
from strongroom.interfaces.office.panel import Panel


@require_safe
@at_desk
def listing(desk: Desk) -> HttpResponseBase:
    """Show what waits for me, or what I have asked for."""
    return show_list(desk)


def show_list(
    desk: Desk, *, flashes: Sequence[Flash] = (), problem: str = "", status: int = 200
) -> HttpResponse:
    asks = wanted(desk.request, desk.url("approvals"), tab=["asked"])
    mine = asks["tab"] == "asked"
    reading = approvals.asked_by_me if mine else approvals.waiting_for_me
    page = reading(desk.principal, cursor=asks.cursor or None)
    waiting = approvals.waiting_count(desk.principal)
    context: dict[str, Any] = {
        "tabs": [
            Tab("Waits for me", asks.url, not mine, waiting or None),
            Tab("Asked by me", asks.to(tab="asked"), mine),
        ],
        "mine": mine,
        "requests": [_line(desk, row) for row in page.results],
        "pager": asks.pager(page),
        "page_url": desk.request.get_full_path(),
        "problem": problem,
        "waiting": waiting,
    }
    if is_fragment(desk.request):
        return desk.fragment("office/approvals/list.html", flashes=flashes, **context)
    return desk.show("office/approvals/page.html", nav="approvals", status=status, **context)


def _line(desk: Desk, row: ApprovalRow) -> contexts.Request:
    panel = Panel(desk, row.item_id)
    return contexts.request_line(
        panel,
        row,
        item_url=panel.tab_url("approvals"),
        content_url=panel.content_url(row.version),
    )
