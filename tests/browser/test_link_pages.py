"""Link pages as strangers meet them: with a password and without, at a desk and on a phone, without script."""

import io
import re
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import papers
import pytest
from firm import Firm, Job
from playwright.sync_api import Page, Route, expect
from served import await_condition, made
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]
PASSWORD = "Kettle & thimble 12"
WIDE, PHONE, SMALL = 1280, 390, 320
WIDTHS = pytest.mark.parametrize("width", [WIDE, PHONE])
NOTHING = "There is nothing at this address"


class Link:
    """A link that the office has made by REST."""

    def __init__(self, office: Firm, item_id: str, **options: Any) -> None:
        body = {"type": "link", **options}
        self._api = office.api
        self.row = made(office.api.post(f"items/{item_id}/shares", json=body))
        self.path = "/l/" + self.row["url"].rpartition("/")[2]

    def cancel(self) -> None:
        self._api.delete(f"shares/{self.row['id']}").raise_for_status()

    def openings(self) -> list[tuple[str, str]]:
        rows = self._api.get(f"shares/{self.row['id']}/openings").json()["results"]
        return [(row["what"], row["device"]) for row in rows]


def stranger(visit: Come, width: int = WIDE, *, script: bool = True) -> Visit:
    """Let somebody come who has never been here; without script if asked."""
    one = visit("", width=width)
    one.page.emulate_media(reduced_motion="reduce")
    if not script:
        devtools = one.context.new_cdp_session(one.page)
        devtools.send("Emulation.setScriptExecutionDisabled", {"value": True})
    return one


@pytest.fixture(scope="module")
def job(office: Firm) -> Job:
    return office.job("Shared with strangers")


@pytest.fixture(scope="module")
def photo(job: Job) -> str:
    item = job.put("Boiler house.jpg", papers.picture(size=(1200, 900)))
    job.await_preview(item)
    return item


@pytest.fixture(scope="module")
def record(job: Job) -> str:
    item = job.put("Gas safety record.pdf", papers.pdf())
    job.await_preview(item)
    return item


@pytest.fixture(scope="module")
def folder(office: Firm) -> str:
    """Return a project's folder with pictures, papers and a folder in it."""
    root = made(office.api.post("projects", json={"name": f"Quay {uuid.uuid4().hex[:5]}"}))
    plans = below(office, root["library_id"], "Plans for the quay")
    level = below(office, plans, "Level 2")
    for place, name, content in (
        (plans, "Quay wall.jpg", papers.picture("grey")),
        (plans, "Calculation.pdf", papers.pdf()),
        (plans, "A very long name " * 8 + "of a drawing.txt", b"long"),
        (plans, "תוכנית הבית.txt", b"right to left"),
        (level, "Codes.docx", papers.word()),
    ):
        made(office.api.post(f"items/{place}/files", params={"name": name}, content=content))
    made(
        office.api.post(
            f"items/{root['library_id']}/files", params={"name": "Inside.txt"}, content=b"inside"
        )
    )
    return plans


def below(office: Firm, parent: str, name: str) -> str:
    return str(made(office.api.post(f"items/{parent}/folders", json={"name": name}))["id"])


def download(page: Page, name: str | re.Pattern[str]) -> tuple[str, bytes]:
    with page.expect_download() as started:
        page.get_by_role("link", name=name).click()
    return started.value.suggested_filename, started.value.path().read_bytes()


def at_every_width(one: Visit) -> None:
    """Axe and no sideways scroll, light and dark."""
    for width in (WIDE, PHONE, SMALL):
        one.page.set_viewport_size({"width": width, "height": 800})
        one.require_no_sideways_scroll()
        if width != SMALL:
            one.page.emulate_media(color_scheme="light")
            one.require_accessible()
            one.page.emulate_media(color_scheme="dark")
            one.require_accessible(colours_only=True)


