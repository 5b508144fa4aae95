"""The orders of a list: what it is sorted by, and where the next page begins."""

from dataclasses import dataclass
from typing import Any, Literal

from strongroom.access.api import Sql
from strongroom.core.errors import InvalidError
from strongroom.core.paging import hand_out, take_back
from strongroom.core.strict import (
    Reader,
    exactly,
    read_flag,
    read_id,
    read_moment,
    read_text,
    read_whole,
)

Order = Literal["name", "created", "size"]


@dataclass(frozen=True, slots=True)
class _Key:
    column: str
    cast: str
    field: str
    folders_first: bool


_KEYS: dict[str, _Key] = {
    "name": _Key("i.name_key", "text", "name_key", folders_first=True),
    "size": _Key("coalesce(b.size, 0)", "bigint", "size", folders_first=True),
    "created": _Key("i.created_at", "timestamptz", "created_at", folders_first=False),
    "trashed": _Key("i.trashed_at", "timestamptz", "trashed_at", folders_first=False),
}
_READERS: dict[str, Reader] = {
    "text": read_text,
    "bigint": read_whole,
    "timestamptz": read_moment,
}


@dataclass(frozen=True, slots=True)
class Ordering:
    """One order in one direction. Ties are broken by the id, so that no row is lost or shown twice."""

    by: str
    descending: bool = False
    outside: bool = False
    """Whether the list is for somebody outside the firm, who learns no inner dates from a cursor."""

    @classmethod
    def of(cls, by: str, *, descending: bool, outside: bool) -> "Ordering":
        """Return the ordering, or raise InvalidError for a name that a list doesn't have."""
        if by not in _KEYS:
            raise InvalidError(errors={"order": "A list is sorted by name, created or size."})
        return cls(by, descending, outside)

    @property
    def _tag(self) -> str:
        return f"-{self.by}" if self.descending else self.by

    @property
    def _hides(self) -> bool:
        return self.outside and _KEYS[self.by].cast == "timestamptz"

    def clause(self) -> str:
        """Return the ORDER BY."""
        key, way = _KEYS[self.by], " desc" if self.descending else ""
        first = "i.is_file, " if key.folders_first else ""
        return f"order by {first}{key.column}{way}, i.id{way}"

    def after(self, cursor: str | None) -> Sql:
        """Return the condition for what follows the cursor; InvalidError when it isn't this list's."""
        key, than = _KEYS[self.by], "<" if self.descending else ">"
        parts = (exactly(self._tag), read_flag, _READERS[key.cast], read_id)
        values = take_back(cursor, *parts, outside=self._hides)
        if values is None:
            return Sql("true")
        params = dict(zip(("c_file", "c_key", "c_id"), values[1:], strict=True))
        here, there = f"{key.column}, i.id", f"%(c_key)s::{key.cast}, %(c_id)s::uuid"
        if not key.folders_first:
            return Sql(f"({here}) {than} ({there})", params)
        if not self.descending:  # one row comparison, which an index answers
            return Sql(f"(i.is_file, {here}) > (%(c_file)s::boolean, {there})", params)
        return Sql(
            f"(i.is_file > %(c_file)s::boolean"
            f" or (i.is_file = %(c_file)s::boolean and ({here}) < ({there})))",
            params,
        )

    def cursor(self, row: dict[str, Any]) -> str:
        """Return the cursor that continues behind this row."""
        value = row[_KEYS[self.by].field]
        value = value or 0 if self.by == "size" else value
        return hand_out([self._tag, row["is_file"], value, row["id"]], outside=self._hides)
