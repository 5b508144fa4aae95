"""The room for whatever a client can slow down, so that the other threads answer everybody at once.

A request's body holds a place while it comes, an answer of many bytes while it is taken. Whoever finds
the room full is told to come again. Small answers are handed to the server whole: it sends them
without a thread of ours.
"""

import io
import threading
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

from strongroom.interfaces.server.bodies import GuardedBody
from strongroom.interfaces.server.pace import Floor
from strongroom.interfaces.server.unread import Application, Environ, Unread
from strongroom.interfaces.server.watchman import Watchman

KEPT_FREE = 16
"""Threads outside the room."""
ASIDE = 4
"""Of those, how many may listen to the rest of a body that found the room full (see `unread`)."""
SMALL = 64 * 1024
"""Bodies up to this size (forms) are read whole before the application is asked."""
WHOLE = 256 * 1024
"""Answers up to this size leave in one piece."""
StartResponse = Callable[..., Any]

_PLAIN = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
]
_LATER = [("Retry-After", "10")]
_LAST = ("Connection", "close")
_FULL = b"The server is busy with slow connections. Please try again in a moment.\n"
_CUT = b"The request did not come to its end. Please send it again.\n"


class Room:
    """The application, with its slow parts in a room of their own."""

    def __init__(self, application: Application, *, threads: int, floor: Floor) -> None:
        """`threads`: how many the server has; `floor`: what each client must move."""
        self._application = application
        self._watchman = Watchman(floor)
        self._places = threading.BoundedSemaphore(max(1, threads - KEPT_FREE))
        self._aside = threading.BoundedSemaphore(ASIDE)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        text = environ.get("CONTENT_LENGTH") or ""
        length = int(text) if text.isdecimal() else None
        if not text and "HTTP_TRANSFER_ENCODING" not in environ:
            return self._answer(environ, start_response)
        if length == 0:
            return self._answer(environ, start_response)
        body = GuardedBody(environ["wsgi.input"], environ["REMOTE_ADDR"])
        unread = Unread(body, length, environ)
        if not self._places.acquire(blocking=False):
            return self._refused(unread, environ, start_response)
        self._watchman.begin(body)
        if length is not None and length <= SMALL:
            return self._with_form(environ, start_response, body, length)
        environ = {**environ, "wsgi.input": body}
        return unread.answered(self._answer, environ, start_response, lambda: self._leave(body))

    def _refused(
        self, unread: Unread, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        if self._aside.acquire(blocking=False):
            return unread.answered(_full, environ, start_response, self._aside.release)
        return _said(HTTPStatus.SERVICE_UNAVAILABLE, _FULL, start_response, *_LATER, _LAST)

    def _leave(self, body: GuardedBody) -> None:
        self._watchman.end(body)
        self._places.release()

    def _with_form(
        self, environ: Environ, start_response: StartResponse, body: GuardedBody, length: int
    ) -> Iterable[bytes]:
        try:
            data = body.read(length)
        finally:
            self._leave(body)
        if len(data) < length:
            return _said(HTTPStatus.REQUEST_TIMEOUT, _CUT, start_response)
        return self._answer({**environ, "wsgi.input": io.BytesIO(data)}, start_response)

    def _answer(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        head: list[Any] = []
        answer = self._application(environ, lambda *given: head.extend(given))
        status, headers = head[:2]
        if _is_short(answer, headers):
            try:
                whole = b"".join(answer)
            finally:
                _close(answer)
            start_response(status, headers)
            return [whole]
        if not self._places.acquire(blocking=False):
            _close(answer)
            return _full(environ, start_response)
        start_response(status, headers)
        return _Held(answer, self._places.release)


def _is_short(answer: Iterable[bytes], headers: list[tuple[str, str]]) -> bool:
    """Tell whether an answer lies in memory already, or says that it is short."""
    if not getattr(answer, "streaming", False):
        return True
    told = next((value for name, value in headers if name.lower() == "content-length"), "")
    return told.isdecimal() and int(told) <= WHOLE


def _close(answer: Iterable[bytes]) -> None:
    close = getattr(answer, "close", None)
    if close is not None:
        close()


class _Held:
    """An answer's blocks; its place is free again when the server closes it."""

    def __init__(self, answer: Iterable[bytes], done: Callable[[], None]) -> None:
        self._answer = answer
        self._done = done
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        """End, however far it came."""
        if self._open:
            self._open = False
            try:
                _close(self._answer)
            finally:
                self._done()


def _full(_environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    return _said(HTTPStatus.SERVICE_UNAVAILABLE, _FULL, start_response, *_LATER)


def _said(
    status: HTTPStatus, words: bytes, start_response: StartResponse, *headers: tuple[str, str]
) -> Iterable[bytes]:
    length = ("Content-Length", str(len(words)))
    start_response(f"{status.value} {status.phrase}", [*_PLAIN, length, *headers])
    return [words]
