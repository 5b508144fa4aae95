"""What `activity` hands out: an event with the names that belong to its ids now."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event. Names are joined when it is read; an id whose row is gone has an empty name."""

    id: uuid.UUID
    """Made of the number, which would tell how much happens in other firms; always the same."""
    at: dt.datetime
    verb: str
    actor_kind: str
    actor_id: uuid.UUID | None
    actor_name: str
    surface: str
    library_id: uuid.UUID | None
    item_id: uuid.UUID | None
    subject_id: uuid.UUID | None
    subject_name: str
    data: dict[str, Any]
