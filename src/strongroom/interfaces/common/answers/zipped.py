"""The form of a ZIP whose length is known before it is sent: any part of it can be sent alone.

Everything is stored as it is, and each file's size and CRC-32 stand before it: a reader of a stream
needs nothing else (PKWARE APPNOTE 6.3.10; decision 50). Nothing here knows documents.
"""

import contextlib
import datetime as dt
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO, Final

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_END64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR: Final = struct.Struct("<4sLQL")
_TIME: Final = struct.Struct("<2sHBl")
_MOST16, _MOST32 = 0xFFFF, 0xFFFFFFFF
_UTF8 = 0x800
_PLAIN, _ZIP64 = 20, 45
"""The version of the form that a reader must know."""
_UNIX = 3 << 8
_FILE, _FOLDER = 0o100644 << 16, 0o40755 << 16 | 0x10


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, or a folder: then the path ends with a slash, and the size is 0."""

    path: str
    size: int
    at: dt.datetime
    """Aware; its own zone's clock is what readers without zones show."""
    crc32: Callable[[], int]
    """Asked when it is written; it may have to read the file."""
    open: Callable[[], BinaryIO]


class Zip:
    """The archive as bytes, of which any span can be read."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Nothing is opened yet. Paths are relative, distinct, at most 65,535 bytes in UTF-8."""
        self._entries = entries
        self._starts = [0]
        for entry in entries:
            self._starts.append(self._starts[-1] + len(_local(entry, 0)) + entry.size)
        self._ending = sum(
            len(_central(entry, 0, at)) for entry, at in zip(entries, self._starts, strict=False)
        )
        self.size = self._starts[-1] + self._ending + len(self._end())
        """Bytes of the whole archive."""

    def read(self, start: int, stop: int, block: int) -> Iterator[bytes]:
        """Yield the bytes from `start` to `stop` (excluded), never more than a block at a time.

        A file that is shorter than its entry says raises EOFError: a cut copy never passes for whole.
        """
        for entry, (first, end) in zip(self._entries, pairwise(self._starts), strict=True):
            if first < stop and start < end:
                yield from _within(entry, start - first, stop - first, block)
        if stop > self._starts[-1]:
            tail = b"".join(self._directory())
            at = self._starts[-1]
            yield tail[max(0, start - at) : stop - at]

    def _directory(self) -> Iterator[bytes]:
        for entry, at in zip(self._entries, self._starts, strict=False):
            yield _central(entry, entry.crc32(), at)
        yield self._end()

    def _end(self) -> bytes:
        """Return what stands last: where the directory is, in the long form too where it needs one."""
        count, size, at = len(self._entries), self._ending, self._starts[-1]
        short = (min(count, _MOST16), min(size, _MOST32), min(at, _MOST32))
        end = _END.pack(b"PK\5\6", 0, 0, short[0], *short, 0)
        if short == (count, size, at) and count < _MOST16 and max(size, at) < _MOST32:
            return end
        version = _UNIX | _ZIP64
        long = _END64.pack(
            b"PK\6\6", _END64.size - 12, version, _ZIP64, 0, 0, count, count, size, at
        )
        return long + _LOCATOR.pack(b"PK\6\7", 0, at + size, 1) + end


def _within(entry: Entry, start: int, stop: int, block: int) -> Iterator[bytes]:
    """Yield a part of one entry: of its header, then of its bytes."""
    shape = len(_local(entry, 0))
    if start < shape:
        yield _local(entry, entry.crc32())[max(0, start) : stop]
    left = min(stop - shape, entry.size) - max(0, start - shape)
    if left <= 0:
        return
    with contextlib.closing(entry.open()) as file:
        file.seek(max(0, start - shape))
        while left:
            piece = file.read(min(block, left))
            if not piece:
                raise EOFError("a stored file is shorter than its record says")
            left -= len(piece)
            yield piece


def _local(entry: Entry, crc32: int) -> bytes:
    """Return what stands before the bytes of an entry."""
    name = entry.path.encode()
    long = entry.size >= _MOST32
    extra = struct.pack("<2H2Q", 1, 16, entry.size, entry.size) if long else b""
    extra += _moment(entry.at)
    size = _MOST32 if long else entry.size
    time, day = _clock(entry.at)
    version = _ZIP64 if long else _PLAIN
    lengths = (len(name), len(extra))
    head = _LOCAL.pack(b"PK\3\4", version, _UTF8, 0, time, day, crc32, size, size, *lengths)
    return head + name + extra


def _central(entry: Entry, crc32: int, at: int) -> bytes:
    """Return what stands of an entry in the directory at the end."""
    name = entry.path.encode()
    wide = [entry.size, entry.size] if entry.size >= _MOST32 else []
    wide += [at] if at >= _MOST32 else []
    extra = struct.pack(f"<2H{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
    extra += _moment(entry.at)
    size = min(entry.size, _MOST32)
    time, day = _clock(entry.at)
    version = _ZIP64 if wide else _PLAIN
    kind = _FOLDER if entry.path.endswith("/") else _FILE
    head = _CENTRAL.pack(
        b"PK\1\2",
        _UNIX | version,
        version,
        _UTF8,
        0,
        time,
        day,
        crc32,
        size,
        size,
        len(name),
        len(extra),
        0,
        0,
        0,
        kind,
        min(at, _MOST32),
    )
    return head + name + extra


def _clock(at: dt.datetime) -> tuple[int, int]:
    """Return time and day as DOS has them: two seconds at a time, from 1980 to 2107."""
    if at.year < 1980:  # noqa: PLR2004 - the first year that there is
        return 0, 1 << 5 | 1
    if at.year > 2107:  # noqa: PLR2004 - the last
        return 23 << 11 | 59 << 5 | 29, 127 << 9 | 12 << 5 | 31
    day = at.year - 1980 << 9 | at.month << 5 | at.day
    return at.hour << 11 | at.minute << 5 | at.second // 2, day


def _moment(at: dt.datetime) -> bytes:
    """Return the moment itself, for readers that know zones; nothing beyond 2038, where it has no room."""
    seconds = int(at.timestamp())
    return _TIME.pack(b"UT", 5, 1, seconds) if -(2**31) <= seconds < 2**31 else b""
