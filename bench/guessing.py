"""Guesses at a link's password and at addresses, from several networks, beside real visitors.

What counts: how many guesses were judged at all before the throttle, that no real visitor was refused,
and what the visitors felt of it, as a ratio to the same requests alone.
"""

import http.client
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

from _bench import World, arguments, machine, made, world

PASSWORD_NETWORKS, ADDRESS_NETWORKS, THREADS = 8, 20, 6
PASSWORD = "Oak and iron 7"


class Caller:
    """A kept connection of somebody in a network of their own, as a proxy would tell it."""

    def __init__(self, base: str, network: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
        self.headers = {"X-Forwarded-For": network}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        body = urlencode(form) if form else None
        headers = dict(self.headers)
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()


def attack(
    base: str, networks: int, guesses: int, guess: Callable[[Caller, int], int]
) -> Counter[int]:
    """Make so many guesses from all networks in turn, in several threads; return the statuses."""
    found: Counter[int] = Counter()
    lock = threading.Lock()

    def part(number: int) -> None:
        callers = [Caller(base, f"198.51.100.{host + 1}") for host in range(networks)]
        own: Counter[int] = Counter()
        for index in range(number, guesses, THREADS):
            own[guess(callers[index % networks], index)] += 1
        with lock:
            found.update(own)

    threads = [threading.Thread(target=part, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


class Visitors:
    """Real visitors who open the link page again and again; the worst of what they meet is kept."""

    def __init__(self, base: str, path: str) -> None:
        self.base, self.path = base, path
        self.took: list[float] = []
        self.refused = 0

    def visit(self, caller: Caller) -> None:
        start = time.perf_counter()
        status, _ = caller.ask("GET", self.path)
        self.took.append((time.perf_counter() - start) * 1000)
        self.refused += status != 200

    def alone(self, count: int) -> float:
        caller = Caller(self.base, "203.0.113.7")
        for _ in range(count):
            self.visit(caller)
        return statistics.median(self.took)

    @contextmanager
    def beside(self) -> Iterator[None]:
        end = threading.Event()
        self.took = []

        def go() -> None:
            caller = Caller(self.base, "198.51.100.1")  # one who shares the attacker's network
            while not end.is_set():
                self.visit(caller)
                end.wait(0.05)

        thread = threading.Thread(target=go)
        thread.start()
        yield
        end.set()
        thread.join()


def make(here: World) -> tuple[str, str]:
    """Return the paths of a link with a password and of one without."""
    with here.api() as api:
        file = made(
            api.post(
                f"items/{here.library}/files",
                params={"name": "offer.txt"},
                content=b"one roof",
                headers={"Content-Type": "application/octet-stream"},
            )
        )
        where = f"items/{file['id']}/shares"
        locked = made(api.post(where, json={"type": "link", "password": PASSWORD}))
        free = made(api.post(where, json={"type": "link"}))
    return urlsplit(locked["url"]).path, urlsplit(free["url"]).path


def report(name: str, found: Counter[int], seconds: float, alone: float, seen: Visitors) -> None:
    total = sum(found.values())
    judged = total - found[429]
    print(
        f"{name:<28} {total} guesses in {seconds:.0f} s: {judged} judged, {found[429]} throttled"
        f" ({dict(sorted(found.items()))}); visitors: {len(seen.took)} visits, {seen.refused} refused,"
        f" median {statistics.median(seen.took):.1f} ms, alone {alone:.1f} ms,"
        f" ratio {statistics.median(seen.took) / alone:.2f}"
    )


def main() -> None:
    args = arguments(__doc__ or "")
    with world(TRUSTED_PROXIES="127.0.0.1") as here:
        base = here.server.base
        locked, free = make(here)
        print(machine())
        for name, networks, guesses, guess in (
            (
                "passwords of one link",
                PASSWORD_NETWORKS,
                int(10_000 * args.scale),
                lambda caller, index: caller.ask("POST", locked, {"password": f"guess {index}"})[0],
            ),
            (
                "addresses",
                ADDRESS_NETWORKS,
                int(100_000 * args.scale),
                lambda caller, index: caller.ask("GET", f"/l/{index:027d}")[0],
            ),
        ):
            seen = Visitors(base, free)
            alone = seen.alone(200)
            start = time.perf_counter()
            with seen.beside():
                found = attack(base, networks, guesses, guess)
            report(name, found, time.perf_counter() - start, alone, seen)
        honest = Caller(base, "203.0.113.9")
        status, page = honest.ask("POST", locked, {"password": PASSWORD})
        print(f"the right password from a quiet network afterwards: {status}")
        assert status in {200, 302, 303}, page[:300]


if __name__ == "__main__":
    main()
