"""Whole trees at once: items, folders and first versions, three statements whatever the number or depth."""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from strongroom.core import clock
from strongroom.core.errors import NotFoundError
from strongroom.core.ids import new_id
from strongroom.core.naming import sort_key
from strongroom.store.renditions import want_all_renditions


@dataclass(frozen=True, slots=True)
class FirstVersion:
    """The bytes that a file begins with."""

    blob_id: uuid.UUID
    content_type: str
    id: uuid.UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Seedling:
    """One item to be made: a file, which has a version, or a folder, which has none."""

    parent_id: uuid.UUID
    """The folder that the tree is made in, or a folder among the others."""
    name: str
    confidential: bool = False
    tags: Sequence[str] = ()
    version: FirstVersion | None = None
    id: uuid.UUID = field(default_factory=new_id)


_ROWS = """
with rows as materialized (
  select * from jsonb_to_recordset(%(rows)s::jsonb) as r(
    id uuid, parent_id uuid, name text, name_key text, confidential boolean, tags text[],
    version_id uuid, blob_id uuid, content_type text))
"""
_ITEMS = f"""
    {_ROWS}, target as (
      select f.item_id, f.library_id, p.account_id
        from store_folder f join store_item p on p.id = f.item_id
       where f.item_id = %(folder)s for share of f)
    insert into store_item (id, account_id, library_id, parent_id, is_file, name, name_key,
                            confidential, tags, current_id, created_at, created_by_id, updated_at)
    select r.id, t.account_id, t.library_id, r.parent_id, r.version_id is not null, r.name,
           r.name_key, r.confidential, r.tags, r.version_id, %(now)s, %(created_by)s, %(now)s
      from rows r cross join target t
"""
_FOLDERS = f"""
    {_ROWS}
    insert into store_folder (item_id, library_id, parent_id, policy, trash)
    select r.id, f.library_id, r.parent_id, f.policy, f.trash
      from rows r cross join store_folder f
     where f.item_id = %(folder)s and r.version_id is null
"""
_VERSIONS = f"""
    {_ROWS}
    insert into store_version (id, item_id, number, name, blob_id, content_type, note, created_at,
                               created_by_id)
    select r.version_id, r.id, 1, r.name, r.blob_id, r.content_type, '', %(now)s, %(created_by)s
      from rows r where r.version_id is not null
"""


def plant(
    folder_id: uuid.UUID, seedlings: Sequence[Seedling], *, created_by: uuid.UUID | None
) -> None:
    """Insert items that inherit what the folder has at this moment; NotFoundError when it is gone.

    Needs the lock of its library, at least shared: a re-pointing under way could not see the new rows.
    """
    values: dict[str, Any] = {
        "rows": json.dumps([_row(one) for one in seedlings]),
        "folder": folder_id,
        "created_by": created_by,
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, values)
        if cursor.rowcount < len(seedlings):
            raise NotFoundError
        cursor.execute(_FOLDERS, values)
        cursor.execute(_VERSIONS, values)
    want_all_renditions(_bytes(seedlings))


def _row(one: Seedling) -> dict[str, Any]:
    version = one.version
    return {
        "id": str(one.id),
        "parent_id": str(one.parent_id),
        "name": one.name,
        "name_key": sort_key(one.name),
        "confidential": one.confidential,
        "tags": list(one.tags),
        "version_id": str(version.id) if version else None,
        "blob_id": str(version.blob_id) if version else None,
        "content_type": version.content_type if version else None,
    }


def _bytes(seedlings: Iterable[Seedling]) -> dict[uuid.UUID, str]:
    return {one.version.blob_id: one.version.content_type for one in seedlings if one.version}
