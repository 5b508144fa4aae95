"""What all forms of pictures have in common here: bytes that are overwritten, and refusing."""

from typing import Any

UNKNOWN = "another form"
Bytes = Any
"""A mapped file or a part of one, as a writable memoryview."""


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """The file is not what it should be, so nobody can say what is in it; the text says why."""


def zero(data: Bytes, start: int, stop: int) -> None:
    if not 0 <= start <= stop <= len(data):
        raise Refused("beyond the end")
    data[start:stop] = bytes(stop - start)


def find(data: Bytes, what: bytes, start: int) -> int:
    """Return where `what` stands from `start` on, or -1; a window at a time, of mapped bytes."""
    step = 1024 * 1024
    for at in range(start, len(data), step):
        found = bytes(data[at : at + step + len(what)]).find(what)
        if found >= 0:
            return at + found
    return -1
