"""Administration, User licences: the overview of everybody's (C-1), its Excel file, and one's own."""

import tempfile
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.core import clock
from strongroom.core.ids import parse_id
from strongroom.interfaces.kit.frame import Tab
from strongroom.interfaces.kit.listing import (
    Beside,
    Empty,
    Listing,
    Narrowed,
    New,
    Notice,
    Search,
    Select,
    Words,
)
from strongroom.interfaces.kit.paging import Wanted, address, asked, wanted
from strongroom.interfaces.kit.table import Table
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.interfaces.office.licences import tables
from strongroom.interfaces.office.licences.words import KINDS, line, sections
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceCounts, LicenceFilter, LicenceRow

_SORTED: Final = ("member", "type", "expires")
_USUAL: Final = "expires"
SORTS: Final = frozenset({*_SORTED, *(f"-{name}" for name in _SORTED)})
_WORDS: Final = Words(
    title="User licences",
    icon="certificate",
    nothing_yet="No licences yet",
    purpose="Driving licences, site inductions, trade tickets; vehicles and toolboxes that were handed out."
    " Each with its evidence and, where there is one, its expiry.",
    search="Search by user or number",
    placeholder="User or number",
    nothing_found="No licence matches",
    fewer="Try another state, fewer letters, or all types.",
)


@dataclass(frozen=True, slots=True)
class OverviewQuery:
    """What the address asks for; what means nothing counts as not asked."""

    filters: LicenceFilter
    wanted: Wanted

    @property
    def sort(self) -> str:
        """The order that is asked for, or the usual one."""
        return self.wanted["sort"] or _USUAL


def query_of(desk: Desk) -> OverviewQuery:
    """Read filter, order and page from the address."""
    request = desk.request
    found = wanted(
        request,
        desk.url("licences"),
        "q",
        state=set(licences.STATES) - {"all"},
        kind=dict(KINDS),
        sort=SORTS - {_USUAL},
    )
    ids = {name: parse_id(text) for name, text in asked(request, "type", "member").items()}
    named = {name: str(value) for name, value in ids.items() if value}
    found = replace(found, query={**found.query, **named})
    filters = LicenceFilter(
        state=found["state"] or "all",
        type_id=ids["type"],
        kind=found["kind"],
        member_id=ids["member"],
        q=found["q"],
    )
    return OverviewQuery(filters, found)


@require_safe
@at_desk
def listing(desk: Desk) -> HttpResponseBase:
    """Show everybody's licences by state, type, kind and user, sorted and paged (C-1)."""
    licences.require_manage(desk.principal)
    query = query_of(desk)
    asks = query.wanted
    page = licences.list_licences(
        desk.principal, filters=query.filters, sort=query.sort, cursor=asks.cursor or None
    )
    counts = licences.licence_counts(desk.principal, filters=query.filters)
    columns = tables.full_columns({name: asks.sorting(name, _USUAL) for name in _SORTED})
    rows = [tables.full_row(line(desk, row)) for row in page.results]
    new = New(desk.url("licence-new"), "Add licence")
    shown = Listing(
        title=_WORDS.title,
        heading="Administration",
        tabs=admin_tabs(desk, "licences"),
        pages=sections(desk, "licences"),
        new=new,
        buttons=_buttons(desk, asks),
        notice=_notice(desk, counts),
        states=_states(asks, counts),
        search=Search.of(asks, _WORDS.search, _WORDS.placeholder, _selects(desk, asks)),
        narrowed=_narrowed(asks, page.results),
        table=Table(_WORDS.title, columns, rows),
        empty=_WORDS.empty(asks.url, narrowed=asks.narrowed, new=new),
        pager=asks.pager(replace(page, total=getattr(counts, asks["state"] or "all", None))),
    )
    return desk.show("office/list.html", nav="admin", listing=shown)


def _buttons(desk: Desk, asks: Wanted) -> list[Beside]:
    export_url = address(desk.url("licences-export"), asks.query)
    return [
        Beside("Export", "download", export_url, download=True),
        Beside("Add licence type", "plus", f"{desk.url('licence-types')}#add"),
    ]


