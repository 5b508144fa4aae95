"""Somebody new is invited to the portal, comes in, and is shown out again; no mail server is set up."""

import re
import uuid
from collections.abc import Callable

import pytest
from firm import CUSTOMER, Firm
from playwright.sync_api import expect
from served import made
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]
CHOSEN = "a boiler and a bicycle"


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_invitation_to_the_portal_and_out(visit: Come, office: Firm, width: int) -> None:
    name = f"Ida {uuid.uuid4().hex[:6]}"
    email = f"{name.replace(' ', '.').lower()}@new.example"
    customers = made(office.api.get("customers", params={"q": CUSTOMER}))["results"]
    contacts = f"/demo/customers/{customers[0]['id']}/contacts"
    one = visit("office", width=width)
    page = one.page
    one.open(f"{contacts}/new")
    page.get_by_role("textbox", name="Name", exact=True).fill(name)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Customer portal").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Edit contact")).to_be_visible()
    expect(page.get_by_text("No mail server is set up")).to_be_visible()
    address = page.get_by_label("Address of the invitation").input_value()
    assert re.fullmatch(r"http://[^/]+/invitation/[\w-]{32}", address)
    one.require_no_sideways_scroll()
    one.require_accessible()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()

    new = visit(width=width)
    new.expect_complaint("status of (422|404)")
    new.page.goto(address)
    expect(new.page.get_by_role("heading", name="Welcome to the customer portal")).to_be_visible()
    expect(new.page.get_by_text(email)).to_be_visible()
    new.require_no_sideways_scroll()
    new.require_accessible()
    new.page.get_by_label("Choose a password").fill("short")
    new.page.get_by_role("button", name="Set password and sign in").click()
    expect(
        new.page.get_by_label("Choose a password").and_(new.page.locator('[aria-invalid="true"]'))
    ).to_be_focused()
    new.require_accessible()
    new.page.get_by_label("Choose a password").fill(CHOSEN)
    new.page.get_by_role("button", name="Set password and sign in").click()
    expect(new.page).to_have_url(re.compile("/demo/portal/$"))

    again = visit(width=width)
    again.expect_complaint("status of 404")
    again.page.goto(address)
    expect(again.page.get_by_role("heading", name="This invitation can't be used")).to_be_visible()
    again.require_accessible()

    one.open(contacts)
    row = page.get_by_role("row", name=name)
    expect(row).to_contain_text("Active")
    expect(row).to_contain_text("last used")
    one.require_no_sideways_scroll()
    one.require_accessible()
    row.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Withdraw access").click()
    one.await_toast("can't sign in to the customer portal any more")
    expect(page.get_by_role("button", name="Invite")).to_be_visible()
    new.page.goto("/demo/portal/")
    expect(new.page.get_by_text("There is nothing at this address")).to_be_visible()


def test_inviting_a_user_again(visit: Come, office: Firm) -> None:
    """The newer address replaces the older one."""
    email = f"una.{uuid.uuid4().hex[:6]}@new.example"
    one = visit("admin", width=390)
    page = one.page
    one.open("/demo/admin/users/new")
    page.get_by_role("textbox", name="Name", exact=True).fill("Una New")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Watcher").check()
    page.get_by_role("button", name="Save").click()
    older = page.get_by_label("Address of the invitation").input_value()
    page.get_by_role("button", name="New address").click()
    one.await_toast("The invitation is ready")
    newer = page.get_by_label("Address of the invitation").input_value()
    assert older != newer
    one.require_no_sideways_scroll()
    one.require_accessible()
    page.get_by_role("button", name="Withdraw invitation").click()
    one.await_toast("The invitation is withdrawn.")
    expect(page.get_by_role("button", name="Invite")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_notice_leaves_the_address_free(visit: Come, width: int) -> None:
    """However long the name is: what is to be copied can be seen and reached."""
    name = f"Wilhelmina Featherstonehaugh-Cholmondeley of Marjoribanks {uuid.uuid4().hex[:8]}"
    one = visit("admin", width=width)
    page = one.page
    one.open("/demo/admin/users/new")
    page.get_by_role("textbox", name="Name", exact=True).fill(name)
    page.get_by_label("E-mail").fill(f"{uuid.uuid4().hex[:12]}@new.example")
    page.get_by_label("In-house user").check()
    page.get_by_role("button", name="Save").click()
    one.await_toast("is added")
    one.await_ready()
    toast = page.locator("#toasts [data-toast]").bounding_box()
    assert toast
    for part in (
        page.get_by_label("Address of the invitation"),
        page.get_by_role("button", name="Copy"),
    ):
        part.scroll_into_view_if_needed()
        box = part.bounding_box()
        assert box
        apart = (
            box["y"] >= toast["y"] + toast["height"]
            or box["y"] + box["height"] <= toast["y"]
            or box["x"] >= toast["x"] + toast["width"]
            or box["x"] + box["width"] <= toast["x"]
        )
        assert apart, (box, toast)
    if width == 390:
        page.evaluate("scrollTo(0, 0)")
        title = page.get_by_role("heading", level=1).bounding_box()
        assert title
        assert title["y"] + title["height"] <= toast["y"], (title, toast)
    assert toast["height"] <= 100, toast  # the name is cut
    one.require_no_sideways_scroll()
