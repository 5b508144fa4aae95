"""What a ZIP is, told by the names of its entries: never by bytes that only look like one.

The names come from the table of contents at the end of the file, as far as the tail reaches, and from
the entries that begin in the head. What an entry holds is not looked at, but for `mimetype`.
"""

import re
import struct
from collections.abc import Iterator

ZIP = "application/zip"
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_BINARY_SHEET = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
_VISIO = "application/vnd.ms-visio.drawing"
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END_64, _LOCATOR_64 = b"PK\x06\x06", b"PK\x06\x07"
_LOCAL_SIZE, _CENTRAL_SIZE, _END_SIZE = 30, 46, 22
_TRIES = 64
"""Places tried that look like a record: hostile bytes may hold thousands."""
_LATER = 0x0008
"""Flag: the size stands behind the bytes, so that the next entry can't be found from here."""
_CONTENT_TYPES = "[Content_Types].xml"
_OFFICE: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"word/document\d*\.xml"),
        _OPEN_XML + "wordprocessingml.document",
        "application/vnd.ms-word.document.macroenabled.12",
    ),
    (
        re.compile(r"xl/workbook\d*\.xml"),
        _OPEN_XML + "spreadsheetml.sheet",
        "application/vnd.ms-excel.sheet.macroenabled.12",
    ),
    (re.compile(r"xl/workbook\d*\.bin"), _BINARY_SHEET, _BINARY_SHEET),
    (
        re.compile(r"ppt/presentation\d*\.xml"),
        _OPEN_XML + "presentationml.presentation",
        "application/vnd.ms-powerpoint.presentation.macroenabled.12",
    ),
    (re.compile(r"visio/document\d*\.xml"), _VISIO, _VISIO),
)
"""An entry at the root beside `[Content_Types].xml` -> the type, and the one with macros."""
_MACROS = re.compile(r"(?:word|xl|ppt)/vbaProject\.bin")
_MACRO_ENDINGS = frozenset({"docm", "xlsm", "pptm"})
_SAID = re.compile(rb"application/(?:vnd\.oasis\.opendocument\.[a-z0-9-]{1,60}|epub\+zip)")


def zip_kind(head: bytes, tail: bytes, ending: str) -> str | None:
    """Return the type of a file that begins as a ZIP does, or None for one that doesn't."""
    if not _begins(head):
        return None
    said = _mimetype(head)
    if said:
        return said
    names = {*_first_names(head), *_listed_names(tail)}
    if _CONTENT_TYPES in names:
        for entry, plain, with_macros in _OFFICE:
            if any(entry.fullmatch(name) for name in names):
                macros = ending in _MACRO_ENDINGS or any(_MACROS.fullmatch(name) for name in names)
                return with_macros if macros else plain
    return "application/java-archive" if "META-INF/MANIFEST.MF" in names else ZIP


def _begins(head: bytes) -> bool:
    """Whether it begins with an entry whose fields can be, or with the end of an empty ZIP."""
    if head.startswith(_END):
        return len(head) >= _END_SIZE and head[4:12] == bytes(8)
    if not head.startswith(_LOCAL) or len(head) < _LOCAL_SIZE:
        return False
    needed, _flags, method = struct.unpack_from("<HHH", head, 4)
    return needed & 0xFF < 100 and method < 100 and head[26:28] != b"\0\0"  # noqa: PLR2004 - APPNOTE 4.4


def _mimetype(head: bytes) -> str | None:
    """Return what OpenDocument and EPUB say of themselves: first, uncompressed, under this name."""
    if head[26:28] != b"\x08\x00" or head[30:38] != b"mimetype" or head[8:10] != b"\0\0":
        return None
    size, extra = struct.unpack_from("<I", head, 22)[0], struct.unpack_from("<H", head, 28)[0]
    body = head[38 + extra : 38 + extra + min(size or 99, 99)]
    said = _SAID.fullmatch(body.strip()) if size else _SAID.match(body)
    return said[0].decode() if said else None


def _first_names(head: bytes) -> Iterator[str]:
    """Yield the names of the entries in the head, each found from the one before."""
    at = 0
    while head.startswith(_LOCAL, at) and len(head) >= at + _LOCAL_SIZE:
        flags, packed = (
            struct.unpack_from("<H", head, at + 6)[0],
            struct.unpack_from("<I", head, at + 18)[0],
        )
        name, extra = struct.unpack_from("<HH", head, at + 26)
        if len(head) >= at + _LOCAL_SIZE + name:
            yield head[at + _LOCAL_SIZE : at + _LOCAL_SIZE + name].decode(errors="replace")
        if flags & _LATER:
            return
        at += _LOCAL_SIZE + name + extra + packed


def _listed_names(tail: bytes) -> list[str]:
    """Return the names in the table of contents, the last ones where it begins before the tail.

    They are read from the first record from which a chain of records leads exactly to the end: what
    only looks like a record, and entries that are ZIP files themselves, lead elsewhere.
    """
    start, end = _table(tail)
    for _ in range(_TRIES):
        start = tail.find(_CENTRAL, start, end)
        if start < 0:
            break
        names = _chain(tail, start, end)
        if names:
            return names
        start += 1
    return []


def _table(tail: bytes) -> tuple[int, int]:
    """Return where the table of contents begins, or the tail in its middle, and where it ends."""
    at = tail.rfind(_END, 0, len(tail) - _END_SIZE + len(_END))
    if at < 0:
        return 0, 0
    size = struct.unpack_from("<I", tail, at + 12)[0]
    end = tail.rfind(_END_64, 0, at) if tail.startswith(_LOCATOR_64, max(0, at - 20)) else at
    return max(0, end - size), max(0, end)


def _chain(tail: bytes, at: int, end: int) -> list[str]:
    """Return the names of the records from here on, none where they don't lead to the end."""
    names = []
    while tail.startswith(_CENTRAL, at) and end >= at + _CENTRAL_SIZE:
        name, extra, comment = struct.unpack_from("<HHH", tail, at + 28)
        names.append(tail[at + _CENTRAL_SIZE : at + _CENTRAL_SIZE + name].decode(errors="replace"))
        at += _CENTRAL_SIZE + name + extra + comment
    return names if at == end else []
