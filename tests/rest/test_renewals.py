"""Renewals (C-10) and calendars (C-11) through the API."""

import io
import uuid
from typing import Any

import pytest
from django.test import Client
from helpers import BASE, MISSING, get, ids, post, problem
from icalendar import Calendar

from licences.licence_world import add, at, keeper
from personas import PNG, Firm
from strongroom.core import clock
from strongroom.guard.models import IdempotencyKey
from strongroom.licences.api import LicenceRow
from strongroom.licences.models import Renewal
from strongroom.store.models import Item


@pytest.fixture(autouse=True)
def _a_day_in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: at("2026-06-15T12:00"))


@pytest.fixture
def row(firm: Firm) -> LicenceRow:
    return add(firm, "tech", "Forklift", "2026-07-01", number="A")


def file(name: str = "card.png", data: bytes = PNG) -> io.BytesIO:
    made = io.BytesIO(data)
    made.name = name
    return made


def submit(client: Client, row: LicenceRow, headers: Any = None, **fields: Any) -> Any:
    body = {"file": [file(), file("back.png", PNG + b"b")], "expires_on": "2031-07-01", **fields}
    return client.post(f"{BASE}/licences/{row.id}/renewals", body, headers=headers)


class TestRenewals:
    def test_c10_handed_in_and_verified(self, firm: Firm, row: LicenceRow) -> None:
        tech, office = firm.api("tech"), firm.api("keeper")
        answer = submit(tech, row, number="B", note="Two photos")
        assert answer.status_code == 201, answer.content
        made = answer.json()
        assert answer.headers["Location"] == f"{BASE}/renewals/{made['id']}"
        assert (made["state"], made["expires_on"], made["note"]) == (
            "pending",
            "2031-07-01",
            "Two photos",
        )
        before = get(tech, f"/licences/{row.id}").json()
        assert (before["expires_on"], before["verification"]) == ("2026-07-01", "pending")
        assert ids(get(office, "/renewals")) == ids(get(tech, "/renewals")) == [made["id"]]
        assert ids(get(firm.api("sub"), "/renewals")) == []
        files = get(office, f"/licences/{row.id}/files").json()["results"]
        assert {one["name"] for one in files} == {"card.png", "back.png"}
        assert {one["parent_id"] for one in files} == {made["folder_id"]}
        problem(post(tech, f"/renewals/{made['id']}/verify"), 403, "forbidden")
        problem(post(firm.api("sub"), f"/renewals/{made['id']}/verify"), 404, "not_found")
        done = post(office, f"/renewals/{made['id']}/verify")
        assert done.json()["state"] == "verified"
        after = get(tech, f"/licences/{row.id}").json()
        assert (after["expires_on"], after["number"], after["state"]) == (
            "2031-07-01",
            "B",
            "active",
        )
        problem(post(office, f"/renewals/{made['id']}/verify"), 409, "already_decided")

    def test_c10_rejected_with_a_reason_and_withdrawn(self, firm: Firm, row: LicenceRow) -> None:
        tech, office = firm.api("tech"), firm.api("keeper")
        first = submit(tech, row).json()["id"]
        problem(submit(tech, row), 409, "renewal_pending")
        empty = post(office, f"/renewals/{first}/reject", {"reason": " "})
        assert set(problem(empty, 422, "validation_error")["errors"]) == {"reason"}
        no = post(office, f"/renewals/{first}/reject", {"reason": "Too blurred"})
        assert (no.json()["state"], no.json()["reason"]) == ("rejected", "Too blurred")
        second = submit(tech, row).json()["id"]
        assert tech.delete(f"{BASE}/renewals/{second}").status_code == 204
        history = get(tech, f"/licences/{row.id}/renewals").json()["results"]
        assert {one["id"]: one["state"] for one in history} == {
            first: "rejected",
            second: "withdrawn",
        }
        assert get(tech, f"/renewals/{first}").json()["reason"] == "Too blurred"

    def test_a_key_hands_in_one(self, firm: Firm, row: LicenceRow) -> None:
        tech = firm.api("tech")
        answers = [submit(tech, row, {"Idempotency-Key": "a"}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].json() == answers[1].json()
        assert Renewal.objects.count() == 1
        other = submit(tech, row, {"Idempotency-Key": "a"}, note="other")
        problem(other, 409, "idempotency_conflict")

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"file": []}, "files"),
            ({"expires_on": ""}, "expires_on"),
            ({"expires_on": "soon"}, "expires_on"),
            ({"expires_on": "2026-06-14"}, "expires_on"),
            ({"issued_on": "2032-01-01"}, "expires_on"),
            ({"number": "1" * 61}, "number"),
            ({"note": "x" * 2001}, "note"),
            ({"note": "x" * 20_000}, "note"),
            ({"note": "\0"}, "note"),
            ({"file": [file(f"{n}.png") for n in range(21)]}, "file"),
        ],
    )
    def test_what_is_wrong_is_told_by_field_and_leaves_nothing(
        self, firm: Firm, row: LicenceRow, fields: dict[str, Any], field: str
    ) -> None:
        for one in fields.get("file", []):
            one.seek(0)
        before = Item.objects.count()
        answer = submit(firm.api("tech"), row, **fields)
        assert field in problem(answer, 422, "validation_error")["errors"]
        assert (Renewal.objects.count(), Item.objects.count()) == (0, before)

    def test_a_plain_body_is_refused(self, firm: Firm, row: LicenceRow) -> None:
        answer = firm.api("tech").generic("POST", f"{BASE}/licences/{row.id}/renewals", PNG)
        assert set(problem(answer, 422, "validation_error")["errors"]) == {"file"}

    def test_for_nobody_else_it_exists(self, firm: Firm, row: LicenceRow) -> None:
        for who in ("sub", "watcher", "contact", "stranger", "office"):
            problem(submit(firm.api(who), row), 404, "not_found")
        assert not Renewal.objects.exists()


