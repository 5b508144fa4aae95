"""The orders of a list: what it is sorted by, and where the next page begins."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from strongroom.access.api import Sql
from strongroom.core.errors import InvalidError
from strongroom.core.ids import parse_id
from strongroom.core.paging import decode_cursor, encode_cursor

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


@dataclass(frozen=True, slots=True)
class Ordering:
    """One order in one direction. Ties are broken by the id, so that no row is lost or shown twice."""

    by: str
    descending: bool = False

    @classmethod
    def of(cls, by: str, *, descending: bool) -> "Ordering":
        """Return the ordering, or raise InvalidError for a name that a list doesn't have."""
        if by not in _KEYS:
            raise InvalidError(errors={"order": "A list is sorted by name, created or size."})
        return cls(by, descending)

    @property
    def _tag(self) -> str:
        return f"-{self.by}" if self.descending else self.by

    def clause(self) -> str:
        """Return the ORDER BY."""
        key, way = _KEYS[self.by], " desc" if self.descending else ""
        first = "i.is_file, " if key.folders_first else ""
        return f"order by {first}{key.column}{way}, i.id{way}"

    def after(self, cursor: str | None) -> Sql:
        """Return the condition for what follows the cursor; InvalidError when it isn't this list's."""
        values = decode_cursor(cursor, length=4)
        if values is None:
            return Sql("true")
        key, than = _KEYS[self.by], "<" if self.descending else ">"
        params = {"c_file": values[1], "c_key": self._parse(values[2]), "c_id": parse_id(values[3])}
        if values[0] != self._tag or params["c_id"] is None or not isinstance(values[1], bool):
            raise _not_ours()
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

    def _parse(self, value: Any) -> Any:
        kind = _KEYS[self.by].cast
        try:
            if kind == "timestamptz":
                return dt.datetime.fromisoformat(value)
            if kind == "bigint" and isinstance(value, int) and 0 <= value < 2**63:
                return value
        except (TypeError, ValueError):
            pass
        if kind == "text" and isinstance(value, str) and "\0" not in value:
            return value
        raise _not_ours()

    def cursor(self, row: dict[str, Any]) -> str:
        """Return the cursor that continues behind this row."""
        value = row[_KEYS[self.by].field]
        if isinstance(value, dt.datetime):
            value = value.isoformat()
        return encode_cursor(
            [self._tag, row["is_file"], value or 0 if self.by == "size" else value, str(row["id"])]
        )


def _not_ours() -> InvalidError:
    return InvalidError(
        errors={"cursor": "This page address is not valid; start from the first page."}
    )
