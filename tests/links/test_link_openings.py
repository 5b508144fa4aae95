"""What counts as an opening of a link or of the portal, and what does not: B-13, L30."""

from __future__ import annotations

import datetime as dt
from unittest.mock import ANY

import pytest
from django.test import Client

from links.conftest import PASSWORD, body
from personas import PDF, make_file, make_folder
from strongroom.access.api import Surface
from strongroom.core import clock
from strongroom.interfaces.common.documents import openings as noting
from strongroom.outbox.models import Mail
from strongroom.sharing import api as sharing
from strongroom.sharing.models import Opening

pytestmark = pytest.mark.django_db
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36"
)
CUBOT = (
    "Mozilla/5.0 (Linux; Android 9; CUBOT X30) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36"
)
TABLET = "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 Chrome/130 Safari/537.36"
IPAD = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
DESK = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130 Safari/537.36"
IN_APP = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605.1.15 Mobile/22A [FBAN/FBIOS;FBAV/480]"
)
ROBOTS = [
    "WhatsApp/2.24.6.77 A",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Slack-ImgProxy (+https://api.slack.com/robots)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Twitterbot/1.0",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; +https://www.linkedin.com)",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
    "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (Macintosh) AppleWebKit/600.2.5 (Applebot/0.1; +http://www.apple.com/go/applebot)",
]


def test_b13_a_view_and_a_download_are_recorded_with_device_and_version(firm, lead):
    way = lead("plan.pdf")
    way.get(headers={"user-agent": IPHONE})
    body(way.get("/content", headers={"user-agent": IPHONE}))
    assert way.openings(firm) == [
        ("downloaded", "plan.pdf", "Phone"),
        ("viewed", "plan.pdf", "Phone"),
    ]
    row = Opening.objects.filter(what="viewed").get()
    assert (row.version, row.network) == (1, "127.0.0.0/24")


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (IPHONE, "Phone"),
        (ANDROID, "Phone"),
        (CUBOT, "Phone"),
        (IN_APP, "Phone"),
        (TABLET, "Tablet"),
        (IPAD, "Tablet"),
        (DESK, "Computer"),
        ("", "Computer"),
        ("curl/8.5.0", "Computer"),
    ],
)
def test_b13_devices_are_told_coarsely(firm, lead, agent, device):
    way = lead("plan.pdf")
    way.get(headers={"user-agent": agent})
    assert way.openings(firm) == [("viewed", "plan.pdf", device)]


@pytest.mark.parametrize("agent", ROBOTS)
def test_b13_l30_robots_open_no_page_and_what_they_download_is_marked(firm, lead, agent):
    way = lead("plan.pdf", notify_on_opening=True)
    assert way.get(headers={"user-agent": agent}).status_code == 200
    assert way.openings(firm) == []
    body(way.get("/content", headers={"user-agent": agent}))
    assert way.openings(firm) == [("downloaded", "plan.pdf", ANY)]
    assert Opening.objects.get().automatic
    assert not Mail.objects.filter(kind="sharing.opened").exists()


@pytest.mark.parametrize("name", ["purpose", "sec-purpose", "x-moz"])
def test_l30_what_a_browser_fetches_ahead_is_no_opening(firm, lead, name):
    way = lead("plan.pdf")
    headers = {name: "prefetch;prerender" if name == "sec-purpose" else "prefetch"}
    way.get(headers=headers)
    assert way.openings(firm) == []
    body(way.get("/content", headers=headers))
    assert Opening.objects.get().automatic
    body(way.get("/content"))
    assert Opening.objects.filter(automatic=False).count() == 1


def test_b13_l30_whoever_begins_in_the_middle_is_recorded_too(firm, lead, monkeypatch):
    """All bytes but the first are the document; the later parts of one download are one opening."""
    way = lead("plan.pdf")
    now = clock.now()
    for hours in (0, 3, 22, 25):
        monkeypatch.setattr(clock, "now", lambda ago=hours: now + dt.timedelta(hours=ago))
        body(way.get("/content", headers={"range": "bytes=1-"}))
        assert len(way.openings(firm)) == (2 if hours == 25 else 1)


def test_b13_a_contacts_browser_that_fetches_ahead_leaves_a_trace(firm):
    item = firm.files["viewable.pdf"]
    address = f"/northgate/portal/items/{item.id}/content"
    body(firm.client("contact").get(address, headers={"sec-purpose": "prefetch"}))
    assert Opening.objects.get().automatic
    shown = f"{address}?inline=1"
    body(firm.client("contact").get(shown, headers={"sec-purpose": "prefetch"}))
    assert Opening.objects.filter(what="viewed", automatic=True).count() == 1


def test_b13_what_scans_mails_tells_nobody_until_somebody_acts(firm, lead):
    """A scanner opens the address, and follows what stands there, in a browser's name without cookies."""
    way = lead("plan.pdf", notify_on_opening=True)
    Client().get(way.path)
    body(Client().get(f"{way.path}/content"))
    assert sorted(what for what, *_ in way.openings(firm)) == ["downloaded", "viewed"]
    assert not Mail.objects.filter(kind="sharing.opened").exists()
    way.get()
    assert not Mail.objects.filter(kind="sharing.opened").exists()
    body(way.get("/content"))
    assert Mail.objects.filter(kind="sharing.opened").count() == 1


