"""What was done to roles and users is taken back in place: one question over the page, Control Z too (E-11)."""

import uuid
from collections.abc import Callable

import pytest
from access_site import join, look, question
from firm import Firm
from playwright.sync_api import expect
from served import made
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]
WIDTHS = pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])


@WIDTHS
def test_a_role_is_taken_back_by_control_z_over_the_page(
    visit: Come, office: Firm, width: int, theme: str
) -> None:
    name = f"Reader {uuid.uuid4().hex[:6]}"
    body = {"name": name, "permissions": ["surface.office", "jobs.view"]}
    role = made(office.administrator.post("roles", json=body))["id"]
    join(office, f"Meg Rees {uuid.uuid4().hex[:6]}", "--role", name)
    one = visit("admin", width=width, theme=theme)
    one.open(f"/demo/admin/roles/{role}")
    one.page.locator('input[name="permissions"][value="jobs.view"]').uncheck()
    one.page.get_by_role("button", name="Save", exact=True).click()
    question(one, f"Save the role {name}?").get_by_role("button", name="Save anyway").click()
    one.await_toast("no longer see")
    expect(one.page).to_have_url(f"{office.server.base}/demo/admin/roles")
    one.await_ready()

    one.page.keyboard.press("Control+z")
    dialog = question(one, f"Undo the change of {name}?")
    expect(dialog).to_be_visible()
    expect(one.page.get_by_role("heading", name="Administration")).to_be_visible()
    expect(dialog.get_by_role("button", name="Undo the change")).to_be_in_viewport()
    look(one)
    one.page.keyboard.press("Escape")
    one.await_toast("no longer see")
    one.page.keyboard.press("Control+z")
    dialog.get_by_role("button", name="Undo the change").click()
    one.await_toast("now see")
    expect(dialog).to_be_hidden()
    kept = made(office.administrator.get(f"roles/{role}"))["permissions"]
    assert set(kept) == {"surface.office", "jobs.view"}


@WIDTHS
def test_deactivating_asks_once_over_the_page_and_is_taken_back(
    visit: Come, office: Firm, width: int, theme: str
) -> None:
    email, name = join(office, f"Ann Price {uuid.uuid4().hex[:6]}")
    (row,) = made(office.administrator.get("members", params={"q": email}))["results"]
    one = visit("admin", width=width, theme=theme)
    one.open(f"/demo/admin/users/{row['id']}")
    one.page.get_by_role("button", name="Deactivate").click()
    dialog = question(one, f"Deactivate {name}?")
    expect(dialog).to_contain_text("is signed out at once")
    look(one)
    dialog.get_by_role("button", name="Deactivate").click()
    one.await_toast(f"{name} is deactivated.")
    expect(one.page.locator(".sr-subheading")).to_contain_text("Deactivated")
    one.await_ready()
    one.page.keyboard.press("Control+z")
    one.await_toast("Active again.")
    expect(one.page.locator(".sr-subheading")).not_to_contain_text("Deactivated")
