"""What a share of a folder reaches below it, and which shares reach an item from above (E-1)."""

import uuid
from collections.abc import Sequence

from strongroom.access import live
from strongroom.core import clock
from strongroom.core.statements import fetch
from strongroom.store import hierarchy

_CONFIDENTIAL = f"""
{hierarchy.recursive(hierarchy.below(same_settings=True, kept=True))}
select i.id from store_item i join down on i.parent_id = down.id
 where i.trashed_at is null and i.own_policy is null and i.confidential
"""
_ABOVE = f"""
    {hierarchy.recursive(hierarchy.above(same_settings=True))}
    select distinct up.start from up
      join access_share s on s.item_id = up.id
      join store_item i on i.id = up.start
      join store_library l on l.id = i.library_id
     where up.depth > 0 and {live.portal()}
"""


def confidential_below(folder_ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Return the confidential files that a door on one of these folders reaches."""
    return [row["id"] for row in fetch(_CONFIDENTIAL, {"folders": list(folder_ids)})]


def shared_from_above(item_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Return those items that are visible in the portal because a folder above them is shared (E-1)."""
    return {row["start"] for row in fetch(_ABOVE, {"items": list(item_ids), "now": clock.now()})}
