"""Which licences a list shows and in what order, as one statement limited by the decision.

The states are worked out from the present day in the account's zone, once a statement.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from strongroom.access import api as access
from strongroom.access.api import Action, Principal, Sql
from strongroom.core import clock
from strongroom.core.errors import InvalidError
from strongroom.core.paging import decode_cursor, encode_cursor
from strongroom.core.patterns import containing, needle
from strongroom.core.strict import Reader, exactly, read_day, read_id, read_text
from strongroom.directory import api as directory
from strongroom.licences.models import TypeKind
from strongroom.licences.states import EXPIRING_DAYS
from strongroom.store.models import LibraryKind

STATES: Final = ("active", "expiring", "overdue", "all", "archived")
NEVER = dt.date(9999, 12, 31)
"""Sorts after every expiry that a licence can have."""
_FROM: Final = """
  from licences_licence c
  join licences_type t on t.id = c.type_id
  join directory_member m on m.id = c.member_id
  join directory_person p on p.id = m.person_id
 cross join (select timezone(a.time_zone, %(now)s::timestamptz)::date as today
               from directory_account a where a.id = %(account)s::uuid) d
 where c.account_id = %(account)s::uuid"""
_BELONGS: Final = directory.belonging(member="m", person="p")
CONDITIONS: Final = {
    "active": "(c.expires_on is null or c.expires_on >= d.today)",
    "expiring": f"c.expires_on between d.today and d.today + {EXPIRING_DAYS}",
    "overdue": "c.expires_on < d.today",
}
COLUMNS: Final = f"""
select c.id, c.account_id, c.member_id, p.name as member_name, m.type as member_type,
       {_BELONGS} as member_active, c.type_id, t.name as type_name, t.kind as type_kind, c.number,
       c.issued_on, c.expires_on, c.archived_at is not null as archived, c.replaced_by_id,
       c.verification, c.library_id, c.created_at, c.updated_at, d.today"""


@dataclass(frozen=True, slots=True)
class _Key:
    column: str
    cast: str
    read: Reader


_KEYS: Final = {
    "by_expiry": _Key(f"coalesce(c.expires_on, '{NEVER}')", "date", read_day),
    "by_member": _Key("lower(p.name)", "text", read_text),
    "by_type": _Key("lower(t.name)", "text", read_text),
    "id": _Key("c.id", "uuid", read_id),
}
SORTS: Final = {
    "expires": ("by_expiry", "by_member", "id"),
    "member": ("by_member", "by_expiry", "id"),
    "type": ("by_type", "by_member", "id"),
}


@dataclass(frozen=True, slots=True)
class LicenceFilter:
    """What a list is narrowed by. `q` is looked for in the user's name and address, and the number."""

    state: str = "all"
    """One of STATES, or several of active, expiring and overdue with commas between."""
    type_id: uuid.UUID | None = None
    member_id: uuid.UUID | None = None
    q: str = ""
    kind: str = ""
    include_left: bool = False
    """Deactivated users too; they are left out unless one of them is asked for."""


def selected(principal: Principal, where: Sql, columns: str = COLUMNS, rest: str = "") -> Sql:
    """Return the statement that reads these columns of the licences that the decision opens."""
    opened = access.record_condition(principal, Action.VIEW, LibraryKind.LICENCE, "c.library_id")
    both = opened & where
    asked = {"account": principal.account_id, "now": clock.now()}
    return Sql(f"{columns} {_FROM} and {both.text} {rest}", {**both.params, **asked})


def narrowed(filters: LicenceFilter) -> Sql:
    """Return the condition that the filter makes; InvalidError for a state or kind that there is not."""
    where = _in_state(filters.state)
    if filters.type_id is not None:
        where &= Sql("c.type_id = %(type)s::uuid", {"type": filters.type_id})
    if filters.kind:
        where &= Sql("t.kind = %(kind)s", {"kind": checked_kind(filters.kind)})
    if filters.member_id is not None:
        where &= Sql("c.member_id = %(member)s::uuid", {"member": filters.member_id})
    elif not filters.include_left:
        where &= Sql(_BELONGS)
    if q := needle(filters.q):
        text = "(p.name ilike %(q)s or p.email ilike %(q)s or c.number ilike %(q)s)"
        where &= Sql(text, {"q": containing(q)})
    return where


def _in_state(text: str) -> Sql:
    """Return the condition of one state, or several separated by commas; nothing means all."""
    states = set((text.replace(" ", "") or "all").split(","))
    alone = bool(states & {"all", "archived"})
    if not states <= set(STATES) or (alone and len(states) > 1):
        raise InvalidError(errors={"state": f"The states are {', '.join(STATES)}."})
    if states == {"archived"}:
        return Sql("c.archived_at is not null")
    live = Sql("c.archived_at is null")
    wanted = [CONDITIONS[state] for state in sorted(states - {"all"})]
    return live & Sql(" or ".join(wanted)) if wanted else live


def checked_kind(kind: str) -> str:
    """Return the kind of type, or raise InvalidError at `kind`."""
    if kind not in TypeKind.values:
        raise InvalidError(errors={"kind": f"The kinds are {', '.join(TypeKind.values)}."})
    return kind


@dataclass(frozen=True, slots=True)
class Sorting:
    """The order of a list of licences; `-` turns it round. Ties are broken by the id."""

    by: str

    @classmethod
    def of(cls, by: str) -> "Sorting":
        """Return the order, or raise InvalidError for one that a list doesn't have."""
        if by.removeprefix("-") not in SORTS:
            raise InvalidError(errors={"sort": f"The orders are {', '.join(SORTS)}; - turns them."})
        return cls(by)

    @property
    def _names(self) -> tuple[str, ...]:
        return SORTS[self.by.removeprefix("-")]

    @property
    def _turned(self) -> bool:
        return self.by.startswith("-")

    def columns(self) -> str:
        """Return the columns of a row, with those that it is sorted by, under their names."""
        keys = (f"{_KEYS[name].column} as {name}" for name in self._names if name != "id")
        return ", ".join((COLUMNS, *keys))

    def clause(self) -> str:
        """Return the ORDER BY."""
        way = " desc" if self._turned else ""
        return "order by " + ", ".join(f"{_KEYS[name].column}{way}" for name in self._names)

    def after(self, cursor: str | None) -> Sql:
        """Return the condition for what follows the cursor; InvalidError when it isn't this list's."""
        keys = {name: _KEYS[name] for name in self._names}
        values = decode_cursor(cursor, exactly(self.by), *(key.read for key in keys.values()))
        if values is None:
            return Sql("true")
        here = ", ".join(key.column for key in keys.values())
        there = ", ".join(f"%({name})s::{key.cast}" for name, key in keys.items())
        than = "<" if self._turned else ">"
        return Sql(f"({here}) {than} ({there})", dict(zip(keys, values[1:], strict=True)))

    def cursor(self, row: Mapping[str, Any]) -> str:
        """Return the cursor that continues behind this row."""
        return encode_cursor([self.by, *(row[name] for name in self._names)])
