"""The details drawer in a browser: access settings, versions, approvals, by mouse and keyboard (D-7 to D-24)."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from firm import Firm
from playwright.sync_api import expect
from served import made
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]
WIDTHS = pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])


class Project:
    """A project of one's own with a folder and a file in it."""

    def __init__(self, firm: Firm) -> None:
        """Make it by REST, as the administrator."""
        self.api = firm.administrator
        self.name = f"Quay {uuid.uuid4().hex[:6]}"
        row = made(self.api.post("projects", json={"name": self.name}))
        self.page = f"/demo/projects/{row['id']}/documents"
        self.folder = self.under(row["library_id"], "Plans")
        self.file = made(
            self.api.post(f"items/{self.folder}/files", params={"name": "plan.txt"}, content=b"one")
        )["id"]

    def under(self, parent: str, name: str) -> str:
        """Make a folder and return its id."""
        return str(made(self.api.post(f"items/{parent}/folders", json={"name": name}))["id"])

    def entries(self, item_id: str) -> dict[str, str]:
        """Return the levels in force, by name."""
        found = made(self.api.get(f"items/{item_id}/access"))["entries"]
        return {one["principal"]["name"]: one["level"] for one in found}


@pytest.fixture
def project(office: Firm) -> Project:
    return Project(office)


def open_tab(one: Visit, name: str, tab: str) -> None:
    """Open the drawer from the menu of a row, and a tab in it."""
    one.menu(name, "Details")
    panel = one.page.locator("#panel")
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    panel.get_by_role("navigation").get_by_role("link", name=tab).click()
    expect(panel).to_have_attribute("data-tab", tab.lower())
    one.await_ready()


@WIDTHS
def test_d8_to_d10_and_d13_from_the_drawer(
    visit: Come, project: Project, width: int, theme: str
) -> None:
    office = visit("office", width=width, theme=theme)
    office.open(project.page)
    open_tab(office, "Plans", "Access")
    page, panel = office.page, office.page.locator("#panel")
    switch = panel.get_by_role("switch", name="Access control")
    expect(switch).not_to_be_checked()
    switch.click()
    dialog = page.locator("#question-dialog")
    expect(dialog).to_contain_text("1 person loses access")
    expect(dialog).to_contain_text("Priya Nair")
    expect(dialog).to_contain_text("This concerns 2 items.")
    office.require_accessible()
    dialog.get_by_role("button", name="Switch on").click()
    expect(switch).to_be_checked()
    expect(switch).to_be_focused()
    assert project.entries(project.folder) == {"Daniel Okafor": "manager"}

    panel.get_by_role("link", name="Add a role or user").click()
    search = panel.get_by_role("searchbox", name="Name of a role or user")
    expect(search).to_be_focused()
    office.await_ready()
    page.keyboard.type("cler")
    panel.get_by_text("Clerk", exact=True).first.click()
    expect(panel.locator("#panel-preview")).to_contain_text("1 person gains access")
    expect(panel.locator("#panel-preview")).to_contain_text("Priya Nair")
    office.require_accessible()
    office.require_no_sideways_scroll()
    panel.get_by_role("button", name="Confirm").click()
    office.await_toast("Clerk added as viewer.")
    assert project.entries(project.folder) == {"Clerk": "viewer", "Daniel Okafor": "manager"}

    panel.get_by_label("Clerk: Viewer. Change or remove").click()
    panel.get_by_role("button", name="Contributor").click()
    expect(panel.get_by_label("Clerk: Contributor. Change or remove")).to_be_focused()
    mark = panel.get_by_text("1 user", exact=True)
    mark.focus()
    expect(panel.get_by_role("tooltip")).to_be_visible()
    expect(panel.get_by_role("tooltip")).to_contain_text("Priya Nair")
    panel.get_by_label("Clerk: Contributor. Change or remove").click()
    panel.get_by_role("button", name="Remove").click()
    dialog.get_by_role("button", name="Cancel").click()
    assert "Clerk" in project.entries(project.folder)

    switch.click()
    expect(dialog).to_contain_text("will be open to all again")
    dialog.get_by_role("button", name="Remove anyway").click()
    expect(switch).not_to_be_checked()
    office.require_accessible()
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()


def test_d23_who_can_see_this_stands_in_the_drawer(visit: Come, project: Project) -> None:
    office = visit("office")
    office.open(project.page)
    open_tab(office, "Plans", "Access")
    seen = office.page.locator("#panel-viewers")
    expect(seen).to_contain_text("Everything, as administrator")
    expect(seen).to_contain_text("Views, edits and sets access, as Office")
    expect(seen).to_contain_text("No door outward")


@WIDTHS
def test_d21_d22_a_version_and_its_approval(
    visit: Come, project: Project, tmp_path: Path, width: int, theme: str
) -> None:
    office = visit("office", width=width, theme=theme)
    office.open(f"/demo/projects/{project.page.split('/')[3]}/folders/{project.folder}")
    open_tab(office, "plan.txt", "Versions")
    panel = office.page.locator("#panel")
    fresh = tmp_path / "revised.txt"
    fresh.write_bytes(b"two words")
    panel.get_by_label("What is new in it").fill("Doors moved")
    with office.page.expect_file_chooser() as chooser:
        panel.locator("label", has_text="Upload a new version").click()
    chooser.value.set_files(fresh)
    expect(panel).to_contain_text("Version 2")
    expect(panel).to_contain_text("Doors moved")
    office.require_accessible()

    panel.get_by_role("navigation").get_by_role("link", name="Approvals").click()
    panel.get_by_role("link", name="Ask for approval").click()
    office.await_ready()
    panel.get_by_role("button", name="Ask for approval").click()
    expect(panel).to_contain_text("Please choose at least one approver.")
    office.require_accessible()
    panel.get_by_text("Priya Nair", exact=True).click()
    panel.get_by_label("Message").fill("Is this right?")
    panel.get_by_role("button", name="Ask for approval").click()
    expect(panel).to_contain_text("Approval pending")

    clerk = visit("clerk", width=width, theme=theme)
    clerk.open("/demo/approvals")
    request = clerk.page.get_by_role("article").filter(has_text="Is this right?").first
    request.get_by_label("Comment").fill("Looks right")
    clerk.require_accessible()
    clerk.require_no_sideways_scroll()
    request.get_by_role("button", name="Approve").click()
    clerk.await_toast("You have approved plan.txt, version 2.")
    office.page.reload()
    office.await_ready()
    open_tab(office, "plan.txt", "Approvals")
    expect(panel).to_contain_text("Looks right")
