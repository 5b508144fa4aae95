"""Coming in and going out."""

import re
from collections.abc import Callable

import pytest
from firm import Firm
from playwright.sync_api import expect
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]


def test_a_wrong_password_keeps_the_email(visit: Come) -> None:
    """The message says that one of the two is wrong, not which; the e-mail needs no second typing."""
    one = visit()
    one.expect_complaint("status of 422")
    page = one.page
    one.email = "office@demo.example"
    one.sign_in("/sign-in", password="not this one")
    expect(page.locator("main").get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value("office@demo.example")
    expect(page.get_by_label("Password")).to_have_value("")
    one.email = "nobody@demo.example"
    known = page.locator("main").get_by_role("alert").inner_text()
    one.sign_in("/sign-in", password="not this one")
    assert page.locator("main").get_by_role("alert").inner_text() == known


def test_signing_in_leads_to_where_one_was_going(visit: Come, office: Firm) -> None:
    """An address from a mail survives the sign-in."""
    job = office.job()
    one = visit()
    one.page.goto(job.card)
    expect(one.page).to_have_url(re.compile(r"/sign-in\?next="))
    one.email = "office@demo.example"
    one.page.get_by_label("E-mail").fill(one.email)
    one.page.get_by_label("Password").fill(one.password)
    one.page.get_by_label("Password").press("Enter")
    expect(one.page.get_by_role("heading", level=1)).to_have_text(job.title)


@pytest.mark.parametrize("width", [1280, 390])
def test_signed_out_is_out(visit: Come, width: int) -> None:
    """After signing out the pages are closed, and this browser remembers no upload."""
    one = visit("office", width=width, fresh=True)
    page = one.page
    one.open("/demo/jobs")
    page.evaluate("() => localStorage.setItem('strongroom.unfinished', '{}')")
    page.locator(".sr-account summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.evaluate("() => localStorage.getItem('strongroom.unfinished')") is None
    page.goto("/demo/jobs")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_signed_out_elsewhere_is_told_in_the_page(visit: Come, office: Firm) -> None:
    """The session ended while the card stood open: the next press leads to the sign-in page."""
    job = office.job()
    job.put("Alpha.txt", b"a")
    one = visit("office", fresh=True)
    one.open(job.card)
    one.expect_complaint("401 .*/actions|status of 401")
    one.context.clear_cookies(name="strongroom_session")
    one.tick("Alpha.txt")
    one.press_bulk("Delete")
    one.page.get_by_role("link", name="Sign in").click()
    expect(one.page.get_by_label("E-mail")).to_be_visible()
    assert sorted(job.files()) == ["Alpha.txt"]


def test_the_portal_has_a_door_of_its_own(visit: Come) -> None:
    """A-12: the firm's name stands above it."""
    one = visit()
    one.email = "contact@demo.example"
    one.page.goto("/demo/portal/")
    expect(one.page.get_by_role("heading", name="Customer portal")).to_be_visible()
    expect(one.page.get_by_text("Hartwell & Pike Property Services").first).to_be_visible()
    one.sign_in(one.page.url)
    expect(one.page.get_by_role("heading", name="Hello Ruth Sinclair")).to_be_visible()
