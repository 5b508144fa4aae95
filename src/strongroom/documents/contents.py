"""Versions of a file, its bytes and previews: all of them reached from an item that one may see (L6)."""

import uuid
from collections.abc import Mapping
from typing import Any

from strongroom.access import api as access
from strongroom.access.api import Action, Kind, Principal
from strongroom.core.errors import InvalidError, NotFoundError
from strongroom.core.naming import with_ending_of
from strongroom.core.statements import fetch, fetch_prepared
from strongroom.documents.delivered import delivered
from strongroom.documents.rows import Content, PreviewContent, VersionRow
from strongroom.store import api as store

_VERSIONS = """
select i.id as item_id, i.name as item_name, i.account_id, i.updated_at, v.id = i.current_id as current,
       v.number, v.name, v.note, v.content_type, v.created_at, v.created_by_id, v.blob_id,
       b.size, b.sha256, b.crc32, coalesce(p.name, '') as created_by_name,
       cur.content_type as current_type
  from store_item i
  join store_version v on v.item_id = i.id
  join store_blob b on b.id = v.blob_id
  left join store_version cur on cur.id = i.current_id
  left join directory_member m on m.id = v.created_by_id
  left join directory_person p on p.id = m.person_id
 where i.id = %(item)s and {which}
 order by v.number desc
"""


def _found(principal: Principal, item_id: uuid.UUID, version: int | None) -> Mapping[str, Any]:
    """Return the columns of one version; a contact reaches the current one only (B-12)."""
    which = "v.id = i.current_id" if version is None else "v.number = %(number)s"
    if principal.kind not in {Kind.MEMBER, Kind.SYSTEM}:
        which = f"{which} and v.id = i.current_id"
    number = version if version is not None and 0 < version < 2**31 else 0
    found = fetch_prepared(_VERSIONS.format(which=which), {"item": item_id, "number": number})
    if not found:
        raise NotFoundError
    return found[0]


def versions(principal: Principal, item_id: uuid.UUID) -> list[VersionRow]:
    """Return the versions, newest first (D-21); a contact gets the current one only (B-12).

    To them it is called what the file is called, not what it was called when it was uploaded.
    """
    access.require(principal, Action.VIEW, item_id)
    all_of_them = principal.kind in {Kind.MEMBER, Kind.SYSTEM}
    which = "true" if all_of_them else "v.id = i.current_id"
    return [
        VersionRow(
            item_id=row["item_id"],
            number=row["number"],
            name=row["name"] if all_of_them else row["item_name"],
            size=row["size"],
            sha256=row["sha256"],
            content_type=row["content_type"],
            note=row["note"],
            created_at=row["created_at"],
            created_by=row["created_by_id"],
            created_by_name=row["created_by_name"],
            current=row["current"],
        )
        for row in fetch(_VERSIONS.format(which=which), {"item": item_id})
    ]


def content_of(row: Mapping[str, Any], *, item_id: uuid.UUID, name: str) -> Content:
    """Return what delivery needs of a version's columns."""
    return Content(
        item_id=item_id,
        name=name,
        size=row["size"],
        content_type=row["content_type"],
        sha256=row["sha256"],
        blob_id=row["blob_id"],
        crc32=row["crc32"],
        storage_key=store.storage_key(row["account_id"], row["sha256"]),
        updated_at=row["updated_at"],
    )


def content(principal: Principal, item_id: uuid.UUID, version: int | None = None) -> Content:
    """Return where the bytes of the current version, or of one by number, are; needs *download*.

    It has the item's name; a version of another type than the current one has its own ending.
    NotFoundError for a folder, and for an older version asked for by a contact (B-12). Whoever comes from
    outside gets a copy that tells no place (A-15): ConflictError (`location_not_removed`), NotReadyError.
    """
    access.require(principal, Action.DOWNLOAD, item_id)
    row = _found(principal, item_id, version)
    other = row["content_type"] != row["current_type"]
    name = with_ending_of(row["item_name"], row["name"]) if other else row["item_name"]
    return delivered(principal, content_of(row, item_id=item_id, name=name))


def preview(principal: Principal, item_id: uuid.UUID, size: int) -> PreviewContent:
    """Return the derived picture of the current version with a longer edge of at least `size` pixels.

    Or the largest there is. Needs *view*. NotReadyError while it is being made; NotFoundError with
    code `no_preview` when there will be none.
    """
    if size <= 0:
        raise InvalidError(errors={"size": "The size is a number of pixels."})
    access.require(principal, Action.VIEW, item_id)
    row = _found(principal, item_id, None)
    picture = store.rendition(row["blob_id"], store.nearest_size(size))
    return PreviewContent(
        item_id=item_id,
        name=row["item_name"],
        size=picture.size,
        content_type=picture.content_type,
        sha256=picture.sha256,
        storage_key=picture.storage_key,
        updated_at=row["updated_at"],
    )
