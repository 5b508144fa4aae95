"""A real server process: bodies stream in and out in flat memory, and slow readers hold nobody up."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import psutil
import pytest
from django.conf import settings as configured
from django.db import connection

from personas import Firm, build_firm
from strongroom.store.models import Item

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MIB = 1024 * 1024
SIZE = 128 * MIB
FLAT = 60 * MIB
"""How much a server may grow while it passes SIZE through."""


@dataclass
class Live:
    """A server on the test database and on the data folder of the test."""

    base: str
    process: psutil.Process
    firm: Firm

    def client(self, name: str = "office") -> httpx.Client:
        return httpx.Client(
            base_url=self.base,
            headers={"authorization": f"Bearer {self.firm.token(name)}"},
            timeout=60,
        )

    def memory(self) -> int:
        return sum(one.memory_info().rss for one in [self.process, *self.process.children(True)])


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _address_of_test_database() -> str:
    found = connection.settings_dict
    who = f"{found['USER']}:{quote(found['PASSWORD'])}"
    return f"postgresql://{who}@/{found['NAME']}?host={found['OPTIONS']['host']}"


@pytest.fixture
def live(transactional_db: None, data_folder: Path) -> Iterator[Live]:
    port = _free_port()
    command = [sys.executable, "-m", "strongroom.interfaces.cli.web", "127.0.0.1", str(port)]
    env = {
        **os.environ,
        "DATABASE_URL": _address_of_test_database(),
        "DATABASE_POOL": "4",
        "STRONGROOM_DATA": str(data_folder),
        "SECRET_KEY": configured.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "strongroom.config.settings",
    }
    with subprocess.Popen(command, env=env) as process:
        try:
            base = f"http://127.0.0.1:{port}"
            _await_answer(base, process)
            yield Live(base, psutil.Process(process.pid), build_firm())
        finally:
            process.terminate()
            process.wait(20)


def _await_answer(base: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None
        try:
            if httpx.get(f"{base}/api/v1/openapi.json", timeout=20).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    pytest.fail("the server did not answer")


def _blocks(size: int, block: int = MIB) -> Iterator[bytes]:
    for _ in range(size // block):
        yield os.urandom(1024) * (block // 1024)


def _form(size: int) -> Iterator[bytes]:
    yield b'--b\r\ncontent-disposition: form-data; name="file"; filename="form.bin"\r\n\r\n'
    yield from _blocks(size)
    yield b"\r\n--b--\r\n"


class Peak:
    """The most memory that the server had while an iterator was consumed."""

    def __init__(self, live: Live) -> None:
        self.live, self.before = live, live.memory()
        self.most = self.before

    def watch(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for number, piece in enumerate(pieces):
            yield piece
            if number % 8 == 0:
                self.most = max(self.most, self.live.memory())

    @property
    def growth(self) -> int:
        return self.most - self.before


def test_big_bodies_stream_in_and_out_in_flat_memory(live: Live) -> None:
    folder = live.firm.job.library_id
    with live.client() as client:
        client.get("/api/v1/me")
        peak = Peak(live)
        raw = client.post(
            f"/api/v1/items/{folder}/files?name=raw.bin",
            content=peak.watch(_blocks(SIZE)),
            headers={"content-length": str(SIZE)},
        )
        assert raw.status_code == 201, raw.text
        assert raw.json()["size"] == SIZE
        # A form in chunks of unknown number: its end is told by the closing delimiter.
        form = client.post(
            f"/api/v1/items/{folder}/files",
            content=peak.watch(_form(SIZE)),
            headers={"content-type": "multipart/form-data; boundary=b"},
        )
        assert form.status_code == 201, form.text
        assert (form.json()["size"], form.json()["name"]) == (SIZE, "form.bin")
        for item in (raw.json()["id"], form.json()["id"]):
            with client.stream("GET", f"/api/v1/items/{item}/content") as answer:
                assert sum(map(len, peak.watch(answer.iter_bytes(MIB)))) == SIZE
        archive = {"item_ids": [raw.json()["id"], form.json()["id"]]}
        with client.stream("POST", "/api/v1/archives", json=archive) as answer:
            assert sum(map(len, peak.watch(answer.iter_bytes(MIB)))) == int(
                answer.headers["content-length"]
            )
    assert peak.growth < FLAT, f"grew by {peak.growth // MIB} MiB"


def test_slow_readers_hold_no_connection_to_the_database(live: Live) -> None:
    """More downloads hang than there are pooled connections (4), and others don't notice."""
    with live.client() as client:
        made = client.post(
            f"/api/v1/items/{live.firm.job.library_id}/files?name=slow.bin",
            content=b"z" * (32 * MIB),
        )
        path = f"/api/v1/items/{made.json()['id']}/content"
        token = client.headers["authorization"]
        readers = [_hang(live.base, path, token) for _ in range(12)]
        try:
            for _ in range(5):
                begun = time.monotonic()
                assert client.get("/api/v1/me").status_code == 200
                assert time.monotonic() - begun < 5
        finally:
            for reader in readers:
                reader.close()


def _hang(base: str, path: str, token: str) -> socket.socket:
    """Ask for a file, read its beginning, and read no further."""
    address = httpx.URL(base)
    reader = socket.create_connection((address.host, address.port or 80))
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n\r\n".encode())
    assert reader.recv(12) == b"HTTP/1.1 200"
    return reader


def test_slow_senders_hold_no_connection_to_the_database(live: Live, data_folder: Path) -> None:
    address = httpx.URL(live.base)
    with live.client() as client:
        path = f"/api/v1/items/{live.firm.job.library_id}/files?name=slow.bin"
        senders = []
        try:
            for _ in range(12):
                sender = socket.create_connection((address.host, address.port or 80))
                head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n"
                head += f"Authorization: {client.headers['authorization']}\r\n\r\n"
                sender.sendall(head.encode() + b"z" * 1000)
                senders.append(sender)
            _await_files(data_folder / "staging", len(senders))
            for _ in range(5):
                begun = time.monotonic()
                assert client.get("/api/v1/me").status_code == 200
                assert time.monotonic() - begun < 5
        finally:
            for sender in senders:
                sender.close()
    assert not Item.objects.filter(name="slow.bin").exists()


def _await_files(folder: Path, count: int) -> None:
    """Wait until as many bodies are being read."""
    end = time.monotonic() + 30
    while len(list(folder.glob("*.tmp"))) < count:
        assert time.monotonic() < end, "not all bodies are being read"
        time.sleep(0.02)


def test_head_range_and_json_in_chunks(live: Live) -> None:
    with live.client() as client:
        path = f"/api/v1/items/{live.firm.files['plan.pdf'].id}/content"
        whole = client.get(path)
        head = client.head(path)
        assert head.headers["content-length"] == str(len(whole.content))
        assert head.content == b""
        part = client.get(path, headers={"range": "bytes=2-5"})
        assert (part.status_code, part.content) == (206, whole.content[2:6])
        assert client.head("/api/v1/me").status_code == 200
        chunked = client.post("/api/v1/customers", content=iter([b'{"name": "x"}']))
        assert (chunked.status_code, chunked.json()["code"]) == (411, "length_required")
