"""Reads multipart/form-data (RFC 7578) as a stream: a part's bytes pass through, never kept twice.

Django's own reader writes each file to memory or a temporary file first, before any view runs, and
takes a body that was cut off for a whole one. Here the closing delimiter must have arrived.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.http import parse_header_parameters
from multipart import MultipartError, MultipartSegment, PushMultipartParser

from strongroom.core.errors import TooLargeError
from strongroom.interfaces.common.answers.errors import BadRequestError
from strongroom.store.api import Readable

BLOCK = 256 * 1024
_MAX_HEADER = 16 * 1024
_OVERHEAD = 64 * 1024
_BOUNDARY = re.compile(r"^[0-9A-Za-z'()+_,./:=? -]{1,70}$")


@dataclass
class Part:
    """One part; `body` must be read (or dropped) before the next part comes."""

    name: str
    filename: str | None
    body: Iterator[bytes]


class MultipartReader:
    """Yields the parts of a body in order."""

    def __init__(self, stream: Readable, boundary: str) -> None:
        """`boundary` comes from the Content-Type header."""
        if not _BOUNDARY.match(boundary):
            raise BadRequestError("The form's boundary is missing or not valid.")
        self._stream = stream
        self._parser = PushMultipartParser(boundary, max_header_size=_MAX_HEADER)

    def __iter__(self) -> Iterator[Part]:
        """Yield each part; what its reader left is skipped."""
        events = self._events()
        for event in events:
            if isinstance(event, MultipartSegment):
                body = _body(events)
                yield Part(event.name or "", _filename(event), body)
                for _ in body:
                    pass

    def _events(self) -> Iterator[MultipartSegment | bytes | bytearray | None]:
        """Yield what comes: the head of a part, its bytes, and None at its end."""
        for block in self._blocks():
            try:
                yield from self._parser.parse(block)
            except MultipartError as error:
                raise BadRequestError("The form can't be read.") from error
        try:
            self._parser.close()
        except MultipartError as error:
            raise BadRequestError(
                "The upload was interrupted; please send the file again."
            ) from error

    def _blocks(self) -> Iterator[bytes]:
        """Read to the end, but no more than a form may hold: a chunked one doesn't say beforehand."""
        left = form_limit()
        while block := self._stream.read(BLOCK):
            left -= len(block)
            if left < 0:
                raise TooLargeError("The form is larger than this installation takes.")
            yield block


def form_limit() -> int:
    """Return how many bytes a form may have: the largest file, and room for the fields beside it."""
    limit: int = settings.UPLOAD_LIMIT
    return limit + _OVERHEAD


def _body(events: Iterator[MultipartSegment | bytes | bytearray | None]) -> Iterator[bytes]:
    for event in events:
        if not isinstance(event, bytes | bytearray):
            return
        yield bytes(event)


def _filename(part: MultipartSegment) -> str | None:
    """Return the file's name, also one that is written as RFC 8187 says (`filename*`)."""
    name: str | None = part.filename
    if name is None:
        given = parse_header_parameters(part.header("Content-Disposition", ""))[1]
        name = given.get("filename")
    return name
