"""Calendar feeds (C-11): parsed by a calendar library; under a secret that can be revoked, asked each time."""

import datetime as dt
import uuid

import pytest
from django.conf import LazySettings
from icalendar import Calendar

from licences.licence_world import add, day, keeper
from personas import Firm
from strongroom.access.models import Seat
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from strongroom.licences import api as licences
from strongroom.licences.models import Feed

pytestmark = pytest.mark.django_db


def events(token: str | None) -> list[tuple[str, dt.date]]:
    assert token
    parsed = Calendar.from_ical(licences.calendar(token))
    return [(str(event["summary"]), event.decoded("dtstart")) for event in parsed.walk("VEVENT")]


def test_c11_own_and_firm(firm: Firm, settings: LazySettings) -> None:
    settings.BASE_URL = "https://files.firm.example"
    mine = add(firm, "tech", "Forklift; ticket, näher\\", expires="2028-02-29", number="A,1")
    add(firm, "sub", "Crane", expires="2027-03-10")
    add(firm, "sub", "Toolbox")
    own = licences.make_feed(firm.principal("tech"), scope="own")
    all_ = licences.make_feed(keeper(firm), scope="firm")
    assert events(own.token) == [("Expires: Forklift; ticket, näher\\", day("2028-02-29"))]
    assert events(all_.token) == [
        ("Expires: Crane, Sub", day("2027-03-10")),
        ("Expires: Forklift; ticket, näher\\, Tech", day("2028-02-29")),
    ]
    raw = licences.calendar(own.token or "")
    assert b"DTSTART;VALUE=DATE:20280229\r\nDTEND;VALUE=DATE:20280301\r\n" in raw
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert str(event["url"]).endswith(f"/northgate/m/licences/{mine.id}")
    first = Calendar.from_ical(licences.calendar(all_.token or "")).walk("VEVENT")[0]
    assert "/northgate/licences/" in str(first["url"])
    licences.update_licence(keeper(firm), licence_id=mine.id, expires_on=day("2030-01-01"))
    (renewed,) = Calendar.from_ical(licences.calendar(own.token or "")).walk("VEVENT")
    assert renewed["uid"] != event["uid"]
    assert Feed.objects.get(id=own.id).last_read_at is not None


def test_c11_the_secret_is_not_in_the_database(firm: Firm) -> None:
    made = licences.make_feed(firm.principal("tech"), scope="own")
    kept = Feed.objects.get()
    assert made.token
    assert len(made.token) >= 40
    assert made.token not in kept.token + kept.token_hash
    assert licences.list_feeds(firm.principal("tech")) == [made]
    assert [row.token for row in licences.list_feeds(keeper(firm))] == [None]
    assert licences.list_feeds(firm.principal("sub")) == []
    assert licences.list_feeds(firm.principal("contact")) == []


def test_c11_revoked_unknown_and_lapsed_answer_alike(firm: Firm) -> None:
    add(firm, "tech", expires="2027-03-10")
    own = licences.make_feed(firm.principal("tech"), scope="own")
    all_ = licences.make_feed(keeper(firm), scope="firm")
    for token in ("", "x", "ü" * 43, "x" * 43, "x" * 5000, f"{own.token}x"):
        with pytest.raises(NotFoundError):
            licences.calendar(token)
    for who in ("sub", "stranger", "contact"):
        with pytest.raises(NotFoundError):
            licences.revoke_feed(firm.principal(who), feed_id=own.id)
    # Whoever loses the permission loses the firm's feed; whoever is deactivated, theirs (L34, L40).
    Seat.objects.filter(member=firm.members["keeper"]).delete()
    with pytest.raises(NotFoundError):
        licences.calendar(all_.token or "")
    firm.members["tech"].active = False
    firm.members["tech"].save()
    with pytest.raises(NotFoundError):
        licences.calendar(own.token or "")
    firm.members["tech"].active = True
    firm.members["tech"].save()
    assert len(events(own.token)) == 1
    licences.revoke_feed(firm.principal("tech"), feed_id=own.id)
    with pytest.raises(NotFoundError):
        licences.calendar(own.token or "")
    with pytest.raises(NotFoundError):
        licences.revoke_feed(firm.principal("tech"), feed_id=own.id)
    with pytest.raises(NotFoundError):
        licences.revoke_feed(firm.principal("tech"), feed_id=uuid.uuid4())


def test_c11_a_keeper_revokes_anybodys(firm: Firm) -> None:
    own = licences.make_feed(firm.principal("watcher"), scope="own")
    licences.revoke_feed(keeper(firm), feed_id=own.id)
    assert licences.list_feeds(firm.principal("watcher")) == []


def test_c11_who_may_make_which(firm: Firm) -> None:
    for who in ("tech", "sub", "watcher", "office"):
        assert licences.make_feed(firm.principal(who), scope="own").scope == "own"
        with pytest.raises(ForbiddenError):
            licences.make_feed(firm.principal(who), scope="firm")
    with pytest.raises(ForbiddenError):
        licences.make_feed(firm.principal("contact"), scope="own")
    with pytest.raises(InvalidError):
        licences.make_feed(firm.principal("tech"), scope="all")
    for _ in range(19):
        licences.make_feed(firm.principal("tech"), scope="own")
    with pytest.raises(ConflictError):
        licences.make_feed(firm.principal("tech"), scope="own")


def test_c11_keys_that_are_gone_leave_a_row_to_revoke(firm: Firm, settings: LazySettings) -> None:
    from strongroom.core.crypto import new_key

    licences.make_feed(firm.principal("tech"), scope="own")
    settings.SEALING_KEYS = [new_key()]
    (row,) = licences.list_feeds(firm.principal("tech"))
    assert row.token is None
