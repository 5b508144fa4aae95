"""Licences on the phone: one's own by expiry, a page with evidence, renewing, withdrawing (C-7, C-10)."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from licences.licence_world import add, at, keeper, photo
from personas import PNG, Firm
from storing import data_folder
from strongroom.core import clock
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceRow, RenewalRow
from strongroom.licences.models import Renewal

__all__ = ["data_folder"]
LIST = "/northgate/m/licences"
HTMX = {"HX-Request": "true", "Accept": "application/problem+json, */*;q=0.9"}
NEW = "2031-07-01"


@pytest.fixture(autouse=True)
def _a_day_in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: at("2026-06-15T12:00"))


@pytest.fixture
def row(firm: Firm) -> LicenceRow:
    return add(firm, "tech", "Forklift", "2026-07-01", number="A 1", files=[photo("old.png")])


def page(row: LicenceRow) -> str:
    return f"{LIST}/{row.id}"


def form(**fields: Any) -> dict[str, Any]:
    files = [SimpleUploadedFile(name, PNG + name.encode()) for name in ("front.png", "back.png")]
    return {"renewal_id": str(uuid.uuid4()), "expires_on": NEW, "files": files, **fields}


def submitted(firm: Firm, row: LicenceRow) -> RenewalRow:
    return licences.submit_renewal(
        firm.principal("tech"),
        licence_id=row.id,
        expires_on=dt.date.fromisoformat(NEW),
        files=[photo("front.png")],
    )


class TestList:
    def test_c7_own_licences_soonest_expiry_first(self, firm: Firm, row: LicenceRow) -> None:
        add(firm, "tech", "Toolbox")
        add(firm, "tech", "Asbestos", "2026-06-01")
        add(firm, "tech", "Driving licence", "2030-06-01")
        add(firm, "sub", "Crane", "2026-06-20")
        answer = firm.client("tech").get(LIST)
        shown = [
            (card.row.type_name, card.label, card.tone, card.distance)
            for card in answer.context["cards"]
        ]
        assert shown == [
            ("Asbestos", "Overdue", "bad", "2 weeks ago"),
            ("Forklift", "Expiring", "warn", "in 2 weeks"),
            ("Driving licence", "Active", "good", "in 4 years"),
            ("Toolbox", "Active", "good", ""),
        ]
        text = answer.content.decode()
        for words in ("Overdue", "1 Jul 2026", "Never expires"):
            assert words in text
        assert "Crane" not in text

    @pytest.mark.parametrize("who", ["sub", "watcher", "tech", "viewer"])
    def test_every_member_has_the_page_in_the_bar(self, firm: Firm, who: str) -> None:
        own = add(firm, who, "Site induction", "2026-07-01")
        client = firm.client(who)
        answer = client.get(LIST)
        assert [card.row.id for card in answer.context["cards"]] == [own.id]
        bar = [entry.label for entry in answer.context["frame"].nav]
        assert bar[-3:] == ["Documents", "Licences", "Me"]
        assert client.get(page(own)).status_code == 200
        assert client.get(f"{page(own)}/renew").status_code == 200

    def test_nobody_else_gets_in(self, firm: Firm, row: LicenceRow) -> None:
        for who in ("sub", "watcher", "viewer"):
            client = firm.client(who)
            assert "No licences yet" in client.get(LIST).content.decode()
            for method, path in (("get", ""), ("get", "/renew"), ("post", "/renew")):
                assert getattr(client, method)(page(row) + path).status_code == 404
        for who in ("stranger", "contact", "gone"):
            assert firm.client(who).get(LIST).status_code in {302, 404}
            assert firm.client(who).get(page(row)).status_code in {302, 404}
        assert firm.client("clerk").get(LIST).status_code == 403

    def test_many_licences_cost_no_more_statements(self, firm: Firm, row: LicenceRow) -> None:
        client = firm.client("tech")
        client.get(LIST)
        with CaptureQueriesContext(connection) as few:
            client.get(LIST)
        for number in range(40):
            add(firm, "tech", f"Type {number}")
        with CaptureQueriesContext(connection) as many:
            assert len(client.get(LIST).context["cards"]) == 41
        assert len(many) == len(few) <= 10


class TestPage:
    def test_state_facts_and_evidence(self, firm: Firm, row: LicenceRow) -> None:
        answer = firm.client("tech").get(page(row))
        text = answer.content.decode()
        for words in ("Expiring", "1 July 2026", "In 2 weeks", "A 1", "old.png"):
            assert words in text
        (tile,) = answer.context["evidence"]
        assert firm.client("tech").get(tile.content_url).status_code == 200
        assert firm.client("sub").get(tile.content_url).status_code == 404
        assert answer.context["renew_url"] == f"{page(row)}/renew"

    def test_a_keeper_looks_at_anothers_without_renewing(self, firm: Firm, row: LicenceRow) -> None:
        keeper(firm)
        client = firm.client("keeper")
        answer = client.get(page(row))
        assert (answer.context["whose"], answer.context["renew_url"]) == ("Tech", "")
        assert client.get(f"{page(row)}/renew").status_code == 403
        assert client.post(f"{page(row)}/renew", form()).status_code == 403

    def test_c10_what_waits_is_told_and_can_be_withdrawn(self, firm: Firm, row: LicenceRow) -> None:
        made = submitted(firm, row)
        client = firm.client("tech")
        answer = client.get(page(row))
        text = answer.content.decode()
        assert "Renewal waits for the office" in text
        assert "1 July 2031" in text
        assert "Until it is verified, 1 July 2026 counts." in text
        assert answer.context["renew_url"] == ""
        assert [tile.mark for tile in answer.context["evidence"]] == ["Waits", ""]
        assert "Renewal waits for the office" in client.get(LIST).content.decode()
        assert client.get(f"{page(row)}/renew").status_code == 303
        url = answer.context["withdraw_url"]
        assert firm.client("sub").post(url).status_code == 404
        assert client.post(url).status_code == 303
        assert Renewal.objects.get(id=made.id).state == "withdrawn"
        again = client.get(page(row))
        assert again.context["renew_url"]
        assert [one.row.state for one in again.context["history"]] == ["withdrawn"]
        assert client.post(url, follow=True).context["flashes"][0].level == "error"

    def test_c10_a_rejection_says_why(self, firm: Firm, row: LicenceRow) -> None:
        made = submitted(firm, row)
        licences.reject_renewal(keeper(firm), renewal_id=made.id, reason="The photo is <blurred>")
        client = firm.client("tech")
        assert "Renewal rejected" in client.get(LIST).content.decode()
        text = client.get(page(row)).content.decode()
        assert "The office rejected your renewal." in text
        assert "The photo is &lt;blurred&gt;" in text
        assert "Renew again" in text
        assert text.count("sr-tile-mark") == 1
        licences.verify_renewal(keeper(firm), renewal_id=submitted(firm, row).id)
        after = client.get(page(row))
        assert "The office rejected your renewal." not in after.content.decode()
        assert [one.row.state for one in after.context["history"]] == ["verified", "rejected"]

    def test_an_archived_one_can_be_looked_at(self, firm: Firm, row: LicenceRow) -> None:
        new = licences.replace_licence(keeper(firm), licence_id=row.id)
        client = firm.client("tech")
        answer = client.get(page(row))
        assert answer.context["renew_url"] == ""
        assert answer.context["successor_url"] == page(new)
        assert client.get(f"{page(row)}/renew").status_code == 303
        assert client.post(f"{page(row)}/renew", form()).status_code == 422


class TestRenewing:
    def test_c10_photos_and_a_date_wait_for_the_office(self, firm: Firm, row: LicenceRow) -> None:
        client = firm.client("tech")
        start = client.get(f"{page(row)}/renew")
        assert 'capture="environment"' in start.content.decode()
        assert start.context["form"]["number"].value() == "A 1"
        answer = client.post(
            f"{page(row)}/renew", form(number="B 2", issued_on="2026-06-01", note="Both sides")
        )
        assert (answer.status_code, answer["Location"]) == (303, page(row))
        made = Renewal.objects.get()
        assert (made.state, made.number, made.note) == ("pending", "B 2", "Both sides")
        names = {file.name for file in licences.evidence(keeper(firm), row.id)}
        assert names == {"old.png", "front.png", "back.png"}
        assert licences.get_licence(keeper(firm), row.id).expires_on == row.expires_on

    def test_two_taps_hand_in_one(self, firm: Firm, row: LicenceRow) -> None:
        client = firm.client("tech")
        same = str(uuid.uuid4())
        for _ in range(2):
            body = form(renewal_id=same)
            answer = client.post(f"{page(row)}/renew", body, headers=HTMX)
            assert (answer.status_code, answer["HX-Redirect"]) == (204, page(row))
        assert Renewal.objects.count() == 1
        other = client.post(f"{page(row)}/renew", form(), headers=HTMX)
        assert other.status_code == 422
        assert "waits to be verified already" in other.json()["detail"]

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"files": []}, "files"),
            ({"files": [SimpleUploadedFile(f"{n}.png", PNG) for n in range(21)]}, "files"),
            ({"expires_on": ""}, "expires_on"),
            ({"expires_on": "31.12.2030"}, "expires_on"),
            ({"expires_on": "2026-06-14"}, "expires_on"),
            ({"expires_on": "9999-12-31"}, "expires_on"),
            ({"issued_on": "2032-01-01"}, "expires_on"),
            ({"number": "1" * 61}, "number"),
            ({"note": "x" * 2001}, "note"),
        ],
    )
    def test_errors_stand_at_their_field_and_keep_what_was_typed(
        self, firm: Firm, row: LicenceRow, fields: dict[str, Any], field: str
    ) -> None:
        client = firm.client("tech")
        for file in fields.get("files", []):
            file.seek(0)
        answer = client.post(f"{page(row)}/renew", form(note="As typed") | fields, headers=HTMX)
        assert answer.status_code == 422
        assert field in answer.json()["errors"]
        for file in fields.get("files", []):
            file.seek(0)
        whole = client.post(f"{page(row)}/renew", form(note="As typed") | fields)
        assert whole.status_code == 422
        assert field in whole.context["form"].errors
        assert fields.get("note", "As typed") in whole.content.decode()
        assert not Renewal.objects.exists()

    def test_without_script_the_photos_must_be_chosen_again_and_that_is_said(
        self, firm: Firm, row: LicenceRow
    ) -> None:
        answer = firm.client("tech").post(f"{page(row)}/renew", form(expires_on=""))
        assert "Please choose the files again" in answer.content.decode()

    def test_what_never_expires_needs_no_date(self, firm: Firm) -> None:
        row = add(firm, "tech", "Toolbox")
        answer = firm.client("tech").post(f"{page(row)}/renew", form(expires_on=""))
        assert answer.status_code == 303

    def test_nothing_is_handed_in_without_the_forms_token(
        self, firm: Firm, row: LicenceRow
    ) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(firm.person("tech"))
        assert client.post(f"{page(row)}/renew", form()).status_code == 403
        assert not Renewal.objects.exists()
