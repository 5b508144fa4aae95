"""What decided who sees what, from when to when (E-15). Written by the database, read here."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from strongroom.access.history_triggers import BEGINNING
from strongroom.access.models import History, HistoryKind
from strongroom.store.models import Item


@dataclass(frozen=True, slots=True)
class Held:
    """One state of a row: its deciding values, from the first moment to the first one after."""

    what: dict[str, Any]
    """Ids and moments are text here, as JSON has them."""
    since: dt.datetime
    until: dt.datetime | None
    """Null: it holds still."""


def history_of(kind: HistoryKind, row_id: uuid.UUID) -> tuple[Held, ...]:
    """Return what held of one row, the oldest first (E-15). Asks nobody: callers decide who may know.

    At most two statements. An item that nothing has happened to has no history row: its own row tells.
    """
    rows = History.objects.filter(kind=kind, row_id=row_id).order_by("since", "id")
    held = tuple(Held(row.what, row.since, row.until) for row in rows)
    return held or (_untouched(row_id) if kind == HistoryKind.ITEM else ())


def kept_since() -> dt.datetime | None:
    """Return the moment before which nothing is known; null when no history is kept."""
    rows = History.objects.filter(kind=HistoryKind.HISTORY, row_id=BEGINNING, until=None)
    return rows.values_list("since", flat=True).first()


def _untouched(item_id: uuid.UUID) -> tuple[Held, ...]:
    item = Item.objects.filter(id=item_id).first()
    if item is None:
        return ()
    what = {
        "parent_id": str(item.parent_id) if item.parent_id else None,
        "is_file": item.is_file,
        "confidential": item.confidential,
        "trashed": item.trashed_at is not None,
    }
    return (Held(what, max(item.created_at, kept_since() or item.created_at), None),)
