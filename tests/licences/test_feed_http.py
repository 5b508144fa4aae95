"""The address of a calendar: what its bearer gets, what a stray gets, what robots and caches are told (C-11)."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from icalendar import Calendar

from licences.licence_world import add, day, keeper
from personas import Firm
from strongroom.guard.models import Throttle
from strongroom.interfaces.common.licences import calendars as door
from strongroom.licences import api as licences

pytestmark = pytest.mark.django_db
NOTHING = b"There is nothing at this address.\n"


def address(firm: Firm, who: str = "tech", scope: str = "own") -> str:
    principal = keeper(firm) if who == "keeper" else firm.principal(who)
    return f"/calendar/{licences.make_feed(principal, scope=scope).token}.ics"


def test_c11_a_calendar_that_applications_understand(firm: Firm) -> None:
    name = "Näher; bezeichnete, lange " * 3 + "Erlaubnis"
    row = add(firm, "tech", name, "2028-02-29", number="A,1;2\\3")
    add(firm, "sub", "Crane", "2027-03-10")
    answer = Client().get(address(firm))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    assert b"DTSTART;VALUE=DATE:20280229" in lines
    assert b"DTEND;VALUE=DATE:20280301" in lines
    found = Calendar.from_ical(answer.content)
    (event,) = found.walk("VEVENT")
    assert str(event["summary"]) == f"Expires: {name}"
    assert "A,1;2\\3" in str(event["description"])
    assert event.decoded("dtstart") == day("2028-02-29")
    assert event.decoded("dtend") - event.decoded("dtstart") == dt.timedelta(days=1)
    assert found["version"] == "2.0"
    assert str(event["uid"]) == f"{row.id}-2028-02-29@strongroom"
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == dt.timedelta(days=-7)


def test_c11_the_same_event_keeps_its_name_and_the_same_file_its_tag(firm: Firm) -> None:
    row = add(firm, "tech", "Forklift", "2028-02-29")
    url = address(firm)
    first = Client().get(url)
    licences.update_licence(keeper(firm), licence_id=row.id, number="2")
    second = Client().get(url)
    uids = [Calendar.from_ical(one.content).walk("VEVENT")[0]["uid"] for one in (first, second)]
    assert uids[0] == uids[1]
    assert first["ETag"] != second["ETag"]
    again = Client().get(url, headers={"if-none-match": second["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = Client().head(url)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", second["ETag"])


def test_c11_caches_ask_again_and_robots_keep_away(firm: Firm) -> None:
    for url in (address(firm), "/calendar/unknown.ics"):
        answer = Client().get(url)
        assert answer["Cache-Control"] in {"private, no-cache", "private, no-store"}
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies


def test_c11_revoked_unknown_and_lapsed_get_the_same_plain_answer(firm: Firm) -> None:
    add(firm, "tech", "Forklift", "2028-02-29")
    url = address(firm)
    token = url.removeprefix("/calendar/").removesuffix(".ics")
    lapsed = address(firm, "sub")
    firm.members["sub"].active = False
    firm.members["sub"].save()
    firms = address(firm, "keeper", "firm")
    firm.members["keeper"].seats.all().delete()
    feed = licences.list_feeds(firm.principal("tech"))[0]
    licences.revoke_feed(firm.principal("tech"), feed_id=feed.id)
    wrong = (url, lapsed, firms, f"/calendar/{token}", f"/calendar/{uuid.uuid4()}.ics")
    odd = ("/calendar/", "/calendar/.ics", f"/calendar/{token}.ics/x", "/calendar/%00.ics")
    answers = [Client().get(one) for one in (*wrong, *odd, "/calendar/ü.ics")]
    for answer in answers:
        assert (answer.status_code, answer.content) == (404, NOTHING)
        assert answer.headers == answers[0].headers


def test_strays_are_slowed_down_and_right_addresses_are_not(firm: Firm) -> None:
    url = address(firm)
    for number in range(door.STRAYS):
        assert Client().get(f"/calendar/guess-{number}.ics").status_code == 404
    slowed = Client().get("/calendar/guess.ics")
    assert slowed.status_code == 429
    assert int(slowed["Retry-After"]) > 0
    assert slowed["Content-Type"].startswith("text/plain")
    assert Client().get(url).status_code == 200
    assert Client(REMOTE_ADDR="192.0.2.7").get("/calendar/guess.ics").status_code == 404
    assert not Throttle.objects.filter(key__contains="guess").exists()


def test_only_reading_is_possible(firm: Firm) -> None:
    url = address(firm)
    for method in ("post", "put", "patch", "delete"):
        assert getattr(Client(), method)(url).status_code == 405


def test_a_firm_can_not_take_the_first_part_of_the_address() -> None:
    from strongroom.core.errors import InvalidError
    from strongroom.directory import api as directory

    with pytest.raises(InvalidError):
        directory.create_account(name="Calendar", slug="calendar")
