"""Many uploads at once, and an exact record of which of them the server has acknowledged."""

import base64
import hashlib
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import httpx
from served import Served, await_condition

BLOCK = 64 * 1024
TUS = {"Tus-Resumable": "1.0.0"}
OFFSET_BODY = {**TUS, "Content-Type": "application/offset+octet-stream"}
SIZES = (1, 5_000, 300_000, 2_500_000)
HELD_SIZE = 1_000_000


def content(name: str, size: int) -> bytes:
    """Return the bytes of a file: always the same for a name."""
    return random.Random(name).randbytes(size)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def metadata(**values: str) -> str:
    """Return a tus Upload-Metadata header."""
    return ",".join(
        f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in values.items()
    )


@dataclass
class Unfinished:
    """A resumable upload whose end was not acknowledged."""

    url: str
    name: str
    size: int
    offset: int
    """The last offset that the server acknowledged."""


@dataclass
class Traffic:
    """Uploads of some threads into one library, until told to stop; failures are recorded."""

    server: Served
    token: str
    library_id: str
    label: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Name to SHA-256: the server has answered 201, or 204 to the last part."""
    tried: dict[str, str] = field(default_factory=dict)
    unfinished: list[Unfinished] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Answers that no outage explains."""

    def __post_init__(self) -> None:
        self.half_way = 0
        self._lock = threading.Lock()
        self._released = threading.Event()
        self._stopped = threading.Event()
        self._numbers = iter(range(10**6))
        self._threads: list[threading.Thread] = []

    def start(self, loops: int = 2, held: int = 2) -> None:
        """Begin; `held` uploads of each kind stop half-way until `release`."""
        for send in (self._raw, self._tus):
            for _ in range(loops):
                self._run(partial(self._loop, send))
            for _ in range(held):
                self._run(partial(self._try, send, HELD_SIZE, hold=True))
        await_condition(lambda: self.half_way >= 2 * held, "uploads that are half-way")
        await_condition(lambda: len(self.acknowledged) >= 8, "some acknowledged uploads")

    def release(self) -> None:
        """Let the held uploads go on."""
        self._released.set()

    def stop(self) -> None:
        """End all threads."""
        self._released.set()
        self._stopped.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), "an upload hangs"

    def _run(self, body: Callable[[], None]) -> None:
        thread = threading.Thread(target=body, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _loop(self, send: Callable[..., None]) -> None:
        sizes = iter(SIZES * 10_000)
        while not self._stopped.is_set():
            if not self._try(send, next(sizes)):
                self._stopped.wait(0.05)  # the server is away

    def _try(self, send: Callable[..., None], size: int, *, hold: bool = False) -> bool:
        name = f"{self.label} {send.__name__.strip('_')} {next(self._numbers)}.bin"
        data = content(name, size)
        self.tried[name] = sha256(data)
        try:
            with self.server.api(self.token) as api:
                send(api, name, data, hold=hold)
        except httpx.TransportError:
            return False
        return name in self.acknowledged

    def _blocks(self, data: bytes, *, hold: bool) -> Iterator[bytes]:
        for at in range(0, len(data), BLOCK):
            if hold and at >= len(data) // 2:
                with self._lock:
                    self.half_way += 1
                self._released.wait(60)
                hold = False
            yield data[at : at + BLOCK]

    def _judge(self, response: httpx.Response, wanted: int) -> bool:
        """Keep what is neither the wanted answer nor a clear "not now"."""
        if response.status_code == wanted:
            return True
        body = response.text
        if response.status_code != 503 or "unavailable" not in body or "Traceback" in body:
            self.faults.append(f"{response.request.method} {response.status_code} {body[:300]}")
        return False

    def _raw(self, api: httpx.Client, name: str, data: bytes, *, hold: bool) -> None:
        response = api.post(
            f"items/{self.library_id}/files",
            params={"name": name},
            content=self._blocks(data, hold=hold),
            headers={"Content-Length": str(len(data)), "Content-Type": "application/octet-stream"},
        )
        if self._judge(response, 201):
            assert response.json()["sha256"] == self.tried[name]
            self.acknowledged[name] = self.tried[name]

    def _tus(self, api: httpx.Client, name: str, data: bytes, *, hold: bool) -> None:
        response = api.post(
            "uploads/",
            headers={
                **TUS,
                "Upload-Length": str(len(data)),
                "Upload-Metadata": metadata(parent_id=self.library_id, filename=name),
            },
        )
        if not self._judge(response, 201):
            return
        upload = Unfinished(self.server.at(response.headers["Location"]), name, len(data), 0)
        self.unfinished.append(upload)
        half = len(data) // 2
        if half and self._patch(api, upload, data[:half], hold=False):
            self._patch(api, upload, data[half:], hold=hold)
        elif not half:
            self._patch(api, upload, data, hold=hold)

    def _patch(self, api: httpx.Client, upload: Unfinished, data: bytes, *, hold: bool) -> bool:
        response = api.patch(
            upload.url,
            content=self._blocks(data, hold=hold),
            headers={
                **OFFSET_BODY,
                "Upload-Offset": str(upload.offset),
                "Content-Length": str(len(data)),
            },
        )
        if not self._judge(response, 204):
            return False
        upload.offset = int(response.headers["Upload-Offset"])
        if upload.offset == upload.size:
            self.acknowledged[upload.name] = self.tried[upload.name]
            self.unfinished.remove(upload)
        return True

    def resume(self, upload: Unfinished) -> None:
        """Go on from where the server is, as a client does after a crash, to the end."""
        data = content(upload.name, upload.size)
        upload.url = self.server.at(httpx.URL(upload.url).path)  # the port may be another
        with self.server.api(self.token) as api:
            head = api.head(upload.url, headers=TUS)
            assert head.status_code == 200, head.text
            at = int(head.headers["Upload-Offset"])
            assert upload.offset <= at <= upload.size, "acknowledged bytes are gone"
            upload.offset = at
            if at == upload.size:  # only the answer was lost, and the file is there
                assert head.headers["Strongroom-Item"]
                self.acknowledged[upload.name] = self.tried[upload.name]
                self.unfinished.remove(upload)
                return
            assert self._patch(api, upload, data[at:], hold=False), self.faults
