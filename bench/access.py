"""What rights cost: lists, point checks, shared items, switching and moving, in a firm of a million items.

Each figure stands beside the same work without rights, round by round in the same run; 1.0 would be free.
`--scale 0.05` makes a small firm; `--explain` shows how PostgreSQL walks the listings and the search. There
is no search yet: what its scope will cost is measured under a text index that is made here. django-guardian
and cedarpy are measured too where they can be imported.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import _access_guardian as guardian

HASTY = {"shared_buffers": "1GB", "work_mem": "16MB", "max_wal_size": "4GB", "jit": "off"}
PAGE = 50


@dataclass
class Beside:
    """Our way beside the plain one."""

    name: str
    plain: str
    aim: float | None = None
    repeat: int = 10
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)

    def rounds(
        self, count: int, ours: Callable[[], object], theirs: Callable[[], object]
    ) -> "Beside":
        """Measure both so many times, in the other order each time, after one round for the caches."""
        for number in range(count + 1):
            both = [(self.ours, ours), (self.theirs, theirs)]
            for times, call in both if number % 2 else reversed(both):
                taken = timed(call, self.repeat)
                if number:
                    times.append(taken)
        return self

    @property
    def ratio(self) -> float:
        return statistics.median(a / b for a, b in zip(self.ours, self.theirs, strict=True))

    def __str__(self) -> str:
        ours, theirs = (statistics.median(times) * 1000 for times in (self.ours, self.theirs))
        aim = f"{self.aim}" if self.aim else ""
        ratio = f"{self.ratio:.2f}" if self.ratio > 0.1 else f"{self.ratio:.4f}"
        return f"| {self.name} | {ours:.2f} ms | {self.plain}: {theirs:.2f} ms | {ratio} | {aim} |"


def timed(call: Callable[[], object], repeat: int) -> float:
    """Return the seconds of one call, the mean of some."""
    total = 0.0
    for _ in range(repeat):
        start = time.perf_counter()
        pause = call()
        total += time.perf_counter() - start - (pause if isinstance(pause, float) else 0.0)
    return total / repeat


def main() -> None:
    """Serve a database of its own, fill it, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="times a million items (1)")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each (7)")
    parser.add_argument("--explain", action="store_true", help="show the plans of the listings")
    parser.add_argument("--database", default="", help="an existing database filled by this script")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="strongroom-bench-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - root's PostgreSQL runs as somebody else
        os.environ["STRONGROOM_DATA"] = str(Path(folder) / "settings")
        os.environ["DJANGO_SETTINGS_MODULE"] = "strongroom.config.settings"
        from strongroom.embedded.api import EmbeddedServer

        server = EmbeddedServer(Path(folder) / "data", configuration=HASTY)
        if not options.database:
            server.start()
        os.environ["DATABASE_URL"] = options.database or server.address
        try:
            measure(options)
        finally:
            if not options.database:
                from django.db import connection

                connection.close()
                server.stop()


def measure(options: argparse.Namespace) -> None:
    """Fill the database unless it is, and print what was measured."""
    import django
    from django.core.management import call_command

    if guardian.installed():
        guardian.install()
    django.setup()
    import _access_rows as rows
    from _access_search import Search
    from _access_work import Work

    sizes = rows.Sizes(options.scale)
    start = time.perf_counter()
    if not options.database:
        call_command("migrate", verbosity=0)
        rows.write(sizes)
    work = Work(sizes)
    counted = ", ".join(f"{count:,} {name}" for name, count in work.counts().items())
    print(f"{counted}; written in {time.perf_counter() - start:.0f} s")
    search = Search(work)
    if options.explain:
        for name, plan in {**work.plans(), **search.plans()}.items():
            print(f"\n-- {name}\n{plan}")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print("| | with rights | without | ratio | aim |\n|---|---|---|---|---|")
    for line in (
        *results(work, options.rounds),
        *searches(search, options.rounds),
        *peers(work, options.rounds),
    ):
        print(line, flush=True)


def results(work: Any, rounds: int) -> Any:
    """Yield the lines of the table."""
    for name, asker, folder in work.listings():
        with_rights, without = work.statements(asker, folder)
        yield Beside(f"first {PAGE} of {name}, SQL", "the same rows", 1.7).rounds(
            rounds, lambda s=with_rights: work.fetch(s), lambda s=without: work.fetch(s)
        )
        yield Beside(f"first {PAGE} of {name}, whole call", "fetched and made rows", 2.5).rounds(
            rounds,
            lambda a=asker, f=folder: work.children(a, f),
            lambda s=without: work.plain_children(s),
        )
    for name, asker, item in work.points():
        yield Beside(f"point check, {name}", "select 1", 4.0, repeat=100).rounds(
            rounds, lambda a=asker, i=item: work.check(a, i), work.select_1
        )
    yield Beside("the principal of a member", "select 1", repeat=100).rounds(
        rounds, work.principal, work.select_1
    )
    for name, asker in work.sharers():
        yield Beside(f"first page of shared items, {name}", "the same rows by id", repeat=5).rounds(
            rounds, lambda a=asker: work.shared(a), lambda a=asker: work.by_id(a)
        )
    for name, ours in work.changes():
        yield Beside(name, "plain UPDATE of the same rows", 2.0, repeat=1).rounds(
            rounds, ours, work.plain_update
        )


def searches(search: Any, rounds: int) -> Any:
    """Yield the lines of the search."""
    for name, asker in search.askers():
        with_rights, without = search.statements(asker)
        yield Beside(
            f"newest {PAGE} of {search.hits:,} with a frequent word, {name}",
            "unfiltered",
            1.5,
            repeat=5,
        ).rounds(
            rounds,
            lambda s=with_rights: search.work.fetch(s),
            lambda s=without: search.work.fetch(s),
        )


def peers(work: Any, rounds: int) -> Any:
    """Yield the lines of the packages beside us, as far as they are there."""
    if cedar := work.cedar():
        yield Beside("point check", "cedarpy, all in memory", repeat=100).rounds(
            rounds, lambda: work.check(work.asker, work.points()[0][2]), cedar
        )
    else:
        yield "cedarpy is not installed: left out (pip install cedarpy)"
    if not guardian.installed():
        yield f"django-guardian is not installed: left out ({guardian.HOW})"
        return
    peer = guardian.Guardian(work)
    for form, use in peer.forms():
        use()
        peer.agree()
        yield from beside_guardian(work, peer, form, rounds)
    yield f"django-guardian: {peer.counts()}, no others."


def beside_guardian(work: Any, peer: Any, form: str, rounds: int) -> Any:
    """Yield the lines of one of its ways to keep rows."""
    for name, asker, folder in peer.listings():
        first = f"first {PAGE} of {name}"
        theirs = partial(peer.first, asker, folder)
        yield Beside(f"{first}, whole call", f"django-guardian, {form}", repeat=3).rounds(
            rounds, partial(work.children, asker, folder), theirs
        )
        yield Beside(f"django-guardian, {form}: {first}", "the same rows", repeat=3).rounds(
            rounds, theirs, partial(peer.plain_first, folder)
        )
    yield Beside(
        f"one person more, {peer.below:,} below, whole call",
        f"django-guardian, {form}",
        repeat=1,
    ).rounds(min(rounds, 3), peer.ours_added, peer.added)


if __name__ == "__main__":
    main()
