"""How one share reads in the register: its document and place, its state in words, its last day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from strongroom.documents import api as documents
from strongroom.documents.api import Crumb
from strongroom.interfaces.common.words.icons import ICONS
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.office.desk import Desk
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
    ends_on: dt.date | None
    """The last day on which it works, in the firm's zone."""

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
    zone = ZoneInfo(desk.account.time_zone)
    return [Line(row, tuple(ways.get(row.item_id, ())), _last_day(row, zone)) for row in rows]


def _last_day(row: ShareRow, zone: ZoneInfo) -> dt.date | None:
    """Return the day before the moment from which it no longer works (B-6)."""
    if row.expires_at is None:
        return None
    return (row.expires_at - dt.timedelta(microseconds=1)).astimezone(zone).date()


def shown(desk: Desk, line: Line) -> dict[str, Any]:
    """Return what the page draws of a line: addresses besides."""
    row = line.row
    opened = desk.url("item-share-openings", item_id=row.item_id, share_id=row.id)
    details = address(desk.url("item-details", item_id=row.item_id), {"tab": "shares"})
    takes = desk.url("share-takeover", share_id=row.id) if row.suspended else ""
    return {
        "line": line,
        "row": row,
        "place": _place(desk, line),
        "url": details if line.way else "",
        "openings_url": opened if row.openings else "",
        "takeover_url": takes,
        "invite_url": invite_url(desk, row),
    }


def _place(desk: Desk, line: Line) -> dict[str, Any] | None:
    """Return the value of `place` for components/documents/place.html; None where nothing is to be told."""
    above = [
        {"name": crumb.name, "url": desk.url("shared-folder", item_id=crumb.id)}
        for crumb in line.way[:-1]
    ]
    if not above:
        return None
    kind = line.row.library_kind or LibraryKind.PROJECT
    return {"icon": ICONS[kind], "record": above[0], "steps": above[1:]}
