"""Which share lets somebody from outside reach an item: the nearest one, on it or above it (E-1)."""

import uuid
from collections.abc import Collection

from strongroom.access.binding import Visitor
from strongroom.access.models import Share
from strongroom.access.principal import Principal
from strongroom.core import clock
from strongroom.core.statements import columns_of, fetch_prepared, model_from
from strongroom.store import hierarchy

_NEAREST_SHARE = f"""
{hierarchy.recursive(hierarchy.above(same_settings=True))}
select distinct on (start) start, {columns_of(Share, "s")} from up
  join access_share s on s.item_id = up.id
  join store_item x on x.id = s.item_id join store_library l on l.id = x.library_id
 where {{which}}
 order by start, depth, s.id
"""


def nearest_share(principal: Principal, item_id: uuid.UUID) -> Share | None:
    """Return the live share, with its maker, by which a contact or a link bearer reaches the item."""
    found = nearest_shares(principal, [item_id]).get(item_id)
    made = Share.objects.select_related("created_by__person")
    return made.filter(id=found.id).first() if found else None


def nearest_shares(principal: Principal, item_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Share]:
    """Return the shares of several items in one statement; what they don't reach is left out."""
    if not principal.outside or not item_ids:
        return {}
    opening = Visitor(principal.customer_id, principal.shares, clock.now()).share
    query = _NEAREST_SHARE.format(which=opening.text)
    found = fetch_prepared(query, {**opening.params, "items": list(item_ids)})
    return {row["start"]: model_from(Share, row) for row in found}
