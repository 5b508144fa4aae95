"""The question before a change of who sees what, as people meet it: seen, heard and by keyboard (E-11)."""

import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from access_site import OFFICE, Site, access_of, choose_place, look, question, switch
from firm import Firm, Job
from playwright.sync_api import expect
from served import made
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]
WIDTHS = pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])


@pytest.fixture
def site(office: Firm) -> Site:
    return Site(office)


@pytest.fixture
def job(office: Firm) -> Job:
    """A job with a file that its customer can see in the portal."""
    job = office.job()
    job.share(job.put("Report.txt", b"words"))
    return job


def link_on(site: Site, item: str) -> str:
    """Share a folder by a link and return the share's id."""
    body = {"type": "link", "confirm": True}
    return str(made(site.api.post(f"items/{item}/shares", json=body))["id"])


@WIDTHS
def test_e5_a_switch_names_the_door_that_stays_and_closes_it_too(
    visit: Come, site: Site, width: int, theme: str
) -> None:
    share = link_on(site, site.plans)
    one = visit("office", width=width, theme=theme)
    one.open(site.page)
    panel = access_of(one, "Plans")
    switch(panel).click()
    dialog = question(one)
    expect(dialog.get_by_role("heading", name="Switch access control on?")).to_be_focused()
    expect(dialog.get_by_role("heading", name="1 door to the outside stays open")).to_be_visible()
    expect(dialog).to_contain_text("what is listed below still opens it unless you cancel it too")
    expect(dialog).not_to_contain_text("Only who is listed, and administrators, will have")
    expect(dialog).to_contain_text(f"by {OFFICE}, since ")
    look(one)
    one.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(switch(panel)).to_be_focused()
    expect(switch(panel)).not_to_be_checked()

    one.page.keyboard.press("Space")
    tick = dialog.get_by_role("checkbox", name=re.compile("^Cancel this share too"))
    for _ in range(4):
        one.page.keyboard.press("Tab")
        if tick.evaluate("(box) => box === document.activeElement"):
            break
    one.page.keyboard.press("Space")
    expect(tick).to_be_checked()
    one.page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Cancel", exact=True)).to_be_focused()
    one.page.keyboard.press("Tab")
    one.page.keyboard.press("Enter")
    expect(switch(panel)).to_be_checked()
    expect(switch(panel)).to_be_focused()
    shares = made(site.api.get(f"items/{site.plans}/shares"))["results"]
    (kept,) = [row for row in shares if row["id"] == share]
    assert kept["cancelled_at"]


@WIDTHS
def test_d17_a_move_asks_over_the_dialog_and_speaks_there(
    visit: Come, site: Site, width: int, theme: str
) -> None:
    """A lost connection is told in the question, which then can be answered after all."""
    site.control(site.plans, **{OFFICE: "manager"})
    one = visit("office", width=width, theme=theme)
    one.expect_complaint(r"ERR_INTERNET_DISCONNECTED|htmx:(sendError|afterRequest)")
    one.open(site.at(site.photos))
    choose_place(one, "site.txt", "Plans")
    dialog = question(one)
    expect(dialog.get_by_role("heading", name="Move “site.txt” to “Plans”?")).to_be_focused()
    look(one)
    one.context.set_offline(True)
    dialog.get_by_role("button", name="Move anyway").click()
    expect(dialog.get_by_role("alert")).to_contain_text("The server can\u2019t be reached.")
    look(one)
    one.context.set_offline(False)
    dialog.get_by_role("button", name="Move anyway").click()
    one.await_toast("1 item moved to Plans.")
    expect(dialog).to_be_hidden()
    assert made(site.administrator.get(f"items/{site.photo}"))["parent_id"] == site.plans


