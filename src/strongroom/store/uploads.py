"""Resumable uploads: the engine beneath tus 1.0 (creation, termination, checksum, expiration).

The bytes received so far lie in the staging folder, the acknowledged offset in the row. A writer holds
the file's own lock, no row lock and no database connection, while it reads a body.
"""

import collections
import contextlib
import datetime as dt
import fcntl
import hashlib
import os
import threading
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from django.conf import settings

from strongroom.core import clock
from strongroom.core.connections import give_back
from strongroom.core.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    StrongroomError,
)
from strongroom.store.models import StagedUpload
from strongroom.store.staging import (
    BLOCK,
    HEAD,
    Staged,
    Stream,
    blocks,
    full_disk_told,
    is_disk_error,
    require_room,
    staging_dir,
    tail_of,
    too_large,
    write_all,
)

CHECKSUMS = ("sha1", "sha256", "md5")
"""Algorithms of the checksum extension."""


class ChecksumMismatchError(StrongroomError):
    """The block that arrived is not the one that was sent (tus, checksum extension)."""

    status = 460
    code = "checksum_mismatch"
    title = "A part of the file arrived damaged; it will be sent again"


class _Hashers:
    """Hashes of uploads under way in this process, so that a finished one need not be read again."""

    most: ClassVar[int] = 500

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: collections.OrderedDict[uuid.UUID, tuple[int, Any]] = collections.OrderedDict()

    def take(self, upload_id: uuid.UUID, offset: int) -> Any | None:
        """Take out the hash of the first `offset` bytes, if it is known."""
        with self._lock:
            at, hasher = self._known.pop(upload_id, (0, None))
        if hasher is not None and at == offset:
            return hasher
        return hashlib.sha256() if offset == 0 else None

    def put(self, upload_id: uuid.UUID, offset: int, hasher: Any | None) -> None:
        """Keep the hash of the first `offset` bytes."""
        if hasher is None:
            return
        with self._lock:
            self._known[upload_id] = (offset, hasher)
            while len(self._known) > self.most:
                self._known.popitem(last=False)


_hashers = _Hashers()


def part_path(upload_id: uuid.UUID) -> Path:
    """Return where the bytes of an upload are."""
    return staging_dir() / f"{upload_id}.part"


def _expiry() -> dt.datetime:
    return clock.now() + dt.timedelta(hours=settings.UPLOAD_EXPIRY_HOURS)


def create_upload(
    *,
    account_id: uuid.UUID,
    owner_id: uuid.UUID,
    surface: str,
    target_id: uuid.UUID,
    target_kind: str,
    filename: str,
    length: int,
    metadata: Mapping[str, str] | None = None,
) -> StagedUpload:
    """Begin an upload of `length` bytes; InvalidError (empty), TooLargeError, StorageFullError."""
    if length <= 0:
        raise InvalidError("The file is empty, so there is nothing to keep.")
    if length > settings.UPLOAD_LIMIT:
        raise too_large(settings.UPLOAD_LIMIT)
    require_room(length)
    return StagedUpload.objects.create(
        account_id=account_id,
        owner_id=owner_id,
        surface=surface,
        target_id=target_id,
        target_kind=target_kind,
        filename=filename,
        metadata=dict(metadata or {}),
        length=length,
        expires_at=_expiry(),
    )


def get_upload(upload_id: uuid.UUID, *, owner_id: uuid.UUID | None, surface: str) -> StagedUpload:
    """Return an upload to whoever began it, on the same surface; NotFoundError for all others (L17)."""
    upload = StagedUpload.objects.filter(id=upload_id, expires_at__gt=clock.now()).first()
    if (
        upload is None
        or owner_id is None
        or (upload.owner_id, upload.surface) != (owner_id, surface)
    ):
        raise NotFoundError("This upload has expired or does not exist; please start again.")
    return upload


