"""The pointers on folders: the one statement that re-points subtrees, and the check of all of them.

A folder's `policy` is the nearest item at or above it that has its own settings, `trash` the nearest
that lies in the trash (DESIGN, *Pointers on folders only*).
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from strongroom.store import hierarchy

# What the folders themselves inherit is read from the items above them, so that any of them may lie
# above another.
_GIVEN = """given(item_id, policy, trash) as (
        select up.start,
               (array_agg(i.id order by up.depth) filter (where i.own_policy is not null))[1],
               (array_agg(i.id order by up.depth) filter (where i.trashed_at is not null))[1]
        from up join store_item i on i.id = up.id group by up.start)"""
_REPOINT = f"""
    {hierarchy.recursive(hierarchy.above_folder(hierarchy.FOLDERS), _GIVEN, hierarchy.inheriting("given"))}
    update store_folder f set policy = d.policy, trash = d.trash
    from down d
    where f.item_id = d.item_id
      and (f.policy is distinct from d.policy or f.trash is distinct from d.trash)
"""


def repoint(*folder_ids: uuid.UUID) -> int:
    """Write what the folders and those below them inherit now, in one statement; return how many changed.

    Call after changing a folder's parent, `own_policy` or `trashed_at`, holding the library's
    exclusive lock. A file has no pointers: nothing happens.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REPOINT, {"folders": list(folder_ids)})
        return int(cursor.rowcount)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be: a kind (`pointer`, `blob_damaged`, ...) and where."""

    kind: str
    id: str
    detail: str


# Recomputed from the items alone.
_VERIFY = f"""
    {hierarchy.recursive(hierarchy.truth())}
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
