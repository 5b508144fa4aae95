"""PNG, WebP and GIF: one part with a name after another."""
# ruff: noqa: PLR2004 - the numbers are those of the format

import zlib

from strongroom.store.blanking.common import Bytes, Refused, zero
from strongroom.store.blanking.jpeg import clean_exif

_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND gAMA cHRM sRGB iCCP sBIT bKGD hIST pHYs sPLT tRNS tIME cICP mDCV cLLI acTL"
    b" fcTL fdAT mDCv cLLi".split()
)
_WEBP_KEPT = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"])


def png(data: Bytes) -> None:
    at = 8
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        kind = bytes(data[at + 4 : at + 8])
        body, end = data[at + 8 : at + 8 + size], at + 12 + size
        if end > len(data):
            if kind not in _PNG_KEPT:
                zero(data, at + 8, len(data))
            return  # broken off: everything before it is known
        if kind == b"eXIf":
            clean_exif(body)
        elif kind not in _PNG_KEPT:
            if not kind[0] & 0x20:
                raise Refused("an unknown part")
            data[at + 4 : at + 8] = b"noNe"
            zero(body, 0, size)
        if kind == b"eXIf" or kind not in _PNG_KEPT:
            data[end - 4 : end] = zlib.crc32(data[at + 4 : end - 4]).to_bytes(4, "big")
        at = end
        if kind == b"IEND":
            zero(data, end, len(data))
            return
    zero(data, at, len(data))


def webp(data: Bytes) -> None:
    whole = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    at = 12
    while at + 8 <= whole:
        kind, size = bytes(data[at : at + 4]), int.from_bytes(data[at + 4 : at + 8], "little")
        body, end = data[at + 8 : at + 8 + size], at + 8 + size + size % 2
        if at + 8 + size > whole:
            if kind not in _WEBP_KEPT:
                zero(data, at + 8, len(data))
            return  # broken off: everything before it is known
        if kind == b"VP8X" and size:
            body[0] &= ~0x04  # it says that there is XMP
        elif kind == b"EXIF":
            clean_exif(body[6:] if bytes(body[:6]) == b"Exif\0\0" else body)
        elif kind not in _WEBP_KEPT:
            data[at : at + 4] = b"JUNK"
            zero(body, 0, size)
        at = end
    zero(data, whole, len(data))


def gif(data: Bytes) -> None:
    at = 13 + _gif_colours(data[10])
    while at < len(data):
        block = data[at]
        if block == 0x3B:
            zero(data, at + 1, len(data))
            return
        if block == 0x2C and at + 10 < len(data):
            at = _gif_blocks(data, at + 11 + _gif_colours(data[at + 9]))
        elif block == 0x21 and at + 2 < len(data):
            kept = data[at + 1] == 0xF9 or _gif_kept(data, at)
            at = _gif_blocks(data, at + 2, wipe=not kept)
        else:
            raise Refused("an unknown part")
    raise Refused("no end")


def _gif_kept(data: Bytes, at: int) -> bool:
    known = (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")
    return data[at + 1] == 0xFF and bytes(data[at + 3 : at + 14]) in known


def _gif_colours(packed: int) -> int:
    return 3 * 2 ** ((packed & 7) + 1) if packed & 0x80 else 0


def _gif_blocks(data: Bytes, at: int, *, wipe: bool = False) -> int:
    while at < len(data):
        size = data[at]
        if size == 0:
            return at + 1
        if wipe:
            zero(data, at + 1, at + 1 + size)
        at += 1 + size
    raise Refused("a part is cut off")
