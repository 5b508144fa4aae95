"""A forgotten password by mail, on a desk and on a phone; a real mail server takes the mail (F-3)."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, expect
from served import Served, await_condition
from visiting import Visit

from outbox.mail_sink import Sink

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EMAIL, NEW = "boss@ridge.example", "a kettle and a telescope"


@pytest.fixture(scope="module")
def mails() -> Iterator[Sink]:
    sink = Sink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture(scope="module")
def mailing(mails: Sink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a new firm with one administrator and a mail server."""
    data = tmp_path_factory.mktemp("mailing") / "data"
    server = Served(data, MAIL_URL=mails.url, MAIL_FROM="files@ridge.example", SIGN_IN_TRIES="1000")
    server.start()
    try:
        server.run("createadmin", EMAIL, "--account", "Ridge")
        yield server
    finally:
        server.stop()


def address(mails: Sink, after: int) -> str:
    """Return the address of the newest mail about a password after the first `after` mails, if any."""
    words = (mails.words(number)[0] for number in reversed(range(after, len(mails.taken))))
    found = (re.search(r"/password/reset/[\w-]+", each) for each in words)
    return next((one[0] for one in found if one), "")


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_from_the_sign_in_page_to_a_new_password(
    chromium: Browser, mailing: Served, mails: Sink, width: int, theme: str
) -> None:
    one = Visit(chromium, mailing.base, width=width, theme=theme)
    one.expect_complaint("status of (404|422)")
    page, before = one.page, len(mails.taken)
    page.goto("/sign-in")
    one.await_ready()
    page.get_by_label("E-mail").fill("ann@ridge.example")
    show = page.get_by_role("button", name="Show what is typed")
    page.get_by_label("Password").fill("half of it")
    show.click()
    expect(show).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("Password")).to_have_attribute("type", "text")
    look(one)
    show.click()
    expect(page.get_by_label("Password")).to_have_attribute("type", "password")
    page.get_by_role("link", name="Forgotten your password?").click()
    expect(page.get_by_label("E-mail")).to_have_value("ann@ridge.example")
    assert "ann" not in page.url
    page.get_by_label("E-mail").fill("")
    page.get_by_role("button", name="Send me a mail").click()
    expect(page.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")
    look(one)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_role("button", name="Send me a mail").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    look(one)

    where = await_condition(lambda: address(mails, before), "the mail")
    # The mail server has it before the worker has written down that it is sent.
    await_condition(lambda: httpx.get(mailing.at(where)).status_code == 200, "a good address")
    page.goto(where)
    page.get_by_label("New password").fill("short")
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_label("New password")).to_have_attribute("aria-invalid", "true")
    look(one)
    page.get_by_label("New password").fill(f"{NEW} {width}")
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("heading", name="Your password is set")).to_be_visible()
    look(one)
    page.goto(where)
    expect(page.get_by_role("heading", name="This address can't be used")).to_be_visible()
    expect(page.get_by_role("link", name="Ask for another mail")).to_be_visible()
    look(one)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(f"{NEW} {width}")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/ridge/")
    one.close()
    assert one.complaints() == []


def look(one: Visit) -> None:
    one.require_accessible()
    one.require_no_sideways_scroll()
