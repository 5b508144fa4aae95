"""What a share reaches: what lies under a folder with settings of its own, and what lies above."""

import uuid
from collections.abc import Sequence

from strongroom.access import live
from strongroom.core import clock
from strongroom.core.statements import fetch
from strongroom.store import hierarchy

_BELOW = f"""
    {hierarchy.recursive(hierarchy.below(name="under", kept=True))}
    select i.id, i.own_policy is not null as controlled, i.confidential
      from store_item i join under u on i.parent_id = u.id
     where i.trashed_at is null and (i.own_policy is not null or i.confidential)
"""
_ABOVE = f"""
    {hierarchy.recursive(hierarchy.above())}
    select distinct up.start from up
      join access_share s on s.item_id = up.id
      join store_item i on i.id = up.start
      join store_library l on l.id = i.library_id
     where up.depth > 0 and {live.portal()}
"""


def controlled_and_confidential_below(
    folder_ids: Sequence[uuid.UUID],
) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    """Return the items under these folders with settings of their own, and the confidential ones."""
    rows = fetch(_BELOW, {"folders": list(folder_ids)})
    return (
        [row["id"] for row in rows if row["controlled"]],
        [row["id"] for row in rows if row["confidential"]],
    )


def shared_from_above(item_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Return those items that are visible in the portal because a folder above them is shared."""
    return {row["start"] for row in fetch(_ABOVE, {"items": list(item_ids), "now": clock.now()})}
