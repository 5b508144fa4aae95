"""Links to files: what was hidden meanwhile says so in a page, and is not saved under the file's name."""

import re
from collections.abc import Callable

import pytest
from firm import Firm
from playwright.sync_api import expect
from visiting import Visit

pytestmark = pytest.mark.browser
Come = Callable[..., Visit]
PDF = b"%PDF-1.4\n%%EOF\n"


def test_what_was_hidden_meanwhile_says_so_in_a_page(visit: Come, office: Firm) -> None:
    job = office.job("Files that are hidden")
    item = job.put("Certificate.pdf", PDF)
    job.share(item)
    contact = visit("contact")
    contact.expect_complaint("status of 404")
    contact.open(job.portal)
    link = contact.page.get_by_role("link", name=re.compile("Certificate")).first
    with contact.page.expect_download() as saved:
        link.click()
    assert saved.value.suggested_filename == "Certificate.pdf"
    for share in office.api.get(f"items/{item}/shares").json()["results"]:
        office.api.delete(f"shares/{share['id']}").raise_for_status()
    saves: list[str] = []
    contact.page.on("download", lambda one: saves.append(one.suggested_filename))
    link.click()
    expect(contact.page.locator("h1")).to_be_visible()
    expect(contact.page.locator("body")).to_contain_text("There is nothing at this address")
    assert not saves
    contact.page.go_back()
    expect(contact.page.get_by_role("heading", level=1)).to_be_visible()
