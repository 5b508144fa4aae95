"""Moving needs Contributor on the item and on the target folder, as a browser meets it (D-19)."""

import re
from collections.abc import Callable

import pytest
from access_site import CLERK, OFFICE, Site, choose_place, look, question
from firm import Firm
from playwright.sync_api import expect
from served import made
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]
WIDTHS = pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
REFUSED = r"403 \(Forbidden\)|Response Status Error Code 403"
NO_ADDING = "You may look at this folder, but not add to it."
NO_MOVING = "You may look at this, but not move it."


@pytest.fixture
def site(office: Firm) -> Site:
    return Site(office)


def parent(site: Site, item: str) -> str:
    """Return the folder that an item lies in, as stored."""
    return str(made(site.administrator.get(f"items/{item}"))["parent_id"])


@WIDTHS
def test_d19_a_contributor_of_the_item_who_only_views_the_target(
    visit: Come, site: Site, width: int, theme: str
) -> None:
    """Not found as a place; chosen in the tree or dropped there, it is refused and stays where it was."""
    site.control(site.photo, **{OFFICE: "manager", CLERK: "contributor"})
    site.control(site.plans, **{OFFICE: "manager", CLERK: "viewer"})
    one = visit("clerk", width=width, theme=theme)
    one.expect_complaint(REFUSED)
    one.open(site.at(site.photos))
    choose_place(one, "site.txt", "Plans")
    dialog = one.page.get_by_role("dialog", name="Move “site.txt”")
    expect(dialog.locator("[data-error]")).to_have_text(NO_ADDING)
    look(one)
    dialog.get_by_label("Find a folder").fill(site.name)
    expect(dialog.get_by_role("option", name=site.name)).to_have_count(1)
    dialog.get_by_label("Find a folder").fill("plans")
    expect(dialog.get_by_role("option", name=site.name)).to_have_count(0)
    dialog.get_by_label("Find a folder").fill("plan that is nowhere")
    expect(dialog).to_contain_text(
        "No folder that you may add to is called like “plan that is nowhere”."
    )
    expect(dialog.get_by_role("option")).to_have_count(0)
    look(one)
    dialog.get_by_role("button", name="Cancel").click()
    assert parent(site, site.photo) == site.photos
    if width == 1280:
        one.row("site.txt").drag_to(one.page.locator("#tree").get_by_role("treeitem", name="Plans"))
        one.await_toast(NO_ADDING)
        expect(one.row("site.txt")).to_be_visible()
        assert parent(site, site.photo) == site.photos

    site.control(site.plans, **{OFFICE: "manager", CLERK: "contributor"})
    choose_place(one, "site.txt", "Plans")
    question(one).get_by_role("button", name="Move anyway").click()
    one.await_toast("1 item moved to Plans.")
    assert parent(site, site.photo) == site.plans


@WIDTHS
def test_e8_the_files_go_where_the_folder_may_not(
    visit: Come, office: Firm, site: Site, width: int, theme: str
) -> None:
    """The dialog that refuses the folder offers its files; they are asked about, moved and taken back."""
    job = office.job()
    one = visit("office", width=width, theme=theme)
    one.expect_complaint(REFUSED)
    one.open(site.page)
    one.menu("Photos", "Move")
    dialog = one.page.get_by_role("dialog", name="Move “Photos”")
    way = dialog.get_by_role("button", name="Move the files I see")
    expect(way).to_be_hidden()
    dialog.get_by_label("Find a folder").fill(job.title)
    dialog.get_by_role("option", name=job.title).click()
    dialog.get_by_role("button", name="Move here").click()
    expect(dialog.locator("[data-error]")).to_contain_text("Only an administrator may move a whole")
    expect(dialog.get_by_role("button", name="Move here")).to_be_hidden()
    look(one)
    way.click()
    asking = question(one)
    look(one)
    asking.get_by_role("button", name="Move anyway").click()
    one.await_toast("1 file moved to")
    one.await_toast("“Photos” stays here.")
    assert parent(site, site.photo) == job.library
    one.page.get_by_role("button", name="Undo").click()
    question(one).get_by_role("button", name="Move back").click()
    one.await_toast("1 item moved back.")
    assert parent(site, site.photo) == site.photos


