"""Controlled folders as each kind of member meets them, in their own browser (D-4 to D-7, D-16, D-20)."""

import re
import uuid
from collections.abc import Callable

import pytest
from access_site import (
    ABSENT,
    CLERK,
    OFFICE,
    WATCHER,
    Site,
    access_of,
    join,
    level_of,
    look,
    question,
    require_absent,
    require_view_only,
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


@pytest.fixture(scope="module")
def reception(office: Firm) -> tuple[str, str]:
    """Return e-mail and name of an in-house user who may sign in to the office and nothing else."""
    role = f"Reception {uuid.uuid4().hex[:6]}"
    body = {"name": role, "permissions": ["surface.office"]}
    made(office.administrator.post("roles", json=body))
    return join(office, f"Ines Duarte {uuid.uuid4().hex[:6]}", "--role", role)


@pytest.fixture(scope="module")
def roofer(office: Firm) -> tuple[str, str]:
    """Return e-mail and name of a subcontractor who is assigned to no job."""
    return join(office, f"Rhys Beynon {uuid.uuid4().hex[:6]}", "--type", "subcontractor")


@WIDTHS
def test_d7_d20_a_manager_without_any_permission(
    visit: Come, site: Site, reception: tuple[str, str], width: int, theme: str
) -> None:
    """A grant alone makes a manager: found under Shared items, managed there, nothing of the rest known."""
    email, name = reception
    site.control(site.plans, **{OFFICE: "manager", name: "manager"})
    one = visit(email, width=width, theme=theme)
    one.open("/demo/shared")
    row = one.rows.filter(has_text=site.name)
    expect(row).to_have_count(1)
    look(one)
    row.get_by_role("link", name="Plans", exact=True).click()
    expect(one.row("Level 2")).to_be_visible()
    one.await_ready()
    expect(one.page.get_by_text("Upload files")).to_be_visible()
    look(one)
    assert "Photos" not in one.page.content()

    panel = access_of(one, "Level 2")
    expect(switch(panel)).to_be_disabled()
    panel.get_by_role("link", name="Add a role or user").click()
    expect(panel.locator("#panel-people")).to_be_visible()
    one.await_ready()
    panel.locator("#panel-people").get_by_text(CLERK, exact=True).first.click()
    expect(panel.locator("#panel-preview")).to_contain_text("1 person gains access")
    expect(panel.locator("#panel-preview").get_by_role("listitem")).to_contain_text([CLERK])
    panel.get_by_role("button", name="Confirm").click()
    expect(level_of(panel, CLERK, "Viewer")).to_be_visible()
    look(one)
    assert site.settings(site.level) == (
        True,
        None,
        {OFFICE: "manager", CLERK: "viewer", name: "manager"},
    )
    one.page.keyboard.press("Escape")
    one.menu("Level 2", "Delete")
    one.await_toast("moved to the trash")
    require_absent(
        one,
        site.page,
        site.at(site.photos),
        site.at(site.root),
        f"/demo/items/{site.photo}/content",
        f"/demo/items/{site.photo}/details?tab=access",
    )


@WIDTHS
def test_d5_d20_a_subcontractor_views_and_no_more(
    visit: Come, site: Site, roofer: tuple[str, str], width: int, theme: str
) -> None:
    """Signed in straight to Shared items; a higher grant still gives viewing alone."""
    email, name = roofer
    site.control(site.plans, **{OFFICE: "manager", name: "contributor"})
    one = visit(email, width=width, theme=theme, fresh=True)
    expect(one.page).to_have_url(re.compile(r"/demo/(shared|m/documents)$"))
    expect(one.page.get_by_role("heading", level=1)).to_have_text("Documents")
    tab = one.page.get_by_label("Sections").get_by_role("link", name="Shared items")
    expect(tab).to_have_attribute("aria-current", "page")
    row = one.rows.filter(has_text=site.name)
    expect(row).to_have_count(1)
    look(one)
    row.get_by_role("link", name="Plans", exact=True).click()
    expect(one.row("Level 2")).to_be_visible()
    one.row("Level 2").locator("a.sr-name").click()
    expect(one.row("plan.txt")).to_be_visible()
    one.await_ready()
    look(one)
    require_view_only(one)
    with one.page.expect_download() as download:
        one.row("plan.txt").get_by_role("link", name="Download plan.txt").click()
    assert download.value.path().read_bytes() == b"words"
    one.open(site.at(site.plans))
    expect(one.page).to_have_url(re.compile(rf"/demo/shared/folders/{site.plans}$"))
    expect(one.row("Level 2")).to_be_visible()
    require_view_only(one)
    assert "Photos" not in one.page.content()
    require_absent(
        one,
        site.page,
        site.at(site.photos),
        f"/demo/shared/folders/{site.photos}",
        f"/demo/m/documents/folders/{site.photos}",
        f"/demo/items/{site.photo}/content",
        f"/demo/items/{site.photo}/details",
    )


@WIDTHS
def test_d6_a_watcher_sees_what_is_open_only(
    visit: Come, site: Site, width: int, theme: str
) -> None:
    """In a project of theirs all that is open, nothing that is controlled, even with a grant."""
    site.seat(WATCHER, "Project viewer")
    site.control(site.plans, **{OFFICE: "manager", WATCHER: "manager"})
    one = visit("watcher", width=width, theme=theme)
    one.open(site.page)
    expect(one.row("Photos")).to_be_visible()
    assert one.names() == ["Photos"]
    assert "Plans" not in one.page.content()
    look(one)
    one.row("Photos").locator("a.sr-name").click()
    expect(one.row("site.txt")).to_be_visible()
    one.await_ready()
    require_view_only(one)
    one.open("/demo/shared")
    expect(one.rows.filter(has_text=site.name)).to_have_count(0)
    require_absent(
        one,
        site.at(site.plans),
        f"/demo/shared/folders/{site.plans}",
        f"/demo/items/{site.plan}/content",
        f"/demo/items/{site.plan}/details",
    )


def test_d4_d16_an_admin_is_never_locked_out(visit: Come, site: Site) -> None:
    """The last manager may go, for an admin remains, who sees and sets everything without being listed."""
    site.control(site.plans, **{OFFICE: "manager"})
    one = visit("office")
    one.expect_complaint(ABSENT)
    one.open(site.page)
    panel = access_of(one, "Plans")
    level_of(panel, OFFICE, "Manager").click()
    panel.get_by_role("button", name="Remove").click()
    expect(question(one)).to_contain_text("You will no longer see this")
    question(one).get_by_role("button", name="Remove anyway").click()
    expect(panel).to_contain_text("You no longer have access to it yourself.")
    one.open(site.page)
    assert one.names() == ["Photos"]

    admin = visit("admin")
    admin.open(site.at(site.plans))
    expect(admin.row("Level 2")).to_be_visible()
    expect(admin.page.get_by_text("Upload files")).to_be_visible()
    admin.open(site.page)
    panel = access_of(admin, "Plans")
    expect(panel).to_contain_text("Nobody is listed: only administrators have access.")
    expect(panel.locator("#panel-viewers")).to_contain_text("Everything, as administrator")
    look(admin)
    panel.get_by_role("link", name="Add a role or user").click()
    expect(panel.locator("#panel-people")).to_be_visible()
    admin.await_ready()
    panel.locator("#panel-people").get_by_text(OFFICE, exact=True).first.click()
    expect(panel.locator("#panel-preview")).to_contain_text(OFFICE)
    panel.get_by_role("button", name="Confirm").click()
    expect(level_of(panel, OFFICE, "Viewer")).to_be_visible()
    one.open(site.page)
    assert one.names() == ["Photos", "Plans"]
    expect(one.row("Plans").get_by_role("button", name="Access is controlled")).to_be_visible()


def test_d20_shared_items_on_the_phone(visit: Come, site: Site, roofer: tuple[str, str]) -> None:
    """The mobile surface lists what is shared, and nothing around it."""
    email, name = roofer
    site.control(site.level, **{OFFICE: "manager", name: "manager"})
    one = visit(email, width=390)
    one.open("/demo/m/documents")
    row = one.rows.filter(has_text=site.name)
    expect(row.locator(".sr-place")).not_to_contain_text("Plans")
    look(one)
    row.get_by_role("link", name="Level 2", exact=True).click()
    expect(one.row("plan.txt")).to_be_visible()
    one.await_ready()
    require_view_only(one)
    look(one)
    assert "Plans" not in one.page.content()
    require_absent(
        one, *(f"/demo/m/documents/folders/{item}" for item in (site.plans, site.photos))
    )
