"""The lists and cards of jobs and quotes (A-1, A-2)."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.access.api import Permission
from strongroom.core.errors import NotFoundError
from strongroom.core.ids import parse_id
from strongroom.interfaces.common.documents.listing import (
    count_text,
    document_list,
    list_fragment,
)
from strongroom.interfaces.common.words.icons import ICONS
from strongroom.interfaces.common.words.statuses import tone
from strongroom.interfaces.kit.frame import Tab
from strongroom.interfaces.kit.listing import (
    Cell,
    Column,
    Empty,
    Listing,
    Narrowed,
    New,
    Search,
    Table,
    day,
)
from strongroom.interfaces.kit.page import wants_list
from strongroom.interfaces.kit.paging import address, asked, pager
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.explorer.trash import trash_url
from strongroom.interfaces.office.licences import requirements
from strongroom.work import api as work
from strongroom.work.api import JobRow, RecordKind


@require_safe
@at_desk
def listing(desk: Desk, kind: RecordKind[JobRow]) -> HttpResponseBase:
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
    narrowed = _narrowed(customer, address(base, {**wanted, "customer": ""}))
    new = New(_new_url(desk, kind), kind.new_label)
    filtered = any(wanted.values()) or bool(cursor)
    shown = Listing(
        title=kind.title,
        search=Search(
            base,
            wanted["q"],
            f"Search {kind.many}",
            "Number, title or customer",
            hidden=[("customer", wanted["customer"])] if customer else (),
            choices=[("", "All statuses"), *kind.statuses],
            choice=wanted["status"],
        ),
        narrowed=narrowed,
        new=new if new.url else None,
        table=table(
            desk,
            kind,
            page.results,
            Empty("search", _NOTHING, "Try fewer words, or another status.", base, "Show all")
            if filtered
            else _nothing_yet(kind, new),
        ),
        pager=pager(page, base, wanted, cursor),
    )
    return desk.show("office/list.html", nav=kind.many, listing=shown)


_BELONGS = {
    work.JOBS: "A job is work at a customer's site. Photos, plans and certificates are attached to it.",
    work.QUOTES: "A quote is an offer to a customer. Plans, photos and the offer itself are attached to it.",
}
_NOTHING = "Nothing matches"
_FEWER = ("Customer", "Assigned")
"""What is not said of a customer's own records."""


def _nothing_yet(kind: RecordKind[JobRow], new: New) -> Empty:
    title = f"No {kind.many} yet"
    return Empty(ICONS[kind.library], title, _BELONGS[kind], new.url, new.label)


def _narrowed(customer: Any, all_url: str) -> Narrowed | None:
    return Narrowed(customer.name, all_url, "Show all customers") if customer else None


def table(
    desk: Desk,
    kind: RecordKind[JobRow],
    found: Sequence[JobRow],
    empty: Empty | None = None,
    *,
    of_customer: bool = False,
) -> Table:
    """Return jobs or quotes as a table; `of_customer`: a customer's own, which needs fewer columns."""
    columns = [
        Column("Number", "sr-number", named=False),
        Column("Title", "sr-cell-main", named=False),
        Column("Customer"),
        Column("Status"),
        *([Column("Scheduled", "sr-nowrap")] if kind.scheduled else []),
        Column("Assigned"),
    ]
    columns = [one for one in columns if not (of_customer and one.title in _FEWER)]
    return Table(kind.title, columns, [_cells(desk, kind, columns, row) for row in found], empty)


def _cells(
    desk: Desk, kind: RecordKind[JobRow], columns: Sequence[Column], row: JobRow
) -> list[Cell]:
    shown = {
        "Number": Cell(row.number),
        "Title": Cell(row.title, url=desk.url(kind.one, record_id=row.id)),
        "Customer": Cell(row.customer_name),
        "Status": Cell(row.status_label, tone=tone(row.status)),
        "Scheduled": day(row.scheduled_on),
        "Assigned": Cell(", ".join(row.assigned_names)),
    }
    return [shown[column.title] for column in columns]


def _customer(desk: Desk, text: str) -> Any:
    """Return the customer that the list is narrowed to, or None."""
    customer_id = parse_id(text) if text else None
    if text and customer_id is None:
        raise NotFoundError
    return work.get_customer(desk.principal, customer_id) if customer_id else None


@require_safe
@at_desk
def card(desk: Desk, kind: RecordKind[JobRow], record_id: uuid.UUID) -> HttpResponseBase:
    """Show one job or quote: its attachments, or its details; to htmx the attachment list alone."""
    row = kind.getting(desk.principal, record_id)
    url = desk.url(kind.one, record_id=record_id)
    if wants_list(desk.request):
        return list_fragment(desk, row.library_id, page_url=url)
    details = desk.request.GET.get("tab") == "details"
    listed = None if details else document_list(desk, row.library_id, page_url=url)
    count = listed.count_text if listed else count_text(desk, row.library_id)
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
        required=requirements.on_card(desk, row) if kind.scheduled else None,
        details_url=address(url, {"tab": "details"}),
        documents=listed,
    )


def _tabs(url: str, count: str, *, details: bool) -> list[Tab]:
    """Return the tabs of a card; the number is what the viewer may see (A-2)."""
    return [
        Tab("Attachments", url, not details, count),
        Tab("Details", address(url, {"tab": "details"}), details),
    ]


def _customer_url(desk: Desk, row: JobRow) -> str:
    """Return the customer's card for whoever may see customers."""
    if not desk.principal.holds(Permission.CUSTOMERS_VIEW):
        return ""
    return desk.url("customer", customer_id=row.customer_id)


def _new_url(desk: Desk, kind: RecordKind[JobRow]) -> str:
    """Return the form for a new record, for whoever may make one."""
    return desk.url(f"{kind.one}-new") if desk.principal.holds(kind.edit) else ""
