"""Room for what is read: names, tabs, navigation and rows are never cut off without a sign (UI)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from firm import Firm
from playwright.sync_api import Page, expect
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]
NAME = "Method statement for the boiler room, revision 4.txt"
OUTSIDE = """(links) => links.filter((link) => {
  const [one, bar] = [link, link.closest("nav")].map((it) => it.getBoundingClientRect());
  return one.right > Math.min(bar.right, innerWidth) + 1 || one.left < bar.left - 1;
}).map((link) => link.textContent.trim())"""


@pytest.fixture
def job(office: Firm) -> str:
    """Make a job with a few files; return its page."""
    job = office.job("Plant room")
    for name in (NAME, *(f"photo {count}.txt" for count in range(12))):
        job.put(name, b"one")
    return job.card


def cut_off(page: Page, bar: str) -> list[str]:
    """Return the links of a bar that stand outside it."""
    return page.locator(f"{bar} a").evaluate_all(OUTSIDE)


def test_the_list_gives_way_and_not_the_name(visit: Come, job: str) -> None:
    """With the drawer open a name keeps 24 characters and its beginning, and the drawer all tabs."""
    one = visit("office", width=1280)
    one.open(job)
    one.menu(NAME, "Details")
    expect(one.page.locator("#panel h2")).to_be_focused()
    start = one.row(NAME).locator(".sr-filename-start")
    assert one.row(NAME).locator(".sr-filename").evaluate("(it) => it.offsetWidth") > 24 * 7
    assert start.evaluate("(it) => it.offsetWidth") > 80
    expect(one.row(NAME).locator(".sr-c-size")).to_be_hidden()
    assert cut_off(one.page, ".sr-panel-tabs") == []
    one.require_no_sideways_scroll()


@pytest.mark.parametrize("width", [320, 390])
def test_the_navigation_is_whole_on_a_phone(visit: Come, job: str, width: int) -> None:
    one = visit("admin", width=width)
    for address in (job, "/demo/admin/users"):
        one.open(address)
        assert cut_off(one.page, ".sr-nav") == []
        assert cut_off(one.page, ".sr-tabs") == []
        one.require_no_sideways_scroll()


def test_the_last_row_comes_clear_of_the_upload_tray(visit: Come, job: str, tmp_path: Path) -> None:
    one = visit("office", width=1280, height=700)
    one.open(job)
    files = [tmp_path / f"tray {count}.txt" for count in range(4)]
    for file in files:
        file.write_bytes(b"bytes")
    one.attach(*files)
    expect(one.page.locator("#tray")).to_be_visible()
    expect(one.row("tray 3.txt")).to_be_visible()
    one.page.evaluate("scrollTo(0, document.scrollingElement.scrollHeight)")
    lower = one.rows.last.bounding_box()
    tray = one.page.locator("#tray").bounding_box()
    assert lower
    assert tray
    assert lower["y"] + lower["height"] <= tray["y"]
