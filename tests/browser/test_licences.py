"""Licences in a browser: pages and forms, choices to type in, files, errors in place, the file for Excel."""

import datetime as dt
import io
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import openpyxl
import papers
import pytest
from firm import Firm
from playwright.sync_api import expect
from test_every_page import look
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]
OVERVIEW = "/demo/admin/licences"
REFUSED = "422"


def day(days: int) -> str:
    return (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=days)).isoformat()


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A file to hand in."""
    path = tmp_path / "Certificate.pdf"
    path.write_bytes(papers.pdf())
    return path


def choose(one: Visit, label: str, typed: str, words: str) -> None:
    """Type some letters into a choice and take what it offers, with the keyboard."""
    field = one.page.get_by_role("combobox", name=label)
    field.click()
    field.press_sequentially(typed)
    expect(one.page.get_by_role("option", name=words)).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value(re.compile(words))


def make(one: Visit, *, who: str = "Priya", kind: str = "", expires: str = "") -> str:
    """Add a licence of a new type by the form; return the type's name."""
    kind = kind or f"Ticket {uuid.uuid4().hex[:6]}"
    page = one.page
    one.open(f"{OVERVIEW}/new")
    choose(one, "User", who, who)
    page.get_by_label("Create a new licence type").check()
    page.get_by_label("Name of the new type").fill(kind)
    if expires:
        page.get_by_label("Expires").fill(expires)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1, name=kind)).to_be_visible()
    one.await_ready()
    return kind


def test_c1_c3_add_with_a_new_type_and_files_then_find_and_export(
    visit: Come, paper: Path, tmp_path: Path
) -> None:
    one = visit("admin")
    page = one.page
    one.open(OVERVIEW)
    page.get_by_role("link", name="Add licence", exact=True).click()
    one.await_ready()
    choose(one, "User", "pri na", "Priya Nair")
    page.get_by_label("Create a new licence type").check()
    kind = f"=cmd {uuid.uuid4().hex[:6]}"
    page.get_by_label("Name of the new type").fill(kind)
    page.get_by_label("Expires").fill(day(20))
    other = tmp_path / "Photo.jpg"
    other.write_bytes(papers.picture())
    page.get_by_label("Evidence").set_input_files(paper)
    page.get_by_label("Evidence").set_input_files(other)
    chosen = page.get_by_role("list", name="Chosen files").get_by_role("listitem")
    expect(chosen).to_have_count(2)
    one.require_accessible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1, name=kind)).to_be_visible()
    assert sorted(one.names()) == ["Certificate.pdf", "Photo.jpg"]
    one.open(OVERVIEW)
    page.get_by_role("searchbox", name="Search by user or number").fill("priya")
    page.keyboard.press("Enter")
    page.get_by_role("navigation", name="State").get_by_role("link", name="Expiring").click()
    expect(page.get_by_role("row", name=kind)).to_be_visible()
    shown = page.locator("tbody tr").count()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Export").click()
    sheet = openpyxl.load_workbook(io.BytesIO(saved.value.path().read_bytes())).active
    rows = {row[2].value: row for row in sheet.iter_rows(min_row=2)}
    assert len(rows) == shown
    assert rows[kind][2].data_type == "s"
    assert rows[kind][6].value.date().isoformat() == day(20)
    assert {row[0].value for row in rows.values()} == {"Priya Nair"}


def test_c3_errors_stand_at_their_fields_and_the_chosen_file_stays(
    visit: Come, paper: Path
) -> None:
    one = visit("admin")
    one.expect_complaint(REFUSED)
    page = one.page
    one.open(f"{OVERVIEW}/new")
    page.get_by_label("Evidence").set_input_files(paper)
    page.get_by_label("Number").fill("N-1")
    page.get_by_role("button", name="Save").click()
    user = page.get_by_role("combobox", name="User")
    expect(user).to_be_focused()
    expect(user).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Please choose a user.")).to_be_visible()
    expect(page.get_by_text("Please choose a licence type, or create a new one.")).to_be_visible()
    one.require_accessible()
    choose(one, "User", "owen", "Owen Llewellyn")
    choose(one, "Licence type", "driv", "Driving licence")
    page.get_by_label("Issued").fill(day(2))
    page.get_by_label("Expires").fill(day(1))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It would expire before it was issued")).to_be_visible()
    expect(page.get_by_text("Please choose a user.")).to_have_count(0)
    page.get_by_label("Expires").fill(day(3))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1, name="Driving licence")).to_be_visible()
    assert one.names() == ["Certificate.pdf"]


def test_the_choice_is_a_combobox_for_keyboard_and_screen_reader(visit: Come) -> None:
    one = visit("admin")
    page = one.page
    one.open(f"{OVERVIEW}/new")
    field = page.get_by_role("combobox", name="Licence type")
    field.focus()
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    marked = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    expect(marked).to_have_attribute("aria-selected", "true")
    one.require_accessible()
    first = marked.inner_text()
    field.press("Enter")
    expect(field).to_have_value(first)
    field.press_sequentially("nothing is called so")
    expect(page.get_by_role("option", name="Nothing matches")).to_be_visible()
    field.press("Escape")
    expect(field).to_have_value(first)


