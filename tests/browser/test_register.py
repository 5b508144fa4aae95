"""Administration in a browser: the register of doors, its export, and the portal's modules (issue 4.6, B-4)."""

import datetime as dt
import io
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import papers
import pytest
from firm import Firm, Job
from playwright.sync_api import Locator, expect
from served import made
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]
REGISTER = "/demo/admin/shares"


class Doors:
    """Three documents of one job, shared: two by links (one with a password), one in the portal."""

    def __init__(self, office: Firm) -> None:
        self.api = office.api
        self.word = uuid.uuid4().hex[:8]
        self.job: Job = office.job(f"Doors {self.word}")
        self.names = [f"=1+1 {self.word} a.txt", f"{self.word} b.txt", f"{self.word} c.pdf"]
        first, second = (self.job.put(name, b"words") for name in self.names[:2])
        third = self.job.put(self.names[2], papers.pdf())
        self.ids = [
            self._share(first, type="link", password="pier 7"),
            self._share(second, type="link"),
            self._share(third, type="portal"),
        ]
        self.page = f"{REGISTER}?q={self.word}"

    def _share(self, item_id: str, **body: str) -> str:
        return str(made(self.api.post(f"items/{item_id}/shares", json=body))["id"])

    def live(self) -> list[str]:
        """Return which of the three are open, by name."""
        rows = self.api.get("shares", params={"q": self.word, "live": "true"}).json()["results"]
        return sorted(row["item_name"] for row in rows)


@pytest.fixture
def doors(office: Firm) -> Doors:
    return Doors(office)


def rows(visit: Visit) -> Locator:
    return visit.page.locator("#register tbody tr")


def test_the_register_is_filtered_and_doors_are_cancelled_by_keyboard(
    doors: Doors, visit: Come
) -> None:
    office = visit("office")
    office.open("/demo/jobs")
    office.page.get_by_role("link", name="Administration").click()
    office.open(doors.page)
    expect(rows(office)).to_have_count(3)
    office.page.get_by_label("Type", exact=True).select_option("Links")
    expect(rows(office)).to_have_count(2)
    office.page.get_by_role("link", name="More filters").click()
    office.page.get_by_label("Password", exact=True).select_option("Links without password")
    expect(rows(office)).to_have_count(1)
    expect(office.page.get_by_role("link", name=doors.names[1])).to_be_visible()
    office.page.get_by_role("link", name="Fewer filters").click()
    expect(rows(office)).to_have_count(2)
    office.await_ready()

    rows(office).first.focus()
    office.page.keyboard.press("Space")
    office.page.keyboard.press("Shift+ArrowDown")
    expect(office.page.locator("[data-ticked]")).to_have_text("2 selected")
    office.page.keyboard.press("Delete")
    dialog = office.page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 doors close for good: 2 links.")
    assert len(doors.live()) == 3
    dialog.get_by_role("button", name="Cancel shares").click()
    office.await_toast("2 shares are cancelled.")
    expect(office.page.get_by_text("Nothing matches")).to_be_visible()
    expect(office.page.locator(".sr-list")).to_be_focused()
    assert doors.live() == [doors.names[2]]

    office.page.get_by_label("State", exact=True).select_option("Live and closed")
    expect(rows(office)).to_have_count(2)
    expect(rows(office).first).to_contain_text("Cancelled")
    expect(rows(office).first.get_by_role("checkbox")).to_have_count(0)


def test_the_row_that_takes_the_place_of_a_cancelled_one_has_the_focus(
    doors: Doors, visit: Come
) -> None:
    office = visit("office")
    office.open(doors.page)
    expect(rows(office)).to_have_count(3)
    rows(office).first.focus()
    office.page.keyboard.press("Delete")
    dialog = office.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Cancel share").click()
    expect(rows(office)).to_have_count(2)
    expect(rows(office).first).to_be_focused()


def test_a_page_that_is_stale_says_what_was_cancelled_meanwhile(doors: Doors, visit: Come) -> None:
    office = visit("office")
    office.open(doors.page)
    made_gone = doors.api.delete(f"shares/{doors.ids[0]}")
    assert made_gone.is_success, made_gone.text
    rows(office).filter(has_text="a.txt").get_by_role("checkbox").check()
    office.page.get_by_role("button", name="Cancel shares…").click()
    office.await_toast("This share was cancelled already")
    expect(rows(office)).to_have_count(2)


