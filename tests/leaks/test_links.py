"""Links as strangers try them by HTTP: L1, L5, L9, L21 to L25, L29, L31, L32, L36 and B-18."""

from __future__ import annotations

import datetime as dt
import re
import uuid
import zipfile
from functools import partial
from io import BytesIO
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from links.conftest import PASSWORD, Lead, Way, body, lead
from personas import PDF, PNG, Firm, make_file, make_folder
from strongroom.access.api import Surface
from strongroom.access.models import Seat, Share
from strongroom.core import clock
from strongroom.directory.models import Member
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing
from strongroom.store import api as store
from strongroom.store.models import Item, Version

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
__all__ = ["lead"]
UNKNOWN = "/l/AAAAAAAAAAAAAAAAAAAAAAAAAAA"
BELOW = (
    "",
    "/content",
    "/archive",
    "/items/{id}",
    "/items/{id}/content",
    "/items/{id}/preview?size=256",
    "/items/{id}/preview?size=1600",
    "/folders/{id}",
    "/folders/{id}/archive",
)
TRICKS = (
    "?password=" + PASSWORD.replace(" ", "+"),
    "?unlocked=1&unlock=1&locked=0",
    "?inline=1&download=1&raw=1",
    "?version=1",
    "?cursor=WzFd",
    "?size=1600",
    "?share=1&token=x&visitor=x",
)


def told(answer: object) -> tuple[int, dict[str, str], bytes, list[str]]:
    """Return all that a stranger gets to know: status, headers, body, cookies."""
    return answer.status_code, dict(answer.headers), body(answer), sorted(answer.cookies)


def shut(way: Way, ids: list[uuid.UUID]) -> None:
    """Each address of the link answers as that of an unknown one, by each method."""
    for item_id in ids:
        network = f"192.0.2.{item_id.int % 250}"  # so many strays of one network are throttled
        for below in BELOW:
            for method in ("get", "head"):
                here = getattr(way.browser, method)(
                    way.path + below.format(id=item_id), REMOTE_ADDR=network
                )
                there = getattr(Client(), method)(
                    UNKNOWN + below.format(id=item_id), REMOTE_ADDR=network
                )
                assert told(here) == told(there), below
                assert here.status_code == 404


def opened(way: Way) -> Way:
    way.get()
    if way.row.has_password:
        assert way.unlock().status_code == 303
    assert way.get().status_code == 200
    return way


def previews(item: Item) -> None:
    blob = Version.objects.get(item=item).blob
    for size in store.SIZES:
        store.want_rendition(blob.id, size)
    for rendition in blob.renditions.all():
        store.make_rendition(rendition.id)


def end_cancelled(firm: Firm, way: Way) -> None:
    sharing.cancel_share(firm.principal("office"), way.row.id)


def end_expired(firm: Firm, way: Way) -> None:
    Share.objects.filter(id=way.row.id).update(expires_at=clock.now())


def end_trashed(firm: Firm, way: Way) -> None:
    documents.trash(firm.principal("admin"), item_ids=[way.row.item_id])


def end_purged(firm: Firm, way: Way) -> None:
    documents.trash(firm.principal("admin"), item_ids=[way.row.item_id])
    documents.purge(firm.principal("admin"), item_ids=[way.row.item_id])


def end_deactivated(firm: Firm, way: Way) -> None:
    Member.objects.filter(id=firm.members["office"].id).update(active=False)


def end_role_lost(firm: Firm, way: Way) -> None:
    Seat.objects.filter(member=firm.members["office"]).update(role=firm.roles["viewer"])


