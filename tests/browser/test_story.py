"""The story of attachments from one end to the other: office, contact, administrator, technician."""

import hashlib
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import papers
import pytest
from firm import Firm, Job
from playwright.sync_api import Request, expect
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHOTO, PLAN, SURVEY = "Old boiler.jpg", "Plan.png", "Survey.bin"
PAPER, LETTER = "Gas safety record.pdf", "Letter to the customer.docx"
BIG = 50_000_000
WIDTHS = pytest.mark.parametrize("width", [1280, 390])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the office attaches; one file has 50 MB."""
    folder = tmp_path_factory.mktemp("desk")
    papers.write(folder, PHOTO, papers.picture("olive"))
    papers.write(folder, PAPER, papers.pdf())
    papers.write(folder, SURVEY, os.urandom(1_000_000) * 50)
    return folder


@WIDTHS
def test_the_story(
    width: int, visit: Callable[..., Visit], office: Firm, folder: Path, tmp_path: Path
) -> None:
    """Everything of the story in its order, each step by the page that a person would use."""
    technician, member_id = office.technician("Nora Finch", tmp_path)
    job = office.job(f"Boiler at {width}", assigned=(member_id,))
    job.put(PLAN, papers.picture("white"))
    secret = job.put(LETTER, papers.word())

    daniel = visit("office", width=width, fresh=True)
    find_the_card(daniel, job)
    attach_three(daniel, job, folder)
    picture_pops_up(daniel)
    downloads(daniel, job, tmp_path)
    mark_two_viewable(daniel)
    contact_sees_two(visit("contact", width=width), job, secret)
    mark_confidential(daniel)
    plan = job.files()[PLAN]["id"]
    nora = visit(technician, width=width)
    nothing_to_find(nora, job, [secret, plan])
    admin_switches_on(visit("admin", width=width), member_id)
    there_like_any_other(nora, job, [secret, plan])


def find_the_card(one: Visit, job: Job) -> None:
    """A-1, A-2: Jobs, search, card, the tab with the number."""
    page = one.page
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Jobs").click()
    search = page.get_by_role("searchbox")
    search.fill(job.title)
    search.press("Enter")
    page.get_by_role("link", name=job.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(job.title)
    expect(page.locator(".sr-tabs a[aria-current]")).to_contain_text("Attachments 2")


def attach_three(one: Visit, job: Job, folder: Path) -> None:
    """A-3: three files at once; the connection is cut in the middle of the large one."""
    page = one.page
    one.expect_complaint(r"ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED")
    starts: list[int] = []
    page.on("request", lambda sent: starts.append(_offset(sent)))
    page.evaluate("() => { globalThis.stayed = true; }")
    one.slow_down(16_000_000)
    one.attach(folder / PHOTO, folder / PAPER, folder / SURVEY)
    large = page.locator(f'.sr-upload[data-upload="{SURVEY}"]')
    expect(large.get_by_role("progressbar")).to_be_visible()
    page.wait_for_function(
        "() => document.querySelector('.sr-upload[data-upload=\"Survey.bin\"] progress').value > 2e7"
    )
    one.context.set_offline(True)
    page.wait_for_function("() => !navigator.onLine")
    expect(large).to_contain_text("Waiting for the connection")
    one.context.set_offline(False)
    one.slow_down(-1)
    expect(one.row(SURVEY)).to_be_visible(timeout=60_000)
    expect(one.row(PHOTO)).to_be_visible()
    expect(one.row(PAPER)).to_be_visible()
    assert page.evaluate("() => globalThis.stayed"), "the page was loaded anew"
    assert max(starts) > 0, f"the upload began from the start each time: {starts}"
    expect(page.locator(".sr-tabs a[aria-current]")).to_contain_text("Attachments 5")
    sent, kept = (folder / SURVEY).read_bytes(), job.content(SURVEY)
    assert hashlib.sha256(kept).digest() == hashlib.sha256(sent).digest()
    for name in (PHOTO, PAPER, SURVEY):
        assert one.marks(name) == ["N", "N"], f"A-7: {name} must be hidden when new"


def _offset(sent: Request) -> int:
    return int(sent.headers.get("upload-offset", "0")) if sent.method == "PATCH" else 0


def picture_pops_up(one: Visit) -> None:
    """A-5: over the page, with next and previous, the thumbnail having come from the worker."""
    page = one.page
    thumb = one.row(PHOTO).locator("img[data-preview]")
    expect(thumb).to_have_js_property("naturalWidth", 256)
    one.row(PHOTO).get_by_role("link", name=PHOTO, exact=True).click()
    box = page.get_by_role("dialog", name="Pictures")
    shown = box.locator(".sr-picture-name")
    expect(shown).to_have_text(PHOTO)
    expect(box.get_by_role("img", name=PHOTO)).to_be_visible()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.pswp img.pswp__img')].some((one) => one.naturalWidth === 640)"
    )
    page.keyboard.press("ArrowRight")
    expect(shown).to_have_text(PLAN)
    page.keyboard.press("ArrowLeft")
    expect(shown).to_have_text(PHOTO)
    with page.expect_download() as saved:
        box.get_by_role("link", name="Download").click()
    assert saved.value.suggested_filename == PHOTO
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def downloads(one: Visit, job: Job, tmp_path: Path) -> None:
    """A-5: a click on a PDF or Word document downloads it; A-6: so does the icon, whatever it is."""
    for name in (PAPER, LETTER):
        with one.page.expect_download() as saved:
            one.row(name).get_by_role("link", name=name, exact=True).click()
        assert saved.value.suggested_filename == name
        assert Path(saved.value.path()).read_bytes() == job.content(name)
    with one.page.expect_download() as saved:
        one.row(PHOTO).get_by_role("link", name="Download").click()
    assert saved.value.suggested_filename == PHOTO


def mark_two_viewable(one: Visit) -> None:
    """A-8: N turns to Y for what is ticked."""
    one.tick(PHOTO, PAPER)
    expect(one.page.locator("[data-ticked]")).to_have_text("2 selected")
    one.press_bulk("Viewable in customer portal")
    one.await_toast("2 attachments are viewable in the customer portal.")
    assert [one.marks(name)[0] for name in (PHOTO, PAPER, SURVEY, LETTER)] == ["Y", "Y", "N", "N"]


def contact_sees_two(one: Visit, job: Job, hidden: str) -> None:
    """A-12: the contact comes to those two and to nothing else, one by one or as a ZIP."""
    page = one.page
    one.open("/demo/portal/")
    page.get_by_role("link", name=job.title).click()
    expect(one.rows).to_have_count(2)
    assert sorted(one.names()) == [PAPER, PHOTO]
    for address in (f"items/{hidden}/content", f"items/{hidden}/preview?size=256"):
        assert one.context.request.get(f"/demo/portal/{address}").status == 404
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download all").click()
    with zipfile.ZipFile(saved.value.path()) as archive:
        assert sorted(archive.namelist()) == [PAPER, PHOTO]
    one.row(PHOTO).get_by_role("link", name=PHOTO, exact=True).click()
    expect(page.get_by_role("dialog", name="Pictures").locator(".sr-picture-name")).to_have_text(
        PHOTO
    )


def mark_confidential(one: Visit) -> None:
    """A-9: the column turns to Y; A-13: what the customer can see is asked about first."""
    page = one.page
    one.untick()
    one.tick(LETTER, PLAN)
    one.press_bulk("Mark as confidential")
    one.await_toast("2 attachments marked as confidential.")
    assert [one.marks(name)[1] for name in (LETTER, PLAN, PHOTO)] == ["Y", "Y", "N"]
    one.untick()
    one.tick(PAPER)
    one.press_bulk("Mark as confidential")
    dialog = page.get_by_role("dialog", name=f"Mark “{PAPER}” as confidential?")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-detail]")).to_contain_text(re.compile("portal|customer"))
    dialog.get_by_role("button", name="Cancel").click()
    assert one.marks(PAPER) == ["Y", "N"]
    one.press_bulk("Mark as confidential")
    dialog.get_by_role("button", name="Mark as confidential anyway").click()
    one.await_toast("1 attachment marked as confidential.")
    assert one.marks(PAPER) == ["Y", "Y"]
    one.press_bulk("Remove confidential")
    one.await_toast("1 attachment no longer marked as confidential.")
    assert one.marks(PAPER) == ["Y", "N"]


def nothing_to_find(one: Visit, job: Job, hidden: list[str]) -> None:
    """A-11: not in list, count, filter, by direct address, as thumbnail, or in a ZIP."""
    page = one.page
    one.open("/demo/m/")
    page.get_by_role("link", name=job.title).click()
    expect(one.rows).to_have_count(3)
    assert sorted(one.names()) == [PAPER, PHOTO, SURVEY]
    expect(page.locator("[data-documents-count]")).to_have_text("3")
    assert "onfidential" not in page.locator("#page").inner_text()
    for item in hidden:
        for address in (f"{item}/content", f"{item}/preview?size=256", f"{item}/preview?size=1600"):
            assert one.context.request.get(f"/demo/m/items/{address}").status == 404
    assert zip_of(one, [PAPER, PHOTO, SURVEY], []) == [PAPER, PHOTO, SURVEY]
    assert zip_of(one, [PAPER], hidden) is None, "L16: all or nothing"
    one.untick()
    page.get_by_role("searchbox", name="Filter by name").fill("Letter")
    expect(page.get_by_text("Nothing matches this filter")).to_be_visible()


def zip_of(one: Visit, names: list[str], others: list[str]) -> list[str] | None:
    """Return the names in the ZIP of the ticked files and of ids slipped in, None if refused."""
    page = one.page
    page.reload()
    one.await_ready()
    one.tick(*names)
    if others:
        form = page.locator(".sr-documents-form")
        answer = one.context.request.post(
            form.locator("[data-archive]").get_attribute("formaction") or "",
            form={
                "csrfmiddlewaretoken": form.locator("[name=csrfmiddlewaretoken]").input_value(),
                "ids": others[0],
            },
        )
        assert answer.status == 404
        return None
    with page.expect_download() as saved:
        one.press_bulk("Download ZIP")
    with zipfile.ZipFile(saved.value.path()) as archive:
        return sorted(archive.namelist())


def admin_switches_on(one: Visit, member_id: str) -> None:
    """A-10: Administration, Users, View, Mobile access level permissions, General; off before."""
    page = one.page
    one.open("/demo/")
    page.get_by_role("link", name="Administration").click()
    page.locator(f'a[href$="/admin/users/{member_id}"]').click()
    section = page.get_by_role("region", name="Mobile access level permissions")
    expect(section.get_by_role("heading", name="General")).to_be_visible()
    switch = section.get_by_role(
        "switch", name="Can view attachments that have been marked as confidential"
    )
    expect(switch).not_to_be_checked()
    with page.expect_response(re.compile(rf"/admin/users/{member_id}/mobile")) as saved:
        switch.check()
    assert saved.value.ok
    page.reload()
    expect(switch).to_be_checked()


def there_like_any_other(one: Visit, job: Job, found: list[str]) -> None:
    """A-11: with the switch on, they are there like any other."""
    page = one.page
    one.open(job.mobile)
    expect(one.rows).to_have_count(5)
    assert {LETTER, PLAN} <= set(one.names())
    expect(page.locator("[data-documents-count]")).to_have_text("5")
    for item in found:
        assert one.context.request.get(f"/demo/m/items/{item}/content").status == 200
    assert zip_of(one, [LETTER, PLAN], []) == [LETTER, PLAN]
    one.untick()
    page.get_by_role("searchbox", name="Filter by name").fill("Letter")
    expect(one.rows).to_have_count(1)
