"""TIFF, and Exif, which is one: a tree of folders with entries."""
# ruff: noqa: PLR2004 - the numbers are those of the format

from collections.abc import Callable, Iterator

from strongroom.store.blanking.common import Bytes, Refused, zero

_GPS, _EXIF, _SUB = 0x8825, 0x8769, 0x014A
_THUMBNAIL, _THUMBNAIL_SIZE = 0x0201, 0x0202
_TELLING = {
    0x02BC: "XMP",
    0x83BB: "IPTC",
    0x8649: "Photoshop",
    0x927C: "maker's note",
    0xC634: "private data of a raw file",
    0x830E: "scale on the earth",
    0x8482: "tie points",
    0x85D8: "place on the earth",
    0x87AF: "projection",
    0x87B0: "projection",
    0x87B1: "projection",
    0xA480: "metadata of GDAL",
}
_SIZES = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 1,
    7: 1,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
    13: 4,
    16: 8,
    17: 8,
    18: 8,
}
_MOST_FOLDERS = 10_000


class Tiff:
    """A tree of folders with entries; what an entry has no room for stands elsewhere."""

    def __init__(self, data: Bytes, clean_thumbnail: Callable[[Bytes], None]) -> None:
        self.data, self.clean_thumbnail = data, clean_thumbnail
        mark = bytes(data[:4])
        if mark[:2] not in {b"II", b"MM"} or mark[2:] not in {b"*\0", b"\0*", b"+\0", b"\0+"}:
            raise Refused("no TIFF")
        self.order = "<" if mark[:2] == b"II" else ">"
        self.big = b"+" in mark
        self.seen: set[int] = set()

    def clean(self) -> None:
        """Follow the chain of folders, and what hangs from them."""
        self._chain(self._number(8, 8) if self.big else self._number(4, 4))

    def _number(self, at: int, size: int) -> int:
        found = bytes(self.data[at : at + size])
        if len(found) != size:
            raise Refused("beyond the end")
        return int.from_bytes(found, "little" if self.order == "<" else "big")

    def _chain(self, at: int) -> None:
        while at:
            if at in self.seen or len(self.seen) >= _MOST_FOLDERS:
                raise Refused("folders go round in a circle")
            self.seen.add(at)
            at = self._folder(at)

    def _folder(self, at: int) -> int:
        """Clean one folder; return where the next one is, or 0."""
        width, count_size, link = (20, 8, 8) if self.big else (12, 2, 4)
        count = self._number(at, count_size)
        first = at + count_size
        end = first + count * width
        if end > len(self.data):
            raise Refused("a folder is cut off")
        following = self._number(end, link) if end + link <= len(self.data) else 0
        kept: list[bytes] = []
        thumbnail: dict[int, int] = {}
        for entry in range(first, end, width):
            tag = self._number(entry, 2)
            if self._goes(tag, entry):
                continue
            kept.append(bytes(self.data[entry : entry + width]))
            if tag in {_THUMBNAIL, _THUMBNAIL_SIZE}:
                thumbnail[tag] = self._number(entry + (12 if self.big else 8), 4)
        if len(kept) < count:
            self._write(at, first, end + link, kept, following)
        if len(thumbnail) == 2:
            self._thumbnail(thumbnail[_THUMBNAIL], thumbnail[_THUMBNAIL_SIZE])
        return following

    def _goes(self, tag: int, entry: int) -> bool:
        """Whether the entry goes; what it tells is zero then. What hangs from it is cleaned."""
        if tag == _GPS:
            for value in self._values(entry):
                self._blank_folder(value)
            return True
        if tag in _TELLING:
            start, stop = self._place(entry)
            zero(self.data, start, stop)
            return True
        if tag in {_EXIF, _SUB}:
            for value in self._values(entry):
                self._chain(value)
        return False

    def _write(self, at: int, first: int, end: int, kept: list[bytes], following: int) -> None:
        """Write a folder with fewer entries where it was."""
        size, link = (8, 8) if self.big else (2, 4)
        order = "little" if self.order == "<" else "big"
        whole = b"".join(kept) + following.to_bytes(link, order)  # type: ignore[arg-type]
        end = min(end, len(self.data))
        if first + len(whole) > end:
            raise Refused("a folder is cut off")
        self.data[at : at + size] = len(kept).to_bytes(size, order)  # type: ignore[arg-type]
        self.data[first:end] = whole.ljust(end - first, b"\0")

    def _blank_folder(self, at: int) -> None:
        """Zero a folder and all that it points at."""
        width, count_size = (20, 8) if self.big else (12, 2)
        count = self._number(at, count_size)
        first = at + count_size
        if first + count * width > len(self.data):
            raise Refused("a folder is cut off")
        for entry in range(first, first + count * width, width):
            start, stop = self._place(entry)
            zero(self.data, start, stop)
        zero(self.data, at, first + count * width)

    def _place(self, entry: int) -> tuple[int, int]:
        """Return where the value of an entry stands."""
        room, where = (8, entry + 12) if self.big else (4, entry + 8)
        kind = self._number(entry + 2, 2)
        count = self._number(entry + 4, room)
        size = _SIZES.get(kind, 1) * count
        start = where if size <= room else self._number(where, room)
        if start + size > len(self.data):
            raise Refused("beyond the end")
        return start, start + size

    def _values(self, entry: int) -> Iterator[int]:
        """Yield the numbers of an entry that points at folders."""
        start, stop = self._place(entry)
        size = _SIZES.get(self._number(entry + 2, 2), 0)
        if size not in {4, 8}:
            raise Refused("an odd pointer")
        if stop - start > size * _MOST_FOLDERS:
            raise Refused("too many folders")
        for at in range(start, stop, size):
            yield self._number(at, size)

    def _thumbnail(self, at: int, size: int) -> None:
        """Clean the small picture inside; a broken one goes."""
        if at + size > len(self.data):
            return
        part = self.data[at : at + size]
        if bytes(part[:2]) == b"\xff\xd8":
            try:
                self.clean_thumbnail(part)
            except Refused:
                zero(part, 0, len(part))
