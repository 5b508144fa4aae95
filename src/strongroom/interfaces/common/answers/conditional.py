"""Conditional requests and ranges (RFC 9110, sections 8.8, 13 and 14): pure functions on headers."""

import re
from dataclasses import dataclass

from django.utils.http import parse_etags

_RANGE = re.compile(r"^\s*bytes\s*=\s*(.*)$", re.IGNORECASE)
_SPEC = re.compile(r"^(\d*)-(\d*)$")
_MAX_DIGITS = 18


def if_match(header: str | None, etag: str) -> bool:
    """Whether the precondition holds; strong comparison. A missing header always does."""
    if header is None:
        return True
    tags = parse_etags(header)
    return "*" in tags or etag in tags


def if_none_match(header: str | None, etag: str) -> bool:
    """Whether the sender holds this state already (then 304); weak comparison."""
    tags = parse_etags(header or "")
    return "*" in tags or any(tag.removeprefix("W/") == etag.removeprefix("W/") for tag in tags)


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes `start` to `stop`, the latter excluded."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.stop - self.start


class UnsatisfiableRangeError(Exception):
    """None of the wanted bytes exist: 416."""


def wanted_span(header: str | None, if_range: str | None, etag: str, size: int) -> Span | None:
    """Return the one range to send, or None for the whole.

    A header that is malformed, names another unit, was made for another state (If-Range) or wants
    several ranges is ignored, as section 14.2 allows. Raises UnsatisfiableRangeError.
    """
    match = _RANGE.match(header or "")
    if match is None or (if_range is not None and if_range.strip() != etag):
        return None
    spec = _SPEC.match(match[1].strip())
    if spec is None or spec[0] == "-" or max(len(spec[1]), len(spec[2])) > _MAX_DIGITS:
        return None
    return _span(spec[1], spec[2], size)


def _span(first: str, last: str, size: int) -> Span | None:
    if not first:  # the last N bytes
        length = min(int(last), size)
        if length == 0:
            raise UnsatisfiableRangeError
        return Span(size - length, size)
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size:
        raise UnsatisfiableRangeError
    return Span(start, min(int(last) + 1, size) if last else size)
