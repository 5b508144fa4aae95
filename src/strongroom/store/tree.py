"""Libraries, folders, items, versions: how rows come to be and change place.

The caller holds the locks (`store.locks`) and has asked `access`. A row takes its library from its
folder, in the statement that inserts it; nothing inherited is copied to files.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from strongroom.core import clock
from strongroom.core.errors import NotFoundError
from strongroom.core.ids import new_id
from strongroom.core.naming import sort_key
from strongroom.core.statements import fetch, fetch_prepared
from strongroom.directory.models import Account, Customer, Member
from strongroom.store import hierarchy
from strongroom.store.blobs import UPSERT, Promoted, secure, values_of
from strongroom.store.current import choose_current
from strongroom.store.models import Folder, Item, Library, LibraryKind
from strongroom.store.pointers import repoint
from strongroom.store.renditions import want_renditions


@dataclass(frozen=True, slots=True)
class NewItem:
    """What an item begins with."""

    parent_id: uuid.UUID
    name: str
    created_by: uuid.UUID | None
    confidential: bool = False
    tags: Sequence[str] = field(default=())


@dataclass(frozen=True, slots=True)
class Inserted:
    """The new row's id and what it took from its folder."""

    id: uuid.UUID
    library_id: uuid.UUID
    account_id: uuid.UUID


@transaction.atomic
def create_library(
    *,
    account: Account,
    kind: LibraryKind,
    name: str,
    customer: Customer | None = None,
    holder: Member | None = None,
    created_by: Member | None = None,
    in_portal: bool = True,
) -> Library:
    """Make a library with its root folder; the root has the library's id and the record's name.

    `in_portal`: whether its record has come so far that the customer portal shows it (A-12).
    """
    library = Library.objects.create(
        account=account, kind=kind, customer=customer, holder=holder, in_portal=in_portal
    )
    now = clock.now()
    Item.objects.create(
        id=library.id,
        account=account,
        library=library,
        parent=None,
        is_file=False,
        name=name[:255],
        name_key=sort_key(name),
        created_at=now,
        created_by=created_by,
        updated_at=now,
    )
    Folder.objects.create(item_id=library.id, library=library, parent=None)
    return library


_INSERT_ITEM = """
    insert into store_item (id, account_id, library_id, parent_id, is_file, name, name_key,
                            confidential, tags, current_id, created_at, created_by_id,
                            updated_at)
    select %(id)s::uuid, p.account_id, f.library_id, f.item_id, %(is_file)s::boolean, %(name)s::text,
           %(name_key)s::text, %(confidential)s::boolean, %(tags)s::text[], %(current)s::uuid,
           %(now)s::timestamptz, %(created_by)s::uuid, %(now)s::timestamptz
    from store_folder f join store_item p on p.id = f.item_id
    where f.item_id = %(parent_id)s
    for share of f
    returning library_id, account_id
"""
_INSERT_FOLDER = """
    insert into store_folder (item_id, library_id, parent_id, policy, trash)
    select %(id)s, f.library_id, f.item_id, f.policy, f.trash
    from store_folder f where f.item_id = %(parent_id)s
"""
_VERSION = """
    insert into store_version (id, item_id, number, name, blob_id, content_type, note, created_at,
                               created_by_id)
    select %(current)s::uuid, {item}.id, {item}.number, %(version_name)s::text, {blob},
           %(content_type)s::text, %(note)s::text, %(now)s::timestamptz, %(created_by)s::uuid
"""
_INSERT_FILE = f"""
    with blob as ({UPSERT}), item as ({_INSERT_ITEM}), first as (select %(id)s::uuid as id, 1 as number),
    version as ({_VERSION.format(item="first", blob="blob.id")} from first, blob, item)
    select item.library_id, item.account_id, blob.id as blob_id from item, blob
"""
_INSERT_VERSION = f"""
    with item as (
        update store_item set last_version = last_version + 1, updated_at = %(now)s
        where id = %(id)s and is_file
        returning id, last_version as number
    )
    {_VERSION.format(item="item", blob="%(blob)s::uuid")} from item
    returning number
"""


@dataclass(frozen=True, slots=True)
class Added:
    """A version that was added."""

    id: uuid.UUID
    number: int


def _row(new: NewItem, *, current: uuid.UUID | None) -> dict[str, Any]:
    """Return the values of a new item: a file's with the id of its version, or a folder's (None)."""
    return {
        "id": new_id(),
        "parent_id": new.parent_id,
        "is_file": current is not None,
        "current": current,
        "name": new.name,
        "name_key": sort_key(new.name),
        "confidential": new.confidential,
        "tags": list(new.tags),
        "created_by": new.created_by,
        "now": clock.now(),
    }


