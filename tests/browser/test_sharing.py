"""The Document sharing dialog in a browser: links, portal, history, several, the drawer (B-1 to B-10, B-15, B-17)."""

import re
import uuid
from collections.abc import Callable
from urllib.parse import quote

import pytest
from access_site import join
from firm import Firm, Job
from playwright.sync_api import Locator, expect
from served import made
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]
WIDTHS = pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
NAME = "Boiler record.txt"


@pytest.fixture
def job(office: Firm) -> Job:
    found = office.job("Shared papers")
    found.put(NAME, b"words")
    return found


def dialog_of(one: Visit) -> Locator:
    """Return the dialog once it is there and hears clicks."""
    dialog = one.page.get_by_role("dialog", name="Document sharing")
    expect(dialog).to_be_visible()
    one.await_ready()
    return dialog


def share(one: Visit, name: str = NAME) -> Locator:
    """Press the icon of a row."""
    one.row(name).get_by_role("link", name=f"Share {name}").click()
    return dialog_of(one)


def save(one: Visit, dialog: Locator, button: str = "Save") -> None:
    """Save, and wait for the answer."""
    with one.page.expect_response(re.compile(r"/shares(/new)?$")):
        dialog.get_by_role("button", name=button).click()
    one.await_ready()


def make_link(one: Visit, dialog: Locator) -> str:
    """Make a link with what stands in the form and return its address."""
    dialog.get_by_label("Create new link").check()
    save(one, dialog)
    address = dialog.locator("[data-address]")
    expect(address).to_be_focused()
    return address.input_value()


def opens(one: Visit, address: str) -> bool:
    """Whether an address leads anywhere for a stranger."""
    answer = one.context.request.get(address, headers={"Cookie": ""})
    return answer.status == 200


def cancel_first(one: Visit, dialog: Locator) -> None:
    """Press the bin of the newest share and answer the question."""
    dialog.get_by_role("button", name=re.compile("^Cancel the ")).first.click()
    question = one.page.get_by_role("dialog", name="Cancel this share?")
    expect(question).to_contain_text("This is final")
    question.get_by_role("button", name="Cancel the share").click()
    expect(dialog).to_contain_text("The share is cancelled.")
    one.await_ready()


