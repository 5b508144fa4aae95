"""Where an item lies: the folders above it that one may see (breadcrumbs begin at the topmost of them)."""

import uuid
from collections.abc import Iterable

from strongroom.access import api as access
from strongroom.access.api import Action, Principal
from strongroom.core.statements import fetch
from strongroom.documents.here import Crumb, here
from strongroom.store import hierarchy

_UP = f"""
{hierarchy.recursive(hierarchy.above())}
select up.start, up.id, up.parent_id, i.name from up join store_item i on i.id = up.id
 order by up.start, up.depth
"""


def path(principal: Principal, item_id: uuid.UUID) -> list[Crumb]:
    """Return the way to an item, itself last, or raise NotFoundError.

    It begins below the nearest folder that one can't see (`access.require_way`).
    """
    return list(here(principal, item_id).way)


def paths(principal: Principal, item_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Crumb]]:
    """Return the ways to several items, by the same few statements; what can't be seen is left out."""
    found = fetch(_UP, {"items": list(item_ids)})
    visible = access.check_many(principal, Action.VIEW, {row["id"] for row in found})
    ways: dict[uuid.UUID, list[Crumb]] = {}
    ended: set[uuid.UUID] = set()
    for row in found:  # from the item upwards
        start = row["start"]
        if row["id"] not in visible:
            ended.add(start)
        elif start not in ended:
            crumb = Crumb(row["id"], row["name"], is_root=row["parent_id"] is None)
            ways.setdefault(start, []).insert(0, crumb)
    return ways