@contextlib.contextmanager
def _writing(upload_id: uuid.UUID) -> Iterator[BinaryIO]:
    """Open the part file under its own lock; ConflictError (`upload_locked`) when somebody writes."""
    descriptor = os.open(part_path(upload_id), os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConflictError(
                "Another connection is still sending this file; try again in a moment.",
                code="upload_locked",
            ) from None
        yield file


def append(
    upload_id: uuid.UUID,
    *,
    owner_id: uuid.UUID | None,
    surface: str,
    offset: int,
    stream: Stream,
    checksum: tuple[str, bytes] | None = None,
) -> StagedUpload:
    """Append a body at the acknowledged offset and return the row with the new one, synced to disk.

    A body that breaks off is kept as far as it came (its error is raised on), unless it has a
    `checksum` (algorithm, digest): then all of it counts or nothing. Raises ConflictError
    (`offset_mismatch`, with the right `offset`), ChecksumMismatchError, TooLargeError (more than
    was announced), StorageFullError.
    """
    get_upload(upload_id, owner_id=owner_id, surface=surface)
    if checksum is not None and checksum[0] not in CHECKSUMS:
        raise InvalidError("This checksum algorithm is not supported.")
    with full_disk_told(), _writing(upload_id) as file:
        upload = get_upload(upload_id, owner_id=owner_id, surface=surface)
        if offset != upload.offset:
            raise ConflictError(
                "The upload goes on from another place.",
                code="offset_mismatch",
                offset=upload.offset,
            )
        if offset == upload.length:
            return upload
        if os.fstat(file.fileno()).st_size < offset:
            terminate(upload)
            raise NotFoundError("What was sent so far is lost; please start again.")
        give_back()
        _Body(file, upload, checksum).take(stream)
    return upload


class _Body:
    """One body being written behind what is there."""

    def __init__(
        self, file: BinaryIO, upload: StagedUpload, checksum: tuple[str, bytes] | None
    ) -> None:
        self.file, self.upload = file, upload
        self.start = self.at = upload.offset
        self.hasher = _hashers.take(upload.id, self.start)
        self.expected = checksum[1] if checksum else None
        self.check = hashlib.new(checksum[0], usedforsecurity=False) if checksum else None

    def take(self, stream: Stream) -> None:
        """Write the stream; acknowledge what arrived, or go back to where it began."""
        self.file.truncate(self.start)
        self.file.seek(self.start)
        try:
            for block in blocks(stream):
                self._write(block)
        except StrongroomError:
            self._undo()
            raise
        except BaseException as broken:
            if self.check is not None or is_disk_error(broken):
                self._undo()
            else:
                self._acknowledge()
            raise
        if self.check is not None and self.check.digest() != self.expected:
            self._undo()
            raise ChecksumMismatchError
        self._acknowledge()

    def _write(self, block: bytes) -> None:
        if self.at + len(block) > self.upload.length:
            raise too_large(self.upload.length)
        require_room(len(block))
        write_all(self.file, block)
        self.at += len(block)
        if self.hasher is not None:
            self.hasher.update(block)
        if self.check is not None:
            self.check.update(block)

    def _undo(self) -> None:
        self.file.truncate(self.start)

    def _acknowledge(self) -> None:
        """Sync, then write the offset: what is acknowledged survives a crash."""
        os.fsync(self.file.fileno())
        self.upload.offset, self.upload.expires_at = self.at, _expiry()
        changed = StagedUpload.objects.filter(id=self.upload.id).update(
            offset=self.at, expires_at=self.upload.expires_at
        )
        if not changed:
            raise NotFoundError("This upload was cancelled.")
        _hashers.put(self.upload.id, self.at, self.hasher)


def finish(upload: StagedUpload) -> Staged:
    """Return the whole file of a complete upload, hashed; read again only if another process wrote it."""
    path = part_path(upload.id)
    if upload.offset != upload.length or not path.exists():
        raise ConflictError("The upload is not complete.", code="upload_incomplete")
    hasher = _hashers.take(upload.id, upload.length)
    with path.open("rb") as file:
        head = file.read(HEAD)
        if hasher is None:
            file.seek(0)
            hasher = hashlib.sha256()
            while block := file.read(BLOCK):
                hasher.update(block)
    _hashers.put(upload.id, upload.length, hasher)
    tail = tail_of(path, upload.length)
    return Staged(path, upload.length, hasher.hexdigest(), head, tail, kept=True)


def record_result(upload: StagedUpload, item_id: uuid.UUID) -> None:
    """Note, in the transaction that attaches the bytes, what came of the upload.

    Raises ConflictError when another request has attached them at the same moment.
    """
    changed = StagedUpload.objects.filter(id=upload.id, result_id__isnull=True).update(
        result_id=item_id
    )
    if not changed:
        raise ConflictError("The upload is complete already.", code="upload_complete")
    upload.result_id = item_id


def terminate(upload: StagedUpload) -> None:
    """Throw an upload away, row and bytes."""
    StagedUpload.objects.filter(id=upload.id).delete()
    part_path(upload.id).unlink(missing_ok=True)


def expire_uploads() -> int:
    """Throw away uploads that nobody continued for UPLOAD_EXPIRY_HOURS; return how many."""
    expired = StagedUpload.objects.filter(expires_at__lte=clock.now())
    count = 0
    for upload in expired.iterator(chunk_size=500):
        terminate(upload)
        count += 1
    return count
