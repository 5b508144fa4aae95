"""What is sent of a file by who receives it: staff the bytes as they are, others a copy that tells no place.

Contacts and link holders get pictures without where they were taken (A-15), alone or in archives. Where
nobody can say what a picture tells, it is held back and said to be.
"""

import dataclasses
from collections.abc import Sequence

from strongroom.access.api import Principal
from strongroom.core.errors import ConflictError
from strongroom.documents.rows import Content
from strongroom.store import api as store

_HELD_BACK = (
    "This picture may tell where it was taken, and that could not be removed from the copy for you."
    " Please ask for it in another form, such as JPEG or PDF."
)


def delivered(principal: Principal, content: Content) -> Content:
    """Return what the principal gets of a file; ConflictError (`location_not_removed`), NotReadyError."""
    [found] = delivered_many(principal, [content])
    if found is None:
        raise ConflictError(_HELD_BACK, code="location_not_removed")
    return found


def delivered_many(principal: Principal, contents: Sequence[Content]) -> list[Content | None]:
    """Return the same of many, in their order; None for what is held back."""
    if not principal.outside:
        return list(contents)
    looked = {each.blob_id for each in contents if store.may_tell_place(each.content_type)}
    files = store.clean_files(looked) if looked else {}
    found: list[Content | None] = []
    for each in contents:
        if each.blob_id not in looked:
            found.append(each)
            continue
        file = files.get(each.blob_id)
        found.append(
            None
            if file is None
            else dataclasses.replace(
                each, storage_key=file.storage_key, crc32=file.crc32, sha256=file.sha256
            )
        )
    return found
