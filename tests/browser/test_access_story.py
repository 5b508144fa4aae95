"""Access settings and moving in a browser, as the office meets them (D-8 to D-18)."""

from collections.abc import Callable

import pytest
from access_site import (
    CLERK,
    OFFICE,
    SUB,
    Site,
    access_of,
    choose_place,
    level_of,
    look,
    question,
    require_absent,
    switch,
)
from firm import Firm
from playwright.sync_api import expect
from served import made
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]
WIDTHS = pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])


@pytest.fixture
def site(office: Firm) -> Site:
    return Site(office)


@WIDTHS
def test_d8_to_d11_the_office_opens_a_folder_to_a_role_and_a_user(
    visit: Come, site: Site, width: int, theme: str
) -> None:
    """Whoever switches it on is Manager; who is added is Viewer; levels override the role's permissions."""
    one = visit("office", width=width, theme=theme)
    one.open(site.page)
    panel = access_of(one, "Plans")
    switch(panel).click()
    expect(question(one)).to_contain_text(CLERK)
    question(one).get_by_role("button", name="Switch on").click()
    expect(level_of(panel, OFFICE, "Manager")).to_be_visible()

    panel.get_by_role("link", name="Add a role or user").click()
    expect(panel.locator("#panel-people")).to_be_visible()
    one.await_ready()
    found = panel.locator("#panel-people")
    expect(found.get_by_role("heading")).to_have_text(["Roles", "Users"])
    found.get_by_text("Project viewer", exact=True).click()
    expect(panel.locator("#panel-preview")).to_contain_text("Nobody gains or loses access")
    found.get_by_text(CLERK, exact=True).first.click()
    expect(panel.get_by_role("list", name="Chosen").get_by_role("listitem")).to_have_count(2)
    gains = panel.locator("#panel-preview").get_by_role("heading", level=4)
    expect(gains).to_have_text("1 person gains access")
    look(one)
    panel.get_by_role("button", name="Confirm").click()
    expect(level_of(panel, "Project viewer", "Viewer")).to_be_visible()
    expect(level_of(panel, CLERK, "Viewer")).to_be_visible()
    look(one)

    clerk = visit("clerk", width=width, theme=theme)
    clerk.open(site.at(site.level))
    expect(clerk.row("plan.txt")).to_be_visible()
    expect(clerk.page.get_by_text("Upload files")).to_have_count(0)
    level_of(panel, CLERK, "Viewer").click()
    panel.get_by_role("button", name="Contributor").click()
    expect(level_of(panel, CLERK, "Contributor")).to_be_visible()
    clerk.open(site.at(site.level))
    expect(clerk.page.get_by_text("Upload files")).to_be_visible()
    clerk_panel = access_of(clerk, "plan.txt")
    expect(switch(clerk_panel)).to_be_disabled()
    expect(clerk_panel.get_by_role("link", name="Add a role or user")).to_have_count(0)

    level_of(panel, CLERK, "Contributor").click()
    panel.get_by_role("button", name="Remove").click()
    expect(question(one)).to_contain_text("1 person loses access")
    expect(question(one)).to_contain_text(CLERK)
    expect(question(one)).to_contain_text("This concerns 3 items.")
    question(one).get_by_role("button", name="Remove anyway").click()
    one.await_toast(f"{CLERK} removed.")
    assert site.settings(site.plans) == (
        True,
        None,
        {"Project viewer": "viewer", OFFICE: "manager"},
    )
    require_absent(clerk, site.at(site.level), site.at(site.plans))


@WIDTHS
def test_d12_to_d14_settings_below_and_off_and_on_again(
    visit: Come, site: Site, width: int, theme: str
) -> None:
    """A subfolder inherits; its first change copies; Restore changes; off, and on again as it was."""
    site.control(site.plans, **{OFFICE: "manager", CLERK: "viewer"})
    one = visit("office", width=width, theme=theme)
    one.open(site.at(site.plans))
    panel = access_of(one, "Level 2")
    expect(panel.locator("#panel-state")).to_contain_text("These settings come from")
    expect(switch(panel)).to_be_checked()
    expect(switch(panel)).to_be_disabled()
    level_of(panel, CLERK, "Viewer").click()
    panel.get_by_role("button", name="Contributor").click()
    expect(panel.locator("#panel-state")).to_contain_text("Own settings")
    expect(switch(panel)).to_be_disabled()
    look(one)
    own = {OFFICE: "manager", CLERK: "contributor"}
    assert site.settings(site.level) == (True, None, own)
    assert site.settings(site.plan) == (True, site.level, own)
    assert site.settings(site.plans)[2] == {OFFICE: "manager", CLERK: "viewer"}

    site.control(site.plans, **{OFFICE: "manager"})
    assert site.settings(site.plan) == (True, site.level, own)
    panel.get_by_role("button", name="Restore changes").click()
    expect(question(one)).to_contain_text("1 person loses access")
    expect(question(one)).to_contain_text(CLERK)
    look(one)
    question(one).get_by_role("button", name="Restore anyway").click()
    expect(panel.locator("#panel-state")).to_contain_text("These settings come from")
    assert site.settings(site.level) == (True, site.plans, {OFFICE: "manager"})

    panel.locator("#panel-state").get_by_role("link", name="Plans").click()
    expect(panel.get_by_role("heading", level=2)).to_have_text("Plans")
    switch(panel).click()
    expect(question(one)).to_contain_text("1 person gains access")
    question(one).get_by_role("button", name="Remove anyway").click()
    expect(switch(panel)).not_to_be_checked()
    assert site.settings(site.plan) == (False, None, {})
    switch(panel).click()
    expect(question(one)).to_contain_text("1 person loses access")
    question(one).get_by_role("button", name="Switch on").click()
    expect(level_of(panel, OFFICE, "Manager")).to_be_visible()
    assert site.settings(site.plans) == (True, None, {OFFICE: "manager"})


