"""The bytes as they are kept: the storage contract, its local form, and the rows that name them.

A backend is Django's storage interface (the alias `blobs`) with two more operations, `promote` and
`list_keys`; tests/store/test_blob_contract.py is what each of them must pass. Staged bytes become a
blob in two steps: `promote` before the transaction, `adopt` inside it (docs/decisions/0038).
"""

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from django.core.files.storage import FileSystemStorage, storages
from django.db import transaction

from strongroom.core.ids import new_id
from strongroom.core.statements import fetch
from strongroom.store import staging
from strongroom.store.filetypes import DETECTOR
from strongroom.store.keys import storage_key
from strongroom.store.staging import Staged, full_disk_told


class BlobStorage(Protocol):
    """What a backend must do. Keys are made by `storage_key` and hold no names of people or files."""

    def promote(self, source: Path, key: str) -> None:
        """Keep the file's bytes under the key, durable on return; the source stays.

        All or nothing: no reader ever sees a part. The same number of bytes under the key already
        (the key is their hash) are left as they are; a damaged shorter or longer one is replaced.
        """

    def open(self, name: str, mode: str = "rb") -> BinaryIO:
        """Open for reading, seekable; FileNotFoundError when there is none."""

    def exists(self, name: str) -> bool:
        """Whether something is kept under the key."""

    def size(self, name: str) -> int:
        """Return the number of bytes; FileNotFoundError when there is none."""

    def delete(self, name: str) -> None:
        """Remove it; gone already is fine."""

    def path(self, name: str) -> str:
        """Return the local path, or raise NotImplementedError."""

    def list_keys(self) -> Iterator[tuple[str, float]]:
        """Yield each key and its time of change in seconds since 1970."""


class LocalBlobStorage(FileSystemStorage):
    """A local folder. Files appear by a hard link or rename and are never written again."""

    def promote(self, source: Path, key: str) -> None:
        """See BlobStorage.promote."""
        target = Path(self.path(key))
        with full_disk_told():
            _make_folders(target.parent, Path(self.location))
            if not _same_size(source, target):
                _place(source, target)
            # Found there, they may be another's who has not come so far: an entry is durable when synced.
            _sync_folder(target.parent)

    def list_keys(self) -> Iterator[tuple[str, float]]:
        """See BlobStorage.list_keys; half-made files of a crash are among them."""
        root = Path(self.location)
        for folder, _folders, names in os.walk(root):
            for name in names:
                path = Path(folder, name)
                with contextlib.suppress(FileNotFoundError):
                    yield path.relative_to(root).as_posix(), path.stat().st_mtime


def _same_size(source: Path, target: Path) -> bool:
    try:
        return target.stat().st_size == source.stat().st_size
    except FileNotFoundError:
        return False


def _place(source: Path, target: Path) -> None:
    """Make a second name for the bytes and rename it into place; copy where links don't reach."""
    draft = target.with_name(f".{uuid.uuid4()}.draft")
    try:
        try:
            os.link(source, draft)
        except OSError:  # another file system, or one without hard links
            with source.open("rb") as read, draft.open("xb") as write:
                shutil.copyfileobj(read, write, staging.BLOCK)
                write.flush()
                os.fsync(write.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


_MOST_DURABLE = 10_000
_durable: set[Path] = set()
"""Folders whose entries in their parents this process has synced; another may just have made them."""


def _make_folders(folder: Path, root: Path) -> None:
    """Make the folder, and have it and those above it durable: each is synced once in a process."""
    if folder in _durable and folder.is_dir():
        return
    if folder != root:
        _make_folders(folder.parent, root)
    folder.mkdir(mode=0o700, parents=folder == root, exist_ok=True)
    _sync_folder(folder.parent)
    if len(_durable) >= _MOST_DURABLE:
        _durable.clear()
    _durable.add(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def blob_storage() -> BlobStorage:
    """Return the configured backend."""
    return cast("BlobStorage", storages["blobs"])


def open_blob(key: str) -> BinaryIO:
    """Open kept bytes for reading (seekable); FileNotFoundError when they are missing."""
    return blob_storage().open(key)


def blob_path(key: str) -> Path | None:
    """Return the local path of kept bytes, or None where the backend has none."""
    try:
        return Path(blob_storage().path(key))
    except NotImplementedError:
        return None


@dataclass(frozen=True, slots=True)
class Promoted(Staged):
    """Staged bytes that lie in their place too, durable; no row need know of them yet."""

    account_id: uuid.UUID = field(kw_only=True)

    @property
    def key(self) -> str:
        """Where the blob storage keeps them."""
        return storage_key(self.account_id, self.sha256)


def promote(staged: Staged, *, account_id: uuid.UUID) -> Promoted:
    """Put staged bytes in their place among the account's; before the transaction that adopts them.

    It is slow, and asks nobody for a lock. What is promoted already is returned as it is. The staged
    file stays: until a transaction has adopted the bytes, `prune` may take them away for unused.
    """
    if isinstance(staged, Promoted) and staged.account_id == account_id:
        return staged
    if staged.path.stat().st_size != staged.size:
        raise RuntimeError("the staged file is not the one that was hashed")
    known = {one.name: getattr(staged, one.name) for one in fields(Staged)}
    promoted = Promoted(**known, account_id=account_id)
    blob_storage().promote(promoted.path, promoted.key)
    return promoted


UPSERT = """
    insert into store_blob (id, account_id, sha256, size, crc32, created_at, unused_since, looked_by)
    values (%(new_blob)s, %(account)s, %(sha256)s, %(size)s::bigint, %(crc32)s::bigint, now(), null,
            %(detector)s)
    on conflict (account_id, sha256) do update
       set unused_since = null, crc32 = coalesce(store_blob.crc32, excluded.crc32)
    returning id
"""
"""Writes the row of a blob, which locks it; `values_of` are its parameters, `secure` comes next."""


def values_of(promoted: Promoted) -> dict[str, Any]:
    """Return the parameters of UPSERT."""
    return {
        "new_blob": new_id(),
        "account": promoted.account_id,
        "sha256": promoted.sha256,
        "size": promoted.size,
        "crc32": promoted.crc32,
        "detector": DETECTOR,
    }


def adopt(promoted: Promoted) -> uuid.UUID:
    """Return the id of the promoted bytes' blob, its row locked to the end of the transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("adopt() belongs inside a transaction")
    blob_id: uuid.UUID = fetch(UPSERT, values_of(promoted))[0]["id"]
    secure(promoted)
    return blob_id


def secure(promoted: Promoted) -> None:
    """See to it that bytes whose row is locked are there, and stay there to the commit.

    Under that lock `prune` can't remove the bytes any more. Where it has done so since they were
    promoted, they are put back from the staged file: the row can't commit without them. The staged
    file is removed on commit; after a rollback it is still there for another try, and the promoted
    bytes are an orphan that `prune` finds.
    """
    if not _in_place(promoted):
        blob_storage().promote(promoted.path, promoted.key)
    transaction.on_commit(lambda: staging.discard(promoted))


def _in_place(promoted: Promoted) -> bool:
    try:
        return blob_storage().size(promoted.key) == promoted.size
    except FileNotFoundError:
        return False
