"""JPEG, several one after another (MPO), and Exif inside of other forms."""
# ruff: noqa: PLR2004 - the numbers are those of the format

import re
import struct

from strongroom.store.blanking.common import Bytes, Refused, find, zero
from strongroom.store.blanking.tiff import Tiff

_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_KEPT_APP2 = (b"ICC_PROFILE\0", b"MPF\0", b"urn:iso:std:iso:ts:21496:")


def jpegs(data: Bytes) -> None:
    """Clean the first picture, those behind it, and zero what stands between and after them."""
    end = _jpeg(data)
    while end < len(data):
        begin = find(data, b"\xff\xd8\xff", end)
        if begin < 0:
            zero(data, end, len(data))
            return
        zero(data, end, begin)
        try:
            end = begin + _jpeg(data[begin:])
        except Refused:
            zero(data, begin, len(data))
            return


def _jpeg(data: Bytes) -> int:  # noqa: C901 - a branch a kind of marker
    """Clean one picture that begins here; return where it ends."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise Refused("no marker")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == 0xD9:
            return at + 2
        elif marker == 1 or 0xD0 <= marker <= 0xD8:
            at += 2
        else:
            size = int.from_bytes(data[at + 2 : at + 4], "big")
            if size < 2 or at + 2 + size > len(data):
                if marker != 0xDA:
                    zero(data, at + 4, len(data))
                return len(data)  # broken off: everything before it is known
            _segment(data[at + 4 : at + 2 + size], marker)
            at += 2 + size
            if marker == 0xDA:
                at = _after_scan(data, at)
    if at + 2 <= len(data) and bytes(data[at : at + 2]) == b"\xff\xd9":
        return at + 2
    if at >= len(data):
        return len(data)  # broken off in the picture itself: everything before it is known
    raise Refused("no end")


def _after_scan(data: Bytes, at: int) -> int:
    """Return where the coded picture that begins here ends: at the next marker that is none of its own."""
    step = 1024 * 1024
    while at < len(data):
        found = _MARKER.search(bytes(data[at : at + step]))
        if found:
            return at + found.end() - 2
        at += max(1, min(step, len(data) - at) - 1)
    return len(data)


def _segment(body: Bytes, marker: int) -> None:
    """Blank what a part of a JPEG tells beside the picture."""
    start = bytes(body[:32])
    if marker == 0xE1 and start.startswith((b"Exif\0\0", b"Exif\0\xff")):
        clean_exif(body[6:])
    elif marker == 0xE2 and start.startswith(_KEPT_APP2):
        return
    elif (0xE1 <= marker <= 0xEF and marker != 0xEE) or marker == 0xFE:
        zero(body, 0, len(body))


def clean_exif(body: Bytes) -> None:
    """Clean Exif inside of a picture; all of it goes where it can't be read."""
    try:
        Tiff(body, jpegs).clean()
    except (Refused, struct.error, IndexError, OverflowError):
        zero(body, 0, len(body))