def test_the_export_has_the_filtered_rows_as_typed_cells(
    doors: Doors, visit: Come, tmp_path: Path
) -> None:
    office = visit("office")
    office.open(doors.page)
    with office.page.expect_download() as download:
        office.page.get_by_role("link", name="Export").click()
    assert download.value.suggested_filename.startswith("Shares ")
    path = tmp_path / "shares.xlsx"
    download.value.save_as(path)
    content = path.read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    head, *lines = ([cell.value for cell in row] for row in sheet.iter_rows())
    found = {line[0]: dict(zip(head, line, strict=True)) for line in lines}
    assert set(found) == set(doors.names)
    formula = next(row[0] for row in sheet.iter_rows(min_row=2) if row[0].value == doors.names[0])
    assert formula.data_type == "s"
    assert isinstance(found[doors.names[0]]["Time shared"], dt.datetime)
    assert (found[doors.names[0]]["Password"], found[doors.names[1]]["Password"]) == ("Yes", "No")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:O4")
    assert b"pier 7" not in content


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_are_accessible_and_fit(doors: Doors, visit: Come, width: int) -> None:
    for theme in ("light", "dark"):
        admin = visit("admin", width=width, theme=theme)
        for address in (
            doors.page,
            f"{REGISTER}?more=1&state=all",
            f"{REGISTER}?q=nothing-is-called-so",
            "/demo/admin/sharing",
            "/demo/admin/portal",
        ):
            admin.open(address)
            admin.require_accessible()
            admin.require_no_sideways_scroll()
        admin.open(doors.page)
        rows(admin).first.get_by_role("checkbox").check()
        expect(admin.page.get_by_role("button", name="Cancel shares…")).to_be_visible()
        admin.require_accessible()


@pytest.fixture
def modules_as_they_were(office: Firm) -> Iterator[None]:
    yield
    for_all = {"documents": True, "jobs": True, "quotes": True, "confirm": True}
    made(office.administrator.put("settings/portal", json=for_all))
    customer = made(office.api.get("customers", params={"q": "Larkfield"}))["results"][0]["id"]
    made(
        office.api.patch(
            f"customers/{customer}", json={"portal": {"jobs": "default"}, "confirm": True}
        )
    )


@pytest.mark.usefixtures("modules_as_they_were")
def test_b4_a_module_goes_off_for_all_and_on_for_one(doors: Doors, visit: Come) -> None:
    contact, admin = visit("contact", fresh=True), visit("admin")
    contact.expect_complaint("404")
    contact.open(doors.job.portal)
    expect(contact.page.get_by_text(f"{doors.word} c").first).to_be_visible()

    admin.open("/demo/admin/portal")
    admin.page.get_by_label("Jobs").uncheck()
    admin.page.get_by_role("button", name="Save").click()
    expect(admin.page.get_by_text("would lose a part of the portal")).to_be_visible()
    expect(admin.page.get_by_text("Larkfield").first).to_be_visible()
    admin.require_accessible()
    contact.page.reload()
    expect(contact.page.get_by_text(f"{doors.word} c").first).to_be_visible()

    admin.page.get_by_role("button", name="Save anyway").click()
    admin.await_toast("Saved.")
    assert contact.page.reload().status == 404
    contact.open("/demo/portal/")
    expect(contact.page.get_by_role("link", name="Jobs")).to_have_count(0)

    admin.open("/demo/customers?q=Larkfield")
    admin.page.get_by_role("link", name="Larkfield Housing Association").click()
    expect(admin.page.locator(".sr-subheading")).to_contain_text("Jobs not shown")
    admin.page.get_by_role("link", name="Edit").click()
    admin.page.get_by_label("Jobs").select_option("On for this customer")
    admin.page.get_by_role("button", name="Save").click()
    expect(admin.page.get_by_text("would gain a part of the portal")).to_be_visible()
    admin.page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(admin.page.locator(".sr-subheading")).to_contain_text("Jobs shown (for this customer)")
    contact.open(doors.job.portal)
    expect(contact.page.get_by_text(f"{doors.word} c").first).to_be_visible()
    admin.open("/demo/admin/portal")
    expect(admin.page.get_by_role("link", name="Larkfield Housing Association")).to_be_visible()
