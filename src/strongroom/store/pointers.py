"""The pointers on folders: the one statement that re-points a subtree, and the check of all of them.

A folder's `policy` is the nearest item at or above it that has its own settings, `trash` the nearest
that lies in the trash (DESIGN, *Pointers on folders only*).
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

# A folder with settings of its own points at itself, so the narrow table tells where to stop; below
# a folder whose pointers stay the same nothing can change.
_REPOINT = """
    with recursive down(item_id, policy, trash) as (
        select f.item_id, coalesce(i.own_policy, p.policy),
               case when i.trashed_at is not null then i.id else p.trash end
        from store_folder f
        join store_item i on i.id = f.item_id
        left join store_folder p on p.item_id = f.parent_id
        where f.item_id = %(folder)s
      union
        select c.item_id,
               case when c.policy = c.item_id then c.policy else d.policy end,
               case when c.trash = c.item_id then c.trash else d.trash end
        from down d join store_folder c on c.parent_id = d.item_id
        where (c.policy is distinct from c.item_id and c.policy is distinct from d.policy)
           or (c.trash is distinct from c.item_id and c.trash is distinct from d.trash)
    )
    update store_folder f set policy = d.policy, trash = d.trash
    from down d
    where f.item_id = d.item_id
      and (f.policy is distinct from d.policy or f.trash is distinct from d.trash)
"""


def repoint(folder_id: uuid.UUID) -> int:
    """Write what the folder and those below it inherit now; return how many changed.

    Call after changing the folder's parent, `own_policy` or `trashed_at`, holding the library's
    exclusive lock. A file has no pointers: nothing happens.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REPOINT, {"folder": folder_id})
        return int(cursor.rowcount)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be: a kind (`pointer`, `blob_damaged`, ...) and where."""

    kind: str
    id: str
    detail: str


# Recomputed from the items alone, from the roots down, without looking at a stored pointer.
_VERIFY = """
    with recursive truth(item_id, library_id, parent_id, policy, trash) as (
        select i.id, i.library_id, null::uuid, i.own_policy,
               case when i.trashed_at is not null then i.id end
        from store_item i where i.parent_id is null
      union
        select i.id, t.library_id, t.item_id, coalesce(i.own_policy, t.policy),
               case when i.trashed_at is not null then i.id else t.trash end
        from truth t join store_item i on i.parent_id = t.item_id and not i.is_file
    )
    select coalesce(t.item_id, f.item_id)::text,
           concat_ws(', ',
             case when f.item_id is null then 'the folder row is missing' end,
             case when t.item_id is null then 'not reachable from a root' end,
             case when f.policy is distinct from t.policy then 'policy' end,
             case when f.trash is distinct from t.trash then 'trash' end,
             case when f.parent_id is distinct from t.parent_id then 'parent' end,
             case when f.library_id is distinct from t.library_id then 'library' end)
    from truth t full join store_folder f on f.item_id = t.item_id
    where f.item_id is null or t.item_id is null
       or (f.policy, f.trash, f.parent_id, f.library_id)
          is distinct from (t.policy, t.trash, t.parent_id, t.library_id)
    union all
    select i.id::text, 'library differs from the folder''s'
    from store_item i join store_folder f on f.item_id = i.parent_id
    where i.library_id <> f.library_id
    union all
    select i.id::text, 'a file without a current version'
    from store_item i where i.is_file and i.current_id is null
    union all
    select i.id::text, 'the current version is another file''s'
    from store_item i join store_version v on v.id = i.current_id where v.item_id <> i.id
"""


def verify_pointers() -> Iterator[Finding]:
    """Yield every pointer, library and current version that differs from what the items say."""
    with connection.cursor() as cursor:
        cursor.execute(_VERIFY)
        for item_id, detail in cursor:
            yield Finding("pointer", item_id, detail)
