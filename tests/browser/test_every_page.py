"""Each page of each surface at each width: axe, no sideways scroll, light and dark."""

from collections.abc import Callable

import papers
import pytest
from firm import Firm
from playwright.sync_api import expect
from served import made
from visiting import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Come = Callable[..., Visit]

# Addresses with {job}, {quote}, {customer}, {contact}, {member}, {role}, {library}, {project}, {folder}, {file} for ids.
OFFICE = (
    "jobs",
    "jobs?q=nothing-is-called-so",
    "jobs/new",
    "jobs/{job}",
    "jobs/{job}?tab=details",
    "jobs/{job}?q=nothing-is-called-so",
    "jobs/{job}/edit",
    "jobs/{empty}",
    "quotes",
    "quotes/{quote}",
    "quotes/new",
    "customers",
    "customers/new",
    "customers/{customer}",
    "customers/{customer}/contacts",
    "customers/{customer}/documents",
    "customers/{customer}/edit",
    "customers/{customer}/contacts/new",
    "contacts/{contact}/edit",
    "libraries/{library}/trash",
    "projects",
    "projects/new",
    "projects/{project}/edit",
    "projects/{project}/documents",
    "projects/{project}/folders/{folder}",
    "projects/{project}/members",
    "items/{folder}/details",
    "items/{folder}/details?tab=access",
    "items/{folder}/details?tab=access&add=1",
    "items/{file}/details?tab=access",
    "items/{file}/details?tab=shares",
    "items/{file}/shares",
    "items/{folder}/shares",
    "shares/new?ids={file}&ids={folder}",
    "items/{file}/details?tab=versions",
    "items/{file}/details?tab=approvals",
    "items/{file}/details?tab=activity",
    "items/{folder}/viewers",
    "shared",
    "shared/folders/{folder}",
    "approvals",
    "admin/users",
    "admin/users/new",
    "admin/users/{member}",
    "admin/users/{member}/edit",
    "admin/users/{member}/reset-login",
    "admin/shares",
    "admin/shares?more=1&state=all",
    "admin/sharing",
    "admin/portal",
    "admin/firm",
    "admin/licences/calendar",
    "licences/calendar",
    "admin/mail",
    "admin/plan",
    "admin/roles",
    "admin/roles/new",
    "admin/roles/{role}",
    "admin/roles/{role}/delete",
)
MOBILE = (
    "m/jobs",
    "m/jobs/{job}",
    "m/jobs/{job}?view=grid",
    "m/quotes",
    "m/quotes/{quote}",
    "m/documents",
    "m/documents?show=shared",
    "m/documents/folders/{folder}",
    "m/licences",
    "m/licences/calendar",
    "m/me",
)
PORTAL = (
    "portal/",
    "portal/jobs",
    "portal/jobs/{job}",
    "portal/quotes",
    "portal/quotes/{quote}",
    "portal/documents",
)
WIDE, PHONE, SMALL = 1280, 390, 320


@pytest.fixture(scope="module")
def ids(office: Firm) -> dict[str, str]:
    """Return one of each thing; the job has every kind of row, one in the trash, names of all lengths."""
    job = office.job("Every kind of row")
    for name, content, marks in (
        ("Old boiler before.jpg", papers.picture(), {"tags": ["before"]}),
        ("Record.pdf", papers.pdf(), {"tags": ["certificate", "contract"]}),
        ("Codes.docx", papers.word(), {"confidential": True}),
        ("A very long name " * 8 + ".txt", b"long", {}),
        ("תוכנית הבית.txt", b"right to left", {}),
    ):
        item = job.put(name, content, **marks)
        if name.startswith(("Old", "A very")):
            job.share(item)
    project = made(office.api.post("projects", json={"name": "Every kind of folder"}))
    folder, file = controlled(office, project["library_id"])
    gone = job.put("Gone.txt", b"gone")
    office.api.delete(f"items/{gone}").raise_for_status()
    admin = office.administrator
    customer = first(office.api, "customers", q="Larkfield")
    return {
        "job": job.id,
        "library": job.library,
        "empty": office.job("Nothing here").id,
        "quote": first(office.api, "quotes", q="Elm Close"),
        "customer": customer,
        "contact": first(office.api, "contacts", customer_id=customer),
        "member": first(admin, "members", q="tech@demo.example"),
        "role": first(admin, "roles", q="Technician"),
        "project": project["id"],
        "folder": folder,
        "file": file,
    }


def controlled(office: Firm, root: str) -> tuple[str, str]:
    """Make a controlled folder with a file of two versions whose approval waits for the one who looks."""
    api = office.api
    folder = made(api.post(f"items/{root}/folders", json={"name": "Plans"}))["id"]
    below = made(api.post(f"items/{folder}/folders", json={"name": "Level 2"}))["id"]
    file = made(api.post(f"items/{folder}/files", params={"name": "Plan.txt"}, content=b"1"))["id"]
    made(api.post(f"items/{file}/versions", params={"name": "Plan.txt"}, content=b"2"))
    for item in (folder, below):
        made(api.put(f"items/{item}/access", json={"enabled": True, "confirm": True}))
    approver = first(office.administrator, "members", q="admin@demo.example")
    body = {"approver_ids": [approver], "message": "Is this the one to build?"}
    made(api.post(f"items/{file}/approvals", json=body))
    return folder, file


def first(api, path: str, **params: str) -> str:
    """Return the id of the first row."""
    rows = api.get(path, params=params).json()["results"]
    return next(row["id"] for row in rows if params.get("q", "") in str(row) or path != "roles")


