"""The bytes as they are kept: the storage contract, its local form, and the rows that name them.

A backend is Django's storage interface (the alias `blobs`) with two more operations, `promote` and
`list_keys`; tests/store/test_blob_contract.py is what each of them must pass.
"""

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from django.core.files.storage import FileSystemStorage, storages
from django.db import transaction

from strongroom.core.ids import new_id
from strongroom.store import staging
from strongroom.store.keys import storage_key
from strongroom.store.models import Blob
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


def _make_folders(folder: Path, root: Path) -> None:
    """Make the folder and sync each parent that got a new entry."""
    if folder.is_dir():
        return
    if folder != root:
        _make_folders(folder.parent, root)
    folder.mkdir(mode=0o700, parents=folder == root, exist_ok=True)
    _sync_folder(folder.parent)


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


_UPSERT = """
    insert into store_blob (id, account_id, sha256, size, created_at, unused_since)
    values (%s, %s, %s, %s, now(), null)
    on conflict (account_id, sha256) do update set unused_since = null
    returning id, account_id, sha256, size, created_at, unused_since
"""


def adopt(staged: Staged, *, account_id: uuid.UUID) -> Blob:
    """Keep the staged bytes as a blob of the account; inside the caller's transaction.

    The row comes first: it is locked to the end of the transaction, so `prune` can't remove the
    same bytes meanwhile. The bytes are in place and durable before the row can commit. The staged
    file is removed on commit; after a rollback it is still there for another try, and the kept
    bytes are an orphan that `prune` finds.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("adopt() belongs inside a transaction")
    if staged.path.stat().st_size != staged.size:
        raise RuntimeError("the staged file is not the one that was hashed")
    blob = Blob.objects.raw(_UPSERT, [new_id(), account_id, staged.sha256, staged.size])[0]
    blob_storage().promote(staged.path, storage_key(account_id, staged.sha256))
    transaction.on_commit(lambda: staging.discard(staged))
    return blob
