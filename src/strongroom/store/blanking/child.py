"""The child process: limits itself, then blanks one file in place and prints what it did as JSON."""

import json
import mmap
import sys
import zlib
from pathlib import Path
from typing import Any

from strongroom.store.blanking.boxes import heif
from strongroom.store.blanking.common import UNKNOWN, Bytes, Refused
from strongroom.store.blanking.jpeg import jpegs
from strongroom.store.blanking.parts import gif, png, webp
from strongroom.store.blanking.tiff import Tiff

SECONDS = 60
"""Processor time."""
MEMORY = 4 * 1024**3
"""Address space in bytes; the file is mapped into it."""


def blank(data: Bytes) -> bool:
    """Overwrite what tells a place; return whether anything was. Refused where that can't be known."""
    before = _sum(data)
    head = bytes(data[:16])
    if head.startswith(b"\xff\xd8\xff"):
        jpegs(data)
    elif head.startswith(b"\x89PNG\r\n\x1a\n"):
        png(data)
    elif head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        webp(data)
    elif head[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"}:
        Tiff(data, jpegs).clean()
    elif head.startswith((b"GIF87a", b"GIF89a")):
        gif(data)
    elif head[4:8] == b"ftyp":
        heif(data)
    elif not head.startswith((b"BM", b"\0\0\1\0")):
        raise Refused(UNKNOWN)
    return before != _sum(data)


def _sum(data: Bytes) -> tuple[int, int]:
    return zlib.crc32(data), zlib.adler32(data)


def limit_self() -> None:
    """Give up memory, time and core dumps beyond what one file needs."""
    import resource

    for what, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        most = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (most, most))


def blank_file(path: str) -> bool:
    """Blank a file in place; return whether anything changed."""
    with Path(path).open("r+b") as file:
        mapped = mmap.mmap(file.fileno(), 0)  # ends with the process: parts of it are still held
    changed = blank(memoryview(mapped))
    mapped.flush()
    return changed


def main(arguments: list[str]) -> int:
    """Blank, and answer in one line of JSON; 0 whenever there is an answer."""
    answer: dict[str, Any]
    try:
        limit_self()
        answer = {"changed": blank_file(arguments[0])}
    except Refused as refusal:
        answer = {"error": str(refusal)}
    except MemoryError:
        answer = {"error": "out of memory"}
    except Exception as error:  # noqa: BLE001 - hostile bytes may lead anywhere
        answer = {"error": f"not readable: {type(error).__name__}"}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    return 0