def insert_file(
    new: NewItem, *, promoted: Promoted, content_type: str, version_name: str = "", note: str = ""
) -> tuple[Inserted, Added]:
    """Insert a file and its first version of promoted bytes, which are adopted with them (`adopt`).

    One statement, inside the caller's transaction. NotFoundError when the folder is gone.
    """
    version = Added(new_id(), 1)
    values = {
        **values_of(promoted),
        **_row(new, current=version.id),
        "version_name": version_name or new.name,
        "content_type": content_type,
        "note": note,
    }
    found = fetch_prepared(_INSERT_FILE, values)
    if not found:
        raise NotFoundError
    secure(promoted)
    want_renditions(found[0]["blob_id"], content_type)
    return Inserted(values["id"], found[0]["library_id"], found[0]["account_id"]), version


def insert_folder(new: NewItem) -> Inserted:
    """Insert a folder that inherits what its parent has at this moment.

    Needs the library's lock, at least shared: a re-pointing under way could not see the new row.
    """
    values = _row(new, current=None)
    found = fetch(_INSERT_ITEM, values)
    if not found:
        raise NotFoundError
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_FOLDER, values)
    return Inserted(values["id"], found[0]["library_id"], found[0]["account_id"])


def insert_version(
    item_id: uuid.UUID,
    *,
    blob_id: uuid.UUID,
    name: str,
    content_type: str,
    created_by: uuid.UUID | None,
    note: str = "",
) -> Added:
    """Add a version; NotFoundError when the file is gone. It becomes current unless one was approved.

    The item's row is locked by the counting, so that numbers are distinct under parallel uploads.
    """
    version_id = new_id()
    values = {
        "id": item_id,
        "current": version_id,
        "blob": blob_id,
        "version_name": name,
        "content_type": content_type,
        "note": note,
        "now": clock.now(),
        "created_by": created_by,
    }
    found = fetch(_INSERT_VERSION, values)
    if not found:
        raise NotFoundError
    choose_current(item_id)
    want_renditions(blob_id, content_type)
    return Added(version_id, found[0]["number"])


def set_parent(item_id: uuid.UUID, parent_id: uuid.UUID) -> None:
    """Hang one item under another folder; see `set_places`."""
    set_places({item_id: parent_id})


def set_parents(item_ids: Iterable[uuid.UUID], parent_id: uuid.UUID) -> None:
    """Hang items under one folder; see `set_places`."""
    set_places(dict.fromkeys(item_ids, parent_id))


_SET_PLACES = """
    update store_item i set parent_id = t.item_id, updated_at = %(now)s
    from unnest(%(items)s::uuid[], %(parents)s::uuid[]) as place(id, parent_id)
    join store_folder t on t.item_id = place.parent_id
    where i.id = place.id
    returning i.id, i.is_file, i.library_id, t.library_id as target
"""
_SET_FOLDERS = """
    update store_folder f set parent_id = i.parent_id from store_item i
    where i.id = f.item_id and f.item_id = any(%(folders)s::uuid[])
"""


def set_places(places: Mapping[uuid.UUID, uuid.UUID]) -> None:
    """Hang items (ids to those of folders) elsewhere, in another library too, and re-point what is below.

    Few statements, whatever the number of items; one more for each library that items come to from
    another. Needs the exclusive lock of each library concerned. The caller has made sure that no
    folder is its item itself or below it.
    """
    params = {"items": list(places), "parents": list(places.values()), "now": clock.now()}
    moved = fetch(_SET_PLACES, params)
    folders = [row["id"] for row in moved if not row["is_file"]]
    if folders:
        with connection.cursor() as cursor:
            cursor.execute(_SET_FOLDERS, {"folders": folders})
        repoint(*folders)
    crossing = [row for row in moved if row["library_id"] != row["target"]]
    for library_id in {row["target"] for row in crossing}:
        set_library([row["id"] for row in crossing if row["target"] == library_id], library_id)


_SET_LIBRARY = f"""
    {hierarchy.recursive(hierarchy.below("f.item_id = any(%(items)s::uuid[])"))}, folders as (
        update store_folder f set library_id = %(library)s from down d where f.item_id = d.id
    ), items(id) as (
        select unnest(%(items)s::uuid[])
        union
        select c.id from down d join store_item c on c.parent_id = d.id
    )
    update store_item i set library_id = %(library)s from items where i.id = items.id
"""


def set_library(item_ids: Collection[uuid.UUID], library_id: uuid.UUID) -> None:
    """Write the library of items and everything below them."""
    with connection.cursor() as cursor:
        cursor.execute(_SET_LIBRARY, {"items": list(item_ids), "library": library_id})


_SET_NAMES = """
    update store_item i set name = named.name, name_key = named.key
    from unnest(%(items)s::uuid[], %(names)s::text[], %(keys)s::text[]) as named(id, name, key)
    where i.id = named.id
"""


def set_names(names: Mapping[uuid.UUID, str]) -> None:
    """Write the names of items, ids to names, in one statement; none at all for none."""
    if names:
        values = list(names.values())
        keys = [sort_key(name) for name in values]
        with connection.cursor() as cursor:
            cursor.execute(_SET_NAMES, {"items": list(names), "names": values, "keys": keys})
