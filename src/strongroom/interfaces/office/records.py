"""The lists and cards of jobs and quotes (A-1, A-2)."""

import uuid
from typing import Any

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.access.api import Permission
from strongroom.core.errors import NotFoundError
from strongroom.core.ids import parse_id
from strongroom.interfaces.common.documents import (
    documents_context,
    list_fragment,
    wants_list,
)
from strongroom.interfaces.common.documents_list import count_text
from strongroom.interfaces.common.statuses import tone
from strongroom.interfaces.office import licences_required
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.kinds import Kind
from strongroom.interfaces.office.paging import address, asked, pager
from strongroom.interfaces.office.trash import trash_url
from strongroom.work import api as work
from strongroom.work.api import JobRow


@require_safe
@at_desk
def listing(desk: Desk, kind: Kind) -> HttpResponseBase:
    """Show the jobs or quotes that the member may see, newest first, by search and status."""
    wanted = asked(desk.request, "q", "status", "customer", "cursor")
    cursor = wanted.pop("cursor")
    if wanted["status"] not in dict(kind.statuses):
        wanted["status"] = ""
    customer = _customer(desk, wanted["customer"])
    page = kind.listing(
        desk.principal,
        q=wanted["q"],
        status=wanted["status"],
        customer_id=customer.id if customer else None,
        cursor=cursor or None,
    )
    base = desk.url(kind.many)
    return desk.show(
        "office/records/list.html",
        nav=kind.many,
        kind=kind,
        base=base,
        wanted=wanted,
        customer=customer,
        hidden=[["customer", wanted["customer"]]] if customer else [],
        all_url=address(base, {**wanted, "customer": ""}),
        choices=[("", "All statuses"), *kind.statuses],
        lines=[line(desk, kind, row) for row in page.results],
        pager=pager(page, base, wanted, cursor),
        filtered=any(wanted.values()) or bool(cursor),
        new_url=_new_url(desk, kind),
    )


def _customer(desk: Desk, text: str) -> Any:
    """Return the customer that the list is narrowed to, or None."""
    customer_id = parse_id(text) if text else None
    if text and customer_id is None:
        raise NotFoundError
    return work.get_customer(desk.principal, customer_id) if customer_id else None


@require_safe
@at_desk
def card(desk: Desk, kind: Kind, record_id: uuid.UUID) -> HttpResponseBase:
    """Show one job or quote: its attachments, or its details; to htmx the attachment list alone."""
    row = kind.getting(desk.principal, record_id)
    url = desk.url(kind.one, record_id=record_id)
    if wants_list(desk.request):
        return list_fragment(desk.request, desk.principal, row.library_id, page_url=url)
    details = desk.request.GET.get("tab") == "details"
    if details:
        shown: dict[str, Any] = {"documents": None}
        count = count_text(desk.principal, row.library_id)
    else:
        shown = {
            "documents": documents_context(
                desk.request, desk.principal, row.library_id, page_url=url
            )
        }
        count = shown["documents"]["count_text"]
    return desk.show(
        "office/records/card.html",
        nav=kind.many,
        kind=kind,
        row=row,
        tone=tone(row.status),
        crumbs=[{"label": kind.title, "url": desk.url(kind.many)}],
        tabs=_tabs(url, count, details=details),
        customer_url=_customer_url(desk, row),
        edit_url=desk.url(f"{kind.one}-edit", record_id=record_id) if row.may_edit else "",
        trash_url=trash_url(desk, row.library_id, url) if row.may_edit else "",
        required=licences_required.on_card(desk, row) if kind.scheduled else None,
        details_url=address(url, {"tab": "details"}),
        **shown,
    )


def line(desk: Desk, kind: Kind, row: JobRow) -> dict[str, Any]:
    """Return what one line of the list shows."""
    return {
        "row": row,
        "url": desk.url(kind.one, record_id=row.id),
        "tone": tone(row.status),
        "scheduled_on": row.scheduled_on,
    }


def _tabs(url: str, count: str, *, details: bool) -> list[dict[str, Any]]:
    """Return the tabs of a card; the number is what the viewer may see (A-2)."""
    return [
        {"label": "Attachments", "url": url, "count": count, "active": not details},
        {"label": "Details", "url": address(url, {"tab": "details"}), "active": details},
    ]


def _customer_url(desk: Desk, row: JobRow) -> str:
    """Return the customer's card for whoever may see customers."""
    if not desk.principal.holds(Permission.CUSTOMERS_VIEW):
        return ""
    return desk.url("customer", customer_id=row.customer_id)


def _new_url(desk: Desk, kind: Kind) -> str:
    """Return the form for a new record, for whoever may make one."""
    return desk.url(f"{kind.one}-new") if desk.principal.holds(kind.edit) else ""
