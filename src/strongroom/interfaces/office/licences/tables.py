"""Lists of licences as tables: everybody's, the short ones of a user, of types, renewals and notices."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from strongroom.interfaces.common.licences.words import RENEWAL_TONES
from strongroom.interfaces.kit.paging import Order
from strongroom.interfaces.kit.table import (
    NOTHING,
    Cell,
    Column,
    Detailed,
    Note,
    Row,
    Table,
    day,
    written,
)
from strongroom.interfaces.office.licences.words import Line
from strongroom.licences.api import NoticeRow, RenewalRow

_MAIN: Final = "sr-cell-main"
_NOTICE_TONES: Final = {
    "waiting": "progress",
    "digest": "progress",
    "sent": "good",
    "failed": "bad",
}


def full_columns(orders: Mapping[str, Order]) -> list[Column]:
    """Return the columns of the overview; those that sort by the name of their order."""
    return [
        Column("User", _MAIN, named=False, order=orders["member"]),
        Column("Licence type", "sr-break", order=orders["type"]),
        Column("Number", "sr-break"),
        Column("Issued", "sr-nowrap"),
        Column("Expires", order=orders["expires"]),
        Column("State"),
    ]


def full_row(line: Line) -> Row:
    """Return a licence in the overview."""
    row = line.row
    kind = [Note(line.kind_label)] if line.kind_label else []
    return Row(
        [
            _holder(line),
            Detailed(row.type_name, notes=kind),
            Cell(row.number or NOTHING),
            day(row.issued_on, NOTHING),
            _expiry(line),
            _state(line),
        ]
    )


def short(lines: Iterable[Line], *, whose: bool) -> Table:
    """Return a short list of licences; `whose`: of several users, with their names."""
    columns = [Column("Licence type", _MAIN, named=False)]
    if whose:
        columns = [Column("User", _MAIN, named=False), Column("Licence type", "sr-break")]
    columns += [Column("Number", "sr-break"), Column("Expires"), Column("State")]
    return Table("Licences", columns, [_short_row(line, whose=whose) for line in lines])


def _short_row(line: Line, *, whose: bool) -> Row:
    row = line.row
    first = [Cell(row.type_name, url=line.url)]
    if whose:
        first = [_holder(line), Cell(row.type_name)]
    return Row([*first, Cell(row.number or NOTHING), _expiry(line), _state(line)])


def _holder(line: Line) -> Cell:
    return Detailed(line.row.member_name, url=line.url, unseen=f", {line.row.type_name}")


def _expiry(line: Line) -> Cell:
    """Return the day on which a licence expires, and how far away it is."""
    if line.row.expires_on is None:
        return Detailed(notes=[Note("Never")])
    return Detailed(written(line.row.expires_on), notes=[Note(line.distance)])


def _state(line: Line) -> Cell:
    """Return the state, and whether a renewal waits."""
    if line.row.verification != "pending":
        return Cell(line.label, tone=line.tone)
    waits = Note("Renewal waiting", icon="refresh")
    return Detailed(line.label, tone=line.tone, notes=[waits])


def renewals(rows: Sequence[RenewalRow]) -> Table:
    """Return the history of a licence's renewals."""
    columns = [Column(name) for name in ("Handed in", "By", "Expiry", "Outcome", "Decided")]
    return Table("Renewals, newest first", columns, [_renewal(row) for row in rows])


def _renewal(row: RenewalRow) -> Row:
    reason = [Note(row.reason)] if row.reason else []
    by = f" by {row.decided_by_name}" if row.decided_by_name else ""
    return Row(
        [
            Detailed(moment=row.submitted_at, written="exact"),
            Cell(row.submitted_by_name or NOTHING),
            Detailed(
                written(row.expires_on, "Never"), was=written(row.previous_expires_on, "Never")
            ),
            Detailed(row.state_label, tone=RENEWAL_TONES[row.state], notes=reason),
            Detailed(by, moment=row.decided_at, written="exact") if row.decided_at else Cell(),
        ]
    )


def notices(rows: Sequence[NoticeRow]) -> Table:
    """Return who was told what of a licence, and what became of the mail."""
    columns = [
        Column("Due", "sr-nowrap"),
        Column("Notice"),
        Column("To", "sr-break"),
        Column("E-mail"),
        Column("At"),
    ]
    return Table("Notices, newest first", columns, [_notice(row) for row in rows])


def _notice(row: NoticeRow) -> Row:
    step = row.step_label[:1].upper() + row.step_label[1:]
    error = [Note(row.error)] if row.error else []
    return Row(
        [
            day(row.due_on),
            Detailed(step, notes=[Note(f"of the expiry on {written(row.expires_on)}")]),
            Cell(row.recipient),
            Detailed(row.state_label, tone=_NOTICE_TONES.get(row.state, "neutral"), notes=error),
            Detailed(moment=row.at, written="exact") if row.at else Cell(NOTHING),
        ]
    )