def test_l30_head_and_304_are_no_openings(firm, lead):
    """L30: HEAD and 304 don't count; the first bytes do, once."""
    way = lead("plan.pdf")
    for below in ("", "/content", "/archive"):
        way.browser.head(way.path + below)
    way.get("/content", headers={"range": "bytes=999999-"})
    assert way.openings(firm) == []
    first = way.get("/content", headers={"range": "bytes=0-3"})
    body(first)
    assert way.openings(firm) == [("downloaded", "plan.pdf", "Computer")]
    Opening.objects.all().delete()
    assert way.get("/content", headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    assert way.openings(firm) == []


@pytest.mark.parametrize("wanted", ["bytes=0-", "bytes=7-", None])
def test_l30_a_range_that_the_proxy_cuts_is_an_opening_too(firm, lead, settings, wanted):
    settings.ACCEL_REDIRECT_PREFIX = "/blobs/"
    way = lead("plan.pdf")
    answer = way.get("/content", headers={"range": wanted} if wanted else {})
    assert answer.has_header("X-Accel-Redirect")
    assert len(way.openings(firm)) == 1


def test_b13_nothing_is_recorded_before_the_password(firm, lead):
    way = lead("plan.pdf", password=PASSWORD)
    way.get()
    way.get("/content")
    way.unlock("wrong")
    assert way.openings(firm) == []
    way.unlock()
    assert way.openings(firm) == []
    way.get()
    assert way.openings(firm) == [("viewed", "plan.pdf", "Computer")]


def test_b13_the_same_visitor_is_counted_once_an_hour_and_another_beside_them(firm, lead):
    way = lead("plan.pdf")
    way.get()
    way.get()
    assert len(way.openings(firm)) == 1
    Client().get(way.path)
    assert len(way.openings(firm)) == 2


def test_l30_ever_new_visitors_of_one_network_fill_nothing(firm, lead, monkeypatch):
    monkeypatch.setattr(noting, "VISITORS_OF_A_NETWORK", 3)
    way = lead("plan.pdf")
    for _ in range(8):
        assert Client().get(way.path).status_code == 200
    assert len(way.openings(firm)) == 4
    Client(REMOTE_ADDR="198.51.100.4").get(way.path)
    assert len(way.openings(firm)) == 5


def test_b13_in_a_folder_each_document_and_the_archive(firm, lead):
    plans = make_folder(firm.project.library_id, "Plans")
    file = make_file(plans.id, "one.pdf", PDF)
    way = lead(plans)
    way.get()
    way.get(f"/items/{file.id}")
    body(way.get(f"/items/{file.id}/content"))
    body(way.get("/archive"))
    assert sorted(way.openings(firm)) == [
        ("downloaded", "Plans", "Computer"),
        ("downloaded", "one.pdf", "Computer"),
        ("viewed", "Plans", "Computer"),
        ("viewed", "one.pdf", "Computer"),
    ]


def test_b13_the_first_page_of_several_is_an_opening_of_each_and_one_mail(firm, lead):
    way = lead("plan.pdf", "photo.png", notify_on_opening=True)
    way.get()
    way.get()
    way.get()
    assert {row.item.name for row in Opening.objects.all()} == {"plan.pdf", "photo.png"}
    assert Mail.objects.filter(kind="sharing.opened").count() == 1


def test_b13_a_failure_to_record_never_keeps_the_document_back(firm, lead, monkeypatch):
    from django.db import OperationalError

    def fails(*args: object, **kw: object) -> None:
        raise OperationalError("the table is away")

    monkeypatch.setattr(sharing, "record_openings", fails)
    way = lead("plan.pdf")
    assert way.get().status_code == 200
    assert body(way.get("/content")) == PDF


def test_b13_contacts_in_the_portal_leave_openings_and_members_none(firm):
    browser, item = firm.client("contact"), firm.files["viewable.pdf"]
    body(browser.get(f"/northgate/portal/items/{item.id}/content"))
    body(browser.get(f"/northgate/portal/items/{item.id}/content"))
    browser.head(f"/northgate/portal/items/{item.id}/content")
    found = [(row.what, row.item.name, row.contact.name) for row in Opening.objects.all()]
    assert found == [("downloaded", "viewable.pdf", "Contact")]
    body(firm.client("office").get(f"/northgate/items/{item.id}/content"))
    assert Opening.objects.count() == 1


def test_b13_an_archive_taken_from_the_portal_is_an_opening_of_each(firm):
    browser = firm.client("contact")
    body(browser.get(f"/northgate/portal/jobs/{firm.job.id}/archive"))
    item = firm.files["viewable.pdf"]
    body(browser.post("/northgate/portal/archive", {"ids": str(item.id)}))
    names = sorted(row.item.name for row in Opening.objects.all())
    assert names == ["secret-viewable.pdf", "viewable.pdf"]


def test_b13_what_a_contact_takes_through_the_api_is_an_opening_too(firm):
    api, item = firm.api("contact", Surface.PORTAL), firm.files["viewable.pdf"]
    body(api.get(f"/api/v1/items/{item.id}/content"))
    assert [(row.what, row.contact.name) for row in Opening.objects.all()] == [
        ("downloaded", "Contact")
    ]
    other = firm.files["secret-viewable.pdf"]
    body(
        api.post("/api/v1/archives", {"item_ids": [str(other.id)]}, content_type="application/json")
    )
    assert Opening.objects.count() == 2


def test_a_version_that_is_no_number_is_not_found(firm):
    browser, item = firm.client("office"), firm.files["plan.pdf"]
    for version in ("²", "9" * 5000, "-1", "1.0", "x"):
        address = f"/northgate/items/{item.id}/content"
        assert browser.get(address, {"version": version}).status_code == 404, version[:9]