LONG = (
    "Electrical installation condition reports, ring final circuits and distribution boards "
    "of the north wing, second fix"
)


@pytest.mark.parametrize(("width", "height"), [(1280, 700), (390, 640)])
def test_e8_a_long_refusal_leaves_the_buttons_in_sight(
    visit: Come, office: Firm, site: Site, width: int, height: int
) -> None:
    """What is read scrolls above them, and the message has the focus."""
    job = office.job()
    site.folder(LONG, site.root)
    one = visit("office", width=width, height=height)
    one.expect_complaint(REFUSED)
    one.open(site.page)
    one.menu(LONG, "Move")
    dialog = one.page.get_by_role("dialog", name=f"Move “{LONG}”")
    dialog.get_by_label("Find a folder").fill(job.title)
    dialog.get_by_role("option", name=job.title).click()
    dialog.get_by_role("button", name="Move here").click()
    expect(dialog.locator("[data-error]")).to_be_focused()
    for words in ("[data-error]", "#place-files-help"):
        expect(dialog.locator(words)).to_be_in_viewport(ratio=1)
    look(one)
    edge = dialog.bounding_box()
    assert edge
    for name in ("Cancel", "Move the files I see"):
        box = dialog.get_by_role("button", name=name).bounding_box()
        assert box
        assert box["y"] + box["height"] <= edge["y"] + edge["height"], (name, box, edge)


@WIDTHS
def test_the_chosen_place_is_not_taken_for_the_one_where_one_is(
    visit: Come, site: Site, width: int, theme: str
) -> None:
    one = visit("office", width=width, theme=theme)
    one.open(site.at(site.photos))
    one.menu("site.txt", "Move")
    dialog = one.page.get_by_role("dialog", name="Move “site.txt”")
    dialog.get_by_role("treeitem", name="Plans").click()
    here = dialog.locator("[aria-current]")
    expect(here).to_have_text(re.compile(r"Photos\s+here"))
    expect(here).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    chosen = dialog.locator("[aria-selected=true]")
    expect(chosen).to_have_text(re.compile("Plans"))
    expect(chosen).to_have_css("background-color", "rgb(15, 118, 110)")
    look(one)


@WIDTHS
def test_d19_a_contributor_of_the_target_who_only_views_the_item(
    visit: Come, site: Site, width: int, theme: str
) -> None:
    """Moving isn't offered, neither in the menu nor by hand; sent all the same, it is refused."""
    site.control(site.plans, **{OFFICE: "manager", CLERK: "viewer"})
    site.control(site.photos, **{OFFICE: "manager", CLERK: "contributor"})
    one = visit("clerk", width=width, theme=theme)
    one.open(site.at(site.level))
    row = one.row("plan.txt")
    expect(row).to_have_attribute("draggable", "false")
    assert "move" not in one.may("plan.txt")
    row.get_by_role("button", name="More for").click()
    expect(one.page.get_by_role("menuitem", name="Details")).to_be_visible()
    expect(one.page.get_by_role("menuitem", name="Move")).to_have_count(0)
    look(one)
    one.page.keyboard.press("Escape")
    if width == 1280:
        row.drag_to(one.page.locator("#tree").get_by_role("treeitem", name="Photos"))
        expect(row).to_be_visible()

    answer = one.page.request.post(
        f"{one.page.url.partition('/demo/')[0]}/demo/libraries/{site.root}/move",
        form={"ids": site.plan, "parent_id": site.photos, "confirm": "true"},
        headers={
            "X-CSRFToken": one.page.locator("body").get_attribute("data-csrf") or "",
            "HX-Request": "true",
            "Accept": "application/problem+json, */*;q=0.9",
            "Referer": one.page.url,
        },
    )
    assert (answer.status, answer.json()["detail"]) == (403, NO_MOVING)
    assert parent(site, site.plan) == site.level
    one.open(site.at(site.photos))
    assert one.names() == ["site.txt"]
