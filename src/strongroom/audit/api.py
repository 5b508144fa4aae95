"""Recording events: the public face of `audit`. Who records is inside its own transaction."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from strongroom.core import clock

__all__ = ["Actor", "NewEvent", "newest_of_actor", "record", "record_many"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, as plain values: kind is member, contact, link, system or anonymous."""

    kind: str
    id: uuid.UUID | None
    surface: str


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What happened to what: ids only in the columns, small JSON facts in `data`, never secrets."""

    verb: str
    account_id: uuid.UUID
    library_id: uuid.UUID | None = None
    item_id: uuid.UUID | None = None
    subject_id: uuid.UUID | None = None
    data: dict[str, Any] = field(default_factory=dict)


def record(actor: Actor, change: NewEvent) -> None:
    """Write one event in the current transaction."""
    record_many(actor, [change])


_INSERT = """
insert into audit_event (account_id, at, verb, actor_kind, actor_id, surface, library_id, item_id,
                         subject_id, data) values
"""
_COLUMNS = 10
_ROW = f"({', '.join(['%s'] * _COLUMNS)})"


def record_many(actor: Actor, changes: Iterable[NewEvent]) -> None:
    """Write several events with one statement."""
    at = clock.now()
    values: list[Any] = []
    for change in changes:
        values += [change.account_id, at, change.verb, actor.kind, actor.id, actor.surface]
        values += [change.library_id, change.item_id, change.subject_id, Jsonb(change.data)]
    if values:
        rows = ", ".join([_ROW] * (len(values) // _COLUMNS))
        with connection.cursor() as cursor:
            cursor.execute(f"{_INSERT} {rows}", values)


def newest_of_actor(limit: int) -> str:
    """Return a SELECT of `item_id, at, verb` of a member's newest events about items, for other statements.

    Parameters: `me`, the member; `verbs`, a list of those that count.
    """
    return (
        "select item_id, at, verb from audit_event"
        " where actor_kind = 'member' and actor_id = %(me)s and item_id is not null"
        f" and verb = any(%(verbs)s) order by id desc limit {int(limit)}"
    )
