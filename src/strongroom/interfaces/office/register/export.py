"""The register as an Excel file: typed cells, times in the firm's zone; neither addresses nor passwords.

What a person typed is text in a cell, whatever it begins with: never a formula or a link (L43).
"""

import datetime as dt
import tempfile
from collections.abc import Iterator
from typing import IO, Any, Final
from zoneinfo import ZoneInfo

import xlsxwriter
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.core import clock
from strongroom.core.paging import MAX_LIMIT
from strongroom.interfaces.common.answers.delivery import disposition
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.register.lines import Line, lines
from strongroom.interfaces.office.register.listing import query_of
from strongroom.sharing import api as sharing
from strongroom.sharing.api import RegisterFilter

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS: Final = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_COLUMNS: Final = (
    ("Document", 44),
    ("Record", 36),
    ("Folder", 28),
    ("Type", 9),
    ("Customer", 30),
    ("Shared by", 24),
    ("Time shared", 18),
    ("Expiry date", 18),
    ("Password", 10),
    ("Openings", 10),
    ("Last opened", 18),
    ("State", 13),
    ("Why", 30),
    ("Cancelled by", 24),
    ("Time cancelled", 18),
)
_IN_MEMORY: Final = 8 * 1024 * 1024
_BLOCK: Final = 256 * 1024


@require_safe
@at_desk
def export(desk: Desk) -> HttpResponseBase:
    """Send the filtered register, all of its pages."""
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the response closes it
    write(desk, query_of(desk).filters, file)
    file.seek(0)
    answer = FileResponse(file, content_type=XLSX_TYPE)
    answer.block_size = _BLOCK
    day = clock.today(desk.account.time_zone).isoformat()
    answer["Content-Disposition"] = disposition(f"Shares {day}.xlsx")
    answer["Cache-Control"] = "private, no-store"
    return answer


def write(desk: Desk, filters: RegisterFilter, file: IO[bytes]) -> None:
    """Write the workbook, row by row in little memory; ForbiddenError as the page (B-2)."""
    zone = ZoneInfo(desk.account.time_zone)
    first = sharing.register(desk.principal, filters=filters, limit=MAX_LIMIT)
    book = xlsxwriter.Workbook(file, _OPTIONS)
    book.set_properties({"title": "Shares", "created": _local(clock.now(), zone)})
    sheet = book.add_worksheet("Shares")
    head = book.add_format({"bold": True, "bottom": 1})
    for number, (title, width) in enumerate(_COLUMNS):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, title, head)
    sheet.freeze_panes(1, 1)
    forms: dict[type, Any] = {
        dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        dt.date: book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
    }
    last = 0
    for last, line in enumerate(_all_lines(desk, filters, first), start=1):
        for number, value in enumerate(_cells(line, zone)):
            _put(sheet, (last, number), value, forms)
    sheet.autofilter(0, 0, max(last, 1), len(_COLUMNS) - 1)
    book.close()


def _all_lines(desk: Desk, filters: RegisterFilter, page: Any) -> Iterator[Line]:
    """Yield every line of the filter, page after page from the first one."""
    while True:
        yield from lines(desk, page.results)
        if page.next is None:
            return
        page = sharing.register(desk.principal, filters=filters, cursor=page.next, limit=MAX_LIMIT)


def _cells(line: Line, zone: ZoneInfo) -> tuple[object, ...]:
    row, state = line.row, line.state
    return (
        row.item_name,
        line.record,
        " / ".join(folder.name for folder in line.folders),
        line.type_label,
        row.customer_name,
        row.created_by_name,
        _local(row.created_at, zone),
        _local(line.ends, zone),
        ("Yes" if row.has_password else "No") if row.type == "link" else "",
        row.openings,
        _local(row.last_opened_at, zone),
        state["label"],
        "" if row.cancelled_at else state["why"],
        row.cancelled_by_name,
        _local(row.cancelled_at, zone),
    )


def _local(moment: dt.datetime | None, zone: ZoneInfo) -> dt.datetime | None:
    """Return the time of the firm's clock to the second; Excel knows no zones."""
    return moment.astimezone(zone).replace(tzinfo=None, microsecond=0) if moment else None


def _put(sheet: Any, cell: tuple[int, int], value: object, forms: dict[type, Any]) -> None:
    """Write one cell by the type of its value; empty text and None leave it empty."""
    if isinstance(value, dt.date):
        sheet.write_datetime(*cell, value, forms[type(value)])
    elif isinstance(value, int):
        sheet.write_number(*cell, value)
    elif value:
        sheet.write_string(*cell, str(value))
