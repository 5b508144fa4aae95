"""Appending to a resumable upload: the part that reads a stranger's body, at the stranger's speed.

The file's own lock keeps two writers apart; no row lock and no database connection is held meanwhile.
"""

import contextlib
import fcntl
import hashlib
import os
import uuid
from collections.abc import Iterator
from typing import BinaryIO

from strongroom.core.connections import give_back
from strongroom.core.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    StrongroomError,
)
from strongroom.store.hashers import hashers
from strongroom.store.models import StagedUpload
from strongroom.store.staging import (
    Room,
    Stream,
    blocks,
    full_disk_told,
    is_disk_error,
    too_large,
    write_all,
)
from strongroom.store.uploads import expiry, get_upload, part_path

CHECKSUMS = ("sha1", "sha256", "md5")
"""Algorithms of the checksum extension."""


ACKNOWLEDGE_EVERY = 8 * 1024**2
"""Bytes after which what has arrived is acknowledged, so that a server that is killed loses no more."""


class ChecksumMismatchError(StrongroomError):
    """The block that arrived is not the one that was sent (tus, checksum extension)."""

    status = 460
    code = "checksum_mismatch"
    title = "A part of the file arrived damaged; it will be sent again"


def _lost() -> NotFoundError:
    return NotFoundError("What was sent so far is lost; please start again.")


@contextlib.contextmanager
def _writing(upload_id: uuid.UUID) -> Iterator[BinaryIO]:
    """Open the part file under its own lock; ConflictError (`upload_locked`) when somebody writes.

    The file is made with the upload and never again: a late writer can't bring an empty one back.
    """
    try:
        file = part_path(upload_id).open("r+b", buffering=0)
    except FileNotFoundError:
        raise _lost() from None
    with file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
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
    upload = get_upload(upload_id, owner_id=owner_id, surface=surface)
    if offset == upload.offset == upload.length:
        return upload
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
            raise _lost()
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
        self.room = Room()
        self.hasher = hashers.take(upload.id, self.start)
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
        self.room.take(len(block))
        write_all(self.file, block)
        self.at += len(block)
        if self.hasher is not None:
            self.hasher.update(block)
        if self.check is not None:
            self.check.update(block)
        elif self.at - self.start >= ACKNOWLEDGE_EVERY:
            self._note()
            give_back()

    def _undo(self) -> None:
        self.file.truncate(self.start)

    def _acknowledge(self) -> None:
        """Note what has arrived, and keep what was hashed of it for the next body."""
        self._note()
        hashers.put(self.upload.id, self.at, self.hasher)

    def _note(self) -> None:
        """Sync, then write the offset: what is acknowledged survives a crash, and is not undone."""
        os.fsync(self.file.fileno())
        self.upload.offset, self.upload.expires_at = self.at, expiry()
        changed = StagedUpload.objects.filter(id=self.upload.id).update(
            offset=self.at, expires_at=self.upload.expires_at
        )
        if not changed:
            raise NotFoundError("This upload was cancelled.")
        self.start = self.at