def _notice(desk: Desk, counts: LicenceCounts) -> Notice | None:
    """Return how many renewals wait to be verified, if any."""
    if not counts.pending:
        return None
    waiting = "A renewal waits" if counts.pending == 1 else f"{counts.pending} renewals wait"
    url = f"{desk.url('home')}#renewals"
    return Notice("refresh", f"{waiting} to be verified.", url, "Show on the dashboard")


def _states(asks: Wanted, counts: LicenceCounts) -> list[Tab]:
    """Return the states to choose from, each with how many there are under the other filters."""
    choices = (
        ("", "All", counts.all),
        ("active", "Active", counts.active),
        ("expiring", "Expiring", counts.expiring),
        ("overdue", "Overdue", counts.overdue),
        ("archived", "Archived", None),
    )
    return [
        Tab(
            label,
            asks.to(state=state),
            state == asks["state"],
            None if count is None else f"{count:,}",
        )
        for state, label, count in choices
    ]


def _selects(desk: Desk, asks: Wanted) -> list[Select]:
    types = licences.list_types(desk.principal, include_archived=True)
    named = [(str(one.id), one.name) for one in types]
    return [
        Select("type", "Licence type", [("", "All types"), *named], asks["type"]),
        Select("kind", "Kind", [("", "All kinds"), *KINDS], asks["kind"]),
    ]


def _narrowed(asks: Wanted, rows: Sequence[LicenceRow]) -> Narrowed | None:
    """Return the one user that the list is narrowed to, and the way back to all."""
    if not asks["member"]:
        return None
    label = rows[0].member_name if rows else "One user"
    return Narrowed(label, asks.to(member=""), "Show all users")


@require_safe
@at_desk
def export(desk: Desk) -> HttpResponseBase:
    """Hand out an Excel file of exactly the licences that the filter leaves (C-1)."""
    licences.require_manage(desk.principal)
    query = query_of(desk)

    def write(file: BinaryIO) -> None:
        licences.write_xlsx(desk.principal, filters=query.filters, sort=query.sort, file=file)

    return workbook(desk, "Licences", write)


def workbook(desk: Desk, name: str, write: Callable[[BinaryIO], None]) -> HttpResponseBase:
    """Answer with the Excel file that `write` makes, named after the day in the account's zone."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        write(file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    today = clock.today(desk.account.time_zone).isoformat()
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{name} {today}.xlsx",
        content_type=licences.XLSX_TYPE,
    )


@require_safe
@at_desk
def own(desk: Desk) -> HttpResponseBase:
    """Show one's own licences; whoever keeps everybody's goes to the overview (mails lead here)."""
    if licences.sees_all(desk.principal):
        return desk.go(desk.url("licences"))
    rows = licences.own_licences(desk.principal)
    shown = Listing(
        title="Your licences",
        buttons=[Beside("Calendar", "calendar", desk.url("licences-calendar"))],
        table=tables.short((line(desk, row) for row in rows), whose=False),
        empty=Empty("certificate", "No licences yet", _OWN),
    )
    return desk.show("office/list.html", listing=shown)


_OWN = "The office adds your licences and qualifications. You renew them here, with a photo of the new one."


@dataclass(frozen=True, slots=True)
class Held:
    """The licences area of a user."""

    table: Table
    add_url: str
    all_url: str
    """The overview of theirs, where not all stand here."""


def held_by(desk: Desk, member_id: uuid.UUID) -> Held | None:
    """Return the Licences area of a user (C-2); None for who doesn't keep licences."""
    if not licences.sees_all(desk.principal):
        return None
    filters = LicenceFilter(member_id=member_id)
    page = licences.list_licences(desk.principal, filters=filters)
    of_user = {"member": str(member_id)}
    return Held(
        tables.short((line(desk, row) for row in page.results), whose=False),
        add_url=address(desk.url("licence-new"), of_user),
        all_url=address(desk.url("licences"), of_user) if page.next else "",
    )