def test_d13_entries_come_back_with_the_switch(visit: Come, site: Site) -> None:
    """What was listed before is listed again; whoever switches it on this time joins as Manager."""
    site.control(site.plans, **{OFFICE: "manager", CLERK: "contributor", SUB: "viewer"})
    one = visit("admin")
    one.open(site.page)
    panel = access_of(one, "Plans")
    switch(panel).click()
    expect(question(one)).to_contain_text("1 person loses access")
    expect(question(one)).to_contain_text(SUB)
    question(one).get_by_role("button", name="Remove anyway").click()
    expect(switch(panel)).not_to_be_checked()
    switch(panel).click()
    question(one).get_by_role("button", name="Switch on").click()
    expect(level_of(panel, CLERK, "Contributor")).to_be_visible()
    expect(level_of(panel, SUB, "Viewer")).to_be_visible()
    expect(level_of(panel, OFFICE, "Manager")).to_be_visible()
    expect(level_of(panel, "Margaret Ashdown", "Manager")).to_be_visible()


@WIDTHS
def test_d17_d18_moving_asks_and_own_settings_stay(
    visit: Come, site: Site, width: int, theme: str
) -> None:
    """What inherits takes the settings of its new place after *Move anyway*; what has its own keeps them."""
    site.control(site.plans, **{OFFICE: "manager"})
    own = site.file("own.txt", site.photos)
    site.control(own, **{OFFICE: "manager", CLERK: "viewer"})
    one = visit("office", width=width, theme=theme)
    one.open(site.at(site.photos))
    choose_place(one, "site.txt", "Plans")
    expect(question(one)).to_contain_text("The access settings will change")
    expect(question(one)).to_contain_text("1 person loses access")
    expect(question(one)).to_contain_text(CLERK)
    look(one)
    question(one).get_by_role("button", name="Cancel").click()
    assert site.settings(site.photo) == (False, None, {})
    one.page.get_by_role("dialog", name="Move “site.txt”").get_by_role(
        "button", name="Move here"
    ).click()
    question(one).get_by_role("button", name="Move anyway").click()
    one.await_toast("1 item moved to Plans.")
    expect(one.row("site.txt")).to_have_count(0)
    assert site.settings(site.photo) == (True, site.plans, {OFFICE: "manager"})

    choose_place(one, "own.txt", "Plans")
    expect(question(one)).to_contain_text("own.txt")
    question(one).get_by_role("button", name="Move anyway").click()
    expect(one.rows).to_have_count(0)
    assert site.settings(own) == (True, None, {OFFICE: "manager", CLERK: "viewer"})

    one.open(site.at(site.plans))
    choose_place(one, "Level 2", "Photos")
    expect(question(one)).to_contain_text("1 person gains access")
    expect(question(one)).to_contain_text(CLERK)
    expect(question(one)).to_contain_text("This concerns “Level 2” and 1 item in it.")
    question(one).get_by_role("button", name="Move anyway").click()
    one.await_toast("1 item moved to Photos.")
    assert site.settings(site.plan) == (False, None, {})
    choose_place(one, "own.txt", "Photos")
    expect(one.row("own.txt")).to_have_count(0)
    assert site.settings(own)[2] == {OFFICE: "manager", CLERK: "viewer"}


def test_d15_a_pending_approval_holds_the_settings(visit: Come, site: Site) -> None:
    """The file's settings and moves that change them are refused with the reason; the folder's are not."""
    body = {"approver_ids": [site.member(CLERK)]}
    made(site.api.post(f"items/{site.photo}/approvals", json=body))
    site.control(site.plans, **{OFFICE: "manager"})
    one = visit("office")
    one.expect_complaint(r"409 .*/move|code 409|Code 409")  # refused, not asked
    one.open(site.at(site.photos))
    panel = access_of(one, "site.txt")
    expect(panel).to_contain_text("An approval of this file is pending")
    expect(switch(panel)).to_be_disabled()
    look(one)
    one.page.keyboard.press("Escape")
    expect(one.page.locator("#drawer")).to_be_hidden()
    choose_place(one, "site.txt", "Plans")
    dialog = one.page.get_by_role("dialog", name="Move “site.txt”")
    expect(dialog.locator("[data-error]")).to_contain_text("approval")
    dialog.get_by_role("button", name="Cancel").click()
    assert site.settings(site.photo) == (False, None, {})
    one.open(site.page)
    expect(switch(access_of(one, "Photos"))).to_be_enabled()
