"""Which shares reach an item from above (E-1)."""

import uuid
from collections.abc import Sequence

from strongroom.access import live
from strongroom.core import clock
from strongroom.core.statements import fetch
from strongroom.store import hierarchy

_ABOVE = f"""
    {hierarchy.recursive(hierarchy.above(same_settings=True))}
    select distinct up.start from up
      join access_share s on s.item_id = up.id
      join store_item i on i.id = up.start
      join store_library l on l.id = i.library_id
     where up.depth > 0 and {live.portal()}
"""


def shared_from_above(item_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Return those items that are visible in the portal because a folder above them is shared (E-1)."""
    return {row["start"] for row in fetch(_ABOVE, {"items": list(item_ids), "now": clock.now()})}
