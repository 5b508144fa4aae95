"""Advisory locks, held to the end of the transaction. Two operations that could disagree take the same.

Library lock: shared by whoever adds to a library, exclusive for whoever moves, trashes, restores or
re-points in it. Taken before `access` is asked, so that the answer still holds when the row is written.
Name lock: one name in one folder, so that two uploads of one name at once become two entries.
"""

import hashlib
import uuid
from collections.abc import Mapping

from django.db import connection


def _key(*parts: bytes) -> int:
    digest = hashlib.blake2b(b"\0".join(parts), digest_size=8, person=b"strongroom")
    return int.from_bytes(digest.digest(), signed=True)


def lock_library(library_id: uuid.UUID, *, shared: bool) -> None:
    """Take the library's lock. Never ask for the exclusive one while holding the shared one."""
    lock_libraries({library_id: shared})


def lock_libraries(wanted: Mapping[uuid.UUID, bool]) -> None:
    """Take several libraries' locks (True: shared), in the order of their ids: no deadlock."""
    with connection.cursor() as cursor:
        for library_id in sorted(wanted):
            kind = "_shared" if wanted[library_id] else ""
            cursor.execute(
                f"select pg_advisory_xact_lock{kind}(%s)",
                [_key(b"library", library_id.bytes)],
            )


def lock_name(folder_id: uuid.UUID, name: str) -> None:
    """Take the lock of a name in a folder, whatever its case."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(%s)",
            [_key(b"name", folder_id.bytes, name.casefold().encode())],
        )