class TestCalendars:
    def test_c11_made_read_and_revoked(self, firm: Firm, row: LicenceRow, settings: Any) -> None:
        settings.BASE_URL = "https://docs.northgate.example"
        tech = firm.api("tech")
        answer = post(tech, "/licence-calendars", {"scope": "own"}, idempotency_key="a")
        assert answer.status_code == 201
        made = answer.json()
        assert made["url"].startswith("https://docs.northgate.example/calendar/")
        again = post(tech, "/licence-calendars", {"scope": "own"}, idempotency_key="a")
        assert again.json() == made
        token = made["url"].rpartition("/")[2].removesuffix(".ics")
        assert not IdempotencyKey.objects.filter(body__contains=token).exists()
        read = Client().get(f"/calendar/{token}.ics")
        (event,) = Calendar.from_ical(read.content).walk("VEVENT")
        assert str(event["summary"]) == "Expires: Forklift"
        assert ids(get(tech, "/licence-calendars")) == [made["id"]]
        assert get(firm.api("keeper"), "/licence-calendars").json()["results"][0]["url"] is None
        problem(firm.api("sub").delete(f"{BASE}/licence-calendars/{made['id']}"), 404, "not_found")
        assert tech.delete(f"{BASE}/licence-calendars/{made['id']}").status_code == 204
        assert Client().get(f"/calendar/{token}.ics").status_code == 404

    def test_c11_who_may_make_which(self, firm: Firm) -> None:
        keeper(firm)
        problem(post(firm.api("tech"), "/licence-calendars", {"scope": "firm"}), 403, "forbidden")
        problem(post(firm.api("contact"), "/licence-calendars", {}), 403, "forbidden")
        assert ids(get(firm.api("contact"), "/licence-calendars")) == []
        assert post(firm.api("keeper"), "/licence-calendars", {"scope": "firm"}).status_code == 201
        problem(
            post(firm.api("tech"), "/licence-calendars", {"scope": "x"}), 422, "validation_error"
        )
        missing = firm.api("tech").delete(f"{BASE}/licence-calendars/{uuid.UUID(MISSING)}")
        problem(missing, 404, "not_found")
