"""The documents of a project in a real browser: folders, tree, carrying, whole folders, drawer, undo."""

import re
import uuid
from collections.abc import Callable

import pytest
from firm import Firm
from playwright.sync_api import Page, expect
from served import made
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]
DROP_FOLDER = """() => {
  const folder = (name, children) => ({ isFile: false, isDirectory: true, name, createReader() {
    const parts = [children, []];
    return { readEntries: (give) => give(parts.shift()) };
  } });
  const file = (name, text) => ({ isFile: true, isDirectory: false, name,
    file: (give) => give(new File([text], name)) });
  const site = folder("Site", [
    folder("Level 1", [file("a.txt", "aa"), file(".DS_Store", "x")]),
    folder("Nothing in it", []),
    file("top.txt", "tt"),
  ]);
  const event = new Event("drop", { bubbles: true, cancelable: true });
  event.dataTransfer = { types: ["Files"],
    items: [{ kind: "file", webkitGetAsEntry: () => site, getAsFile: () => null }] };
  document.getElementById("documents").dispatchEvent(event);
}"""


class Project:
    """A project that nobody else touches, and its folders by name."""

    def __init__(self, office: Firm) -> None:
        """Make it by REST."""
        self._api = office.api
        name = f"Harbour {uuid.uuid4().hex[:6]}"
        row = made(office.api.post("projects", json={"name": name}))
        self.name, self.root = name, row["library_id"]
        self.page = f"/demo/projects/{row['id']}/documents"

    def folder(self, name: str, parent: str = "") -> str:
        """Make a folder and return its id."""
        address = f"items/{parent or self.root}/folders"
        return str(made(self._api.post(address, json={"name": name}))["id"])

    def file(self, name: str, parent: str = "") -> str:
        """Store a small file and return its id."""
        address = f"items/{parent or self.root}/files"
        return str(made(self._api.post(address, params={"name": name}, content=b"words"))["id"])


def node(page: Page, name: str) -> object:
    return page.locator(f'#tree .sr-node[data-label="{name}"]')


def test_folders_are_made_and_a_taken_name_is_told(visit: Come, office: Firm) -> None:
    project = Project(office)
    one = visit("office")
    page = one.page
    one.open(project.page)
    expect(page.get_by_text("This folder is empty")).to_be_visible()
    dialog = page.get_by_role("dialog", name="New folder")
    for name in ("Plans", "Photos"):
        page.get_by_role("button", name="New folder").click()
        dialog.get_by_label("Name").fill(name)
        dialog.get_by_role("button", name="Make folder").click()
        expect(one.row(name)).to_be_visible()
        expect(node(page, name)).to_be_visible()
    one.expect_complaint(r"409 .*/folders")
    page.get_by_role("button", name="New folder").click()
    dialog.get_by_label("Name").fill("plans")
    dialog.get_by_role("button", name="Make folder").click()
    expect(page.locator("#folder-error")).to_contain_text("here already")
    one.require_accessible()
    dialog.get_by_role("button", name="Cancel").click()
    assert one.names() == ["Photos", "Plans"]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_new_folder_is_what_the_keys_act_on(visit: Come, office: Firm, width: int) -> None:
    project = Project(office)
    for name in ("Alpha", "Zeta"):
        project.folder(name)
    one = visit("office", width=width)
    page = one.page
    one.open(project.page)
    page.get_by_role("button", name="New folder").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="New folder").get_by_label("Name")).to_be_focused()
    page.keyboard.type(" Eta ")
    page.keyboard.press("Enter")
    expect(one.row("Eta")).to_be_focused()
    page.keyboard.press("F2")
    expect(page.get_by_role("dialog", name="Rename “Eta”")).to_be_visible()
    one.require_accessible()
    page.keyboard.press("Escape")
    expect(one.row("Eta")).to_be_focused()
    page.keyboard.press("Delete")
    expect(one.row("Eta")).to_have_count(0)
    assert one.names() == ["Alpha", "Zeta"]


def test_a_new_folder_that_the_list_does_not_show_leaves_the_focus_on_the_button(
    visit: Come, office: Firm
) -> None:
    project = Project(office)
    project.folder("Alpha")
    one = visit("office")
    page = one.page
    one.open(project.page)
    page.get_by_label("Filter by name").fill("alp")
    page.wait_for_url("**q=alp**")
    page.get_by_role("button", name="New folder").click()
    page.keyboard.type("Eta")
    page.keyboard.press("Enter")
    one.await_toast("Eta is made.")
    expect(page.get_by_role("button", name="New folder")).to_be_focused()


def test_in_the_grid_the_box_for_all_says_what_it_ticks(visit: Come, office: Firm) -> None:
    project = Project(office)
    project.file("a.txt")
    project.file("b.txt")
    one = visit("office")
    one.open(project.page)
    one.page.get_by_role("group", name="Show as").get_by_role("link", name="Grid").click()
    expect(one.page.locator("#documents.is-grid")).to_be_visible()
    one.await_ready()
    label = one.page.locator("thead label", has_text="Select all on this page")
    expect(label).to_have_css("font-size", "14px")
    one.require_accessible()
    label.click()
    expect(one.page.locator("[data-ticked]")).to_have_text("2 selected")
    one.untick()
    one.page.get_by_role("group", name="Show as").get_by_role("link", name="List").click()


