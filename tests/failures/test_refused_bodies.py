"""What the web server itself answers: to bodies that are refused while they come, and when it is full.

The real server with a small application behind our guard: no database is needed to refuse a body.
"""

from __future__ import annotations

import select
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from embedded.waiting import until

pytestmark = pytest.mark.slow

SERVER = """
import sys
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server
from strongroom.interfaces.server.pace import Floor
from strongroom.interfaces.server.room import KEPT_FREE, Room

def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/read":
        words = str(len(environ["wsgi.input"].read())).encode()
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [words]
    start_response("413 Too Large", [("Content-Type", "application/problem+json")])
    return [b'{"code": "too_large"}\\n']

def load(_):
    return Room(application, threads=KEPT_FREE + 2, floor=Floor(patience=5, rate=1000))

Server("x:y", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI,
       http=HTTPModes.http1, websockets=False, workers=1, blocking_threads=KEPT_FREE + 2,
       log_level=LogLevels.error).serve(target_loader=load)
"""
LARGE = 40_000_000
BLOCK = b"x" * 65536


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    script = tmp_path_factory.mktemp("server") / "serve.py"
    script.write_text(SERVER.replace("Server(", 'if __name__ == "__main__":\n    Server(', 1))
    with socket.create_server(("127.0.0.1", 0)) as found:
        chosen = found.getsockname()[1]
    process = subprocess.Popen([sys.executable, str(script), str(chosen)])

    def answers() -> bool:
        try:
            with socket.create_connection(("127.0.0.1", chosen), timeout=1):
                return True
        except OSError:
            return False

    try:
        until(answers, "the server")
        yield chosen
    finally:
        process.terminate()
        process.wait(20)


def opened(port: int, path: str, *headers: str) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", port), timeout=60)
    head = "\r\n".join([f"POST {path} HTTP/1.1", "Host: x", *headers, "", ""])
    one.sendall(head.encode())
    return one


def everything(one: socket.socket) -> bytes:
    """Return what comes until the other side closes; a reset raises."""
    found = b""
    while piece := one.recv(65536):
        found += piece
    return found


def test_whoever_sends_it_all_first_hears_the_refusal(port: int) -> None:
    """A body of 40 MB that nobody reads: no reset while it is sent, then the answer, then the end."""
    with opened(port, "/", f"Content-Length: {LARGE}") as one:
        for _ in range(LARGE // len(BLOCK)):
            one.sendall(BLOCK)
        one.sendall(b"x" * (LARGE % len(BLOCK)))
        answer = everything(one)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in head.lower()
    assert b"too_large" in body


def test_a_body_in_chunks_is_let_end_too(port: int) -> None:
    with opened(port, "/", "Transfer-Encoding: chunked") as one:
        for _ in range(300):
            one.sendall(b"10000\r\n" + BLOCK + b"\r\n")
        one.sendall(b"0\r\n\r\n")
        assert b"413" in everything(one)[:20]


def test_the_answer_does_not_wait_for_the_body(port: int) -> None:
    """Who listens while sending hears at once, and may stop."""
    with opened(port, "/", f"Content-Length: {LARGE}") as one:
        one.sendall(BLOCK * 4)
        one.settimeout(3)
        assert one.recv(4096).startswith(b"HTTP/1.1 413")


def test_who_asks_for_leave_is_not_told_to_go_on(port: int) -> None:
    with opened(port, "/", "Expect: 100-continue", f"Content-Length: {LARGE}") as one:
        one.settimeout(10)
        assert one.recv(4096).startswith(b"HTTP/1.1 413")


def test_a_small_body_costs_no_connection(port: int) -> None:
    with opened(port, "/", "Content-Length: 1000") as one:
        one.sendall(b"x" * 1000)
        first = one.recv(4096)
        assert b"connection: close" not in first.lower()
        one.sendall(b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
        assert one.recv(4096).startswith(b"HTTP/1.1 200")


def test_a_full_room_is_told_with_body_and_type_and_frees_itself(port: int) -> None:
    """Two uploads fill the room of this server; the third gets 503 in words; broken ones leave it."""

    def upload() -> socket.socket:
        one = opened(port, "/read", f"Content-Length: {LARGE}")
        one.sendall(BLOCK)
        return one

    waiting = [upload() for _ in range(2)]
    try:

        def full() -> bool:
            # One that came while an earlier connection still had its place was refused itself.
            for refused_too in select.select(waiting, [], [], 0)[0]:
                waiting.remove(refused_too)
                refused_too.close()
                waiting.append(upload())
            with opened(port, "/read", "Content-Length: 100000") as late:
                late.sendall(b"x" * 100_000)
                answer = late.recv(4096)
            head = answer.partition(b"\r\n\r\n")[0].lower()
            refused = answer.startswith(b"HTTP/1.1 503")
            return refused and b"content-type: text/plain; charset=utf-8" in head

        until(full, "a full room")
    finally:
        for one in waiting:
            one.close()

    def free() -> bool:
        with opened(port, "/read", "Content-Length: 100000") as late:
            late.sendall(b"x" * 100_000)
            return late.recv(4096).startswith(b"HTTP/1.1 200")

    until(free, "room again")
