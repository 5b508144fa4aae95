"""Excel files (C-1, C-8): typed cells and real dates, streamed, so that 20,000 rows need little memory.

What a person typed is text in a cell, whatever it begins with: never a formula, a number or a link.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import xlsxwriter
from django.db import transaction

from strongroom.access.api import Principal
from strongroom.core import clock
from strongroom.directory.models import MemberType
from strongroom.licences import shared
from strongroom.licences.listing import all_licences
from strongroom.licences.matrix import all_rows, types_of
from strongroom.licences.models import TypeKind
from strongroom.licences.rows import CELL_LABELS, Cell, LicenceRow
from strongroom.licences.selecting import LicenceFilter

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK: Final = 2000
"""Rows fetched at a time from a cursor of the server."""
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_COLOURS: Final = {
    "valid": "#d3f2d9",
    "expiring": "#ffe8b3",
    "expired": "#f8c9c9",
    "missing": "#f8c9c9",
    "not_required": "#eceff1",
}
_FIRST_DAY = dt.date(1900, 3, 1)
"""Excel takes 1900 for a leap year: what lies before is written as text."""


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    width: int


_COLUMNS: Final = (
    _Column("User", 28),
    _Column("User type", 16),
    _Column("Licence type", 30),
    _Column("Kind", 24),
    _Column("Number", 20),
    _Column("Issued", 12),
    _Column("Expires", 12),
    _Column("Days left", 10),
    _Column("State", 12),
)


class _Sheet:
    """A sheet that is written from top to bottom, row by row."""

    def __init__(self, file: BinaryIO, name: str, columns: Sequence[_Column]) -> None:
        self.book = xlsxwriter.Workbook(file, _OPTIONS)
        self.book.set_properties({"title": name, "created": clock.now().replace(tzinfo=None)})
        self.sheet = self.book.add_worksheet(name)
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.columns, self.row = columns, 0
        head = self.book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        for number, column in enumerate(columns):
            self.sheet.set_column(number, number, column.width)
            self.sheet.write_string(0, number, column.title, head)
        self.sheet.freeze_panes(1, 1)

    def write(self, values: Iterable[object]) -> None:
        """Write the next row: text, whole numbers, days; None leaves the cell empty."""
        self.row += 1
        for number, value in enumerate(values):
            self.put(number, value)

    def put(self, number: int, value: object, form: Any = None) -> None:
        """Write one cell of the present row by the type of its value."""
        if isinstance(value, dt.date) and value >= _FIRST_DAY:
            self.sheet.write_datetime(self.row, number, _midnight(value), form or self.day)
        elif isinstance(value, int):
            self.sheet.write_number(self.row, number, value, form)
        elif value is not None:
            self.sheet.write_string(self.row, number, str(value), form)

    def close(self) -> None:
        """Let the header filter all rows, and finish the file."""
        self.sheet.autofilter(0, 0, max(self.row, 1), len(self.columns) - 1)
        self.book.close()


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - Excel knows no zones


def write_xlsx(
    principal: Principal,
    *,
    filters: LicenceFilter | None = None,
    file: BinaryIO,
    sort: str = "expires",
) -> int:
    """Write the licences that the filter leaves, as the overview sorts them; return how many.

    Needs *licences.manage*. `file` is open for writing in binary mode.
    """
    shared.require_manage(principal)
    rows = all_licences(principal, filters or LicenceFilter(), sort, chunk=CHUNK)
    sheet = _Sheet(file, "Licences", _COLUMNS)
    with transaction.atomic():  # the server's cursor lives in it
        for row in rows:
            sheet.write(_cells(row))
    sheet.close()
    return sheet.row


def _cells(row: LicenceRow) -> tuple[object, ...]:
    return (
        row.member_name,
        str(MemberType(row.member_type).label),
        row.type_name,
        str(TypeKind(row.type_kind).label),
        row.number or None,
        row.issued_on,
        row.expires_on,
        row.days_left,
        "Archived" if row.archived else row.state_label,
    )


def write_matrix_xlsx(
    principal: Principal, *, file: BinaryIO, q: str = "", kind: str = "", gaps_only: bool = False
) -> int:
    """Write the matrix, each cell in words with its expiry and a colour; return how many users.

    Needs *licences.manage*.
    """
    shared.require_manage(principal)
    kinds = types_of(principal, kind)
    columns = [_Column("User", 28), _Column("User type", 16)]
    sheet = _Sheet(file, "Matrix", [*columns, *(_Column(one.name, 18) for one in kinds)])
    forms = {
        state: sheet.book.add_format({"bg_color": colour, "border": 1, "border_color": "#c7cdd3"})
        for state, colour in _COLOURS.items()
    }
    with transaction.atomic():
        for row in all_rows(principal, kinds, q=q, kind=kind, gaps_only=gaps_only):
            sheet.write((row.member_name, str(MemberType(row.member_type).label)))
            for number, cell in enumerate(row.cells, start=len(columns)):
                sheet.put(number, _cell_words(cell), forms[cell.state])
    sheet.close()
    return sheet.row


def _cell_words(cell: Cell) -> str:
    words = CELL_LABELS[cell.state]
    return f"{words}, {cell.expires_on.isoformat()}" if cell.expires_on else words