ENDS = [end_cancelled, end_expired, end_trashed, end_purged, end_deactivated, end_role_lost]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("password", ["", PASSWORD])
def test_l9_l21_l22_l24_b18_however_a_link_ends_it_looks_as_if_it_never_was(
    firm: Firm, lead: Lead, end, password: str
) -> None:
    """L9, L21, L22, L24: at once, for the visitor who has unlocked it, with a warm cache, by each address."""
    photo = firm.files["photo.png"]
    previews(photo)
    way = opened(lead("photo.png", password=password))
    warm = way.get(f"/items/{photo.id}/preview?size=256")
    tag = {"if-none-match": warm.headers["ETag"]}
    assert way.get(f"/items/{photo.id}/preview?size=256", headers=tag).status_code == 304
    end(firm, way)
    shut(way, [photo.id])
    again = way.get(f"/items/{photo.id}/preview?size=256", headers=tag)
    assert (again.status_code, "ETag" in again.headers) == (404, False)
    part = way.get("/content", headers={"range": "bytes=0-1"})
    assert (part.status_code, "Content-Range" in part.headers) == (404, False)
    posted, unknown = way.unlock(), Client().post(UNKNOWN, {"password": PASSWORD})
    assert told(posted) == told(unknown)


def test_l21_a_new_file_of_the_same_name_is_not_served(firm: Firm, lead: Lead) -> None:
    """L21: deleted, purged, made again: gone."""
    way = opened(lead("plan.pdf"))
    end_purged(firm, way)
    again = make_file(firm.job.library_id, "plan.pdf", PDF + b"the next one")
    shut(way, [again.id])


def test_l21_renamed_and_moved_the_link_stays_with_its_file(firm: Firm, lead: Lead) -> None:
    way, office = opened(lead("plan.pdf")), firm.principal("office")
    documents.rename(office, item_id=way.row.item_id, name="Plan of today.pdf")
    make_file(firm.job.library_id, "plan.pdf", PDF + b"another")
    assert "Plan of today.pdf" in way.get().content.decode()
    assert body(way.get("/content")) == PDF


def test_l5_l12_a_folder_taken_to_the_trash_closes_the_links_below(firm: Firm, lead: Lead) -> None:
    plans = make_folder(firm.project.library_id, "Plans")
    file = make_file(plans.id, "wall.pdf", PDF)
    way = opened(lead(file))
    documents.trash(firm.principal("admin"), item_ids=[plans.id])
    shut(way, [file.id, plans.id])


def test_l5_an_archive_holds_what_the_link_reaches_alone(firm: Firm, lead: Lead) -> None:
    """L5: nothing trashed in it, no folder's name above it, no hostile path."""
    above = make_folder(firm.project.library_id, "Kestrel above")
    plans = make_folder(above.id, "Plans")
    make_file(plans.id, "..\\evil.pdf", PDF)
    gone = make_file(plans.id, "Kestrel gone.pdf", PDF)
    documents.trash(firm.principal("admin"), item_ids=[gone.id])
    make_file(above.id, "Kestrel beside.pdf", PDF)
    names = zipfile.ZipFile(BytesIO(body(lead(plans).get("/archive")))).namelist()
    assert len(names) == 1
    assert names[0].startswith("Plans/")
    assert ".." not in names[0].split("/")
    assert "\\" not in names[0]


def test_l23_every_door_that_opens_is_a_row_that_can_be_cancelled(firm: Firm, lead: Lead) -> None:
    way = lead("plan.pdf", "photo.png")
    office = firm.principal("office")
    rows = sharing.shares_of(office, firm.files["plan.pdf"].id)
    rows += sharing.shares_of(office, firm.files["photo.png"].id)
    assert sharing.cancel_shares(office, [row.id for row in rows if row.link_id]) == 2
    shut(way, [firm.files["plan.pdf"].id])


def test_l1_l9_l25_without_the_password_no_address_gives_anything(firm: Firm, lead: Lead) -> None:
    """L1, L9, L25: every address and parameter, every method, for the right ids as for wrong ones."""
    plans = make_folder(firm.project.library_id, "Kestrel plans")
    photo = make_file(plans.id, "Kestrel photo.png", PNG)
    previews(photo)
    way = lead(plans, password=PASSWORD)
    asked = way.get()
    assert asked.status_code == 200
    for item_id in (plans.id, photo.id, uuid.uuid4(), firm.files["plan.pdf"].id):
        for below in BELOW[1:]:
            address = below.format(id=item_id)
            for trick in ("", *TRICKS):
                joined = trick.replace("?", "&") if "?" in address else trick
                for method in ("get", "head"):
                    answer = getattr(way.browser, method)(way.path + address + joined)
                    assert answer.status_code == 303, address
                    assert answer.headers["Location"] == way.path
                    assert body(answer) == b""
                    assert {"ETag", "Content-Disposition", "Last-Modified"}.isdisjoint(
                        answer.headers
                    )
    for trick in TRICKS:
        answer = way.get(trick)
        assert told(answer)[0] == 200
        assert body(answer) == body(asked)
    everything = body(asked).decode() + str(asked.headers)
    for word in ("Kestrel", "photo", "png", str(photo.id), str(plans.id), "folder"):
        assert word not in everything.replace("/static/", ""), word
    assert re.search(r"<title>\s*Northgate Electrical\s*</title>", everything)


