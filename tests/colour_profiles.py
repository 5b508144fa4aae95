"""Colour profiles made for tests: each changes colours so much that a picture shows whether it was used."""

import struct

from PIL import ImageCms


def web() -> bytes:
    """sRGB: changes nothing."""
    return bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


def swapped() -> bytes:
    """RGB whose red light is green, and whose green light is red."""
    names = {b"rXYZ": b"gXYZ", b"gXYZ": b"rXYZ"}
    return _renamed(web(), names)


def grey() -> bytes:
    """Grey with the curve of sRGB: changes nothing."""
    return _renamed(web(), {b"rTRC": b"kTRC"}, space=b"GRAY")


def inks() -> bytes:
    """CMYK whose cyan ink is orange; magenta, yellow and black are white."""
    white, orange = (255, 128, 128), (178, 171, 200)
    grid = b"".join(bytes(orange if number & 0b1000 else white) for number in range(16))
    straight = bytes(range(256))
    identity = struct.pack(">9i", *(65536 if at in {0, 4, 8} else 0 for at in range(9)))
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + identity + straight * 4 + grid + straight * 3
    table += bytes(-len(table) % 4)
    white_point = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    first = 128 + 4 + 2 * 12
    tags = struct.pack(">I", 2)
    tags += b"wtpt" + struct.pack(">II", first, len(white_point))
    tags += b"A2B0" + struct.pack(">II", first + len(white_point), len(table))
    body = tags + white_point + table
    header = struct.pack(">I", 128 + len(body)) + bytes(4) + b"\2\x40\0\0" + b"prtrCMYKLab "
    header += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + body


def _renamed(profile: bytes, names: dict[bytes, bytes], *, space: bytes | None = None) -> bytes:
    """Return the profile with other names for what is in its table."""
    changed = bytearray(profile)
    if space:
        changed[16:20] = space
    for number in range(struct.unpack_from(">I", profile, 128)[0]):
        at = 132 + 12 * number
        changed[at : at + 4] = names.get(profile[at : at + 4], profile[at : at + 4])
    changed[84:100] = bytes(16)  # the checksum, which none need have
    return bytes(changed)