@pytest.mark.parametrize("place", OFFICE)
def test_office(place: str, visit: Come, ids: dict[str, str]) -> None:
    look(visit("admin"), f"/demo/{place.format(**ids)}")


@pytest.mark.parametrize("place", MOBILE)
def test_mobile(place: str, visit: Come, ids: dict[str, str]) -> None:
    look(visit("office"), f"/demo/{place.format(**ids)}")


@pytest.mark.parametrize("place", PORTAL)
def test_portal(place: str, visit: Come, ids: dict[str, str]) -> None:
    look(visit("contact"), f"/demo/{place.format(**ids)}")


@pytest.mark.parametrize("place", ["/sign-in", "/demo/portal/sign-in"])
def test_sign_in(place: str, visit: Come) -> None:
    look(visit(), place)


@pytest.mark.parametrize("place", ["/", "/password", "/sessions"])
def test_plain_pages(place: str, visit: Come) -> None:
    look(visit("admin"), place)


def test_an_error_looks_like_the_rest(visit: Come) -> None:
    """The page of an unknown address has the frame and colours of the others."""
    one = visit("office")
    one.expect_complaint("status of 404")
    look(one, "/demo/no/such/page")
    expect(one.page.get_by_role("heading", name="Not found")).to_be_visible()
    assert one.page.locator(".sr-plain-card").count() == 1


def look(one: Visit, address: str) -> None:
    """Look at a page at three widths, light and dark; what is dark differs in colours alone."""
    page = one.page
    # Colours that are on their way from light to dark are nobody's to judge.
    page.emulate_media(reduced_motion="reduce")
    one.open(address)
    assert page.title().strip()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    for width in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        one.require_no_sideways_scroll()
        one.require_accessible()
        page.emulate_media(color_scheme="dark")
        one.require_accessible(colours_only=True)
    page.set_viewport_size({"width": SMALL, "height": 700})
    one.require_no_sideways_scroll()


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_what_opens_is_accessible_too(width: int, visit: Come, ids: dict[str, str]) -> None:
    """Axe for the states that a page comes to: ticked rows, menu, dialogs, pop-up, tray."""
    one = visit("office", width=width)
    page = one.page
    page.emulate_media(reduced_motion="reduce")
    one.open(f"/demo/jobs/{ids['job']}")
    one.tick("Record.pdf")
    more = page.get_by_role("button", name="Actions", exact=True)
    if more.is_visible():
        more.click()
    one.require_accessible()
    one.untick()
    one.row("Record.pdf").get_by_role("button", name="More for").click()
    expect(page.get_by_role("menu")).to_be_visible()
    one.require_accessible()
    page.get_by_role("menuitem", name="Rename").click()
    one.require_accessible()
    page.keyboard.press("Escape")
    page.locator(".sr-account summary").click()
    one.require_accessible()
    page.keyboard.press("Escape")
    picture = "Old boiler before.jpg"
    one.row(picture).get_by_role("link", name=picture, exact=True).click()
    expect(
        page.get_by_role("dialog", name="Pictures").get_by_role("img", name=picture)
    ).to_be_visible()
    one.require_accessible()


@pytest.mark.parametrize("width", [PHONE, SMALL])
def test_fingers_find_the_targets(width: int, visit: Come, ids: dict[str, str]) -> None:
    """UI: 44 px on phones, for all that is pressed in a row, and nothing lies over anything."""
    one = visit("office", width=width)
    one.open(f"/demo/m/jobs/{ids['job']}")
    row = one.row("Record.pdf")
    for what in (
        row.get_by_role("link", name="Download"),
        row.get_by_role("button", name="More for"),
    ):
        box = what.bounding_box()
        assert box
        assert (round(box["width"]), round(box["height"])) >= (44, 44), box
    link = row.get_by_role("link", name="Record.pdf", exact=True)
    found = link.evaluate(
        """(link) => {
          link.scrollIntoView({ block: "center" });
          const at = link.getBoundingClientRect();
          const [x, y] = [at.left + at.width / 2, at.top + at.height / 2];
          return [-21, 0, 21].map((off) => link.contains(document.elementFromPoint(x, y + off)));
        }"""
    )
    assert found == [True, True, True]
    overlaps = row.evaluate(
        """(row) => {
          const boxes = [...row.querySelectorAll("a.sr-icon-button, button, .sr-c-added small, .sr-c-size, .sr-yn-label, .sr-yn, .sr-filename")]
            .map((one) => [one.className, one.getBoundingClientRect()]).filter(([, at]) => at.width);
          return boxes.flatMap(([name, a], index) => boxes.slice(index + 1)
            .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
            .map(([other]) => [name, other])).filter(([a, b]) => !(a.includes("size") || b.includes("size")));
        }"""
    )
    assert overlaps == []


def test_a_row_without_an_uploader_ends_clean(
    visit: Come, office: Firm, ids: dict[str, str]
) -> None:
    """No separator waits for a name that never comes."""
    one = visit("office", width=PHONE)
    one.open(f"/demo/m/jobs/{ids['job']}")
    who = one.row("Record.pdf").locator(".sr-c-added span")
    dot = "(who) => getComputedStyle(who, '::before').content"
    assert "·" in who.evaluate(dot)
    assert "·" not in who.evaluate(
        "(who) => { who.textContent = ''; return getComputedStyle(who, '::before').content; }"
    )
