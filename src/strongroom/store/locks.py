"""Advisory locks, held to the end of the transaction. Two operations that could disagree take the same.

Library lock: shared by whoever adds to a library, exclusive for whoever moves, trashes, restores or
re-points in it. Taken before `access` is asked, so that the answer still holds when the row is written.
Name lock: one name in one folder, so that two uploads of one name at once become two entries.
"""

import hashlib
import uuid
from collections.abc import Iterable, Mapping

from django.db import connection


def _key(*parts: bytes) -> int:
    digest = hashlib.blake2b(b"\0".join(parts), digest_size=8, person=b"strongroom")
    return int.from_bytes(digest.digest(), signed=True)


def _name_key(folder_id: uuid.UUID, name: str) -> int:
    return _key(b"name", folder_id.bytes, name.casefold().encode())


# The rows of a function come in the order of its arrays, and so are the locks taken.
_LOCK_ALL = """
select case when shared then pg_advisory_xact_lock_shared(key)::text
            else pg_advisory_xact_lock(key)::text end
  from unnest(%s::bigint[], %s::boolean[]) as wanted(key, shared)
"""


def lock_library(library_id: uuid.UUID, *, shared: bool) -> None:
    """Take the library's lock. Never ask for the exclusive one while holding the shared one."""
    lock_libraries({library_id: shared})


def lock_libraries(wanted: Mapping[uuid.UUID, bool]) -> None:
    """Take several libraries' locks (True: shared) in one statement and in one order: no deadlock."""
    ids = sorted(wanted)
    keys = [_key(b"library", library_id.bytes) for library_id in ids]
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_ALL, [keys, [wanted[library_id] for library_id in ids]])


def lock_to_add(library_id: uuid.UUID, folder_id: uuid.UUID, name: str) -> None:
    """Take the library's lock, shared, and then that of a name in one of its folders: one statement."""
    keys = [_key(b"library", library_id.bytes), _name_key(folder_id, name)]
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_ALL, [keys, [True, False]])


def lock_name(folder_id: uuid.UUID, name: str) -> None:
    """Take the lock of a name in a folder, whatever its case."""
    lock_names([(folder_id, name)])


def lock_names(names: Iterable[tuple[uuid.UUID, str]]) -> None:
    """Take the locks of names in folders in one statement, in one order: no deadlock.

    For few: each lock takes room that all share. Nobody needs them under the exclusive lock of the
    library, which keeps every other writer of names out.
    """
    keys = {_name_key(folder, name) for folder, name in names}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_ALL, [sorted(keys), [False] * len(keys)])
