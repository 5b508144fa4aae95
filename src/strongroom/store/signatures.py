"""How the kinds of files begin: the first bytes, and for each a second sign, so that no text or chance fits.

`by_signature` is all that others need. Containers that hold several kinds (ZIP, OLE) and text are told
apart elsewhere.
"""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass

EXECUTABLE = "application/x-msdownload"
HEIC, HEIF, AVIF = "image/heic", "image/heif", "image/avif"
ICON = "image/vnd.microsoft.icon"

Sign = Callable[[bytes], bool]
"""Takes the head of the file: whether what follows the first bytes is what such a file has there."""


@dataclass(frozen=True, slots=True)
class Signature:
    """First bytes, `at` so many from the beginning, and the second sign that makes them believed."""

    begins: bytes
    content_type: str
    sign: Sign
    at: int = 0


def _u16(head: bytes, at: int, order: str = "<") -> int:
    """Return the 16-bit number at a place; 65,535 beyond the end, which no check takes."""
    return int(struct.unpack_from(f"{order}H", head, at)[0]) if len(head) >= at + 2 else 0xFFFF


def _u32(head: bytes, at: int, order: str = "<") -> int:
    return int(struct.unpack_from(f"{order}I", head, at)[0]) if len(head) >= at + 4 else 0xFFFFFFFF


def _fits(pattern: bytes) -> Sign:
    """Return the sign that the head begins with what a pattern describes."""
    compiled = re.compile(pattern, re.DOTALL)
    return lambda head: compiled.match(head) is not None


def _long(_head: bytes) -> bool:
    """The first bytes say enough: seven or more, some of which no text has."""
    return True


def _jpeg(head: bytes) -> bool:
    """A segment follows, and another one where it ends."""
    end = 4 + _u16(head, 4, ">")
    return re.match(rb"...[\xc0-\xcf\xda-\xdd\xe0-\xef\xfe]", head, re.DOTALL) is not None and (
        end >= len(head) or (end > 5 and head[end] == 0xFF)  # noqa: PLR2004 - two bytes of its length
    )


def _tar(head: bytes) -> bool:
    """The header's sum is what it says: of its 512 bytes, the field itself taken for spaces."""
    said = head[148:156].strip(b"\0 ")
    total = sum(head[:148]) + 8 * ord(" ") + sum(head[156:512])
    return said.isdigit() and said.strip(b"01234567") == b"" and int(said, 8) == total


def _gif(head: bytes) -> bool:
    """After the screen's seven bytes and its colours a block begins; text has no block in that place."""
    colours = 3 * 2 ** ((head[10] & 7) + 1) if len(head) > 10 and head[10] & 0x80 else 0  # noqa: PLR2004
    block = head[13 + colours : 14 + colours]
    return (
        0 not in (_u16(head, 6), _u16(head, 8)) and block in {b"!", b",", b";"} and _odd(head[6:40])
    )


def _odd(part: bytes) -> bool:
    """Whether there is a byte that no text has."""
    return re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", part) is not None


def _tiff(order: str, *, big: bool) -> Sign:
    def sign(head: bytes) -> bool:
        if big:
            return (_u16(head, 4, order), _u16(head, 6, order)) == (8, 0)
        return 8 <= _u32(head, 4, order) < 0xFFFFFFFF  # noqa: PLR2004 - the directory follows the header

    return sign


def _program(head: bytes) -> bool:
    """A header of Windows where the old one says, or an old one of DOS whose sizes can be."""
    new = _u32(head, 60)
    if head[new : new + 4] == b"PE\0\0" or head[max(new, 64) : new + 2] in {b"NE", b"LE", b"LX"}:
        return True
    return _u16(head, 2) < 512 and _u16(head, 4) > 0  # noqa: PLR2004 - bytes of the last page; pages


def _bitmap(head: bytes) -> bool:
    """The size of the second header is one of seven, and the pixels begin after both."""
    size = _u32(head, 14)
    return size in {12, 40, 52, 56, 64, 108, 124} and 14 + size <= _u32(head, 10) < 0xFFFFFFFF  # noqa: PLR2004


def _icon(head: bytes) -> bool:
    """Some pictures are announced, and the first lies behind their list."""
    count = _u16(head, 4)
    return 0 < count < 256 and head[9:10] == b"\0" and 6 + 16 * count <= _u32(head, 18) < 2**24  # noqa: PLR2004


def _universal(head: bytes) -> bool:
    """A program of macOS for several machines: few of them. (Java's classes have a version there.)"""
    return 0 < _u32(head, 4, ">") < 20  # noqa: PLR2004


def _java_class(head: bytes) -> bool:
    return 45 <= _u16(head, 6, ">") < 1000  # noqa: PLR2004 - versions begin with 45


