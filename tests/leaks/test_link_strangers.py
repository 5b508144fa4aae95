"""What strangers try at a link, by HTTP: L1, L9, L24 to L26, L31 to L33, L36."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from urllib.parse import urlencode

import pytest
from django.test import Client

from links.conftest import PASSWORD, Lead, Way, body, lead
from links.strangers import BELOW, UNKNOWN, opened, previews, told
from personas import PNG, Firm, make_file, make_folder
from strongroom.access.api import Surface
from strongroom.core import clock
from strongroom.store import api as store
from strongroom.store.models import Version

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
__all__ = ["lead"]
TRICKS = (
    "?password=" + PASSWORD.replace(" ", "+"),
    "?unlocked=1&unlock=1&locked=0",
    "?inline=1&download=1&raw=1",
    "?version=1",
    "?cursor=WzFd",
    "?size=1600",
    "?share=1&token=x&visitor=x",
)


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
