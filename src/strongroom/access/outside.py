"""Which share lets somebody from outside reach an item: the nearest one, on it or above it."""

import uuid

from strongroom.access.binding import Visitor
from strongroom.access.models import Share
from strongroom.access.principal import Principal
from strongroom.core import clock
from strongroom.core.statements import fetch

_NEAREST_SHARE = """
with recursive up(id, parent, depth) as (
  select i.id, i.parent_id, 0 from store_item i where i.id = %(item)s
  union all
  select above.item_id, above.parent_id, depth + 1
    from up join store_folder above on above.item_id = up.parent)
select s.id from up join access_share s on s.item_id = up.id
  join store_item x on x.id = s.item_id join store_library l on l.id = x.library_id
 where {which}
 order by depth limit 1
"""


def nearest_share(principal: Principal, item_id: uuid.UUID) -> Share | None:
    """Return the live share, with its maker, by which a contact or a link bearer reaches the item."""
    if not principal.outside:
        return None
    opening = Visitor(principal.customer_id, principal.shares, clock.now()).share
    found = fetch(_NEAREST_SHARE.format(which=opening.text), {**opening.params, "item": item_id})
    shares = Share.objects.select_related("created_by__person")
    return shares.filter(id=found[0]["id"]).first() if found else None
