"""Recording events: the public face of `audit`. A caller is inside its own transaction."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from strongroom.audit.models import Event
from strongroom.core import clock

__all__ = ["Actor", "Change", "record", "record_many"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, as plain values: kind is member, contact, link, system or anonymous."""

    kind: str
    id: uuid.UUID | None
    surface: str


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to what: ids only in the columns, small JSON facts in `data`, never secrets."""

    verb: str
    account_id: uuid.UUID
    library_id: uuid.UUID | None = None
    item_id: uuid.UUID | None = None
    subject_id: uuid.UUID | None = None
    data: dict[str, Any] = field(default_factory=dict)


def record(actor: Actor, change: Change) -> None:
    """Write one event in the current transaction."""
    record_many(actor, [change])


def record_many(actor: Actor, changes: Iterable[Change]) -> None:
    """Write several events with one statement."""
    at = clock.now()
    Event.objects.bulk_create(
        Event(
            account_id=change.account_id,
            at=at,
            verb=change.verb,
            actor_kind=actor.kind,
            actor_id=actor.id,
            surface=actor.surface,
            library_id=change.library_id,
            item_id=change.item_id,
            subject_id=change.subject_id,
            data=change.data,
        )
        for change in changes
    )