def test_a_dropped_folder_keeps_its_structure(visit: Come, office: Firm) -> None:
    project = Project(office)
    one = visit("office")
    page = one.page
    one.open(project.page)
    page.evaluate(DROP_FOLDER)
    expect(one.row("Site")).to_be_visible()
    expect(page.locator("#tray")).to_contain_text("top.txt")
    one.row("Site").locator("a.sr-name").click()
    expect(one.rows).to_have_count(3)
    assert one.names() == ["Level 1", "Nothing in it", "top.txt"]
    one.row("Level 1").locator("a.sr-name").click()
    expect(one.row("a.txt")).to_be_visible()
    assert one.names() == ["a.txt"]
    assert page.locator(".sr-crumbs a").all_inner_texts() == ["Projects", project.name, "Site"]
    page.go_back()
    expect(one.row("top.txt")).to_be_visible()


def test_rows_are_moved_by_dialog_and_by_hand_and_taken_back(visit: Come, office: Firm) -> None:
    project = Project(office)
    project.folder("Level 2", project.folder("Plans"))
    project.folder("Photos")
    project.file("a.txt")
    project.file("b.txt")
    one = visit("office")
    page = one.page
    one.open(project.page)
    one.menu("a.txt", "Move")
    dialog = page.get_by_role("dialog", name="Move “a.txt”")
    expect(dialog.get_by_role("treeitem", name="Plans")).to_be_visible()
    one.require_accessible()
    dialog.get_by_label("Find a folder").fill("level")
    found = dialog.get_by_role("option", name="Level 2").first  # this project's come first
    expect(found).to_contain_text("/ Plans")
    found.click()
    expect(dialog.get_by_text("Into Level 2")).to_be_visible()
    dialog.get_by_role("button", name="Move here").click()
    one.await_toast("1 item moved to Level 2.")
    expect(one.row("a.txt")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(one.row("a.txt")).to_be_visible()

    one.tick("a.txt", "b.txt")
    one.row("a.txt").drag_to(one.row("Photos"))
    one.await_toast("2 items moved to Photos.")
    expect(one.rows).to_have_count(2)
    one.row("Photos").drag_to(node(page, "Plans"))
    one.await_toast("1 item moved to Plans.")
    expect(one.rows).to_have_count(1)
    node(page, "Plans").locator("[data-toggle]").click()
    expect(node(page, "Photos")).to_be_visible()


def test_the_tree_works_by_keyboard_and_stays_open(visit: Come, office: Firm) -> None:
    project = Project(office)
    plans = project.folder("Plans")
    project.folder("Level 2", plans)
    project.folder("Archive")
    one = visit("office")
    page = one.page
    one.open(project.page)
    node(page, project.name).focus()
    for key in ("ArrowDown", "p", "ArrowRight"):
        page.keyboard.press(key)
    expect(node(page, "Level 2")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(node(page, "Level 2")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    expect(node(page, "Archive")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/folders/"))
    expect(node(page, "Archive")).to_have_attribute("aria-current", "page")
    expect(node(page, "Level 2")).to_be_visible()


def test_a_long_folder_goes_on_where_it_ends(visit: Come, office: Firm) -> None:
    project = Project(office)
    for number in range(60):
        project.file(f"photo {number}.txt")
    one = visit("office")
    one.open(project.page)
    expect(one.rows).to_have_count(50)
    one.page.keyboard.press("End")
    expect(one.rows).to_have_count(60)
    one.menu("photo 59.txt", "Add to favourites")
    expect(one.row("photo 59.txt").get_by_role("img", name="Favourite")).to_be_visible()
    expect(one.rows).to_have_count(60)
    expect(one.page.locator(".sr-stars a")).to_contain_text("photo 59.txt")


def test_the_drawer_opens_by_key_and_gives_the_focus_back(visit: Come, office: Firm) -> None:
    project = Project(office)
    project.folder("Plans")
    one = visit("office")
    page = one.page
    one.open(project.page)
    one.row("Plans").focus()
    page.keyboard.press("i")
    expect(page.locator("#panel")).to_contain_text("Plans")
    one.require_accessible()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_have_count(0)
    expect(one.row("Plans")).to_be_focused()


@pytest.mark.parametrize(
    ("width", "theme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
)
def test_the_pages_are_accessible_at_both_widths(
    visit: Come, office: Firm, width: int, theme: str
) -> None:
    project = Project(office)
    plans = project.folder("Plans")
    project.file("a very long name of a drawing that goes on and on, revision C.txt", plans)
    one = visit("office", width=width, theme=theme)
    page = one.page
    for address in ("/demo/projects", "/demo/projects/new", project.page):
        one.open(address)
        one.require_accessible()
        one.require_no_sideways_scroll()
    one.row("Plans").locator("a.sr-name").click()
    expect(one.rows).to_have_count(1)
    one.row(one.names()[0]).get_by_role("checkbox").check()
    one.require_accessible()
    one.require_no_sideways_scroll()
    one.untick()
    page.get_by_role("group", name="Show as").get_by_role("link", name="Grid").click()
    expect(page.locator("#documents.is-grid")).to_be_visible()
    one.require_accessible()
    one.require_no_sideways_scroll()
    page.get_by_role("group", name="Show as").get_by_role("link", name="List").click()


def test_files_dropped_on_a_folder_go_into_it(visit: Come, office: Firm) -> None:
    project = Project(office)
    project.folder("Plans")
    one = visit("office")
    page = one.page
    one.open(project.page)
    files = page.evaluate_handle(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["one"], "One.txt", { type: "text/plain" }));
          return carried;
        }"""
    )
    for name in ("dragenter", "dragover"):
        one.row("Plans").dispatch_event(name, {"dataTransfer": files})
    expect(page.get_by_text("Drop into “Plans”")).to_be_visible()
    one.row("Plans").dispatch_event("drop", {"dataTransfer": files})
    expect(page.locator("#tray")).to_contain_text("1 file attached")
    assert one.names() == ["Plans"]
    one.row("Plans").locator("a.sr-name").click()
    expect(one.row("One.txt")).to_be_visible()
