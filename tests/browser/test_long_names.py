"""Names as long as people's and firms' really are."""

import uuid
from collections.abc import Callable

import pytest
from access_site import Site, access_of, join, look, question, switch
from firm import Firm
from playwright.sync_api import Locator, expect
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]
NAME = "Bartholomew Featherstonehaugh-Cholmondeley of Electrical Installations and Heating"


def _top(part: Locator) -> float:
    box = part.bounding_box()
    assert box
    return box["y"]


@pytest.mark.parametrize("width", [1280, 900, 390])
def test_the_account_menu_cuts_its_own_name_and_tells_it_whole(
    visit: Come, office: Firm, width: int
) -> None:
    email, name = join(office, f"{NAME} {uuid.uuid4().hex[:6]}", "--role", "Administrator")
    one = visit(email, width=width)
    one.open("/demo/")
    look(one)
    menu = one.page.locator(".sr-account summary")
    expect(menu).to_be_in_viewport(ratio=1)
    menu.click()
    expect(one.page.locator(".sr-menu-head").get_by_text(name)).to_be_in_viewport(ratio=1)
    one.require_no_sideways_scroll()


@pytest.mark.parametrize("width", [1280, 390])
def test_in_a_question_the_icon_stands_beside_the_first_line(
    visit: Come, office: Firm, width: int
) -> None:
    site = Site(office)
    _, name = join(office, f"{NAME} {uuid.uuid4().hex[:6]}", "--role", "Office")
    one = visit("office", width=width)
    one.open(site.page)
    switch(access_of(one, "Plans")).click()
    dialog = question(one)
    line = dialog.locator(".sr-consequence-list li", has_text=name).first
    expect(line).to_be_visible()
    words, icon = line.locator(".sr-consequence-name"), line.locator(".icon")
    assert abs(_top(words) - _top(icon)) < 8
    at, beside = words.bounding_box(), icon.bounding_box()
    assert at
    assert beside
    assert at["x"] >= beside["x"] + beside["width"]
    look(one)
