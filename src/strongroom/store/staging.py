"""Bytes on their way in: written to the staging folder in blocks, hashed while they pass.

Nothing here knows rows. A file that is left behind by a crash is found by `strongroom prune`.
"""

import contextlib
import errno
import io
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from strongroom.core.connections import give_back
from strongroom.core.errors import InvalidError, StorageFullError, TooLargeError
from strongroom.store.sums import Sums

BLOCK = 256 * 1024
"""Bytes read, hashed and written at a time: small enough to be hashed while still in the cache."""
ASK_EVERY = 4 * 1024**2
"""Bytes after which a writer asks for the free space again."""
HEAD = 16 * 1024
TAIL = 64 * 1024
"""Bytes of the beginning and the end that tell the type of a file."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Readable(Protocol):
    """A file-like body of a request."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""


Stream = Iterable[bytes] | Readable


@dataclass(frozen=True, slots=True)
class Staged:
    """A whole file in the staging folder, durable, with what was learnt while writing it."""

    path: Path
    size: int
    sha256: str
    crc32: int
    head: bytes
    tail: bytes = b""
    kept: bool = False
    """It belongs to a resumable upload: a failed attempt to attach it leaves it in place."""


def staging_dir() -> Path:
    """Return the staging folder, made at first use; owner-only."""
    folder = Path(settings.STAGING_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def blocks(stream: Stream) -> Iterator[bytes]:
    """Yield the stream's bytes, file-like or iterable, never more than a block at a time."""
    if isinstance(stream, Iterable) and not hasattr(stream, "read"):
        for piece in stream:
            yield from (piece[at : at + BLOCK] for at in range(0, len(piece), BLOCK))
        return
    while piece := stream.read(BLOCK):
        yield piece


def is_disk_error(error: BaseException) -> bool:
    """Whether the disk failed, rather than whoever sends."""
    return isinstance(error, OSError) and error.errno in {*_FULL, errno.EIO}


@contextlib.contextmanager
def full_disk_told() -> Iterator[None]:
    """Turn "no space", "quota exceeded" and "file too big for its limit" into StorageFullError."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFullError(
                "The storage is full, so the file could not be kept. What was stored before is safe."
            ) from error
        raise


def require_room(size: int) -> None:
    """Raise StorageFullError when `size` more bytes would eat into the reserve.

    The reserve (STORAGE_RESERVE bytes, at most a twentieth of the disk) keeps room for the database,
    which often lives on the same disk and stops when it can't write.
    """
    usage = shutil.disk_usage(staging_dir())
    reserve = min(settings.STORAGE_RESERVE, usage.total // 20)
    if usage.free - size < reserve:
        raise StorageFullError(
            "The storage is full, so the file could not be kept. What was stored before is safe."
        )


class Room:
    """Asks for room as bytes are written, but not the disk at each block."""

    def __init__(self) -> None:
        """Whoever writes has asked once at the beginning."""
        self._unasked = 0

    def take(self, size: int) -> None:
        """Note `size` bytes about to be written; StorageFullError when there is no room for them."""
        self._unasked += size
        if self._unasked >= ASK_EVERY:
            self._unasked = 0
            require_room(size)


def too_large(limit: int) -> TooLargeError:
    """Return the error that names the limit in a unit that people read."""
    unit, name = (1024**3, "GB") if limit >= 1024**3 else (1024**2, "MB")
    shown = f"{limit / unit:.1f}".removesuffix(".0") if limit >= unit else f"{limit} bytes"
    return TooLargeError(
        f"The file is too large: at most {shown}{f' {name}' if limit >= unit else ''}."
    )


def receive(stream: Stream, *, limit: int | None = None, length: int | None = None) -> Staged:
    """Write a body to the staging folder and return it, synced to disk.

    `limit` in bytes (UPLOAD_LIMIT if None). `length`, if the sender announced one: a body that ends
    elsewhere was interrupted. Raises InvalidError (empty or interrupted), TooLargeError,
    StorageFullError; whatever is raised, also by the stream itself, nothing is left behind. Outside
    a transaction the thread holds no database connection meanwhile.
    """
    limit = settings.UPLOAD_LIMIT if limit is None else limit
    if length is not None and length > limit:
        raise too_large(limit)
    path = staging_dir() / f"{uuid.uuid4()}.tmp"
    give_back()
    try:
        with full_disk_told():
            require_room(length or 0)
            return _write(path, stream, limit, length)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _write(path: Path, stream: Stream, limit: int, length: int | None) -> Staged:
    sums = Sums()
    size, head, room = 0, b"", Room()
    with path.open("xb", buffering=0) as file:
        for block in blocks(stream):
            size += len(block)
            if size > limit:
                raise too_large(limit)
            if len(head) < HEAD:
                head += block[: HEAD - len(head)]
            room.take(len(block))
            write_all(file, block)
            sums.update(block)
        if length is not None and size != length:
            raise InvalidError("The upload was interrupted; please send the file again.")
        if not size:
            raise InvalidError("The file is empty, so there is nothing to keep.")
        os.fsync(file.fileno())
    return Staged(path, size, sums.sha256, sums.crc32, head, tail_of(path, size))


def write_all(file: BinaryIO | io.FileIO, block: bytes) -> None:
    """Write the whole block to an unbuffered file, which may take less at a time."""
    view = memoryview(block)
    while view:
        view = view[file.write(view) or 0 :]


def tail_of(path: Path, size: int) -> bytes:
    """Return the last bytes of the file, where a ZIP keeps its table of contents."""
    with path.open("rb") as file:
        file.seek(max(0, size - TAIL))
        return file.read(TAIL)


def ends_of(path: Path) -> tuple[bytes, bytes]:
    """Return the beginning and the end of a file, by which its type is told."""
    with path.open("rb") as file:
        return file.read(HEAD), tail_of(path, path.stat().st_size)


def discard(staged: Staged) -> None:
    """Remove the staged file; gone already is fine."""
    staged.path.unlink(missing_ok=True)


@contextlib.contextmanager
def receiving(
    stream: Stream, *, limit: int | None = None, length: int | None = None
) -> Iterator[Staged]:
    """Receive, and discard at the end of the block whatever happened in it."""
    staged = receive(stream, limit=limit, length=length)
    try:
        yield staged
    finally:
        discard(staged)
