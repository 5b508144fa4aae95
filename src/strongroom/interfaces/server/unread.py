"""Lets a client that is still sending a body hear why it is refused.

Closing a connection on which bytes are still coming resets it, and the reset can overtake the answer:
a browser then tells of a broken connection. So the rest of a refused body is read and thrown away for a
while, after the answer has left (RFC 9112, section 9.6).
"""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

PATIENCE = 20.0
"""Seconds in which the rest of a refused body is read; whoever sends for longer is cut off."""
PIECE = 256 * 1024


class Counted(Protocol):
    """A body that knows how far it was read."""

    taken: int
    ended: bool

    def read(self, size: int = -1) -> bytes:
        """Read at most `size` bytes."""


class Unread:
    """What an application leaves of a request's body."""

    def __init__(self, body: Counted, length: int | None, environ: Environ) -> None:
        """`length` is None for a body in chunks."""
        self._body = body
        self._length = length
        self._awaits_leave = "HTTP_EXPECT" in environ

    @property
    def coming(self) -> bool:
        """Whether the client is sending more; one that asked for leave and was refused sends nothing."""
        if self._awaits_leave and not self._body.taken:
            return False
        return not self._body.ended and (self._length is None or self._body.taken < self._length)

    def answered(
        self,
        application: Application,
        environ: Environ,
        start_response: Callable[..., Any],
        done: Callable[[], None] = lambda: None,
    ) -> Iterable[bytes]:
        """Return the application's answer; `done` is called when no more of the body is read."""
        head: list[Any] = []
        coming = False
        try:
            answer = application(environ, lambda *given: head.extend(given))
            coming = self.coming
        finally:
            if not coming:
                done()
        status, headers = head[:2]
        start_response(status, [*headers, ("Connection", "close")] if coming else headers)
        return _Heard(answer, self, done) if coming else answer

    def throw_away(self) -> None:
        """Read the rest, for as long as the patience lasts."""
        until = time.monotonic() + PATIENCE
        while self.coming and time.monotonic() < until:
            self._body.read(PIECE)


class _Heard:
    """The blocks of an answer, and after the last one the rest of the body, thrown away."""

    def __init__(self, answer: Iterable[bytes], unread: Unread, done: Callable[[], None]) -> None:
        self._answer = answer
        self._unread = unread
        self._done = done

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer
        self._unread.throw_away()

    def close(self) -> None:
        """End: the server calls it once, however far it came."""
        self._done()
        close = getattr(self._answer, "close", None)
        if close is not None:
            close()
