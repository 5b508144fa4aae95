"""Administration, User licences: the overview of everybody's (C-1), its Excel file, and one's own."""

import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.core import clock
from strongroom.core.ids import parse_id
from strongroom.interfaces.kit.paging import Wanted, address, asked
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.interfaces.office.licences.words import KINDS, line, sections
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceCounts, LicenceFilter, LicenceRow

_COLUMNS: Final = (("member", "User"), ("type", "Licence type"), ("expires", "Expires"))
SORTS: Final = frozenset({name for name, _ in _COLUMNS} | {f"-{name}" for name, _ in _COLUMNS})


@dataclass(frozen=True, slots=True)
class OverviewQuery:
    """What the address asks for; what means nothing counts as not asked."""

    filters: LicenceFilter
    sort: str
    query: dict[str, str]
    """The parameters that mean something, for the links of the page."""
    cursor: str

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.query.keys() - {"sort"})


def wanted_of(desk: Desk) -> OverviewQuery:
    """Read filter, order and page from the address."""
    given = asked(desk.request, "q", "state", "type", "kind", "member", "sort", "cursor")
    type_id, member_id = parse_id(given["type"]), parse_id(given["member"])
    state = given["state"] if given["state"] in licences.STATES else "all"
    kind = given["kind"] if given["kind"] in dict(KINDS) else ""
    sort = given["sort"] if given["sort"] in SORTS else "expires"
    query = {
        "q": given["q"],
        "state": "" if state == "all" else state,
        "type": _text(type_id),
        "kind": kind,
        "member": _text(member_id),
        "sort": "" if sort == "expires" else sort,
    }
    return OverviewQuery(
        LicenceFilter(state=state, type_id=type_id, kind=kind, member_id=member_id, q=given["q"]),
        sort,
        {name: value for name, value in query.items() if value},
        given["cursor"],
    )


def _text(value: uuid.UUID | None) -> str:
    return str(value) if value else ""


@require_safe
@at_desk
def listing(desk: Desk) -> HttpResponseBase:
    """Show everybody's licences by state, type, kind and user, sorted and paged (C-1)."""
    licences.require_manage(desk.principal)
    wanted = wanted_of(desk)
    page = licences.list_licences(
        desk.principal, filters=wanted.filters, sort=wanted.sort, cursor=wanted.cursor or None
    )
    counts = licences.licence_counts(desk.principal, filters=wanted.filters)
    base = desk.url("licences")
    types = licences.list_types(desk.principal, include_archived=True)
    return desk.show(
        "office/licences/list.html",
        nav="admin",
        tabs=admin_tabs(desk, "licences"),
        sections=sections(desk, "licences"),
        base=base,
        wanted=wanted,
        states=_states(base, wanted, counts),
        columns=_headings(base, wanted),
        types=types,
        kinds=KINDS,
        lines=[line(desk, row) for row in page.results],
        pager=Wanted(base, wanted.query, wanted.cursor).pager(page),
        chip=_chip(base, wanted, page.results),
        pending=counts.pending,
        add_url=desk.url("licence-new"),
        types_url=f"{desk.url('licence-types')}#add",
        export_url=address(desk.url("licences-export"), wanted.query),
        dashboard_url=f"{desk.url('home')}#renewals",
    )


def _states(base: str, wanted: OverviewQuery, counts: LicenceCounts) -> list[dict[str, Any]]:
    """Return the states to choose from, each with how many there are under the other filters."""
    choices: tuple[tuple[str, str, int | str], ...] = (
        ("all", "All", counts.all),
        ("active", "Active", counts.active),
        ("expiring", "Expiring", counts.expiring),
        ("overdue", "Overdue", counts.overdue),
        ("archived", "Archived", ""),
    )
    return [
        {
            "label": label,
            "count": f"{count:,}" if isinstance(count, int) else "",
            "url": address(base, {**wanted.query, "state": "" if state == "all" else state}),
            "active": state == wanted.filters.state,
        }
        for state, label, count in choices
    ]


def _headings(base: str, wanted: OverviewQuery) -> dict[str, dict[str, str]]:
    """Return for each column that sorts: its label, the link that sorts by it or turns it, `aria-sort`."""
    by, down = wanted.sort.removeprefix("-"), wanted.sort.startswith("-")
    return {
        name: {
            "label": label,
            "aria": ("descending" if down else "ascending") if name == by else "",
            "url": _sorted(base, wanted, f"-{name}" if name == by and not down else name),
        }
        for name, label in _COLUMNS
    }


def _sorted(base: str, wanted: OverviewQuery, sort: str) -> str:
    return address(base, {**wanted.query, "sort": "" if sort == "expires" else sort})


def _chip(base: str, wanted: OverviewQuery, rows: list[LicenceRow]) -> dict[str, str] | None:
    """Return the one user that the list is narrowed to, and the way back to all."""
    if wanted.filters.member_id is None:
        return None
    label = rows[0].member_name if rows else "One user"
    return {"label": label, "url": address(base, {**wanted.query, "member": ""})}


@require_safe
@at_desk
def export(desk: Desk) -> HttpResponseBase:
    """Hand out an Excel file of exactly the licences that the filter leaves (C-1)."""
    licences.require_manage(desk.principal)
    wanted = wanted_of(desk)

    def write(file: BinaryIO) -> None:
        licences.write_xlsx(desk.principal, filters=wanted.filters, sort=wanted.sort, file=file)

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
    return desk.show(
        "office/licences/own.html",
        lines=[line(desk, row) for row in rows],
        calendar_url=desk.url("licences-calendar"),
    )


def held_by(desk: Desk, member_id: uuid.UUID) -> dict[str, Any] | None:
    """Return the Licences area of a user (C-2); None for who doesn't keep licences."""
    if not licences.sees_all(desk.principal):
        return None
    filters = LicenceFilter(member_id=member_id)
    page = licences.list_licences(desk.principal, filters=filters)
    of_user = {"member": str(member_id)}
    return {
        "lines": [line(desk, row) for row in page.results],
        "add_url": address(desk.url("licence-new"), of_user),
        "all_url": address(desk.url("licences"), of_user) if page.next else "",
    }
