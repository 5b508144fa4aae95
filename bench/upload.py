"""Uploads beside the limit of the machine: writing, hashing and syncing the same bytes in one process."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

from _bench import MB, Client, Memory, Pair, World, arguments, machine, world

BLOCK = 1024**2
NOISE = Random(1).randbytes(16 * BLOCK)


def blocks(size: int, seed: int) -> Iterator[memoryview]:
    """Yield `size` bytes that no other seed yields, without the cost of making them."""
    view = memoryview(NOISE)
    first = view[: min(size, BLOCK)].tobytes()
    yield memoryview(seed.to_bytes(8, "big") + first[8:])
    sent = len(first)
    while sent < size:
        at = (sent + seed * 4096) % (15 * BLOCK)
        piece = view[at : at + min(BLOCK, size - sent)]
        yield piece
        sent += len(piece)


def raw(folder: Path, size: int, seed: int) -> None:
    """Write, hash and sync: the least that a store does."""
    path = folder / f"raw-{seed}"
    hasher = hashlib.sha256()
    with path.open("wb", buffering=0) as file:
        for block in blocks(size, seed):
            file.write(block)
            hasher.update(block)
        os.fsync(file.fileno())
    hasher.hexdigest()


class Run:
    """The uploads of one installation, each of bytes of its own."""

    def __init__(self, here: World, folder: Path) -> None:
        self.here, self.folder, self.seed = here, folder, 0
        self.client = Client(here.server.base, here.token)

    def next(self) -> int:
        self.seed += 1
        return self.seed

    def ours(self, size: int, count: int) -> None:
        for _ in range(count):
            seed = self.next()
            path = f"/api/v1/items/{self.here.library}/files?name=upload-{seed}.bin"
            self.client.post(path, size, blocks(size, seed))

    def theirs(self, size: int, count: int) -> None:
        for _ in range(count):
            raw(self.folder, size, self.next())

    def clear(self) -> None:
        """Remove what the limit wrote, between rounds and outside of the time."""
        for path in self.folder.iterdir():
            path.unlink()


def main() -> None:
    args = arguments(__doc__ or "")
    large, count = int(500 * MB * args.scale), max(10, int(500 * args.scale))
    with world() as here:
        folder = here.server.data / "raw"
        folder.mkdir()
        run = Run(here, folder)
        print(machine())
        one = Pair(f"{large / MB:.0f} MB", "write+hash+fsync", large / MB, "MB/s", aim=0.8)
        many = Pair(f"{count} x 100 KB, one at a time", "write+hash+fsync", count, "/s")
        with Memory(here) as memory:
            for _ in range(args.rounds):
                one.round(lambda: run.ours(large, 1), lambda: run.theirs(large, 1))
                run.clear()
        print(one, memory, sep="\n", flush=True)
        for _ in range(max(1, args.rounds // 2)):
            many.round(lambda: run.ours(100_000, count), lambda: run.theirs(100_000, count))
            run.clear()
        run.client.close()
        print(many)


if __name__ == "__main__":
    main()