@WIDTHS
def test_a_record_form_keeps_what_was_typed(visit: Come, job: Job, width: int, theme: str) -> None:
    one = visit("office", width=width, theme=theme)
    one.expect_complaint("422")
    one.open(f"{job.card}/edit")
    page = one.page
    found = page.locator("#customers option")
    page.get_by_label("Customer").focus()
    expect(found).not_to_have_count(0)
    page.get_by_label("Customer").fill("Brackenhurst Primary School")
    expect(found).to_have_count(1)
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Title")).to_be_focused()
    expect(page.get_by_text("Please enter a title.")).to_be_visible()
    page.get_by_label("Title").fill("Kept as typed")
    page.get_by_role("button", name="Save").click()
    dialog = question(one)
    expect(dialog.get_by_role("heading", name=re.compile(r"^Save J-\d+\?$"))).to_be_focused()
    look(one)
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.get_by_label("Title")).to_have_value("Kept as typed")
    expect(page.get_by_role("button", name="Save")).to_be_focused()
    page.get_by_role("button", name="Save").click()
    dialog.get_by_role("button", name="Save anyway").click()
    page.wait_for_url(f"**{job.card}")
    one.await_toast("Saved.")
    expect(page.get_by_role("heading", name=re.compile("Kept as typed"))).to_be_visible()


@WIDTHS
def test_a_restore_from_the_trash_asks_on_the_page(
    visit: Come, site: Site, width: int, theme: str
) -> None:
    """What comes back to the root, since its folder is gone too, would be open to all (D-29)."""
    site.control(site.level, **{OFFICE: "manager"})
    for item in (site.plan, site.level):
        assert site.api.delete(f"items/{item}").status_code == 204
    one = visit("office", width=width, theme=theme)
    one.open(f"/demo/libraries/{site.root}/trash?page={site.page}")
    one.page.get_by_role("checkbox", name="Select plan.txt").check()
    one.page.get_by_role("button", name="Restore").click()
    dialog = question(one)
    expect(dialog.get_by_role("heading", name="Restore 1 file?")).to_be_focused()
    look(one)
    one.page.keyboard.press("Escape")
    expect(one.page.get_by_role("checkbox", name="Select plan.txt")).to_be_checked()
    one.page.get_by_role("button", name="Restore").click()
    dialog.get_by_role("button", name="Restore anyway").click()
    one.await_toast("1 file restored.")


@WIDTHS
def test_a_role_edit_names_people_and_records(
    visit: Come, office: Firm, tmp_path: Path, width: int, theme: str
) -> None:
    """The question stands over the form; afterwards it is said what was done, with Undo, which asks too."""
    api = office.administrator
    wanted = {"name": f"Readers {width}", "permissions": ["surface.mobile"]}
    role = made(api.post("roles", json=wanted))
    _, member = office.technician(f"Reader {width}", tmp_path)
    made(api.patch(f"members/{member}", json={"role_ids": [role["id"]]}))
    project = made(office.api.post("projects", json={"name": f"  Aaa {uuid.uuid4().hex[:6]}"}))
    one = visit("admin", width=width, theme=theme)
    one.open(f"/demo/admin/roles/{role['id']}")
    page, dialog = one.page, question(one)
    page.get_by_role("checkbox", name="View documents").check()
    page.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("heading", name=f"Save the role Readers {width}?")).to_be_focused()
    expect(dialog.get_by_role("heading", name="1 person gains access")).to_be_visible()
    expect(dialog).to_contain_text(f"Reader {width}")
    expect(dialog).to_contain_text(project["name"].strip())
    look(one)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Save")).to_be_focused()
    expect(page.get_by_role("checkbox", name="View documents")).to_be_checked()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("heading", name=f"Save the role Readers {width}?")).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Tab")
        if dialog.get_by_role("button").last.evaluate("(one) => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    one.await_toast(f"Reader {width} now sees")
    assert "documents.view" in made(api.get(f"roles/{role['id']}"))["permissions"]
    page.get_by_role("button", name="Undo").click()
    dialog.get_by_role("button", name="Undo the change").click()
    one.await_toast(f"Reader {width} no longer sees")
    assert made(api.get(f"roles/{role['id']}"))["permissions"] == ["surface.mobile"]
