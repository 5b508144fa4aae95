"""A new version of a confidential file that a customer sees: asked about in the one dialog (E-7)."""

from collections.abc import Callable
from pathlib import Path

import papers
import pytest
from access_site import look, question
from firm import Firm, Job
from playwright.sync_api import Route, expect
from served import await_condition, made
from test_drawer import open_tab
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]
TITLE = "Add this version?"
DONE = '.sr-upload[data-upload="Wages.txt"][data-state="done"]'


@pytest.fixture
def job(office: Firm) -> Job:
    """A job with a confidential file that its customer can see in the portal."""
    job = office.job()
    job.share(job.put("Wages.txt", b"one", confidential=True))
    return job


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_e7_the_drawer_asks_before_the_version_is_sent(
    visit: Come, job: Job, tmp_path: Path, width: int, theme: str
) -> None:
    one = visit("office", width=width, theme=theme)
    one.open(job.card)
    open_tab(one, "Wages.txt", "Versions")
    panel = one.page.locator("#panel")
    fresh = papers.write(tmp_path, "Wages.txt", b"two words")

    def choose() -> None:
        with one.page.expect_file_chooser() as chooser:
            panel.locator("label", has_text="Upload a new version").click()
        chooser.value.set_files(fresh)

    choose()
    dialog = question(one, TITLE)
    expect(dialog.get_by_role("heading", name=TITLE)).to_be_focused()
    expect(dialog).to_contain_text("customers see it in the portal")
    expect(dialog.get_by_role("heading", name="1 door to the outside stays open")).to_be_visible()
    look(one)
    one.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(one.page.locator(".sr-upload")).to_have_count(0)
    assert job.content("Wages.txt") == b"one"

    choose()
    dialog.get_by_role("button", name="Add version anyway").click()
    expect(dialog).to_be_hidden()
    expect(panel).to_contain_text("Version 2")
    assert job.content("Wages.txt") == b"two words"


def test_e7_dropped_on_its_row_it_asks_too(visit: Come, job: Job) -> None:
    one = visit("office")
    one.open(job.card)
    files = one.page.evaluate_handle(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["two"], "Wages.txt", { type: "text/plain" }));
          return carried;
        }"""
    )
    one.row("Wages.txt").dispatch_event("drop", {"dataTransfer": files})
    one.page.locator("#version-dialog").get_by_role("button", name="New version").click()
    question(one, TITLE).get_by_role("button", name="Add version anyway").click()
    expect(one.page.locator(DONE)).to_have_count(1)
    assert job.content("Wages.txt") == b"two"


def test_e7_several_at_once_are_asked_one_after_another(
    visit: Come, job: Job, tmp_path: Path
) -> None:
    """Each with its own answer; a file that nobody outside sees is not asked about."""
    job.share(job.put("Rates.txt", b"one", confidential=True))
    job.put("Plan.txt", b"one", confidential=True)
    one = visit("office")
    one.open(job.card)
    sent = {
        name: papers.write(tmp_path, name, b"two")
        for name in ("Wages.txt", "Rates.txt", "Plan.txt")
    }
    one.attach(*sent.values())
    clash = one.page.get_by_role("dialog", name="These names are already here")
    clash.get_by_role("button", name="New version").click()
    dialog = question(one, TITLE)
    named = dialog.locator("[data-detail]").inner_text()
    first, second = ("Wages.txt", "Rates.txt") if "Wages" in named else ("Rates.txt", "Wages.txt")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog.locator("[data-detail]")).to_contain_text(second)
    dialog.get_by_role("button", name="Add version anyway").click()
    expect(one.page.locator('.sr-upload[data-state="done"]')).to_have_count(2)
    assert [job.content(name) for name in (first, second, "Plan.txt")] == [b"one", b"two", b"two"]


def test_e7_what_is_confirmed_goes_on_while_others_are_still_sent(
    visit: Come, job: Job, tmp_path: Path
) -> None:
    """A slow network: the first of them arrives while the confirmed one is on its way."""
    job.share(job.put("Costs.txt", b"one", confidential=True))
    job.put("Sketch.txt", b"one", confidential=True)
    one = visit("office")
    one.open(job.card)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "PATCH":
            held.append(route)
        else:
            route.continue_()

    one.page.route("**/api/v1/uploads/*", hold)
    one.attach(*(papers.write(tmp_path, name, b"two") for name in ("Costs.txt", "Sketch.txt")))
    clash = one.page.get_by_role("dialog", name="These names are already here")
    clash.get_by_role("button", name="New version").click()
    question(one, TITLE).get_by_role("button", name="Add version anyway").click()
    uploads = one.page.locator(".sr-upload")
    await_condition(lambda: uploads.count() and len(held) == 2, "both on their way")
    done = one.page.locator('.sr-upload[data-state="done"]')
    held[0].continue_()
    expect(done).to_have_count(1)
    held[1].continue_()
    expect(done).to_have_count(2)
    assert [job.content(name) for name in ("Costs.txt", "Sketch.txt")] == [b"two", b"two"]


def test_e7_the_phone_asks_too(visit: Come, office: Firm, job: Job, tmp_path: Path) -> None:
    """Whoever may see confidential files there."""
    email, member_id = office.technician("Ada Finch", tmp_path)
    [role] = [
        row["id"]
        for row in made(office.administrator.get("roles"))["results"]
        if row["name"] == "Office"
    ]
    changes = {"role_ids": [role], "mobile": {"view_confidential": True}, "confirm": True}
    made(office.administrator.patch(f"members/{member_id}", json=changes))
    one = visit(email, width=390)
    one.open(job.mobile)
    one.attach(papers.write(tmp_path, "Wages.txt", b"two"))
    clash = one.page.get_by_role("dialog", name="This name is already here")
    clash.get_by_role("button", name="New version").click()
    dialog = question(one, TITLE)
    look(one)
    dialog.get_by_role("button", name="Add version anyway").click()
    expect(one.page.locator(DONE)).to_have_count(1)
    assert job.content("Wages.txt") == b"two"
