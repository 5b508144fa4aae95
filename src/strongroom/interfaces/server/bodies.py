"""The body of a request, and how long its thread has waited for it."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from strongroom.core.connections import give_back

PIECE = 256 * 1024


class GuardedBody:
    """A body that is read in pieces, and knows what each of them took.

    Cut off, it ends early, as it does when the client goes away: who reads compares the length. Nobody
    keeps a connection to the database while waiting, whoever asked it before the body was read.
    """

    def __init__(self, stream: Any, client: str) -> None:
        """`stream` is the server's; `client` the address that sends."""
        self._stream = stream
        self.client = client
        self.taken = 0
        """Bytes that were read so far."""
        self.ended = False
        """Whether a read met the end."""
        self._waited = 0.0
        self._since: float | None = None

    def waited(self) -> float:
        """Return the seconds in which a thread waited for bytes, that of now included."""
        since = self._since
        return self._waited + (time.monotonic() - since if since is not None else 0.0)

    @property
    def is_awaited(self) -> bool:
        """Whether a thread waits for bytes right now."""
        return self._since is not None

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        give_back()
        started = self._since = time.monotonic()
        try:
            yield
        finally:
            self._since = None
            self._waited += time.monotonic() - started

    def read(self, size: int = -1) -> bytes:
        """Read `size` bytes or to the end, as WSGI says."""
        pieces: list[bytes] = []
        left = size if size is not None and size >= 0 else sys.maxsize
        while left > 0:
            with self._waiting():
                piece = self._stream.read(min(left, PIECE))
            if not piece:
                self.ended = True
                break
            self.taken += len(piece)
            pieces.append(piece)
            left -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def readline(self, size: int = -1) -> bytes:
        """Read a line, or `size` bytes of it."""
        with self._waiting():
            line = bytes(self._stream.readline(size) if size >= 0 else self._stream.readline())
        self.taken += len(line)
        self.ended = self.ended or not line
        return line

    def readlines(self, hint: int = -1) -> list[bytes]:
        """Read lines until they are `hint` bytes together, or all."""
        lines: list[bytes] = []
        for line in self:
            lines.append(line)
            if 0 < hint <= sum(map(len, lines)):
                break
        return lines

    def __iter__(self) -> Iterator[bytes]:
        """Yield the lines."""
        return iter(self.readline, b"")
