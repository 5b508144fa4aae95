"""Downloads through the decision beside a static file server: one of 200 MB, and 1,000 of 100 KB."""

import tempfile
from pathlib import Path
from random import Random

from _bench import MB, Client, Memory, Pair, World, arguments, machine, made, spread, world
from _static import static_server

PARALLEL = 8


def fill(here: World, root: Path, count: int, size: int, name: str) -> list[str]:
    """Make the same files in the job and in the static folder; return our paths."""
    paths = []
    random = Random(name)
    with here.api() as api:
        for number in range(count):
            data = random.randbytes(size)
            (root / f"{name}{number}").write_bytes(data)
            where = f"items/{here.library}/files"
            item = made(api.post(where, params={"name": f"{name}{number}"}, content=data))
            paths.append(f"/api/v1/items/{item['id']}/content")
    return paths


def main() -> None:
    args = arguments(__doc__ or "")
    large, count = int(200 * MB * args.scale), max(10, int(1000 * args.scale))
    with tempfile.TemporaryDirectory(prefix="strongroom-bench-") as folder, world() as here:
        root = Path(folder, "root")
        root.mkdir()
        big = fill(here, root, 1, large, "large")
        small = fill(here, root, count, 100_000, "small")
        with static_server(root, Path(folder)) as (peer, address):
            print(machine())
            ours = [Client(here.server.base, here.token) for _ in range(PARALLEL)]
            theirs = [Client(address) for _ in range(PARALLEL)]
            one = Pair(f"{large / MB:.0f} MB, one at a time", peer, large / MB, "MB/s", aim=0.8)
            four = Pair(f"{large / MB:.0f} MB, 4 at once", peer, 4 * large / MB, "MB/s")
            many = Pair(f"{count} x 100 KB, {PARALLEL} at once", peer, count, "/s")
            with Memory(here) as memory:
                for _ in range(3 * args.rounds):  # they are short, and noise is not
                    one.round(lambda: ours[0].get(big[0]), lambda: theirs[0].get("/large0"))
                print(one, flush=True)
                for _ in range(args.rounds):
                    four.round(
                        lambda: spread(big * 4, ours[:4]),
                        lambda: spread(["/large0"] * 4, theirs[:4]),
                    )
                print(four, flush=True)
                for _ in range(args.rounds):
                    many.round(
                        lambda: spread(small, ours),
                        lambda: spread([f"/small{n}" for n in range(count)], theirs),
                    )
                print(many)
            for client in (*ours, *theirs):
                client.close()
        print(memory)


if __name__ == "__main__":
    main()
