"""Leaving a form with changes that were not sent: asked about, and never without a reason."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from access_site import Site, access_of, look, question
from firm import Firm, Job
from playwright.sync_api import Dialog, Locator, Page, expect
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]
WIDTHS = pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
REPORT = "Boiler report.txt"


@pytest.fixture
def job(office: Firm) -> Job:
    """A job with a file that its customer can see in the portal."""
    job = office.job()
    job.share(job.put(REPORT, b"words"))
    return job


def leave_dialog(one: Visit) -> Locator:
    return one.page.get_by_role("dialog", name="Leave without saving?")


@contextmanager
def browser_asks(page: Page, *, leave: bool) -> Iterator[list[str]]:
    """Answer the browser's own question, and tell what was asked."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        if leave:
            dialog.accept()
        else:
            dialog.dismiss()

    page.once("dialog", answer)
    yield asked
    page.remove_listener("dialog", answer)


@WIDTHS
def test_cancel_of_a_job_asks_only_while_something_is_changed(
    visit: Come, job: Job, width: int, theme: str
) -> None:
    one = visit("office", width=width, theme=theme)
    one.open(job.card)
    one.open(f"{job.card}/edit")
    page, title = one.page, one.page.get_by_label("Title")
    title.fill("Other works")
    page.get_by_role("link", name="Cancel").click()
    dialog = leave_dialog(one)
    expect(dialog.get_by_role("button", name="Stay")).to_be_focused()
    look(one)
    dialog.get_by_role("button", name="Stay").click()
    expect(title).to_have_value("Other works")
    with browser_asks(page, leave=False) as asked:
        page.evaluate("history.back()")
        expect(title).to_have_value("Other works")
    assert asked == ["beforeunload"]
    title.fill(job.title)
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url(f"**{job.card}")
    one.open(f"{job.card}/edit")
    title.fill("Other works")
    page.get_by_role("link", name="Cancel").click()
    dialog.get_by_role("button", name="Leave").click()
    page.wait_for_url(f"**{job.card}")
    expect(page.get_by_role("heading", name=re.compile(job.title))).to_be_visible()


def test_back_leaves_when_the_browser_is_told_so(visit: Come, job: Job) -> None:
    one = visit("office")
    one.open(job.card)
    one.open(f"{job.card}/edit")
    one.page.get_by_label("Title").fill("Other works")
    with browser_asks(one.page, leave=True) as asked:
        one.page.go_back()
        one.page.wait_for_url(f"**{job.card}")
    assert asked == ["beforeunload"]


def test_a_refused_save_is_still_unsaved(visit: Come, job: Job) -> None:
    """What came back counts against what was there before it was sent."""
    one = visit("office")
    one.expect_complaint("422")
    one.open(f"{job.card}/edit")
    page, title = one.page, one.page.get_by_label("Title")
    day = page.get_by_label("Scheduled for")
    day.fill("2031-05-06")
    title.fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Please enter a title.")).to_be_visible()
    page.get_by_role("link", name="Cancel").click()
    leave_dialog(one).get_by_role("button", name="Stay").click()
    expect(day).to_have_value("2031-05-06")
    title.fill(job.title)
    day.fill("")
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url(f"**{job.card}")


def test_a_question_declined_leaves_it_unsaved_and_one_answered_saves(
    visit: Come, job: Job
) -> None:
    one = visit("office")
    one.open(f"{job.card}/edit")
    page, customer = one.page, one.page.get_by_label("Customer")
    customer.focus()
    customer.fill("Brackenhurst Primary School")
    expect(page.locator("#customers option")).to_have_count(1)
    page.get_by_role("button", name="Save").click()
    asked = question(one)
    asked.get_by_role("button", name="Cancel").click()
    page.get_by_role("link", name="Cancel").click()
    leave_dialog(one).get_by_role("button", name="Stay").click()
    page.get_by_role("button", name="Save").click()
    asked.get_by_role("button", name="Save anyway").click()
    page.wait_for_url(f"**{job.card}")
    one.await_toast("Saved.")


@WIDTHS
def test_a_settings_form(visit: Come, width: int, theme: str) -> None:
    one = visit("admin", width=width, theme=theme)
    one.open("/demo/admin/sharing")
    page, days = one.page, one.page.get_by_label("Proposed lifetime, in days")
    before = days.input_value()
    days.fill("21")
    page.locator(".sr-tabs").get_by_role("link", name="Roles").click()
    look(one)
    leave_dialog(one).get_by_role("button", name="Stay").click()
    for value in ("21", before):
        days.fill(value)
        with page.expect_navigation():  # the first save's toast may still be there
            page.get_by_role("button", name="Save").click()
        one.await_toast("Saved.")
    page.locator(".sr-tabs").get_by_role("link", name="Roles").click()
    page.wait_for_url("**/admin/roles")


def test_a_role_form_and_other_buttons_of_its_page(visit: Come) -> None:
    one = visit("admin")
    one.open("/demo/admin/roles")
    page = one.page
    page.get_by_role("link", name="Technician", exact=True).click()
    one.await_ready()
    box = page.get_by_role("checkbox").first
    was = box.is_checked()
    box.set_checked(not was)
    page.get_by_role("link", name="Cancel").click()
    dialog = leave_dialog(one)
    dialog.get_by_role("button", name="Stay").click()
    box.set_checked(was)
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url("**/admin/roles")


def test_searching_asks_nothing(visit: Come) -> None:
    one = visit("office")
    one.open("/demo/jobs")
    one.page.get_by_role("searchbox").fill("nothing is called so")
    one.page.get_by_role("link", name="Customers", exact=True).click()
    one.page.wait_for_url("**/customers")


def test_the_drawer_with_something_chosen(visit: Come, office: Firm) -> None:
    site = Site(office)
    site.control(site.plans)
    one = visit("admin")
    one.open(site.page)
    panel = access_of(one, "Plans")
    panel.get_by_role("link", name="Add a role or user").click()
    one.await_ready()
    panel.get_by_role("searchbox", name="Name of a role or user").fill("cler")
    panel.get_by_text("Clerk", exact=True).first.click()
    expect(panel.locator("#panel-preview")).to_contain_text("gains access")
    dialog = leave_dialog(one)
    for leave in (
        lambda: one.page.keyboard.press("Escape"),
        lambda: panel.get_by_role("link", name="Cancel").click(),
        lambda: panel.get_by_role("navigation").get_by_role("link", name="Details").click(),
    ):
        leave()
        dialog.get_by_role("button", name="Stay").click()
        expect(panel.get_by_role("list", name="Chosen, as viewers")).to_contain_text("Clerk")
    panel.get_by_role("button", name="Close").click()
    dialog.get_by_role("button", name="Leave").click()
    expect(panel).to_be_hidden()


@WIDTHS
def test_the_dialog_of_sharing(visit: Come, job: Job, width: int, theme: str) -> None:
    one = visit("office", width=width, theme=theme)
    one.open(job.card)
    one.row(REPORT).locator("a[data-share]").click()
    share = one.page.get_by_role("dialog", name="Document sharing")
    visible = share.get_by_label("Visible in portal")
    visible.uncheck()
    one.page.keyboard.press("Escape")
    dialog = leave_dialog(one)
    look(one)
    dialog.get_by_role("button", name="Stay").click()
    visible.check()
    one.page.keyboard.press("Escape")
    expect(share).to_be_hidden()
