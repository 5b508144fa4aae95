"""Working in the list: tags, ZIP, trash, names, the keyboard alone."""

import zipfile
from collections.abc import Callable

import papers
import pytest
from firm import Firm, Job
from playwright.sync_api import expect
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]


@pytest.fixture
def job(office: Firm) -> Job:
    """Return a job with three small files."""
    job = office.job()
    for name in ("Alpha.txt", "Beta.txt", "Gamma.txt"):
        job.put(name, name.encode())
    return job


def test_a16_tags_are_edited_and_filtered_by(visit: Come, job: Job) -> None:
    """A-16: tag from the row's menu; the filter shows just those, and stays after a reload."""
    one = visit("office")
    page = one.page
    one.open(job.card)
    one.menu("Beta.txt", "Tags")
    dialog = page.get_by_role("dialog", name="Tags")
    dialog.get_by_label("Tags, with commas between them").fill("before, plan")
    dialog.get_by_role("button", name="Save tags").click()
    expect(one.row("Beta.txt").locator(".sr-tag")).to_have_text(["before", "plan"])
    page.get_by_role("combobox", name="Filter by tag").select_option("before")
    expect(one.rows).to_have_count(1)
    assert one.names() == ["Beta.txt"]
    page.reload()
    expect(one.rows).to_have_count(1)
    one.await_ready()
    page.get_by_role("combobox", name="Filter by tag").select_option("after")
    expect(page.get_by_text("Nothing matches this filter")).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    expect(one.rows).to_have_count(3)


def test_a14_the_ticked_files_come_as_one_zip(visit: Come, job: Job) -> None:
    """A-14: just the ticked ones, with their bytes."""
    one = visit("office")
    one.open(job.card)
    one.tick("Alpha.txt", "Gamma.txt")
    with one.page.expect_download() as saved:
        one.press_bulk("Download ZIP")
    assert saved.value.suggested_filename.endswith(".zip")
    with zipfile.ZipFile(saved.value.path()) as archive:
        assert archive.read("Alpha.txt") == b"Alpha.txt"
        assert sorted(archive.namelist()) == ["Alpha.txt", "Gamma.txt"]


def test_a14_deleted_undone_deleted_restored(visit: Come, job: Job) -> None:
    """A-14: Undo brings back at once; the trash brings back later; the numbers follow."""
    one = visit("office")
    page = one.page
    one.open(job.card)
    count = page.locator(".sr-tabs a[aria-current] .sr-count")
    one.tick("Alpha.txt", "Beta.txt")
    one.press_bulk("Delete")
    one.await_toast("2 attachments moved to the trash.")
    expect(one.rows).to_have_count(1)
    expect(count).to_have_text("1")
    page.get_by_role("button", name="Undo").click()
    expect(one.rows).to_have_count(3)
    expect(count).to_have_text("3")
    one.menu("Beta.txt", "Delete")
    expect(one.rows).to_have_count(2)
    page.get_by_role("link", name="Trash").click()
    page.get_by_role("checkbox", name="Select Beta.txt").check()
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("1 file restored.").first).to_be_visible()
    one.open(job.card)
    expect(one.rows).to_have_count(3)
    assert job.content("Beta.txt") == b"Beta.txt"


def test_a14_what_is_deleted_for_good_is_asked_about(visit: Come, job: Job) -> None:
    """UI: only what can't be undone asks."""
    one = visit("office")
    page = one.page
    one.open(job.card)
    one.menu("Gamma.txt", "Delete")
    expect(one.rows).to_have_count(2)
    page.get_by_role("link", name="Trash").click()
    page.get_by_role("checkbox", name="Select Gamma.txt").check()
    page.get_by_role("button", name="Delete for good").click()
    question = page.get_by_role("dialog", name="Delete “Gamma.txt” for good?")
    expect(question.get_by_text("“Gamma.txt” will be deleted for good")).to_be_visible()
    question.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("The trash is empty")).to_be_visible()
    assert sorted(job.files()) == ["Alpha.txt", "Beta.txt"]


