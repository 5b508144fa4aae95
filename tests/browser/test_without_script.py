"""The documents of a project in a browser that runs no script."""

import re
from collections.abc import Callable

import pytest
from access_site import Site
from firm import Firm
from playwright.sync_api import expect
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]


@pytest.fixture
def site(office: Firm) -> Site:
    return Site(office)


@pytest.mark.parametrize("width", [1280, 390])
def test_files_and_folders_are_added_and_nothing_is_cut(
    visit: Come, site: Site, width: int
) -> None:
    one = visit("office", width=width, script=False)
    page = one.page
    page.goto(site.at(site.photos))
    one.require_no_sideways_scroll()
    words = page.get_by_text("Upload files").bounding_box()
    button = page.locator("label", has_text="Upload files").bounding_box()
    field = page.get_by_label("Upload files").bounding_box()
    assert words
    assert button
    assert field
    for part in (words, field):
        assert part["x"] >= button["x"], (part, button)
        assert part["x"] + part["width"] <= button["x"] + button["width"], (part, button)
    page.get_by_label("Upload files").set_input_files(
        {"name": "added.txt", "mimeType": "text/plain", "buffer": b"words"}
    )
    page.get_by_role("button", name="Attach").click()
    expect(one.row("added.txt")).to_be_visible()

    expect(page.get_by_text("Name of the new folder", exact=True)).to_be_visible()
    page.get_by_label("Name of the new folder").fill("Eta")
    page.get_by_role("button", name="New folder").click()
    expect(one.row("Eta")).to_be_visible()
    one.require_no_sideways_scroll()


def test_a_box_is_shown_where_it_does_something(visit: Come, site: Site) -> None:
    """Ticking a row shows what can be done with it; the box for all would do nothing."""
    one = visit("office", script=False)
    one.page.goto(site.at(site.photos))
    expect(one.page.get_by_role("checkbox", name=re.compile("^Select all"))).to_have_count(0)
    one.row("site.txt").get_by_role("checkbox").check()
    with one.page.expect_download() as download:
        one.page.get_by_role("button", name="Download ZIP").click()
    assert download.value.suggested_filename.endswith(".zip")