@WIDTHS
def test_b3_b5_b9_a_link_is_made_copied_and_stands_in_the_history(
    visit: Come, job: Job, width: int, theme: str
) -> None:
    one = visit("office", width=width, theme=theme)
    one.page.emulate_media(reduced_motion="reduce")
    one.open(job.card)
    dialog = share(one)
    expect(dialog.get_by_role("heading", name="Document sharing")).to_be_focused()
    expect(dialog.get_by_text("Previous shares")).to_have_count(0)
    expect(dialog.get_by_label("Expiration date")).to_be_hidden()
    one.require_accessible()
    dialog.get_by_label("Create new link").check()
    expect(dialog.get_by_label("Expiration date")).to_be_visible()
    password = dialog.get_by_role("textbox", name="Link password")
    expect(password).to_have_attribute("type", "password")
    dialog.get_by_role("button", name="Generate").click()
    expect(password).to_have_attribute("type", "text")
    word = password.input_value()
    assert re.fullmatch(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", word)
    dialog.get_by_role("button", name="Show the password").click()
    expect(password).to_have_attribute("type", "password")

    dialog.get_by_label("Expiration date").fill("2020-01-01")
    save(one, dialog)
    expect(dialog.get_by_text("That day is over.")).to_be_visible()
    expect(dialog.get_by_label("Expiration date")).to_be_focused()
    assert password.input_value() == word
    one.require_accessible()
    one.require_no_sideways_scroll()

    dialog.get_by_label("Expiration date").fill("2031-05-03")
    address = make_link(one, dialog)
    assert address.startswith(f"{one.page.url.partition('/demo/')[0]}/l/")
    marked = "() => { const on = document.activeElement; return on.value.slice(on.selectionStart, on.selectionEnd); }"
    assert one.page.evaluate(marked) == address
    expect(dialog).to_contain_text("3 May 2031, 23:59 BST")
    one.require_accessible()
    one.require_no_sideways_scroll()

    table = dialog.get_by_role("table", name="Previous shares")
    for column in ("Type", "Shared by", "Time shared", "Expiry date", "Password",
                   "Cancelled by", "Time cancelled", "Link", "Action"):  # fmt: skip
        expect(table.locator("th", has_text=column).first).to_be_attached()
    expect(table).to_contain_text(word)
    expect(table).to_contain_text("Daniel Okafor")
    cancel_first(one, dialog)
    expect(table).to_contain_text("Cancelled")
    expect(table.get_by_role("button", name=re.compile("^Copy|^Cancel"))).to_have_count(0)
    assert not opens(one, address)
    one.require_accessible()


def test_b5_the_address_is_copied_without_a_question(visit: Come, job: Job) -> None:
    one = visit("office")
    one.open(job.card)
    dialog = share(one)
    address = make_link(one, dialog)
    assert opens(one, address)
    dialog.get_by_role("button", name="Copy", exact=True).click()
    expect(dialog.get_by_text("Copied")).to_be_visible()
    dialog.get_by_label("Create new link").check()
    field = dialog.get_by_role("textbox", name="Link password")
    field.focus()
    one.page.keyboard.press("Control+v")
    assert field.input_value() == address
    field.fill("")
    # The old way, where a page has no clipboard: plain HTTP from another machine.
    one.page.evaluate("() => Object.defineProperty(window, 'isSecureContext', { value: false })")
    table = dialog.get_by_role("table", name="Previous shares")
    table.get_by_role("button", name=re.compile("^Copy the address")).click()
    expect(table.get_by_text("Copied")).to_be_visible()
    field.focus()
    one.page.keyboard.press("Control+v")
    assert field.input_value() == address


def test_b3_b9a_the_portal_is_ticked_and_unticked(visit: Come, job: Job) -> None:
    one = visit("office")
    one.open(job.card)
    dialog = share(one)
    visible = dialog.get_by_label("Visible in portal")
    expect(visible).not_to_be_checked()
    visible.check()
    save(one, dialog)
    expect(dialog).to_contain_text("is visible in the portal.")
    expect(visible).to_be_checked()
    dialog.get_by_role("button", name="Close").first.click()
    expect(one.row(NAME).locator(".sr-yn").first).to_have_text("Y")
    contact = visit("contact")
    contact.open(job.portal)
    expect(contact.page.get_by_text(NAME).first).to_be_visible()
    dialog = share(one)
    dialog.get_by_label("Visible in portal").uncheck()
    save(one, dialog)
    expect(dialog).to_contain_text("is no longer visible in the portal.")
    one.page.keyboard.press("Escape")
    expect(one.row(NAME).locator(".sr-yn").first).to_have_text("N")
    # The switch of the list itself goes on working.
    one.menu(NAME, "Viewable in customer portal")
    expect(one.row(NAME).locator(".sr-yn").first).to_have_text("Y")


def test_it_works_by_keyboard_and_gives_the_focus_back(visit: Come, job: Job) -> None:
    one = visit("office")
    one.open(job.card)
    icon = one.row(NAME).get_by_role("link", name=f"Share {NAME}")
    icon.focus()
    one.page.keyboard.press("Enter")
    dialog = dialog_of(one)
    one.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(icon).to_be_focused()
    one.menu(NAME, "Share")
    dialog = dialog_of(one)
    tick = dialog.get_by_label("Create new link")
    for _ in range(6):
        one.page.keyboard.press("Tab")
        if tick.evaluate("(one) => one === document.activeElement"):
            break
    one.page.keyboard.press("Space")
    expect(dialog.get_by_label("Expiration date")).to_be_visible()
    one.page.keyboard.press("Enter")
    expect(dialog.locator("[data-address]")).to_be_focused()
    one.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(one.row(NAME).get_by_role("img", name="Open by a link")).to_be_visible()
    expect(one.row(NAME)).to_be_focused()


def test_a13_something_confidential_is_asked_about(visit: Come, office: Firm) -> None:
    job = office.job("Private papers")
    job.put("Codes.txt", b"1234", confidential=True)
    one = visit("office")
    one.open(job.card)
    dialog = share(one, "Codes.txt")
    dialog.get_by_label("Create new link").check()
    dialog.get_by_role("button", name="Save").click()
    question = one.page.get_by_role("dialog", name="Share this file?")
    expect(question).to_contain_text("One document is marked as confidential.")
    expect(question.get_by_role("heading", name="1 door to the outside opens")).to_be_visible()
    expect(question).to_contain_text("Whoever has the link")
    one.require_accessible()
    question.get_by_role("button", name="Cancel").click()
    expect(dialog.get_by_label("Create new link")).to_be_checked()
    expect(dialog.get_by_text("Previous shares")).to_have_count(0)
    dialog.get_by_role("button", name="Save").click()
    question.get_by_role("button", name="Share anyway").click()
    expect(dialog.locator("[data-address]")).to_be_visible()


@WIDTHS
def test_b15_several_documents_get_one_link(visit: Come, job: Job, width: int, theme: str) -> None:
    job.put("Second.txt", b"two")
    one = visit("office", width=width, theme=theme)
    one.open(job.card)
    one.tick(NAME, "Second.txt")
    one.press_bulk("Share")
    dialog = dialog_of(one)
    expect(dialog).to_contain_text("One link to 2 items")
    one.require_accessible()
    one.require_no_sideways_scroll()
    save(one, dialog, "Create link")
    address = dialog.locator("[data-address]").input_value()
    assert opens(one, address)
    expect(dialog).to_contain_text("and 1 more document")
    one.require_accessible()
    one.page.keyboard.press("Escape")
    expect(one.page.get_by_role("img", name="Open by a link")).to_have_count(2)


def test_l22_a_suspended_link_is_taken_over(visit: Come, office: Firm, job: Job) -> None:
    email, _ = join(office, f"Sam Leaver {uuid.uuid4().hex[:4]}", "--role", "Office")
    leaver = visit(email)
    leaver.open(job.card)
    address = make_link(leaver, share(leaver))
    found = made(office.administrator.get("members", params={"q": email}))["results"]
    made(
        office.administrator.patch(
            f"members/{found[0]['id']}", json={"active": False, "confirm": True}
        )
    )
    assert not opens(leaver, address)
    one = visit("office")
    one.open(job.card)
    dialog = share(one)
    expect(dialog).to_contain_text("Suspended")
    expect(dialog).to_contain_text("has left.")
    one.require_accessible()
    dialog.get_by_role("button", name="Take over").click()
    expect(dialog).to_contain_text("You answer for this link now, and it works again.")
    assert opens(one, address)


def test_b13_b17_openings_qr_code_and_mail(visit: Come, office: Firm, job: Job) -> None:
    one = visit("office")
    one.open(job.card)
    dialog = share(one)
    make_link(one, dialog)
    code = dialog.get_by_role("img", name="QR code of the address")
    expect(code).to_be_visible()
    one.page.wait_for_function(
        "() => document.querySelector('.sr-share-qr img').naturalWidth > 100"
    )
    with one.page.expect_download() as taken:
        dialog.get_by_role("link", name="Download the QR code").click()
    assert taken.value.suggested_filename == f"QR code {NAME}.svg"
    openings = dialog.get_by_role("button", name=re.compile("^Openings of the link"))
    openings.click()
    expect(dialog.get_by_text("Nobody has opened it yet.")).to_be_visible()
    expect(openings).to_have_attribute("aria-expanded", "true")
    openings.click()
    expect(dialog.get_by_text("Nobody has opened it yet.")).to_be_hidden()
    dialog.get_by_text("E-mail it to a contact").click()
    expect(dialog.get_by_text("No mail server is set up here")).to_be_visible()
    own = dialog.get_by_role("link", name="Open my mail program")
    address = dialog.get_by_role("textbox", name="Address of the link").input_value()
    assert quote(address, safe="") in (own.get_attribute("href") or "")
    expect(dialog.get_by_role("button", name="Send the e-mail")).to_have_count(0)
    one.require_accessible()


@WIDTHS
def test_the_drawer_has_the_same_in_its_tab(visit: Come, job: Job, width: int, theme: str) -> None:
    one = visit("office", width=width, theme=theme)
    one.page.emulate_media(reduced_motion="reduce")
    one.open(job.card)
    one.menu(NAME, "Details")
    panel = one.page.locator("#panel")
    panel.get_by_role("navigation").get_by_role("link", name="Shares").click()
    expect(panel).to_have_attribute("data-tab", "shares")
    one.await_ready()
    address = make_link(one, panel)
    assert opens(one, address)
    one.require_accessible()
    one.require_no_sideways_scroll()
    cancel_first(one, panel)
    assert not opens(one, address)


def test_a_hundred_shares_stay_within_the_dialog(visit: Come, office: Firm, job: Job) -> None:
    file = job.files()[NAME]["id"]
    for _ in range(100):
        made(office.api.post(f"items/{file}/shares", json={"type": "link"}))
    one = visit("office")
    one.open(job.card)
    dialog = share(one)
    expect(dialog.locator("tr:not(.sr-share-more)")).to_have_count(101)
    box = dialog.bounding_box()
    assert box
    assert box["height"] <= 900
    dialog.get_by_role("button", name=re.compile("^Cancel the ")).last.scroll_into_view_if_needed()
    one.require_no_sideways_scroll()
    one.require_accessible()


def test_b2_without_the_permission_there_is_no_icon(visit: Come, office: Firm, job: Job) -> None:
    one = visit("clerk")
    one.open(job.card)
    expect(one.row(NAME)).to_be_visible()
    expect(one.page.locator("[data-share], [data-share-several]")).to_have_count(0)
    file = job.files()[NAME]["id"]
    one.expect_complaint("status of 403")
    answer = one.page.goto(f"/demo/items/{file}/shares")
    assert answer
    assert answer.status == 403