def test_the_keyboard_does_it_all(visit: Come, job: Job) -> None:
    """UI: arrows move, Space ticks, Shift extends, Ctrl-A ticks all, F2 renames, Del and Ctrl-Z."""
    one = visit("office")
    page = one.page
    one.open(job.card)
    ticked = page.locator("tr[data-row] input:checked")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('tr[data-row]')"):
            break
    expect(one.row("Alpha.txt")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(one.row("Beta.txt")).to_be_focused()
    page.keyboard.press("Space")
    expect(ticked).to_have_count(1)
    expect(page.locator("[data-ticked]")).to_have_text("1 selected")
    page.keyboard.press("Shift+ArrowDown")
    expect(ticked).to_have_count(2)
    page.keyboard.press("Control+a")
    expect(ticked).to_have_count(3)
    page.keyboard.press("Escape")
    expect(ticked).to_have_count(0)

    page.keyboard.press("Home")
    page.keyboard.press("F2")
    field = page.get_by_role("dialog", name="Rename").get_by_label("Name")
    expect(field).to_be_focused()
    assert page.evaluate("() => getSelection().toString()") == "Alpha", "the ending is not marked"
    page.keyboard.type("Omega")
    page.keyboard.press("Enter")
    expect(one.row("Omega.txt")).to_be_focused()

    page.keyboard.press("Delete")
    expect(one.rows).to_have_count(2)
    expect(page.locator("tr[data-row]:focus")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(one.rows).to_have_count(3)
    assert sorted(job.files()) == ["Beta.txt", "Gamma.txt", "Omega.txt"]


def test_enter_opens_and_focus_comes_back(visit: Come, office: Firm) -> None:
    """UI: Enter opens the picture; after Escape the focus is where it was."""
    job = office.job()
    job.await_preview(job.put("Roof.jpg", papers.picture()))
    one = visit("office")
    page = one.page
    one.open(job.card)
    link = one.row("Roof.jpg").get_by_role("link", name="Roof.jpg", exact=True)
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Pictures")).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_a_name_that_cannot_be_stands_at_the_field(visit: Come, job: Job) -> None:
    """UI: errors stand at their field and are announced; the dialog stays open, nothing changes."""
    one = visit("office")
    one.expect_complaint(r"(409|422) .*/actions")
    page = one.page
    one.open(job.card)
    one.menu("Alpha.txt", "Rename")
    dialog = page.get_by_role("dialog", name="Rename")
    for name in ("Beta.txt", "../x"):
        dialog.get_by_label("Name").fill(name)
        dialog.get_by_role("button", name="Rename").click()
        expect(dialog.locator("[data-error]")).not_to_be_empty()
        expect(dialog.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
        expect(dialog.get_by_label("Name")).to_be_focused()
        expect(page.locator("#alerter")).not_to_be_empty()
        dialog.get_by_label("Name").fill("")
    dialog.get_by_role("button", name="Cancel").click()
    assert sorted(job.files()) == ["Alpha.txt", "Beta.txt", "Gamma.txt"]


def test_two_people_at_once(visit: Come, job: Job) -> None:
    """One deletes what the other marks at that moment: a clear word, and nothing half-done."""
    one, other = visit("office"), visit("clerk")
    one.open(job.card)
    other.open(job.card)
    one.tick("Alpha.txt", "Beta.txt")
    other.menu("Alpha.txt", "Delete")
    expect(other.rows).to_have_count(2)
    one.expect_complaint("404 .*/actions")
    one.press_bulk("Mark as confidential")
    one.await_toast("Some of this is no longer there; somebody else may have deleted or moved it.")
    assert not job.files()["Beta.txt"]["confidential"], "L16: all or nothing"
    one.page.get_by_role("link", name="Reload").click()
    expect(one.rows).to_have_count(2)


def test_a_lost_connection_says_that_nothing_changed(visit: Come, job: Job) -> None:
    """UI: every failure says what happened and what is safe."""
    one = visit("office")
    one.open(job.card)
    one.expect_complaint("ERR_INTERNET_DISCONNECTED|Send Error|sendError|afterRequest")
    one.tick("Alpha.txt")
    one.context.set_offline(True)
    one.press_bulk("Delete")
    one.await_toast("be reached. Nothing was changed; please try again.")
    one.context.set_offline(False)
    assert len(job.files()) == 3