def test_l25_a_locked_file_and_a_locked_folder_ask_alike(firm: Firm, lead: Lead) -> None:
    plans = make_folder(firm.project.library_id, "Plans")
    pages = [lead(one, password=PASSWORD).get().content for one in (plans, "photo.png", "plan.pdf")]
    assert len(set(pages)) == 1


def cookie_of(way: Way) -> tuple[str, str]:
    [name] = [one for one in way.browser.cookies if one.startswith("strongroom_unlock_")]
    return name, way.browser.cookies[name].value


def test_l24_an_unlock_works_for_its_visitor_and_its_link_alone(firm: Firm, lead: Lead) -> None:
    """L24: not in another session, not at another link with the same password, not forged."""
    way, other = (opened(lead("plan.pdf", password=PASSWORD)) for _ in range(2))
    name, value = cookie_of(way)
    thief = Client()
    thief.cookies[name] = value
    assert "plan.pdf" not in thief.get(way.path).content.decode()
    assert thief.get(f"{way.path}/content").status_code == 303
    other_name, _ = cookie_of(other)
    other.browser.cookies["strongroom_visit"] = way.browser.cookies["strongroom_visit"].value
    other.browser.cookies[other_name] = value
    assert other.get("/content").status_code == 303
    moment, _, mac = value.partition(".")
    for forged in (
        "",
        ".",
        mac,
        f"{moment}.",
        f"{int(moment) + 1}.{mac}",
        f"{moment}.{mac[:-1]}0" if mac[-1] != "0" else f"{moment}.{mac[:-1]}1",
        f"{moment}.{mac.upper()}x",
        f"-{moment}.{mac}",
        f"{'9' * 400}.{mac}",
        f"{moment}.{mac}\u00e9",
        "\u00b2\u00b3.x",
    ):
        way.browser.cookies[name] = forged
        assert way.get("/content").status_code == 303, forged
    way.browser.cookies[name] = value
    assert way.get("/content").status_code == 200
    way.browser.cookies["strongroom_visit"] = "x" * 20
    assert way.get("/content").status_code == 303


def test_l24_an_unlock_ends_after_twelve_hours(lead: Lead, monkeypatch) -> None:
    way = opened(lead("plan.pdf", password=PASSWORD))
    later = clock.now() + dt.timedelta(hours=12, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert way.get("/content").status_code == 303


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Auckland", "America/New_York"])
def test_l29_every_address_ends_with_the_day_in_the_firms_zone(
    firm: Firm, lead: Lead, monkeypatch, zone: str
) -> None:
    """L29: one clock for all of them, to the second; on the days when clocks change, too."""
    firm.account.time_zone = zone
    firm.account.save()
    photo = firm.files["photo.png"]
    previews(photo)
    there = clock.now().astimezone(ZoneInfo(zone)).date()
    for day in (there, dt.date(there.year + 1, 3, 28), dt.date(there.year + 1, 10, 31)):
        way = lead("photo.png", expires_on=day)
        end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(zone))
        with monkeypatch.context() as at:
            at.setattr(clock, "now", partial(end.__sub__, dt.timedelta(seconds=1)))
            for below in ("", "/content", f"/items/{photo.id}/preview?size=256", "/archive"):
                answer = way.get(below)
                body(answer)
                assert answer.status_code == 200, below
            at.setattr(clock, "now", partial(end.__add__, dt.timedelta()))
            shut(way, [photo.id])


