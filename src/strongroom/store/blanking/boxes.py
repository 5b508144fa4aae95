"""HEIC, HEIF and AVIF: boxes in boxes, and a list of what is in them."""
# ruff: noqa: PLR2004 - the numbers are those of the format

from collections.abc import Iterator

from strongroom.store.blanking.common import Bytes, Refused, zero
from strongroom.store.blanking.jpeg import clean_exif


def _boxes(data: Bytes, start: int, stop: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield the name of each box, where it begins, where its content does, and where it ends."""
    at = start
    while at < stop:
        size, head = int.from_bytes(data[at : at + 4], "big"), 8
        kind = bytes(data[at + 4 : at + 8])
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = stop - at
        if size < head or at + size > stop:
            raise Refused("a box is cut off")
        yield kind, at, at + head, at + size
        at += size


def heif(data: Bytes) -> None:
    metas = 0
    for kind, at, start, stop in _boxes(data, 0, len(data)):
        if kind == b"meta":
            metas += 1
            _Meta(data, start + 4, stop).clean()
        elif kind == b"moov":
            _wipe_inside(data, start, stop)
        elif kind not in {b"ftyp", b"mdat", b"idat", b"free", b"skip", b"mfra", b"moof", b"sidx"}:
            _wipe_box(data, at, start, stop)
    if metas != 1:
        raise Refused("no picture")


def _wipe_box(data: Bytes, at: int, start: int, stop: int) -> None:
    data[at + 4 : at + 8] = b"free"
    zero(data, start, stop)


def _wipe_inside(data: Bytes, start: int, stop: int) -> None:
    """Wipe what a film tells of itself: its places stand among its user data."""
    for kind, at, inner, end in _boxes(data, start, stop):
        if kind in {b"udta", b"meta", b"uuid"}:
            _wipe_box(data, at, inner, end)
        elif kind == b"trak":
            _wipe_inside(data, inner, end)


class _Meta:
    """The list of a file's items, and where the bytes of each are."""

    def __init__(self, data: Bytes, start: int, stop: int) -> None:
        self.data = data
        self.boxes = {kind: (inner, end) for kind, _, inner, end in _boxes(data, start, stop)}
        for kind, at, inner, end in _boxes(data, start, stop):
            if kind in {b"uuid", b"udta"}:
                _wipe_box(data, at, inner, end)

    def clean(self) -> None:
        """Clean the Exif of the pictures, and wipe every item that is text."""
        if b"iinf" not in self.boxes or b"iloc" not in self.boxes:
            raise Refused("no list of items")
        places = dict(self._places())
        for item, kind in self._kinds():
            if kind not in {b"Exif", b"mime", b"uri "}:
                continue
            parts = places.get(item, [])
            if kind == b"Exif" and len(parts) == 1:
                self._exif(*parts[0])
            else:
                for start, stop in parts:
                    zero(self.data, start, stop)
            if any(start == stop for start, stop in parts):
                raise Refused("an item without a size")

    def _exif(self, start: int, stop: int) -> None:
        skipped = 4 + int.from_bytes(self.data[start : start + 4], "big")
        if stop - start < 8 or start + skipped > stop:
            zero(self.data, start, stop)
        else:
            clean_exif(self.data[start + skipped : stop])

    def _kinds(self) -> Iterator[tuple[int, bytes]]:
        start, stop = self.boxes[b"iinf"]
        at = start + (6 if self.data[start] == 0 else 8)
        for kind, _, inner, _end in _boxes(self.data, at, stop):
            version = self.data[inner]
            if kind != b"infe" or version not in {2, 3}:
                raise Refused("an item of another form")
            size = 2 if version == 2 else 4
            item = int.from_bytes(self.data[inner + 4 : inner + 4 + size], "big")
            name = inner + 6 + size
            yield item, bytes(self.data[name : name + 4])

    def _places(self) -> Iterator[tuple[int, list[tuple[int, int]]]]:
        start, stop = self.boxes[b"iloc"]
        read = _Reader(self.data, start, stop)
        version = read.number(1)
        read.number(3)
        sizes = read.number(2)
        offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
        wide = 4 if version == 2 else 2
        for _ in range(read.number(wide)):
            item = read.number(wide)
            method = read.number(2) & 15 if version in {1, 2} else 0
            read.number(2)
            begin = read.number(base)
            parts = []
            for _ in range(read.number(2)):
                if version in {1, 2}:
                    read.number(index)
                first = begin + read.number(offset)
                size = read.number(length)
                parts.append(self._part(method, first, size))
            yield item, parts

    def _part(self, method: int, first: int, size: int) -> tuple[int, int]:
        if method == 1:
            first += self.boxes.get(b"idat", (len(self.data), 0))[0]
        elif method:
            return 0, 0  # made of other items: nothing that tells a place is
        return first, first + size


class _Reader:
    """Numbers one after another."""

    def __init__(self, data: Bytes, at: int, stop: int) -> None:
        self.data, self.at, self.stop = data, at, stop

    def number(self, size: int) -> int:
        if self.at + size > self.stop:
            raise Refused("a box is cut off")
        self.at += size
        return int.from_bytes(self.data[self.at - size : self.at], "big")
