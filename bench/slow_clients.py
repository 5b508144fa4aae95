"""A dozen, and four dozen, slow downloads beside quick small requests: what the quick ones feel of them."""

import selectors
import statistics
import threading
import time
from typing import Self

from _bench import MB, Client, Memory, World, arguments, machine, made, world

CROWDS = (12, 48)
SLOW_BYTES = 64 * 1024
PAUSE = 0.1
"""Each slow client takes 64 KiB every tenth of a second: 0.6 MB/s, a poor mobile connection."""


class Crowd:
    """Slow clients in one thread; all of them are under way while the block runs."""

    def __init__(self, here: World, path: str, count: int) -> None:
        self.clients = [
            Client(here.server.base, here.token, receive_buffer=65536) for _ in range(count)
        ]
        for client in self.clients:
            client.ask(path)
        self.taken = 0
        self.broken = 0
        self._end = threading.Event()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        return self

    def _read(self) -> None:
        with selectors.DefaultSelector() as selector:
            for client in self.clients:
                client.socket.settimeout(0)
                selector.register(client.socket, selectors.EVENT_READ, client)
            while not self._end.wait(PAUSE):
                for key, _ in selector.select(0):
                    got = key.data.socket.recv_into(key.data.buffer, SLOW_BYTES)
                    self.taken += got
                    self.broken += not got

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()
        for client in self.clients:
            client.close()


def latencies(client: Client, path: str, count: int) -> list[float]:
    """Return the milliseconds of each of `count` requests, one after the other."""
    found = []
    for _ in range(count):
        start = time.perf_counter()
        client.get(path)
        found.append((time.perf_counter() - start) * 1000)
    return found


def line(name: str, alone: list[float], beside: list[float]) -> str:
    def p95(values: list[float]) -> float:
        return statistics.quantiles(values, n=20)[-1]

    a, b = statistics.median(alone), statistics.median(beside)
    return (
        f"{name:<40} median {b:6.2f} ms, alone {a:6.2f} ms, ratio {b / a:.2f};"
        f" 95 % within {p95(beside):6.2f} ms, alone {p95(alone):6.2f} ms"
    )


def main() -> None:
    args = arguments(__doc__ or "")
    count = max(40, int(300 * args.scale))
    data = bytes(int(max(50, 100 * args.scale) * MB))
    with world() as here:
        with here.api() as api:
            where = f"items/{here.library}/files"
            large = made(api.post(where, params={"name": "large.bin"}, content=data))
        path = f"/api/v1/items/{large['id']}/content"
        print(machine())
        client = Client(here.server.base, here.token)
        latencies(client, "/api/v1/me", 20)
        for size in CROWDS:
            alone: list[float] = []
            beside: list[float] = []
            with Memory(here) as memory:
                for _ in range(args.rounds):  # in turn, so that a busy machine slows both
                    alone += latencies(client, "/api/v1/me", count // args.rounds)
                    with Crowd(here, path, size) as crowd:
                        beside += latencies(client, "/api/v1/me", count // args.rounds)
                    if crowd.broken or not crowd.taken:
                        raise SystemExit("a slow download was not served")
            print(line(f"beside {size} slow downloads", alone, beside))
            print(memory)
        client.close()


if __name__ == "__main__":
    main()
