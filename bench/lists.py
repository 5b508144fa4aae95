"""A job with 5,000 attachments beside one with 10 (or a single page): lists, a search, the card."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
from _bench import Pair, World, arguments, machine, made, world
from served import ACCOUNT

FEW = 10
PAGE = 50
"""So many rows has a page of a list, and of the card."""
REPEAT = 10
"""Requests a round."""


def filled(here: World, title: str, count: int) -> str:
    """Make a job with `count` files; return its library's id."""
    library = here.server.make_job(here.token, title)
    subprocess.run(
        [sys.executable, str(Path(__file__).with_name("_many_files.py")), library, str(count)],
        env={
            **here.server.env,
            "STRONGROOM_DATA": str(here.server.data),
            "DATABASE_URL": here.server.database_address(),
            "DJANGO_SETTINGS_MODULE": "strongroom.config.settings",
        },
        check=True,
    )
    return library


def asking(api: httpx.Client, path: str, **params: str) -> Callable[[], None]:
    """Return a call that makes the request some times."""

    def ask() -> None:
        for _ in range(REPEAT):
            made(api.get(path, params=params))

    return ask


def showing(browser: httpx.Client, api: httpx.Client, title: str) -> Callable[[], None]:
    """Return a call that opens the card of a job some times."""
    (job,) = made(api.get("jobs", params={"q": title}))["results"]
    path = f"/{ACCOUNT}/jobs/{job['id']}"

    def show() -> None:
        for _ in range(REPEAT):
            page = browser.get(path)
            if page.status_code != 200 or "photo" not in page.text:
                raise RuntimeError(f"{page.status_code}: {page.text[:500]}")

    return show


def middle(api: httpx.Client, library: str, count: int) -> str:
    """Return the cursor of a page in the middle of the list."""
    cursor = ""
    for _ in range(max(1, count // 400)):
        params = {"limit": "200", **({"cursor": cursor} if cursor else {})}
        cursor = made(api.get(f"items/{library}/children", params=params))["next"] or ""
    return cursor


def main() -> None:
    args = arguments(__doc__ or "")
    count = max(500, int(5000 * args.scale))
    with world() as here, here.api() as api, here.server.browser() as browser:
        many, few = filled(here, "Many", count), filled(here, "Few", FEW)
        page = filled(here, "Page", PAGE)
        print(machine())
        ours = f"items/{many}/children"
        ten = {"limit": str(FEW)}
        of_few = asking(api, f"items/{few}/children", **ten)
        of_page = asking(api, f"items/{page}/children")
        cursor = middle(api, many, count)
        questions = [
            (f"first {FEW} of {count}", FEW, asking(api, ours, **ten), of_few),
            (f"first {PAGE} of {count}", PAGE, asking(api, ours), of_page),
            (f"{FEW} from the middle", FEW, asking(api, ours, **ten, cursor=cursor), of_few),
            (f"newest {FEW}", FEW, asking(api, ours, **ten, order="-created"), of_few),
            ("search with 1 hit", FEW, asking(api, ours, **ten, q=f"photo {count - 1}"), of_few),
            ("the card", PAGE, showing(browser, api, "Many"), showing(browser, api, "Page")),
        ]
        for name, size, question, same in questions:
            pair = Pair(name, f"job with {size}:", REPEAT, "/s")
            question()
            same()
            for _ in range(args.rounds):
                pair.round(question, same)
            print(pair)


if __name__ == "__main__":
    main()