def test_l31_a_preview_is_never_the_original(firm: Firm, lead: Lead) -> None:
    """L31: while the picture is not made, or can't be, nothing takes its place."""
    way = lead("photo.png")
    blob = Version.objects.get(item=firm.files["photo.png"]).blob
    blob.renditions.all().delete()
    address = f"/items/{firm.files['photo.png'].id}/preview?size=1600"
    assert way.get(address).status_code == 404
    store.want_rendition(blob.id, 1600)
    assert way.get(address).status_code == 409
    previews(firm.files["photo.png"])
    assert body(way.get(address)) != PNG


def test_l32_guessing_is_throttled_for_one_network_and_link_only(firm: Firm, lead: Lead) -> None:
    """L32: others get in meanwhile, whoever is in stays in, and other links are not concerned."""
    way, other = lead("plan.pdf", password=PASSWORD), lead("photo.png", password=PASSWORD)
    inside = opened(Way(way.row, Client()))
    guesser = Way(way.row, Client())
    answers = [guesser.unlock(f"guess {number}").status_code for number in range(15)]
    assert answers == [422] * 10 + [429] * 5
    assert guesser.unlock().status_code == 429, "the right one tells nothing now"
    assert guesser.get().status_code == 200
    assert inside.get("/content").status_code == 200
    elsewhere = Way(way.row, Client(REMOTE_ADDR="203.0.113.7"))
    assert elsewhere.unlock().status_code == 303
    assert other.unlock().status_code == 303


def test_l32_b18_trying_addresses_is_throttled_and_real_ones_go_on_working(
    firm: Firm, lead: Lead
) -> None:
    way = lead("plan.pdf")
    statuses = [
        way.browser.get(f"/l/{uuid.uuid4().hex}", REMOTE_ADDR="203.0.113.9").status_code
        for _ in range(70)
    ]
    assert statuses == [404] * 60 + [429] * 10
    assert way.browser.get(way.path, REMOTE_ADDR="203.0.113.9").status_code == 200
    assert Client().get(UNKNOWN).status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("data.xml", b'<?xml version="1.0"?><x xmlns:h="http://www.w3.org/1999/xhtml"/>'),
        ("photo.png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"),
        ("words.txt", b"<script>alert(1)</script>"),
        ("<img src=x onerror=alert(1)>.txt", b"words"),
    ],
)
def test_l36_nothing_that_was_uploaded_runs(firm: Firm, lead: Lead, name: str, data: bytes) -> None:
    """L36: an attachment, sandboxed and never sniffed, whatever is asked for; names are text."""
    way = lead(make_file(firm.job.library_id, name, data))
    for below in ("/content", f"/items/{way.row.item_id}/content"):
        for asked in ("", "?inline=1", "?inline", "?download=0"):
            answer = way.get(below + asked)
            assert answer.headers["Content-Disposition"].startswith("attachment;")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    page = way.get().content.decode()
    assert "<img src=x" not in page
    assert "<script>" not in page


def test_l26_pages_tell_no_password_and_no_names_of_staff(firm: Firm, lead: Lead) -> None:
    """L26: neither the question nor the document tells who made the link, or what opens it."""
    way = lead("plan.pdf", password=PASSWORD)
    wrong = way.unlock("my own secret")
    assert b"my own secret" not in wrong.content
    opened(way)
    text = wrong.content.decode() + way.get().content.decode() + str(way.get().headers)
    for word in (PASSWORD, "Office", "northgate.example", "Alder", str(firm.members["office"].id)):
        assert word not in text, word


def test_l33_a_bearer_is_nobody_elsewhere(firm: Firm, lead: Lead) -> None:
    """What a link's cookies open is below the link alone: no page, no portal, no API."""
    way = opened(lead("plan.pdf", password=PASSWORD))
    plan = firm.files["plan.pdf"].id
    for path in ("/northgate/jobs", "/northgate/m/jobs", "/northgate/portal/"):
        assert way.browser.get(path).status_code == 302
    for surface in (Surface.OFFICE, Surface.PORTAL, Surface.LINK):
        header = {"x-strongroom-surface": f"northgate/{surface}"}
        answer = way.browser.get(f"/api/v1/items/{plan}", headers=header)
        assert answer.status_code == 401
    other = lead("photo.png")
    query = urlencode({"ids": plan})
    assert way.browser.get(f"{other.path}/items/{plan}/content?{query}").status_code == 404