SIGNATURES: tuple[Signature, ...] = (
    Signature(b"\xff\xd8\xff", "image/jpeg", _jpeg),
    Signature(b"\x89PNG\r\n\x1a\n", "image/png", _long),
    Signature(b"GIF87a", "image/gif", _gif),
    Signature(b"GIF89a", "image/gif", _gif),
    Signature(b"II*\0", "image/tiff", _tiff("<", big=False)),
    Signature(b"MM\0*", "image/tiff", _tiff(">", big=False)),
    Signature(b"II+\0", "image/tiff", _tiff("<", big=True)),
    Signature(b"MM\0+", "image/tiff", _tiff(">", big=True)),
    Signature(b"BM", "image/bmp", _bitmap),
    Signature(b"\0\0\1\0", ICON, _icon),
    Signature(b"8BPS", "image/vnd.adobe.photoshop", _fits(rb"....\0[\x01\x02]\0{6}")),
    Signature(b"AC", "image/vnd.dwg", _fits(rb"AC(?:10\d\d|[12]\.\d\d)\0")),
    Signature(b"RIFF", "image/webp", _fits(rb".{8}WEBPVP8[ LX]")),
    Signature(
        b"RIFF", "audio/wav", lambda head: head[8:12] == b"WAVE" and _odd(head[4:8] + head[16:20])
    ),
    Signature(
        b"RIFF",
        "video/x-msvideo",
        lambda head: head[8:16] == b"AVI LIST" and _odd(head[4:8] + head[16:20]),
    ),
    Signature(b"%!PS", "application/postscript", _fits(rb"....(?:-Adobe-\d|\s*[\r\n])")),
    Signature(b"{\\rtf", "application/rtf", _fits(rb".{5}[\d\\]")),
    Signature(b"MZ", EXECUTABLE, _program),
    Signature(b"\x7fELF", "application/x-executable", _fits(rb"....[\x01\x02][\x01\x02]\x01")),
    Signature(b"\xcf\xfa\xed\xfe", "application/x-mach-binary", _fits(rb".{7}[\0\x01]")),
    Signature(b"\xca\xfe\xba\xbe", "application/x-mach-binary", _universal),
    Signature(b"\xca\xfe\xba\xbe", "application/java-vm", _java_class),
    Signature(b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", _fits(rb".{6}\0")),
    Signature(b"Rar!\x1a\x07", "application/vnd.rar", _fits(rb".{6}(?:\0|\x01\0)")),
    Signature(b"\x1f\x8b", "application/gzip", _fits(rb"..\x08[\0-\x1f]")),
    Signature(b"ustar", "application/x-tar", _tar, at=257),
    Signature(b"!<arch>\n", "application/x-archive", _long),
    Signature(
        b"ID3",
        "audio/mpeg",
        _fits(rb"...[\x02-\x04][^\xff][" + bytes(range(0, 256, 16)) + rb"][\0-\x7f]{4}"),
    ),
    Signature(b"OggS", "application/ogg", _fits(rb"....\0[\0-\x07]")),
    Signature(b"fLaC", "audio/flac", _fits(rb"....[\0\x80]\0\0\x22")),
    Signature(b"\x1aE\xdf\xa3", "video/webm", _fits(rb".{4,60}?\x42\x82.webm")),
    Signature(b"\x1aE\xdf\xa3", "video/x-matroska", _fits(rb".{4,60}?\x42\x82.matroska")),
    Signature(b"SQLite format 3\0", "application/vnd.sqlite3", _long),
    Signature(b"ISO-10303-21;", "model/step", _fits(rb".{13,1024}?HEADER\s*;")),
)
"""In the order in which they are asked."""

_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevx", b"hevm"), HEIC),
    **dict.fromkeys((b"mif1", b"msf1"), HEIF),
    **dict.fromkeys((b"avif", b"avis"), AVIF),
    **dict.fromkeys(
        (b"isom", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV", b"f4v "), "video/mp4"
    ),
    **dict.fromkeys((b"iso%d" % number for number in range(2, 10)), "video/mp4"),
    **dict.fromkeys((b"3gp%d" % number for number in range(4, 10)), "video/3gpp"),
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"crx ": "image/x-canon-cr3",
}
"""What an ISO base media file calls itself (ISO 14496-12, 23008-12, MP4RA)."""
OURS = frozenset({*(one.content_type for one in SIGNATURES), *_BRANDS.values(), "application/pdf"})
"""Types that are decided here alone."""


def by_signature(head: bytes) -> str | None:
    """Return the type whose first bytes and second sign the head has, or None."""
    for one in SIGNATURES:
        if head.startswith(one.begins, one.at) and one.sign(head):
            return one.content_type
    return _iso_media(head) if head[4:8] == b"ftyp" else None


def _iso_media(head: bytes) -> str | None:
    """Tell HEIC, AVIF and films apart by the major brand, then by those it is compatible with.

    The second sign is the size of the list of brands, and a brand that is known.
    """
    size = _u32(head, 0, ">")
    if size % 4 or not 16 <= size <= 1024:  # noqa: PLR2004 - the list of brands is short
        return None
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, min(size, len(head)), 4))]
    brands.sort(key=lambda brand: brand in {b"mif1", b"msf1"})  # they say least
    return next((_BRANDS[brand] for brand in brands if brand in _BRANDS), None)
