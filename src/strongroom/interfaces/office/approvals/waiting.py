"""The page of the approvals that wait for me, or that I have asked for (D-22)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.approvals import api as approvals
from strongroom.approvals.api import ApprovalRow
from strongroom.interfaces.kit.flash import Flash
from strongroom.interfaces.kit.frame import Tab
from strongroom.interfaces.kit.listing import Empty
from strongroom.interfaces.kit.page import is_fragment
from strongroom.interfaces.kit.paging import Pager, wanted
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.drawer import contexts
from strongroom.interfaces.office.panel import Panel


@dataclass(frozen=True, slots=True)
class Approvals:
    """The page of approvals: those that wait, or those that were asked for."""

    tabs: Sequence[Tab]
    requests: Sequence[contexts.Request]
    empty: Empty
    pager: Pager | None
    waiting: int
    """How many wait for me, whichever are shown."""
    problem: str = ""
    """Why the answer to one was not taken."""


@require_safe
@at_desk
def listing(desk: Desk) -> HttpResponseBase:
    """Show what waits for me, or what I have asked for."""
    return show_list(desk)


def show_list(
    desk: Desk, *, flashes: Sequence[Flash] = (), problem: str = "", status: int = 200
) -> HttpResponse:
    """Answer with the page as it is now, or to htmx with the list alone."""
    asks = wanted(desk.request, desk.url("approvals"), tab=["asked"])
    mine = asks["tab"] == "asked"
    reading = approvals.asked_by_me if mine else approvals.waiting_for_me
    page = reading(desk.principal, cursor=asks.cursor or None)
    waiting = approvals.waiting_count(desk.principal)
    shown = Approvals(
        tabs=[
            Tab("Waits for me", asks.url, not mine, waiting or None),
            Tab("Asked by me", asks.to(tab="asked"), mine),
        ],
        requests=[_line(desk, row) for row in page.results],
        empty=_NOTHING_ASKED if mine else _NOTHING_WAITS,
        pager=asks.pager(page),
        waiting=waiting,
        problem=problem,
    )
    here = desk.request.get_full_path()
    if is_fragment(desk.request):
        return desk.fragment(
            "office/approvals/list.html", flashes=flashes, approvals=shown, page_url=here
        )
    return desk.show(
        "office/approvals/page.html",
        nav="approvals",
        status=status,
        approvals=shown,
        page_url=here,
    )


_NOTHING_ASKED = Empty(
    "circle-check",
    "You have asked for nothing yet",
    "Open the details of a file, tab Approvals, to ask for its approval.",
)
_NOTHING_WAITS = Empty(
    "circle-check",
    "Nothing waits for you",
    "When somebody asks you to approve a file, it stands here.",
)


def _line(desk: Desk, row: ApprovalRow) -> contexts.Request:
    panel = Panel(desk, row.item_id)
    return contexts.request_line(
        panel,
        row,
        item_url=panel.tab_url("approvals"),
        content_url=panel.content_url(row.version),
    )
