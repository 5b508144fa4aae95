"""The compliance matrix (C-8): users down, licence types across, as a page and as an Excel file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, TypedDict

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.core.paging import Page
from strongroom.interfaces.kit.listing import Empty, Search, Select
from strongroom.interfaces.kit.paging import Wanted, address, wanted
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.interfaces.office.licences.overview import workbook
from strongroom.interfaces.office.licences.words import KINDS, sections
from strongroom.licences import api as licences
from strongroom.licences.api import Cell, MatrixRow, TypeRow


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell of the matrix: it leads to the licence, or to adding one."""

    cell: Cell
    type: TypeRow
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A user's row, which leads to their licences."""

    row: MatrixRow
    url: str
    cells: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Users down, licence types across."""

    types: Sequence[TypeRow]
    lines: Sequence[Line]
    empty: Empty
    """What is said where there are no lines or no types."""


class Filters(TypedDict):
    """What narrows the matrix, as the operations take it."""

    q: str
    kind: str
    gaps_only: bool


def _wanted(desk: Desk) -> tuple[Wanted, Filters]:
    """Return what the address asks for, and the same as the operations take it."""
    base = desk.url("licences-matrix")
    asks = wanted(desk.request, base, "q", kind=dict(KINDS), gaps=["1"])
    return asks, Filters(q=asks["q"], kind=asks["kind"], gaps_only=asks["gaps"] == "1")


@require_safe
@at_desk
def page(desk: Desk) -> HttpResponseBase:
    """Show who has what, and until when; paged by user."""
    asks, filters = _wanted(desk)
    found = licences.matrix(desk.principal, cursor=asks.cursor or None, **filters)
    return desk.show(
        "office/licences/matrix.html",
        nav="admin",
        tabs=admin_tabs(desk, "licences"),
        sections=sections(desk, "licences-matrix"),
        search=Search.of(asks, "Search users", "User", _selects(asks)),
        matrix=Matrix(
            found.types,
            [_line(desk, found.types, row) for row in found.rows],
            _empty(desk, asks, found.types),
        ),
        pager=asks.pager(Page(found.rows, found.next, found.total)),
        export_url=address(desk.url("licences-matrix-export"), asks.query),
    )


def _selects(asks: Wanted) -> list[Select]:
    gaps = [("", "All users"), ("1", "With something missing or expired")]
    return [
        Select("kind", "Kind", [("", "All kinds"), *KINDS], asks["kind"]),
        Select("gaps", "Users", gaps, asks["gaps"]),
    ]


def _empty(desk: Desk, asks: Wanted, types: Sequence[TypeRow]) -> Empty:
    if not types:
        return Empty(
            "certificate",
            "No licence types",
            "The matrix has a column for each licence type that is offered.",
            desk.url("licence-types"),
            "Licence types",
        )
    if asks["gaps"]:
        left = "Of the users that the search leaves."
        return Empty(
            "circle-check", "Nobody has anything missing or expired", left, asks.url, "Show all"
        )
    return Empty("search", "Nobody matches", "Try fewer letters of the name.", asks.url, "Show all")


def _line(desk: Desk, types: Sequence[TypeRow], row: MatrixRow) -> Line:
    of_user = address(desk.url("licences"), {"member": str(row.member_id)})
    cells = [_shown(desk, row, one, cell) for one, cell in zip(types, row.cells, strict=True)]
    return Line(row, of_user, cells)


def _shown(desk: Desk, row: MatrixRow, one: TypeRow, cell: Cell) -> Shown:
    if cell.licence_id:
        return Shown(cell, one, desk.url("licence", licence_id=cell.licence_id))
    missing = {"member": str(row.member_id), "type": str(one.id)}
    return Shown(cell, one, address(desk.url("licence-new"), missing))


@require_safe
@at_desk
def export(desk: Desk) -> HttpResponseBase:
    """Hand out the matrix of exactly the users that the filter leaves as an Excel file."""
    licences.require_manage(desk.principal)
    _, filters = _wanted(desk)

    def write(file: BinaryIO) -> None:
        licences.write_matrix_xlsx(desk.principal, file=file, **filters)

    return workbook(desk, "Licence matrix", write)
