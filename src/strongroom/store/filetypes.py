"""What a file is, told by its bytes: by no fewer than two signs.

The name only divides families that share their bytes (old office documents, text); an ending alone
never makes a file something that opens by itself. `signatures` and `zipkinds` hold the signs.
"""

import re

import puremagic

from strongroom.store.signatures import AVIF, HEIC, HEIF, ICON, OURS, by_signature
from strongroom.store.zipkinds import zip_kind

DETECTOR = 2
"""Which detector this is. What an older one typed is looked at again (`store.looking`)."""
UNKNOWN = "application/octet-stream"
PDF = "application/pdf"
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
_SVG = re.compile(rb"<(?:[a-z]\w*:)?svg[\s/>]", re.IGNORECASE)
_PROLOGUE = re.compile(
    rb"\s*(?:<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE
)
"""One part of what may stand before the root of a document in markup."""
_PDF = re.compile(rb"%PDF-\d\.\d(?:[ \t]*[\r\n%]|[^ -~]|$)")
_PDF_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
_PDF_REACH = 1024
"""PDF programs look so far from the beginning for the header, and from the end for the last mark."""
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Characters that no text has."""
_ASCII = bytes(range(128))
_PICTURES = {
    "image/jpeg": ("JPEG",),
    "image/png": ("PNG",),
    "image/gif": ("GIF",),
    "image/webp": ("WEBP",),
    "image/tiff": ("TIFF",),
    "image/bmp": ("BMP",),
    ICON: ("ICO",),
    HEIC: ("HEIF",),
    HEIF: ("HEIF", "AVIF"),
    AVIF: ("AVIF",),
}
"""What opens in the pop-up, and the decoders of Pillow that may read it: no other is asked."""
_SURE = 6
"""Bytes that puremagic must have matched, four of them different: fewer fit by chance."""


def detect_type(head: bytes, name: str, tail: bytes = b"") -> str:
    """Return the content type of a file with this beginning (some KiB) and end; never raises.

    `tail` (the last tens of KiB) tells office documents apart whose table of contents comes last, and
    shows that a PDF with something before it is one.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return (
        _pdf(head)
        or by_signature(head)
        or _by_container(head, tail, ending)
        or _pdf_further_on(head, tail)
        or _by_text(head, ending)
        or _by_catalogue(head)
        or UNKNOWN
    )


def decoders(content_type: str) -> tuple[str, ...]:
    """Return what may decode a picture of this type: formats of Pillow, or PDF; none for other files."""
    return ("PDF",) if content_type == PDF else _PICTURES.get(content_type, ())


def has_picture(content_type: str | None) -> bool:
    """Whether a picture is made of files of this type."""
    return content_type == PDF or content_type in _PICTURES


def is_picture(content_type: str | None) -> bool:
    """Whether people open it in the pop-up (A-5)."""
    return content_type in _PICTURES


def _pdf(head: bytes) -> str | None:
    """A PDF begins with a line that is its header, after white space at most."""
    return PDF if _PDF.match(head[:_PDF_REACH].lstrip(b"\0\r\n\t \xef\xbb\xbf")) else None


def _pdf_further_on(head: bytes, tail: bytes) -> str | None:
    """Something stands before the header, as printers and web servers leave it: the end must be one too."""
    begins = _PDF.search(head, 0, _PDF_REACH + len(b"%PDF-1."))
    return PDF if begins and _PDF_END.search((tail or head)[-_PDF_REACH:]) else None


def _by_container(head: bytes, tail: bytes, ending: str) -> str | None:
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OLE_BY_ENDING.get(ending, "application/x-ole-storage")
    return zip_kind(head, tail, ending)


def _by_text(head: bytes, ending: str) -> str | None:  # noqa: PLR0911 - one a kind
    """Recognise text; pages, drawings and documents in markup whatever they are called."""
    plain = _as_text(head)
    if plain is None:
        return None
    start = plain.lstrip()[:4096]
    if _SVG.match(_root(start)):
        return "image/svg+xml"
    if start.startswith(b"<") and _HTML.search(start):
        return "application/xhtml+xml" if start.startswith(b"<?xml") else "text/html"
    if start.startswith(b"<?xml"):
        return "application/xml"
    if re.match(rb"#![ \t]*/", start):
        return "text/x-shellscript"
    if ending in {"html", "htm", "xhtml"}:
        return "text/html"
    if ending in {"svg", "xml"}:
        return "application/xml"
    return _TEXT_BY_ENDING.get(ending, "text/plain")


def _root(start: bytes) -> bytes:
    """Return the beginning of the root of a document in markup."""
    while found := _PROLOGUE.match(start):
        start = start[found.end() :]
    return start.lstrip()


def _as_text(head: bytes) -> bytes | None:
    """Return the beginning as UTF-8 bytes, or None when it is not text."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            plain = head.removeprefix(mark).decode(encoding, "replace").rstrip("\ufffd").encode()
            return None if _CONTROL.search(plain) or b"\xef\xbf\xbd" in plain else plain
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
        kind, matched = str(match.mime_type).lower(), bytes(match.byte_match)
        sure = len(matched) >= _SURE and len(set(matched)) >= 4  # noqa: PLR2004 - not a row of zeros
        if sure and kind not in OURS and re.fullmatch(r"[\w.+-]+/[\w.+-]{1,80}", kind):
            return kind
    return None
