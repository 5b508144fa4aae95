"""Two hundred slow clients of each kind on the real server: everybody else is answered, and they are cut off."""

from __future__ import annotations

import selectors
import socket
import sys
import threading
import time
from collections.abc import Iterator
from typing import Self
from urllib.parse import urlsplit

import httpx
import pytest
from served import Served, await_condition, made, served

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="connections are found by /proc"),
]

PATIENCE, FLOOR = 3, 1000
CROWD = 200
PAUSE = 0.1
LARGE = 20_000_000
FORM = 60_000
LARGER_FORM = 100_000
"""Read by the application itself, not before it is asked."""
FORM_TYPE = "Content-Type: application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = {"WEB_PATIENCE": str(PATIENCE), "WEB_FLOOR": str(FLOOR), "WEB_PROCESSES": "2"}
    with served(tmp_path_factory.mktemp("slow") / "data", **settings) as one:
        yield one


@pytest.fixture(scope="module")
def token(server: Served) -> str:
    return server.admin_token()


@pytest.fixture(scope="module")
def library(server: Served, token: str) -> str:
    return server.make_job(token)


@pytest.fixture(scope="module")
def link(server: Served, token: str, library: str) -> str:
    """The path of a stranger's download of 20 MB."""
    with server.api(token) as api:
        data = bytes(LARGE)
        item = made(api.post(f"items/{library}/files", params={"name": "plans.bin"}, content=data))[
            "id"
        ]
        share = made(api.post(f"items/{item}/shares", json={"type": "link"}))
    return f"{urlsplit(share['url']).path}/items/{item}/content"


class Crowd:
    """Slow clients, all at it in one thread while the block runs."""

    def __init__(self, server: Served, head: bytes, count: int = CROWD, *, taking: int = 0) -> None:
        """Each sends `head`; then it takes `taking` bytes a tenth of a second, or sends one."""
        where = urlsplit(server.base)
        self._taking = taking
        self._end = threading.Event()
        self.answers: dict[socket.socket, bytes] = {}
        self.taken = 0
        self.under_way: set[socket.socket] = set()
        for _ in range(count):
            one = socket.socket()
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.settimeout(20)
            one.connect((where.hostname, where.port))
            one.sendall(head)
            self.under_way.add(one)
            self.answers[one] = b""

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()
        for one in self.answers:
            one.close()

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            for one in self.under_way:
                one.settimeout(0)
                selector.register(one, selectors.EVENT_READ)
            while not self._end.wait(PAUSE):
                for key, _ in selector.select(0):
                    self._take(key.fileobj, selector)  # type: ignore[arg-type]
                for one in () if self._taking else list(self.under_way):
                    self._send(one, selector)

    def _take(self, one: socket.socket, selector: selectors.BaseSelector) -> None:
        try:
            piece = one.recv(self._taking or 4096)
        except ConnectionError:
            piece = b""
        if len(self.answers[one]) < 4096:
            self.answers[one] += piece
        self.taken += len(piece)
        if not piece:
            self._gone(one, selector)

    def _send(self, one: socket.socket, selector: selectors.BaseSelector) -> None:
        try:
            one.send(b"x")
        except ConnectionError:
            self._gone(one, selector)

    def _gone(self, one: socket.socket, selector: selectors.BaseSelector) -> None:
        if one in self.under_way:
            self.under_way.discard(one)
            selector.unregister(one)

    def count(self, status: int) -> int:
        """Return how many heard that status."""
        return sum(f"HTTP/1.1 {status} ".encode() in each for each in self.answers.values())


def request(line: str, *headers: str) -> bytes:
    return "\r\n".join([f"{line} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode()


def others_are_answered(server: Served, link: str) -> None:
    """Ask for small things as often as each process meets one."""
    with httpx.Client(base_url=server.base, timeout=20) as client:
        for _ in range(20):
            assert client.get("/healthz").status_code == 200
            assert client.get(link.partition("/items/")[0]).status_code == 200
            assert client.get("/sign-in", headers={"Connection": "close"}).status_code == 200


def all_is_well(server: Served, link: str) -> None:
    """A download and a form go through again."""
    got = httpx.get(server.at(link), timeout=60)
    assert (got.status_code, len(got.content)) == (200, LARGE)
    with server.browser():
        pass


def test_slow_readers_of_a_public_link(server: Served, link: str) -> None:
    with Crowd(server, request(f"GET {link}"), taking=20) as crowd:
        await_condition(lambda: crowd.count(200) + crowd.count(503) == CROWD, "an answer for each")
        others_are_answered(server, link)
        assert crowd.count(200)
        assert crowd.count(503)
        await_condition(lambda: not crowd.under_way, "the end of the slow ones")
    all_is_well(server, link)


def test_readers_that_stopped(server: Served, link: str) -> None:
    """They take nothing at all."""
    with Crowd(server, request(f"GET {link}"), taking=1) as crowd:
        crowd._end.set()
        others_are_answered(server, link)
        await_condition(lambda: is_free(server, link), "places in the room")
    all_is_well(server, link)


def is_free(server: Served, link: str) -> bool:
    """Whether a download is begun again."""
    with httpx.stream("GET", server.at(link), timeout=20) as answer:
        return answer.status_code == 200


@pytest.mark.parametrize("length", [FORM, LARGE], ids=["forms", "uploads"])
def test_slow_writers(server: Served, link: str, length: int) -> None:
    head = request(
        "POST /sign-in",
        "Origin: http://localhost",
        f"Cookie: strongroom_csrf={'a' * 32}",
        FORM_TYPE,
        f"Content-Length: {length}",
    )
    nobody_waits_for(server, link, head + b"email=")


def test_slow_writers_of_whom_the_database_is_asked_first(
    server: Served, link: str, token: str
) -> None:
    """A link is looked up, and a token, before the body is read: no connection waits for the rest."""
    length = f"Content-Length: {LARGER_FORM}"
    to_link = request(f"POST {link.partition('/items/')[0]}", FORM_TYPE, length)
    nobody_waits_for(server, link, to_link + b"password=")
    bearer = f"Authorization: Bearer {token}"
    to_api = request("POST /api/v1/jobs", bearer, "Content-Type: application/json", length)
    nobody_waits_for(server, link, to_api + b"{")


def nobody_waits_for(server: Served, link: str, beginning: bytes) -> None:
    """Two hundred send this and then a byte at a time: others are answered, and they are cut off."""
    with Crowd(server, beginning) as crowd:
        others_are_answered(server, link)
        await_condition(lambda: not crowd.under_way, "the end of the slow ones")
        assert crowd.count(503)
    all_is_well(server, link)


def test_who_is_slow_but_comes_up_to_the_floor_is_served(server: Served, link: str) -> None:
    """Some 30 KB a second, for several times the patience."""
    begun = time.monotonic()
    with Crowd(server, request(f"GET {link}"), 5, taking=3000) as crowd:
        await_condition(
            lambda: crowd.taken > 4000 and time.monotonic() - begun > 4 * PATIENCE, "four patiences"
        )
        assert len(crowd.under_way) == 5
        assert crowd.count(200) == 5
