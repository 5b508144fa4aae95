"""What a share reaches: what lies under a folder with settings of its own, and what lies above."""

import uuid
from collections.abc import Sequence

from django.db import connection

_BELOW = """
    with recursive under(id) as (
        select f.item_id from store_folder f where f.item_id = any(%s)
        union
        select f.item_id from store_folder f join under u on f.parent_id = u.id
         where f.trash is null
    )
    select i.id, i.own_policy is not null, i.confidential
      from store_item i join under u on i.parent_id = u.id
     where i.trashed_at is null and (i.own_policy is not null or i.confidential)
"""
_ABOVE = """
    with recursive above(start, id) as (
        select i.id, i.parent_id from store_item i where i.id = any(%s)
        union
        select a.start, f.parent_id from above a join store_folder f on f.item_id = a.id
    )
    select distinct a.start from above a
      join access_share s on s.item_id = a.id
       and s.type = 'portal' and s.cancelled_at is null
      join store_item i on i.id = a.start
      join store_library l on l.id = i.library_id and l.customer_id = s.customer_id
"""


def controlled_and_confidential_below(
    folder_ids: Sequence[uuid.UUID],
) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    """Return the items under these folders with settings of their own, and the confidential ones."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [list(folder_ids)])
        rows = cursor.fetchall()
    return [row[0] for row in rows if row[1]], [row[0] for row in rows if row[2]]


def shared_from_above(item_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Return those items that are visible in the portal because a folder above them is shared."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [list(item_ids)])
        return {row[0] for row in cursor.fetchall()}
