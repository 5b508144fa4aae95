"""Licences on a phone: renewed with a photo, verified or rejected by the office, nothing lost on the way (C-10)."""

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import papers
import pytest
from firm import Firm
from playwright.sync_api import CDPSession, Locator, Page, expect
from served import made
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]
PHONE = 390
SOON = dt.date.today() + dt.timedelta(days=20)  # noqa: DTZ011 - whatever the zone, it is soon
LATER = SOON.replace(year=SOON.year + 5, day=min(SOON.day, 28))


class Holder:
    """A technician with a licence that expires soon."""

    def __init__(self, office: Firm, folder: Path, name: str = "Forklift ticket") -> None:
        self._api = office.administrator
        self.email, member = office.technician("Tom Bright", folder)
        self.type = f"{name} {uuid.uuid4().hex[:5]}"
        body = {"member_id": member, "new_type": self.type, "expires_on": SOON.isoformat()}
        self.id: str = made(self._api.post("licences", json={**body, "number": "FL 100"}))["id"]
        self._api.post(
            f"licences/{self.id}/files", params={"name": "Old card.jpg"}, content=papers.picture()
        ).raise_for_status()
        self.page = f"/demo/m/licences/{self.id}"
        self.photo = papers.write(folder, "front.jpg", papers.picture("teal", (1200, 900)))
        self.back = papers.write(folder, "back.jpg", papers.picture("grey"))
        self.paper = papers.write(folder, "Course.pdf", papers.pdf())

    def renewals(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = made(self._api.get(f"licences/{self.id}/renewals"))["results"]
        return found

    def files(self) -> set[str]:
        return {row["name"] for row in made(self._api.get(f"licences/{self.id}/files"))["results"]}


@pytest.fixture
def holder(office: Firm, tmp_path: Path) -> Holder:
    return Holder(office, tmp_path)


def phone(visit: Come, holder: Holder, address: str) -> Visit:
    one = visit(holder.email, width=PHONE)
    one.page.emulate_media(reduced_motion="reduce")
    one.open(address)
    return one


def photograph(page: Page, *paths: Path) -> None:
    for path in paths:
        page.locator("input[capture]").set_input_files(path)


def chosen(page: Page) -> Locator:
    return page.locator("[data-file-list] li")


def fill(page: Page) -> None:
    page.get_by_label("New expiry date").fill(LATER.isoformat())


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Hand in").click()


def lose_answers(one: Visit, pattern: str) -> CDPSession:
    """Let requests arrive, and lose what the server answers, until it is detached."""
    devtools = one.context.new_cdp_session(one.page)

    def lose(paused: dict[str, Any]) -> None:
        gone = {"requestId": paused["requestId"], "errorReason": "ConnectionClosed"}
        devtools.send("Fetch.failRequest", gone)

    devtools.on("Fetch.requestPaused", lose)
    which = {"urlPattern": pattern, "requestStage": "Response"}
    devtools.send("Fetch.enable", {"patterns": [which]})
    return devtools


def fine(one: Visit) -> None:
    one.require_no_sideways_scroll()
    one.require_accessible()


def test_c10_renewed_with_a_photo_and_verified_by_the_office(visit: Come, holder: Holder) -> None:
    one = phone(visit, holder, "/demo/m/jobs")
    page = one.page
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Licences").click()
    card = page.get_by_role("link", name=holder.type)
    expect(card).to_contain_text("Expiring")
    expect(card).to_contain_text("in 3 weeks")
    fine(one)
    card.click()
    page.get_by_role("link", name="Renew").click()
    one.await_ready()
    fine(one)
    photograph(page, holder.photo, holder.back)
    expect(chosen(page)).to_have_count(2)
    page.get_by_role("button", name="Take away back.jpg").click()
    page.locator("input[multiple]").set_input_files(holder.paper)
    expect(chosen(page)).to_have_count(2)
    expect(chosen(page).first.locator("img")).to_be_visible()
    page.get_by_label("Note for the office").fill("Course passed on Monday")

    one.expect_complaint("422")
    hand_in(page)
    expect(page.get_by_text("Please enter the new expiry date.")).to_be_visible()
    expect(page.get_by_label("New expiry date")).to_be_focused()
    expect(chosen(page)).to_have_count(2)
    expect(page.get_by_label("Note for the office")).to_have_value("Course passed on Monday")
    fine(one)

    fill(page)
    page.get_by_role("button", name="Hand in").dblclick()
    one.await_toast("It waits for the office")
    expect(page.get_by_role("heading", name="Renewal waits for the office")).to_be_visible()
    expect(page.get_by_role("link", name="Renew")).to_have_count(0)
    fine(one)
    (renewal,) = holder.renewals()
    assert renewal["note"] == "Course passed on Monday"
    assert holder.files() == {"Old card.jpg", "front.jpg", "Course.pdf"}

    desk = visit("admin")
    desk.open(f"/demo/licences/{holder.id}")
    desk.page.get_by_role("button", name="Verify").click()
    expect(desk.page.get_by_text("Verified.").first).to_be_visible()

    one.open("/demo/m/licences")
    card = page.get_by_role("link", name=holder.type)
    expect(card).to_contain_text("Active")
    expect(card).to_contain_text(str(LATER.year))
    card.click()
    expect(page.get_by_role("heading", name="Earlier renewals")).to_be_visible()
    fine(one)


def test_c10_a_rejection_says_why_and_what_waits_can_be_withdrawn(
    visit: Come, holder: Holder
) -> None:
    one = phone(visit, holder, f"{holder.page}/renew")
    page = one.page
    photograph(page, holder.photo)
    fill(page)
    hand_in(page)
    expect(page.get_by_role("heading", name="Renewal waits for the office")).to_be_visible()

    desk = visit("admin")
    desk.open(f"/demo/licences/{holder.id}")
    desk.page.locator("summary", has_text="Reject").click()
    desk.page.get_by_label("Reason").fill("The date on the photo can't be read")
    desk.page.get_by_role("button", name="Reject renewal").click()
    desk.page.wait_for_load_state()

    one.open(holder.page)
    expect(page.get_by_text("The office rejected your renewal.")).to_be_visible()
    expect(page.get_by_text("The date on the photo can't be read").first).to_be_visible()
    expect(page.locator(".sr-licence-day")).to_contain_text(str(SOON.year))
    fine(one)
    page.get_by_role("link", name="Renew again").click()
    one.await_ready()
    photograph(page, holder.back)
    fill(page)
    hand_in(page)
    page.get_by_role("button", name="Withdraw").click()
    one.await_toast("Withdrawn")
    assert [one["state"] for one in holder.renewals()] == ["withdrawn", "rejected"]
    fine(one)


def test_without_a_connection_nothing_is_lost(visit: Come, holder: Holder) -> None:
    one = phone(visit, holder, f"{holder.page}/renew")
    one.expect_complaint("ERR_CONNECTION|htmx:(afterRequest|sendError)")
    page = one.page
    photograph(page, holder.photo)
    fill(page)
    one.context.set_offline(True)
    expect(page.locator("[data-trouble]")).to_contain_text("You are offline")
    hand_in(page)
    expect(page.locator("[data-trouble]")).to_contain_text("Nothing is lost")
    fine(one)
    one.context.set_offline(False)
    expect(page.locator("[data-trouble]")).to_be_hidden()

    # The request arrives and its answer gets lost: handing it in again is the same renewal.
    lost = lose_answers(one, "*/renew")
    hand_in(page)
    expect(page.locator("[data-trouble]")).to_contain_text("The connection was lost")
    expect(chosen(page)).to_have_count(1)
    assert len(holder.renewals()) == 1
    lost.detach()
    hand_in(page)
    expect(page.get_by_role("heading", name="Renewal waits for the office")).to_be_visible()
    assert len(holder.renewals()) == 1


def test_a_page_that_was_ended_comes_back_with_its_photos(visit: Come, holder: Holder) -> None:
    """A phone short of memory ends the page while its camera is open."""
    one = phone(visit, holder, f"{holder.page}/renew")
    page = one.page
    photograph(page, holder.photo)
    page.get_by_label("Number").fill("FL 200")
    fill(page)
    expect(page.locator("form[data-kept]")).to_have_count(1)
    page.reload()
    one.await_ready()
    one.await_toast("Your photos from before are still here")
    expect(chosen(page)).to_have_count(1)
    expect(page.get_by_label("Number")).to_have_value("FL 200")
    expect(page.get_by_label("New expiry date")).to_have_value(LATER.isoformat())
    hand_in(page)
    expect(page.get_by_role("heading", name="Renewal waits for the office")).to_be_visible()
    page.get_by_role("button", name="Withdraw").click()
    one.await_toast("Withdrawn")
    one.open(f"{holder.page}/renew")
    expect(chosen(page)).to_have_count(0)
    expect(page.get_by_label("Number")).to_have_value("FL 100")


def test_it_works_without_script(visit: Come, holder: Holder) -> None:
    one = visit(holder.email, width=PHONE)
    devtools = one.context.new_cdp_session(one.page)
    devtools.send("Emulation.setScriptExecutionDisabled", {"value": True})
    page = one.page
    page.goto(f"{holder.page}/renew")
    page.locator("input[capture]").set_input_files(holder.photo)
    page.locator("input[multiple]").set_input_files([holder.back, holder.paper])
    fill(page)
    hand_in(page)
    expect(page.get_by_role("heading", name="Renewal waits for the office")).to_be_visible()
    assert holder.files() >= {"front.jpg", "back.jpg", "Course.pdf"}


def test_c11_a_calendar_is_made_copied_and_revoked(visit: Come, holder: Holder) -> None:
    one = phone(visit, holder, "/demo/m/licences/calendar")
    page = one.page
    fine(one)
    page.get_by_role("button", name="Make a calendar").click()
    one.await_toast("The calendar is made")
    address = page.get_by_label("Secret address").input_value()
    fine(one)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    read = one.context.request.get(address)
    assert read.ok
    assert f"Expires: {holder.type}" in read.text().replace("\r\n ", "")
    page.locator("summary", has_text="Revoke").click()
    page.get_by_role("button", name="Revoke address").click()
    one.await_toast("Revoked")
    assert one.context.request.get(address).status == 404
