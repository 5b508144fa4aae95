"""The lists and cards of jobs and quotes (A-1, A-2)."""

import uuid
from collections.abc import Sequence

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
from strongroom.interfaces.kit.listing import Narrowed, New, Select, Words
from strongroom.interfaces.kit.listing import listing as list_page
from strongroom.interfaces.kit.page import wants_list
from strongroom.interfaces.kit.paging import address, wanted
from strongroom.interfaces.kit.table import Cell, Column, Row, Table, day
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.explorer.trash import trash_url
from strongroom.interfaces.office.licences import requirements
from strongroom.work import api as work
from strongroom.work.api import CustomerRow, JobRow, NumberedKind


@require_safe
@at_desk
def listing(desk: Desk, kind: NumberedKind) -> HttpResponseBase:
    """Show the jobs or quotes that the member may see, newest first, by search and status."""
    asks = wanted(desk.request, desk.url(kind.many), "q", "customer", status=dict(kind.statuses))
    customer = _customer(desk, asks["customer"])
    page = kind.list(
        desk.principal,
        q=asks["q"],
        status=asks["status"],
        customer_id=customer.id if customer else None,
        counted=True,
        cursor=asks.cursor or None,
    )
    url = _new_url(desk, kind)
    columns = _columns(kind)
    shown = list_page(
        _words(kind),
        asks,
        page,
        columns,
        lambda row: _cells(desk, kind, columns, row),
        new=New(url, kind.new_label) if url else None,
        selects=[
            Select("status", "Status", [("", "All statuses"), *kind.statuses], asks["status"])
        ],
        narrowed=_narrowed(customer, asks.to(customer="")),
    )
    return desk.show("office/list.html", nav=kind.many, listing=shown)


def _words(kind: NumberedKind) -> Words:
    return Words(
        title=kind.title,
        icon=ICONS[kind.library],
        nothing_yet=f"No {kind.many} yet",
        purpose=kind.purpose,
        search=f"Search {kind.many}",
        placeholder="Number, title or customer",
        fewer="Try fewer words, or another status.",
    )


_FEWER = ("Customer", "Assigned")
"""What is not said of a customer's own records."""


def _narrowed(customer: CustomerRow | None, all_url: str) -> Narrowed | None:
    return Narrowed(customer.name, all_url, "Show all customers") if customer else None


def of_customer(desk: Desk, kind: NumberedKind, found: Sequence[JobRow]) -> Table:
    """Return a customer's own jobs or quotes as a table, which needs fewer columns."""
    columns = [one for one in _columns(kind) if one.title not in _FEWER]
    return Table(kind.title, columns, [Row(_cells(desk, kind, columns, row)) for row in found])


def _columns(kind: NumberedKind) -> list[Column]:
    return [
        Column("Number", "sr-number", named=False),
        Column("Title", "sr-cell-main", named=False),
        Column("Customer"),
        Column("Status"),
        *([Column("Scheduled", "sr-nowrap")] if kind.scheduled else []),
        Column("Assigned"),
    ]


def _cells(desk: Desk, kind: NumberedKind, columns: Sequence[Column], row: JobRow) -> list[Cell]:
    shown = {
        "Number": Cell(row.number),
        "Title": Cell(row.title, url=desk.url(kind.one, record_id=row.id)),
        "Customer": Cell(row.customer_name),
        "Status": Cell(row.status_label, tone=tone(row.status)),
        "Scheduled": day(row.scheduled_on),
        "Assigned": Cell(", ".join(row.assigned_names)),
    }
    return [shown[column.title] for column in columns]


def _customer(desk: Desk, text: str) -> CustomerRow | None:
    """Return the customer that the list is narrowed to, or None."""
    customer_id = parse_id(text) if text else None
    if text and customer_id is None:
        raise NotFoundError
    return work.get_customer(desk.principal, customer_id) if customer_id else None


@require_safe
@at_desk
def card(desk: Desk, kind: NumberedKind, record_id: uuid.UUID) -> HttpResponseBase:
    """Show one job or quote: its attachments, or its details; to htmx the attachment list alone."""
    row = kind.get(desk.principal, record_id)
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
        required=requirements.on_card(desk, row) if kind.licensed else None,
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


def _new_url(desk: Desk, kind: NumberedKind) -> str:
    """Return the form for a new record, for whoever may make one."""
    return desk.url(f"{kind.one}-new") if desk.principal.holds(kind.edit) else ""
