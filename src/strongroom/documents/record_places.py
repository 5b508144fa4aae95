"""Where items of several records lie, as far as whoever asks may know (D-20)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from strongroom.access.api import Principal
from strongroom.core.statements import fetch
from strongroom.documents.here import Crumb
from strongroom.documents.paths import paths
from strongroom.documents.rows import ItemRow
from strongroom.store.models import LibraryKind


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where an item lies that stands in a list of several records' items."""

    record: str
    """The name of the project, job, quote or customer: that is told whether or not one sees it."""
    kind: LibraryKind
    way: tuple[Crumb, ...]
    """The folders above it, from the topmost that one may see in a row; the record's root included."""


def record_places(principal: Principal, rows: Sequence[ItemRow]) -> dict[uuid.UUID, RecordPlace]:
    """Return the places of items that one may see; the others are left out. Few statements for all."""
    ways = paths(principal, [row.id for row in rows])
    libraries = {row.library_id for row in rows if row.id in ways}
    found = fetch(
        "select l.id, i.name, l.kind from store_library l join store_item i on i.id = l.id"
        " where l.id = any(%(libraries)s::uuid[])",
        {"libraries": list(libraries)},
    )
    records = {row["id"]: (row["name"], LibraryKind(row["kind"])) for row in found}
    return {
        row.id: RecordPlace(*records[row.library_id], tuple(ways[row.id][:-1]))
        for row in rows
        if row.id in ways and row.library_id in records
    }
