"""What the scripts beside this file share: an installation to measure, clients, figures, the table.

Everything is compared with a peer or a limit in the same run, in turn, so that a slow or busy machine
slows both: the ratio is what counts.
"""

import argparse
import os
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "failures"))


import httpx  # noqa: E402
import psutil  # noqa: E402
from served import Served, made, served  # noqa: E402

MB = 10**6
BUFFER = 1024**2
CHUNKED = -1
IDLE = 10.0
"""Servers close a connection that is idle for longer than some such time."""


def arguments(description: str) -> argparse.Namespace:
    """Read `--scale` (1: the full sizes) and `--rounds`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--scale", type=float, default=1.0, help="times the full sizes (1)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each (5)")
    return parser.parse_args()


@dataclass
class World:
    """A served installation with a member's token and a job's library."""

    server: Served
    token: str
    library: str

    def api(self) -> httpx.Client:
        return self.server.api(self.token)

    def rss(self) -> int:
        """Return the memory of the web server's processes, in bytes (shared pages counted once)."""
        web = self.server.web()
        return sum(p.memory_full_info().uss for p in (web, *web.children(recursive=True)))


@contextmanager
def world(**settings: str) -> Iterator[World]:
    """Serve on a folder of its own (below TMPDIR), removed afterwards, with these settings."""
    with tempfile.TemporaryDirectory(prefix="strongroom-bench-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - root's PostgreSQL runs as somebody else
        with served(Path(folder) / "data", LOG_LEVEL="WARNING", **settings) as server:
            token = server.admin_token()
            try:
                yield World(server, token, server.make_job(token))
            except BaseException:
                print(server.said()[-3000:], file=sys.stderr)
                raise


class Client:
    """A keep-alive HTTP client on a bare socket: it throws bytes away as fast as they come."""

    def __init__(self, base: str, token: str = "", *, receive_buffer: int = 0) -> None:
        parts = urlsplit(base)
        self.host, self.port = parts.hostname or "", parts.port or 80
        self.head = f"Host: {self.host}\r\n"
        if token:
            self.head += f"Authorization: Bearer {token}\r\n"
        self.buffer = bytearray(BUFFER)
        self.receive_buffer = receive_buffer
        self._connect()

    def _connect(self) -> None:
        self.socket = socket.socket()
        if self.receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.receive_buffer)
        self.socket.connect((self.host, self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.used = time.monotonic()

    def _send(self, head: str) -> None:
        """Send the head of a request, on a new connection if the old one may have been closed."""
        if time.monotonic() - self.used > IDLE:
            self.close()
            self._connect()
        self.used = time.monotonic()
        self.socket.sendall(head.encode())

    def ask(self, path: str) -> int:
        """Send a GET and read the head of the answer; return how many bytes of body are to come."""
        self._send(f"GET {path} HTTP/1.1\r\n{self.head}\r\n")
        return self._answer(200)

    def get(self, path: str) -> int:
        """GET a path and return the number of bytes of its body."""
        return self._drop(self.ask(path))

    def post(self, path: str, size: int, blocks: Iterator[bytes | memoryview]) -> None:
        """POST `size` bytes of blocks and wait for 201."""
        self._send(f"POST {path} HTTP/1.1\r\n{self.head}Content-Length: {size}\r\n\r\n")
        for block in blocks:
            self.socket.sendall(block)
        self._drop(self._answer(201))

    def _answer(self, wanted: int) -> int:
        """Read the head of the answer, and no byte more; return the length of the body."""
        head = self._until(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        if status != wanted:
            raise RuntimeError(f"{status} instead of {wanted}: {head.decode()}")
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                return int(line.partition(b":")[2])
        return CHUNKED

    def _until(self, mark: bytes) -> bytes:
        """Read up to the end of `mark`: look first, then take, so that nothing behind it is lost."""
        found = b""
        while mark not in found:
            seen = self.socket.recv(4096, socket.MSG_PEEK)
            if not seen:
                raise ConnectionError("no answer")
            end = (found + seen).find(mark)
            found += self.socket.recv(len(seen) if end < 0 else end + len(mark) - len(found))
        return found

    def _drop(self, length: int) -> int:
        """Read a body and throw it away; return its length."""
        if length != CHUNKED:
            left = length
            while left > 0:
                got = self.socket.recv_into(self.buffer, min(left, BUFFER))
                if not got:
                    raise ConnectionError("the body was cut")
                left -= got
            return length
        total = 0
        while size := int(self._until(b"\r\n"), 16):
            total += self._drop(size)
            self._drop(2)
        self._drop(2)
        return total

    def close(self) -> None:
        self.socket.close()


def spread(paths: Sequence[str], clients: Sequence[Client]) -> None:
    """Fetch all paths, by all clients at once."""
    queue = iter(paths)
    lock = threading.Lock()

    def work(client: Client) -> None:
        while True:
            with lock:
                path = next(queue, None)
            if path is None:
                return
            client.get(path)

    with ThreadPoolExecutor(len(clients)) as pool:
        list(pool.map(work, clients))


def seconds(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


@dataclass
class Pair:
    """The same thing measured on us and on the peer, round by round."""

    name: str
    peer: str
    amount: float
    unit: str
    aim: float | None = None
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)

    def round(self, ours: Callable[[], object], theirs: Callable[[], object]) -> None:
        """Measure both, in the other order each time."""
        steps = [(self.ours, ours), (self.theirs, theirs)]
        for times, call in steps if len(self.ours) % 2 == 0 else reversed(steps):
            times.append(seconds(call))

    @property
    def ratio(self) -> float:
        """Our speed over the peer's, the median of the rounds."""
        rounds = zip(self.ours, self.theirs, strict=True)
        return statistics.median(theirs / ours for ours, theirs in rounds)

    @property
    def best(self) -> float:
        """The same of each one's best round: nearest to a machine that does nothing else."""
        return min(self.theirs) / min(self.ours)

    def __str__(self) -> str:
        ours, theirs = (self.amount / statistics.median(t) for t in (self.ours, self.theirs))
        aim = f"  (aim {self.aim})" if self.aim else ""
        return (
            f"{self.name:<32} {ours:8.1f} {self.unit:<4} {self.peer} {theirs:8.1f} {self.unit:<4}"
            f" ratio {self.ratio:.2f}, of the best rounds {self.best:.2f}{aim}"
        )


class Memory:
    """Watches the web server's memory while a block runs."""

    def __init__(self, of: World) -> None:
        self.world = of
        self.before = self.peak = self.after = 0
        self._end = threading.Event()

    def __enter__(self) -> Self:
        self.before = self.peak = self.world.rss()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def _watch(self) -> None:
        while not self._end.wait(0.1):
            self.peak = max(self.peak, self.world.rss())

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()
        self.after = self.world.rss()

    def __str__(self) -> str:
        shown = (f"{value / MB:.0f} MB" for value in (self.before, self.peak, self.after))
        return "web server's memory: before {}, peak {}, after {}".format(*shown)


def machine() -> str:
    """Describe the machine in a line."""
    memory = psutil.virtual_memory().total / 10**9
    return f"{os.cpu_count()} cores, {memory:.0f} GB of memory, load {os.getloadavg()[0]:.1f}"


__all__ = [
    "BUFFER",
    "MB",
    "Client",
    "Memory",
    "Pair",
    "World",
    "arguments",
    "machine",
    "made",
    "seconds",
    "spread",
    "world",
]