@WIDTHS
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_b5_one_document_is_seen_and_taken(
    visit: Come, office: Firm, photo: str, width: int, script: bool
) -> None:
    link = Link(office, photo)
    one = stranger(visit, width, script=script)
    page = one.page
    page.goto(link.path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Boiler house.jpg")
    picture = page.get_by_role("img", name="Boiler house.jpg")
    expect(picture).to_be_visible()
    assert picture.evaluate("(one) => one.naturalWidth") > 256
    name, content = download(page, "Download")
    assert name == "Boiler house.jpg"
    assert content[:2] == b"\xff\xd8"
    device = "Computer"
    assert sorted(link.openings()) == [("downloaded", device), ("viewed", device)]


@WIDTHS
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_b7_the_password_comes_first(
    visit: Come, office: Firm, record: str, width: int, script: bool
) -> None:
    link = Link(office, record, password=PASSWORD)
    one = stranger(visit, width, script=script)
    one.expect_complaint("status of 422")
    page = one.page
    page.goto(link.path)
    assert "Gas" not in page.content()
    assert "Gas" not in page.title()
    page.get_by_label("Password").fill("Teapot")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_text("That is not the password")).to_be_visible()
    expect(page.get_by_label("Password")).to_be_focused()
    assert link.openings() == []
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gas safety record.pdf")
    expect(page.get_by_role("img", name="First page of")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gas safety record.pdf")
    assert download(page, "Download")[1].startswith(b"%PDF")
    other = stranger(visit, width)
    other.page.goto(link.path)
    expect(other.page.get_by_label("Password")).to_be_visible()


@WIDTHS
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_b15_a_folder_is_walked_and_packed(
    visit: Come, office: Firm, folder: str, width: int, script: bool
) -> None:
    link = Link(office, folder)
    page = stranger(visit, width, script=script).page
    page.goto(link.path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Plans for the quay")
    assert "Inside" not in page.content()
    page.get_by_role("link", name=re.compile("Level 2")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Level 2")
    assert download(page, "Download Codes.docx")[0] == "Codes.docx"
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link").click()
    page.get_by_role("link", name=re.compile("^Quay wall")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quay wall.jpg")
    page.go_back()
    name, content = download(page, "Download all")
    assert name == "Plans for the quay.zip"
    assert len(zipfile.ZipFile(io.BytesIO(content)).namelist()) == 5


def test_b11_cancelled_while_the_stranger_has_the_page_open(
    visit: Come, office: Firm, folder: str
) -> None:
    """Nothing more is given, and the way back shows nothing out of a cache."""
    link = Link(office, folder)
    one = stranger(visit)
    one.expect_complaint("status of 404")
    page = one.page
    page.goto(link.path)
    picture = page.locator("img[data-preview]").first
    await_condition(lambda: picture.evaluate("(one) => one.naturalWidth"), "a thumbnail")
    address = picture.evaluate("(one) => one.src")
    link.cancel()
    page.get_by_role("link", name=re.compile("Level 2")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NOTHING)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(NOTHING)
    assert "Level 2" not in page.content()
    answer = page.evaluate("(address) => fetch(address).then((one) => one.status)", address)
    assert answer == 404


def test_b11_cancelled_between_page_and_download(visit: Come, office: Firm, record: str) -> None:
    link = Link(office, record, password=PASSWORD)
    one = stranger(visit)
    one.expect_complaint("status of 404")
    page = one.page
    page.goto(link.path)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open").click()
    link.cancel()
    page.get_by_role("link", name="Download").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NOTHING)


def test_a_preview_comes_by_itself_when_it_is_made(visit: Come, office: Firm, job: Job) -> None:
    item = job.put(f"{uuid.uuid4().hex}.jpg", papers.picture("olive", (2400, 1800)))
    page = stranger(visit).page
    page.goto(Link(office, item).path)
    picture = page.locator(".sr-link-figure img")
    await_condition(lambda: picture.evaluate("(one) => one.naturalWidth") > 256, "the picture")
    expect(picture).to_be_visible()


def test_a_preview_that_was_there_before_the_script_is_shown(
    visit: Come, office: Firm, photo: str
) -> None:
    """The page was written while the preview was made; the picture came faster than a slow script."""
    page = stranger(visit).page
    link = Link(office, photo)
    page.goto(link.path)
    expect(page.locator(".sr-link-figure img")).to_be_visible()
    held: list[Route] = []

    def written_before(route: Route) -> None:
        text = route.fetch().text()
        waiting = 'decoding="async" data-missing data-preview>'
        assert text.count('decoding="async">') == 1
        route.fulfill(body=text.replace('decoding="async">', waiting), content_type="text/html")

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/l/[^/]+$"), written_before)
    page.route("**/*.js", hold)
    page.goto(link.path, wait_until="commit")
    picture = page.locator(".sr-link-figure img[data-missing]")
    await_condition(lambda: picture.evaluate("(one) => one.complete"), "the picture")
    page.unroute("**/*.js")
    for route in held:
        route.continue_()
    expect(page.locator(".sr-link-figure img[data-missing]")).to_have_count(0)
    expect(page.locator(".sr-link-figure img")).to_be_visible()


def test_the_pages_are_accessible_and_fit(
    visit: Come, office: Firm, photo: str, folder: str, job: Job
) -> None:
    """Axe, no sideways scroll, light and dark: document, list, question, plain file, nothing."""
    bare = job.put("Notes.txt", b"words")
    for address in (
        Link(office, photo).path,
        Link(office, folder).path,
        Link(office, folder, password=PASSWORD).path,
        Link(office, bare).path,
        "/l/nothing-at-all",
    ):
        one = stranger(visit)
        one.expect_complaint("status of 404")
        one.open(address)
        assert one.page.title().strip()
        expect(one.page.get_by_role("heading", level=1)).to_have_count(1)
        at_every_width(one)


def test_fingers_find_the_targets(visit: Come, office: Firm, folder: str) -> None:
    page = stranger(visit, PHONE).page
    page.goto(Link(office, folder).path)
    for one in page.locator("main a").all():
        box = one.bounding_box()
        assert box
        assert box["height"] >= 43.5, one.inner_text()


def test_l26_the_log_tells_no_address(visit: Come, office: Firm, record: str) -> None:
    """L26: the server that all of this ran on has written no address of a link."""
    link = Link(office, record)
    one = stranger(visit)
    one.expect_complaint("status of 404")
    one.page.goto(link.path)
    one.page.goto(f"{link.path}/no/such/page")
    said = office.server.said()
    assert link.path.rpartition("/")[2] not in said
    assert not re.search(r"/l/[\w-]{20,}", said)
