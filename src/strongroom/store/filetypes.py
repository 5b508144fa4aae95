"""What a file is, told by its bytes.

The name only divides families that share their first bytes (office documents, text); an ending alone
never makes a file something that opens by itself.
"""

import re
import struct
from collections.abc import Iterable

import puremagic

UNKNOWN = "application/octet-stream"
_OPEN_XML = "application/vnd.openxmlformats-officedocument."

# Beginning of the file -> type. Longest beginnings first where one contains another.
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"8BPS", "image/vnd.adobe.photoshop"),
    (b"%!PS", "application/postscript"),
    (b"{\\rtf", "application/rtf"),
    (b"AC10", "image/vnd.dwg"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xca\xfe\xba\xbe", "application/x-mach-binary"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "application/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/x-matroska"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"ISO-10303-21;", "model/step"),
)
_ISO_MEDIA = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"hevc": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"mif1": "image/heif",
    b"msf1": "image/heif",
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
}
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
# A file inside a ZIP -> what the ZIP is.
_ZIP_MEMBERS: tuple[tuple[bytes, str], ...] = (
    (b"word/document.xml", _OPEN_XML + "wordprocessingml.document"),
    (b"xl/workbook.xml", _OPEN_XML + "spreadsheetml.sheet"),
    (b"xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
    (b"ppt/presentation.xml", _OPEN_XML + "presentationml.presentation"),
    (b"META-INF/MANIFEST.MF", "application/java-archive"),
)
_ZIP_BY_ENDING = {
    "docm": "application/vnd.ms-word.document.macroenabled.12",
    "xlsm": "application/vnd.ms-excel.sheet.macroenabled.12",
    "pptm": "application/vnd.ms-powerpoint.presentation.macroenabled.12",
}
_OLE_BY_ENDING = {
    "doc": "application/msword",
    "dot": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
    "mpp": "application/vnd.ms-project",
    "vsd": "application/vnd.visio",
}
_TEXT_BY_ENDING = {
    "csv": "text/csv",
    "md": "text/markdown",
    "json": "application/json",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "css": "text/css",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "eml": "message/rfc822",
    "dxf": "image/vnd.dxf",
    "ifc": "application/x-step",
    "sh": "text/x-shellscript",
    "bat": "application/x-bat",
    "cmd": "application/x-bat",
    "ps1": "application/x-powershell",
    "vbs": "application/x-vbscript",
}
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|style|meta|title|table|div|p|a|img|br)\b",
    re.IGNORECASE,
)
_SVG = re.compile(rb"<(?:[a-z]\w*:)?svg[\s>]", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Characters that no text has."""
_ASCII = bytes(range(128))
_BITMAP_HEADERS = frozenset({12, 40, 52, 56, 64, 108, 124})
_PICTURES = frozenset(
    f"image/{kind}"
    for kind in ("jpeg", "png", "gif", "webp", "heic", "heif", "avif", "tiff", "bmp")
)
_SURE = 4
"""Bytes that puremagic must have matched: fewer fit by chance."""


def detect_type(head: bytes, name: str, tail: bytes = b"") -> str:
    """Return the content type of a file with this beginning (some KiB) and end; never raises.

    `tail` (the last tens of KiB) tells office documents apart whose table of contents comes last.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return (
        _by_beginning(head)
        or _by_container(head, tail, ending)
        or _by_text(head, ending)
        or _by_catalogue(head)
        or UNKNOWN
    )


def preview_family(content_type: str) -> str | None:
    """Return `image` or `pdf` for what can be pictured, else None."""
    if content_type in _PICTURES:
        return "image"
    return "pdf" if content_type == "application/pdf" else None


def is_picture(content_type: str) -> bool:
    """Whether people open it in the pop-up (A-5)."""
    return content_type in _PICTURES


def _by_beginning(head: bytes) -> str | None:
    for beginning, content_type in _BEGINNINGS:
        if head.startswith(beginning):
            return content_type
    if head.startswith(b"%PDF-") or b"%PDF-" in head[:1024].lstrip(b"\x00\r\n\t \xef\xbb\xbf")[:5]:
        return "application/pdf"
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _iso_media(head)
    if head.startswith(b"BM") and len(head) >= 18:  # noqa: PLR2004 - up to the second header's size
        return "image/bmp" if struct.unpack_from("<I", head, 14)[0] in _BITMAP_HEADERS else None
    return None


def _iso_media(head: bytes) -> str:
    """Tell HEIC, AVIF and films apart by the major brand, then by those it is compatible with."""
    size = min(struct.unpack_from(">I", head)[0], 256)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, size, 4))]
    brands.sort(key=lambda brand: brand in {b"mif1", b"msf1"})  # they say least
    return next((_ISO_MEDIA[brand] for brand in brands if brand in _ISO_MEDIA), "video/mp4")


def _by_container(head: bytes, tail: bytes, ending: str) -> str | None:
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLE_BY_ENDING.get(ending, "application/x-ole-storage")
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    if head[30:38] == b"mimetype":  # OpenDocument and EPUB say what they are, uncompressed, first
        said = re.match(rb"[a-z0-9.+/-]{5,99}", head[38:160])
        if said and said[0].startswith((b"application/vnd.oasis.", b"application/epub+zip")):
            return said[0].split(b"PK")[0].decode()
    content_type = _member_type((head, tail))
    if content_type and content_type.startswith(_OPEN_XML):
        return _ZIP_BY_ENDING.get(ending, content_type)
    return content_type or "application/zip"


def _member_type(parts: Iterable[bytes]) -> str | None:
    for part in parts:
        for member, content_type in _ZIP_MEMBERS:
            if member in part:
                return content_type
    return None


def _by_text(head: bytes, ending: str) -> str | None:  # noqa: PLR0911 - one a kind
    """Recognise text; pages, drawings and documents in markup whatever they are called."""
    plain = _as_text(head)
    if plain is None:
        return None
    start = plain.lstrip()[:4096]
    if _SVG.search(start) and start.startswith(b"<"):
        return "image/svg+xml"
    if start.startswith(b"<") and _HTML.search(start):
        return "application/xhtml+xml" if start.startswith(b"<?xml") else "text/html"
    if start.startswith(b"<?xml"):
        return "application/xml"
    if start.startswith(b"#!"):
        return "text/x-shellscript"
    if ending in {"html", "htm", "xhtml"}:
        return "text/html"
    if ending in {"svg", "xml"}:
        return "application/xml"
    return _TEXT_BY_ENDING.get(ending, "text/plain")


def _as_text(head: bytes) -> bytes | None:
    """Return the beginning as UTF-8 bytes, or None when it is not text."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, "ignore").encode()
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _CONTROL.search(head):
        return None
    try:
        head.decode()
    except UnicodeDecodeError as error:
        cut_off = len(head) - error.start < 4  # noqa: PLR2004 - the block ends inside a character
        high = len(head.translate(None, _ASCII))  # an older encoding
        if not cut_off and high * 3 > len(head):
            return None
    return head


def _by_catalogue(head: bytes) -> str | None:
    """Ask puremagic for the rarer ones: it reads what it is given, and raises at what it doesn't know."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError, IndexError, KeyError, TypeError):
        return None
    for match in found:
        if len(match.byte_match) >= _SURE and re.fullmatch(
            r"[\w.+-]+/[\w.+-]{1,80}", match.mime_type
        ):
            return str(match.mime_type).lower()
    return None