def test_evidence_is_added_on_the_page_of_the_licence(visit: Come, paper: Path) -> None:
    """C-7: the list, its uploads and its drawer are those of every record."""
    one = visit("admin")
    make(one)
    one.attach(paper)
    expect(one.row("Certificate.pdf")).to_be_visible()
    one.menu("Certificate.pdf", "Details")
    expect(one.page.locator("#drawer")).to_be_visible()


def test_c10_a_holder_renews_in_the_office_and_the_keeper_verifies(
    visit: Come, paper: Path
) -> None:
    keeper, holder = visit("admin"), visit("clerk")
    kind = make(keeper, expires=day(4))
    holder.open("/demo/")
    holder.page.get_by_role("link", name=kind).click()
    holder.await_ready()
    holder.page.get_by_role("link", name="Renew").click()
    holder.await_ready()
    holder.page.get_by_label("Photo or document").set_input_files(paper)
    holder.page.get_by_label("New expiry").fill(day(400))
    holder.require_accessible()
    holder.page.get_by_role("button", name="Hand in").click()
    waits = "Renewal waits to be verified"
    expect(holder.page.get_by_role("region", name=waits)).to_be_visible()
    keeper.page.reload()
    keeper.await_ready()
    box = keeper.page.get_by_role("region", name=waits)
    expect(box.get_by_role("link", name="Certificate.pdf")).to_be_visible()
    box.locator("summary").click()
    keeper.require_accessible()
    box.get_by_label("Reason").fill("Blurred")
    box.get_by_role("button", name="Reject renewal").click()
    expect(keeper.page.get_by_role("region", name="Renewals")).to_contain_text("Blurred")
    holder.page.reload()
    expect(holder.page.get_by_text("Blurred")).to_be_visible()


def test_c8_the_first_column_and_the_heading_of_the_matrix_stay(visit: Come) -> None:
    one = visit("admin", width=390)
    one.open(f"{OVERVIEW}/matrix")
    box = one.page.get_by_role("region", name="Matrix of users and licence types")
    name = box.get_by_role("rowheader").last
    before = name.bounding_box()
    box.evaluate("(box) => { box.scrollLeft = 300; }")
    after = name.bounding_box()
    assert before
    assert after
    assert round(before["x"]) == round(after["x"])
    assert box.evaluate("(box) => box.scrollLeft") > 0
    one.require_no_sideways_scroll()


def test_c9_a_blocked_assignment_asks_for_a_reason(visit: Come, office: Firm) -> None:
    admin = visit("admin")
    kind = make(admin)
    settings(admin, "Block")
    try:
        one = visit("office")
        one.expect_complaint("status of 409")
        page = one.page
        one.open("/demo/jobs/new")
        page.get_by_label("Title").fill("Strip the hall")
        page.get_by_label("Customer").fill("Greystone Farm")
        page.get_by_label(kind).check()
        page.get_by_label("Tom Hargreaves").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert")).to_contain_text(["lack what is required"])
        one.require_accessible()
        page.get_by_label("Reason to assign them all the same").fill("Outside only")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="Details").first.click()
        table = page.get_by_role("region", name="Required licences")
        expect(table).to_contain_text("Assigned all the same: Outside only")
        one.require_accessible()
    finally:
        settings(admin, "Warn")


def settings(one: Visit, rule: str) -> None:
    """C-4: choose by the page what a missing licence means; Save stands at the upper right."""
    one.open("/demo/admin/defaults")
    one.page.get_by_label(re.compile(rf"\b{rule}:")).check()
    one.page.get_by_role("button", name="Save").click()
    one.await_toast("Saved.")


PAGES = (
    "",
    "admin/licences",
    "admin/licences?q=nothing-is-called-so",
    "admin/licences?state=overdue",
    "admin/licences/new",
    "admin/licences/types",
    "admin/licences/types/{type}",
    "admin/licences/matrix",
    "admin/defaults",
    "licences/{licence}",
    "licences/{licence}/edit",
    "licences/{licence}/replace",
    "licences/{licence}/delete",
)


@pytest.fixture(scope="module")
def ids(chromium: object, office: Firm) -> dict[str, str]:
    """Return a licence with a renewal that waits, and its type."""
    one = Visit(chromium, office.server.base, "admin")  # type: ignore[arg-type]
    one.open(f"{OVERVIEW}?q=558+1204")
    licence = one.page.locator("tbody .sr-row-link").first.get_attribute("href") or ""
    one.open(f"{OVERVIEW}/types")
    kind = one.page.locator("tbody .sr-row-link").first.get_attribute("href") or ""
    one.close()
    return {"licence": licence.rpartition("/")[2], "type": kind.rpartition("/")[2]}


@pytest.mark.parametrize("place", PAGES)
def test_each_page(place: str, visit: Come, ids: dict[str, str]) -> None:
    look(visit("admin"), f"/demo/{place.format(**ids)}")


@pytest.mark.parametrize("place", ["", "licences"])
def test_pages_of_a_holder(place: str, visit: Come) -> None:
    look(visit("sub"), f"/demo/{place}")
