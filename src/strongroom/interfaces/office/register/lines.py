"""How one share reads in the register: its document and place, its state in words, its end."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from strongroom.documents import api as documents
from strongroom.documents.api import Crumb
from strongroom.interfaces.common.words.icons import ICONS
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.kit.place import Place, Step
from strongroom.interfaces.kit.table import (
    Act,
    Cell,
    Detailed,
    Link,
    Note,
    Row,
    Tick,
)
from strongroom.interfaces.office.desk import Desk
from strongroom.interfaces.office.sharing.dialog import last_moment
from strongroom.interfaces.office.sharing.words import invite_url, state_of
from strongroom.sharing.api import ShareRow, ShareState
from strongroom.store.models import LibraryKind

TYPES: Final = {"portal": "Portal", "link": "Link"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the register."""

    row: ShareRow
    way: tuple[Crumb, ...]
    """From the topmost folder that the member may see to the document; empty in the trash."""
    ends: dt.datetime | None
    """The last moment at which it works (B-6)."""

    @property
    def state(self) -> dict[str, str]:
        """The state as a word with its tone, and why."""
        said = state_of(self.row)
        if self.row.state == ShareState.CANCELLED and self.row.cancelled_by_name:
            return {**said, "why": f"By {self.row.cancelled_by_name}"}
        return said

    @property
    def type_label(self) -> str:
        """`Portal` or `Link`."""
        return TYPES[self.row.type]

    @property
    def record(self) -> str:
        """The record's name, if the member may see its library as such."""
        return self.way[0].name if self.way and self.way[0].is_root else ""

    @property
    def folders(self) -> tuple[Crumb, ...]:
        """The folders between the record and the document."""
        above = self.way[:-1]
        return above[1:] if self.record else above


def lines(desk: Desk, rows: Sequence[ShareRow]) -> list[Line]:
    """Return the rows with their places: few statements, however many rows."""
    ways = documents.paths(desk.principal, {row.item_id for row in rows})
    return [Line(row, tuple(ways.get(row.item_id, ())), last_moment(row)) for row in rows]


def _ends(line: Line) -> Cell:
    return Detailed(moment=line.ends, written="exact") if line.ends else Cell("Never")


def row_of(desk: Desk, line: Line, here: str) -> Row:
    """Return a line of the page; `here` is the query of the page that it stands on."""
    row = line.row
    label = f"Select {line.type_label}: {row.item_name}"
    return Row(
        [
            _name(desk, line),
            _type(line),
            Cell(row.customer_name),
            Cell(row.created_by_name),
            Detailed(moment=row.created_at, written="minute"),
            _ends(line),
            Detailed(yes=row.has_password) if row.type == "link" else Cell(),
            _openings(desk, row),
            _state(desk, line, here),
        ],
        key=str(row.id),
        name=row.item_name,
        tick=Tick(str(row.id), label) if row.live else None,
    )


def _name(desk: Desk, line: Line) -> Cell:
    """Return the document; it leads to its shares where the member may see it."""
    item = line.row.item_id
    details = address(desk.url("item-details", item_id=item), {"tab": "shares"})
    return Detailed(
        line.row.item_name, url=details if line.way else "", file=True, place=_place(desk, line)
    )


def _place(desk: Desk, line: Line) -> Place | None:
    above = [
        Step(crumb.name, desk.url("shared-folder", item_id=crumb.id)) for crumb in line.way[:-1]
    ]
    if not above:
        return None
    kind = line.row.library_kind or LibraryKind.PROJECT
    return Place(ICONS[kind], above[0], above[1:])


def _type(line: Line) -> Cell:
    others = line.row.companions
    if not others:
        return Cell(line.type_label)
    return Detailed(line.type_label, notes=[Note(f"one of {others + 1}")])


def _openings(desk: Desk, row: ShareRow) -> Cell:
    if not row.openings:
        return Detailed(notes=[Note("None")])
    return Detailed(
        str(row.openings),
        url=desk.url("item-share-openings", item_id=row.item_id, share_id=row.id),
        beside=True,
        unseen=f" openings of {row.item_name}",
        notes=[Note("last ", moment=row.last_opened_at, written="since")],
    )


def _state(desk: Desk, line: Line, here: str) -> Cell:
    """Return the state in words: since when, why, and what can be done about it."""
    row, state = line.row, line.state
    notes = [Note(moment=row.cancelled_at)] if row.cancelled_at else []
    if state["why"]:
        url = invite_url(desk, row)
        invite = Link("Invite", url, f"a contact of {row.customer_name}") if url else None
        notes.append(Note(state["why"], link=invite))
    takes = desk.url("share-takeover", share_id=row.id) + here
    return Detailed(
        state["label"],
        tone=state["tone"],
        notes=notes,
        act=Act("Take over", takes, unseen=row.item_name) if row.suspended else None,
    )
