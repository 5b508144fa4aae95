"""Reads multipart/form-data (RFC 7578) as a stream: a part's bytes pass through, never kept twice.

Django's own reader writes each file to memory or a temporary file first, before any view runs, and
takes a body that was cut off for a whole one. Here the closing delimiter must have arrived.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.http import parse_header_parameters

from strongroom.interfaces.common.errors import BadRequestError
from strongroom.store.staging import Readable

BLOCK = 256 * 1024
_MAX_HEADERS = 16 * 1024
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
        # The first delimiter has no line break before it; one is put there.
        self._buffer = b"\r\n"
        self._delimiter = b"\r\n--" + boundary.encode("ascii")

    def __iter__(self) -> Iterator[Part]:
        """Yield each part; what its reader left is skipped."""
        self._drop(self._until_delimiter())
        while not self._at_end():
            headers = self._headers()
            body = self._until_delimiter()
            yield Part(*_names(headers), body)
            self._drop(body)

    def _fill(self) -> None:
        """Read on, or complain that the body was cut off."""
        block = self._stream.read(BLOCK)
        if not block:
            raise BadRequestError("The upload was interrupted; please send the file again.")
        self._buffer += block

    def _until_delimiter(self) -> Iterator[bytes]:
        """Yield bytes up to the next delimiter, and take that out of the buffer."""
        keep = len(self._delimiter) - 1
        while True:
            found = self._buffer.find(self._delimiter)
            if found >= 0:
                data, self._buffer = (
                    self._buffer[:found],
                    self._buffer[found + len(self._delimiter) :],
                )
                if data:
                    yield data
                return
            if len(self._buffer) > keep:
                # The last bytes may be the beginning of a delimiter.
                data, self._buffer = self._buffer[:-keep], self._buffer[-keep:]
                yield data
            self._fill()

    def _at_end(self) -> bool:
        """Read what follows a delimiter: `--` ends the body, a line break begins a part."""
        while b"\n" not in self._buffer and not self._buffer.startswith(b"--"):
            if len(self._buffer) > _MAX_HEADERS:
                raise BadRequestError("The form can't be read.")
            self._fill()
        if self._buffer.startswith(b"--"):
            return True
        padding, self._buffer = self._buffer.split(b"\n", 1)
        if padding.strip(b" \t\r"):
            raise BadRequestError("The form can't be read.")
        return False

    def _headers(self) -> bytes:
        self._buffer = b"\r\n" + self._buffer
        while b"\r\n\r\n" not in self._buffer:
            if len(self._buffer) > _MAX_HEADERS:
                raise BadRequestError("The form can't be read.")
            self._fill()
        headers, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
        return headers

    @staticmethod
    def _drop(body: Iterator[bytes]) -> None:
        for _ in body:
            pass


def _names(headers: bytes) -> tuple[str, str | None]:
    """Return the field's name and the file's name (UTF-8, or RFC 8187)."""
    for line in headers.decode(errors="replace").split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-disposition":
            fields = parse_header_parameters(value.strip())[1]
            return fields.get("name", ""), fields.get("filename")
    return "", None
