"""A real `strongroom serve` with the demo firm, a real Chromium, and people who look at pages in it."""

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright

# Playwright keeps an event loop in this thread, and Django then refuses its own database calls.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.with_name("failures"))]

from firm import Firm  # noqa: E402 - found by the line above
from served import Served  # noqa: E402
from visiting import Visit  # noqa: E402

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PICTURES = HERE.parents[1] / "test-results"
"""Where the page of a failed test is left to be looked at."""


@pytest.fixture(scope="session")
def served_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the demo firm, worker and all, once for the run."""
    data = tmp_path_factory.mktemp("browser") / "data"
    server = Served(data, STRONGROOM_DEMO="1", SIGN_IN_TRIES="1000")
    server.start()
    try:
        server.run("demo")
        drop_waiting_thumbnails(server)
        yield server
    finally:
        server.stop()


def drop_waiting_thumbnails(server: Served) -> None:
    """Forget the hundred thumbnails of the demo's files, so that those of the tests come at once."""
    with psycopg.connect(server.database_address()) as connection:
        connection.execute(
            "update procrastinate_jobs set status = 'cancelled' where status = 'todo'"
        )


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Run the browser for these tests only: other tests want to have no event loop about them."""
    found = os.environ.get("STRONGROOM_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def office(served_demo: Served) -> Iterator[Firm]:
    """Return the firm as its office changes it by REST, to set the stage."""
    with Firm(served_demo) as firm:
        yield firm


@pytest.fixture
def visit(
    chromium: Browser, office: Firm, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visit]]:
    """Return a function that lets somebody come; at the end nobody's console may have complained."""
    visits: list[Visit] = []

    def come(who: str = "", *, width: int = 1280, **options: object) -> Visit:
        one = Visit(chromium, office.server.base, who, width=width, **options)
        visits.append(one)
        return one

    yield come
    failed = request.node.stash.get(FAILED, False)
    for number, one in enumerate(visits):
        if failed:
            name = re.sub(r"[^\w\[\].-]+", "_", request.node.name)
            one.keep_picture(PICTURES / f"{name}-{number}.png")
        one.close()
    complaints = [text for one in visits for text in one.complaints()]
    assert not complaints, "\n".join(complaints)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Note that a test failed, for the fixture that ends later."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report
