"""Cuts off clients that stop in the middle of a body: each would keep a thread waiting for ever.

The web server has no limit of its own for that, and its threads wait in a read that nothing in
Python can end. What can end it is the connection: a watchman looks for those that have neither sent
nor received a byte for as long as the read has waited, and closes their receiving half. The read
then ends as it does for a client that went away. Linux only; elsewhere a proxy in front has to do it.

Besides, uploads never take all threads: pages and forms keep some.
"""

import os
import socket
import stat
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from strongroom.interfaces.cli.unread import Application, Environ, Unread

PIECE = 256 * 1024
LOOK_EVERY = 5.0
KEPT_FREE = 16
"""Threads that uploads leave to the others."""
SMALL = 64 * 1024
"""Bodies up to this size (forms) need no room."""
STATE_BYTE, ESTABLISHED = 0, 1
LAST_DATA_SENT, LAST_DATA_RECEIVED = 44, 52
"""Where `struct tcp_info` (linux/tcp.h) has the milliseconds since then."""
TCP_INFO_SIZE = 64
BUSY_HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Retry-After", "10"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
]
BUSY = b"The server is receiving as many uploads as it can. Please try again in a moment.\n"


@dataclass(eq=False, slots=True)
class Wait:
    """A thread that waits for bytes of a client."""

    client: str
    since: float


class Watchman:
    """Knows the waits, and ends those that last too long."""

    def __init__(self, patience: float, look_every: float = LOOK_EVERY) -> None:
        """`patience`: seconds in which a piece must come; `look_every`: seconds between looks."""
        self._patience = patience
        self._look_every = look_every
        self._waits: set[Wait] = set()
        self._somebody_waits = threading.Event()
        threading.Thread(target=self._watch, name="watchman", daemon=True).start()

    @contextmanager
    def waiting(self, client: str) -> Iterator[None]:
        """Watch over the block, which waits for bytes of `client` (an address)."""
        wait = Wait(client, time.monotonic())
        self._waits.add(wait)
        self._somebody_waits.set()
        try:
            yield
        finally:
            self._waits.discard(wait)

    def _watch(self) -> None:
        while True:
            self._somebody_waits.wait()
            time.sleep(self._look_every)
            now = time.monotonic()
            waits = list(self._waits)
            if not waits:
                self._somebody_waits.clear()
            for wait in waits:
                if now - wait.since > self._patience:
                    hang_up(wait.client, now - wait.since)


def hang_up(client: str, seconds: float) -> int:
    """Close the receiving half of `client`'s silent connections; return how many there were.

    Silent: no byte either way for `seconds` (less one for the clock). The same client's idle
    connections fall under that too, and lose nothing.
    """
    closed = 0
    silence = (seconds - 1) * 1000
    for connection in _connections(client):
        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, TCP_INFO_SIZE)
        sent, received = (
            struct.unpack_from("=I", info, offset)[0]
            for offset in (LAST_DATA_SENT, LAST_DATA_RECEIVED)
        )
        if info[STATE_BYTE] == ESTABLISHED and sent >= silence and received >= silence:
            connection.shutdown(socket.SHUT_RD)
            closed += 1
    return closed


def _connections(client: str) -> Iterator[socket.socket]:
    """Yield this process's connections with `client`, each open only while it is looked at."""
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError, IndexError):  # no socket, or gone by now
            descriptor = int(entry.name)
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                with socket.socket(fileno=os.dup(descriptor)) as connection:
                    if connection.getpeername()[0] == client:
                        yield connection


class GuardedBody:
    """The body of one request, read in pieces that are waited for with a limit.

    Cut off, it ends early, as it does when the client goes away: who reads compares the length.
    """

    def __init__(self, stream: Any, watchman: Watchman, client: str) -> None:
        self._stream = stream
        self._watchman = watchman
        self._client = client
        self.taken = 0
        """Bytes that were read so far."""
        self.ended = False
        """Whether a read met the end."""

    def read(self, size: int = -1) -> bytes:
        """Read `size` bytes or to the end, as WSGI says."""
        pieces: list[bytes] = []
        left = size if size >= 0 else sys.maxsize
        while left > 0:
            with self._watchman.waiting(self._client):
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
        with self._watchman.waiting(self._client):
            line = bytes(self._stream.readline(size))
        self.taken += len(line)
        self.ended = self.ended or not line
        return line

    def __iter__(self) -> Iterator[bytes]:
        """Yield the lines."""
        return iter(self.readline, b"")


class StalledBodies:
    """The application, with guarded bodies."""

    def __init__(self, application: Application, *, threads: int, patience: float) -> None:
        """`threads`: how many the server has; `patience`: seconds in which a piece must come."""
        self._application = application
        self._watchman = Watchman(patience, min(LOOK_EVERY, patience / 4))
        self._room = threading.BoundedSemaphore(max(1, threads - KEPT_FREE))

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request; one with a large body only where there is room."""
        length = environ.get("CONTENT_LENGTH") or ""
        chunked = "HTTP_TRANSFER_ENCODING" in environ
        if not length and not chunked:
            return self._application(environ, start_response)
        body = GuardedBody(environ["wsgi.input"], self._watchman, environ["REMOTE_ADDR"])
        environ = {**environ, "wsgi.input": body}
        if length.isdecimal() and int(length) <= SMALL and not chunked:
            return self._application(environ, start_response)
        unread = Unread(body, int(length) if length.isdecimal() else None, environ)
        if not self._room.acquire(blocking=False):
            return unread.answered(_busy, environ, start_response)
        return unread.answered(self._application, environ, start_response, self._room.release)


def _busy(_environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("503 Service Unavailable", BUSY_HEADERS)
    return [BUSY]
