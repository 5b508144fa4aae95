"""Shares through the API: links, their history, takeover, mail, openings, the register, the limits (6-api)."""

import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from helpers import BASE, MISSING, get, ids, patch, post, problem

from personas import Firm, make_file, make_folder, share
from strongroom.access.models import Seat, Share, Surface
from strongroom.administration import api as administration
from strongroom.audit.models import Event
from strongroom.core import clock
from strongroom.core.errors import NotFoundError
from strongroom.documents import api as documents
from strongroom.guard.models import IdempotencyKey
from strongroom.outbox.models import Mail
from strongroom.sharing import api as sharing
from strongroom.store import api as store
from strongroom.store.models import Item

FIELDS = {
    "id",
    "type",
    "url",
    "password",
    "expires_at",
    "created_by",
    "created_at",
    "cancelled_by",
    "cancelled_at",
    "suspended",
    "openings",
}
"""What 6-api fixes."""


def path(firm: Firm, name: str = "plan.pdf") -> str:
    return f"/items/{firm.files[name].id}/shares"


def link(firm: Firm, name: str = "plan.pdf", by: str = "office", **body: object) -> dict:
    answer = post(firm.api(by), path(firm, name), {"type": "link", **body})
    assert answer.status_code == 201, answer.content
    return answer.json()


def token(row: dict) -> str:
    return row["url"].rpartition("/")[2]


def opens(row: dict) -> bool:
    try:
        return sharing.knock(token(row)).account is not None
    except NotFoundError:
        return False


def put(client, address, body):
    return client.put(BASE + address, body, content_type="application/json")


class TestMaking:
    def test_b5_a_link_has_every_field_and_its_address_opens_the_document(self, firm, settings):
        settings.BASE_URL = "https://docs.northgate.example"
        settings.ALLOWED_HOSTS = ["*"]
        answer = post(firm.api("office"), path(firm), {"type": "link"}, host="evil.example")
        assert answer.status_code == 201
        row = answer.json()
        assert row.keys() >= FIELDS
        assert re.fullmatch(r"https://docs\.northgate\.example/l/[\w-]{22,}", row["url"])
        assert answer.headers["Location"] == f"{BASE}/shares/{row['id']}"
        assert (row["type"], row["state"], row["openings"]) == ("link", "live", 0)
        assert row["created_by"] == str(firm.members["office"].id)
        assert (row["password"], row["has_password"], row["expires_at"]) == (None, False, None)
        assert row["suspended"] is False
        assert row["cancelled_at"] is row["cancelled_by"] is row["suspended_why"] is None
        bearer = sharing.knock(token(row)).principal
        assert documents.get(bearer, firm.files["plan.pdf"].id).name == "plan.pdf"
        assert get(firm.api("office"), f"/shares/{row['id']}").json() == row

    def test_without_a_base_url_the_address_begins_as_the_requests_does(self, firm):
        assert link(firm)["url"].startswith("http://testserver/l/")

    def test_b6_b8_day_and_password_are_told_in_utc_and_in_the_open(self, firm):
        firm.account.time_zone = "America/St_Johns"
        firm.account.save()
        row = link(firm, expires_on="2031-07-01", password="Grün 12")
        assert row["expires_at"] == "2031-07-02T02:30:00Z"
        assert (row["password"], row["has_password"]) == ("Grün 12", True)
        assert row["created_at"].endswith("Z")
        assert sharing.knock(token(row)).locked

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"expires_on": "2020-01-01"}, "expires_on"),
            ({"expires_on": "10000-01-01"}, "expires_on"),
            ({"expires_on": "tomorrow"}, "expires_on"),
            ({"expires_on": 20310101}, "expires_on"),
            ({"password": "x" * 10_000}, "password"),
            ({"password": "x" * 20_000}, "password"),
            ({"password": "a\nb"}, "password"),
            ({"password": "   "}, "password"),
            ({"password": 7}, "password"),
            ({"notify_on_opening": "yes"}, "notify_on_opening"),
            ({"type": "door"}, "type"),
            ({"type": "portal", "expires_on": "2031-01-01"}, "expires_on"),
            ({"type": "portal", "password": "x"}, "password"),
            ({"type": "portal", "notify_on_opening": True}, "notify_on_opening"),
        ],
    )
    def test_what_is_wrong_is_told_by_field_and_nothing_is_opened(self, firm, body, field):
        before = Share.objects.count()
        answer = post(firm.api("office"), path(firm), {"type": "link", **body})
        assert set(problem(answer, 422, "validation_error")["errors"]) == {field}
        assert Share.objects.count() == before

    def test_b2_who_may_not_share_is_refused_before_what_they_sent_is_looked_at(self, firm):
        wrong = {"type": "portal", "password": "x"}
        for body in ({"type": "link"}, wrong):
            problem(post(firm.api("clerk"), path(firm), body), 403, "forbidden")
            problem(post(firm.api("contact"), path(firm), body), 404, "not_found")
        assert Event.objects.filter(verb="share.refused").count() == 2
        assert not Share.objects.filter(type="link").exists()

    def test_a13_something_confidential_goes_out_after_a_confirmation_only(self, firm):
        client = firm.api("office")
        answer = post(client, path(firm, "secret.pdf"), {"type": "link"})
        changes = problem(answer, 409, "confirmation_required")["changes"]
        [door] = changes["doors"]["opens"]
        assert (door["type"], door["for"]) == ("link", "Whoever has the link")
        assert link(firm, "secret.pdf", confirm=True)["state"] == "live"

    def test_sent_again_with_its_key_it_is_one_link_and_neither_address_nor_password_is_kept(
        self, firm
    ):
        client, body = firm.api("office"), {"type": "link", "password": "Correct horse"}
        first, again = (
            post(client, path(firm), body, **{"idempotency-key": "k1"}) for _ in range(2)
        )
        assert again.status_code == first.status_code == 201
        assert again.json() == first.json()
        assert again.headers["Idempotency-Replayed"] == "true"
        assert again.headers["Location"] == first.headers["Location"]
        assert Share.objects.filter(type="link").count() == 1
        kept = str(IdempotencyKey.objects.values_list("body", "fingerprint"))
        assert token(first.json()) not in kept
        assert "horse" not in kept
        other = post(client, path(firm), {"type": "link"}, **{"idempotency-key": "k1"})
        problem(other, 409, "idempotency_conflict")
        assert link(firm)["url"] != link(firm)["url"]  # without a key each is a new door

    def test_a_repetition_tells_nothing_to_who_has_lost_the_right(self, firm):
        client, body = firm.api("office"), {"type": "link", "password": "Correct horse"}
        post(client, path(firm), body, **{"idempotency-key": "k1"})
        Seat.objects.filter(member=firm.members["office"]).update(role=firm.roles["clerk"])
        problem(post(client, path(firm), body, **{"idempotency-key": "k1"}), 403, "forbidden")


class TestFolders:
    def test_e2_what_is_closed_or_in_the_trash_below_bars_nobody_from_sharing_a_folder(self, firm):
        """E-1, E-2, A-13: only what goes out is asked about."""
        folder = make_folder(firm.job.library_id, "Handover")
        inner = make_folder(folder.id, "Old")
        own = make_file(inner.id, "own.pdf", confidential=True)
        client, where = firm.api("office"), f"/items/{folder.id}/shares"
        problem(post(client, where, {"type": "link"}), 409, "confirmation_required")
        settings = {"enabled": True, "confirm": True}
        assert put(firm.api("admin"), f"/items/{own.id}/access", settings).status_code == 200
        assert post(client, where, {"type": "link"}).status_code == 201
        gone = make_file(inner.id, "gone.pdf", confidential=True)
        problem(post(client, where, {"type": "link"}), 409, "confirmation_required")
        assert firm.api("admin").delete(f"{BASE}/items/{gone.id}").status_code == 204
        assert post(client, where, {"type": "link"}).status_code == 201

    def test_a11_who_may_not_see_confidential_files_on_the_phone_is_told_of_none(self, firm):
        folder = make_folder(firm.job.library_id, "Handover")
        hidden = make_file(folder.id, "hidden.pdf", confidential=True)
        phone, where = firm.api("office", Surface.MOBILE), f"/items/{folder.id}/shares"
        for confirm in (False, True):
            answer = post(phone, where, {"type": "link", "confirm": confirm})
            problem(answer, 403, "forbidden")
            assert str(hidden.id) not in answer.content.decode()
            assert "confidential" not in answer.content.decode()
        assert not Share.objects.filter(item=folder).exists()


class TestHistory:
    def test_b9_newest_first_with_addresses_and_passwords_and_the_look_is_recorded_once(self, firm):
        assert ids(get(firm.api("office"), path(firm))) == []
        first = link(firm, password="one")
        second = link(firm, by="admin")
        door = post(firm.api("office"), path(firm), {"type": "portal"}).json()
        assert firm.api("office").delete(f"{BASE}/shares/{second['id']}").status_code == 204
        for _ in range(2):
            rows = get(firm.api("admin"), path(firm)).json()["results"]
        assert [row["id"] for row in rows] == [door["id"], second["id"], first["id"]]
        assert [row["type"] for row in rows] == ["portal", "link", "link"]
        assert (rows[2]["url"], rows[2]["password"]) == (first["url"], "one")
        assert rows[1]["state"] == "cancelled"
        assert rows[1]["url"] is None
        assert rows[1]["cancelled_by"] == str(firm.members["office"].id)
        assert rows[0]["customer_id"] == str(firm.customers["alder"].id)
        looks = Event.objects.filter(verb="share.looked", actor_id=firm.members["admin"].id)
        assert looks.count() == 1
        for name in ("clerk", "viewer"):
            problem(get(firm.api(name), path(firm)), 403, "forbidden")

    def test_b10_b11_cancelling_is_at_once_final_and_said_the_second_time(self, firm):
        row = link(firm)
        client = firm.api("office")
        for name in ("stranger", "watcher", "rival"):
            problem(firm.api(name).delete(f"{BASE}/shares/{row['id']}"), 404, "not_found")
        assert opens(row)
        assert client.delete(f"{BASE}/shares/{row['id']}").status_code == 204
        assert not opens(row)
        problem(client.delete(f"{BASE}/shares/{row['id']}"), 409, "already_cancelled")
        assert link(firm)["url"] != row["url"]

    def test_l22_a_suspended_link_is_taken_over_by_who_may_share(self, firm):
        row = link(firm)
        problem(post(firm.api("admin"), f"/shares/{row['id']}/takeover"), 409, "not_suspended")
        administration.deactivate_member(
            firm.principal("admin"), member_id=firm.members["office"].id, confirm=True
        )
        told = get(firm.api("admin"), f"/shares/{row['id']}").json()
        assert (told["suspended"], told["state"]) == (True, "suspended")
        assert told["suspended_why"] == "maker_inactive"
        assert not opens(row)
        problem(post(firm.api("clerk"), f"/shares/{row['id']}/takeover"), 403, "forbidden")
        problem(post(firm.api("stranger"), f"/shares/{row['id']}/takeover"), 404, "not_found")
        answer = post(firm.api("admin"), f"/shares/{row['id']}/takeover")
        assert answer.status_code == 200
        assert answer.json()["state"] == "live"
        assert answer.json()["url"] == row["url"]
        assert answer.json()["keeper_id"] == str(firm.members["admin"].id)
        assert answer.json()["created_by"] == str(firm.members["office"].id)
        assert opens(row)

    def test_b13_openings_are_counted_and_listed(self, firm):
        row = link(firm)
        bearer = sharing.knock(token(row)).principal
        for device in ("Phone", "Computer"):
            sharing.record_opening(
                bearer,
                firm.files["plan.pdf"].id,
                what=sharing.Opened.DOWNLOADED,
                device=device,
                network="192.0.2.77",
                visitor=device,
            )
        client = firm.api("office")
        page = get(client, f"/shares/{row['id']}/openings?limit=1").json()
        rest = get(client, f"/shares/{row['id']}/openings?cursor={page['next']}").json()
        rows = page["results"] + rest["results"]
        assert {one["device"] for one in rows} == {"Phone", "Computer"}
        assert rest["next"] is None
        assert rows[0]["what"] == "downloaded"
        assert rows[0]["version"] == 1
        told = get(client, f"/shares/{row['id']}").json()
        assert told["openings"] == 2
        assert told["last_opened_at"] == rows[0]["at"]
        problem(get(firm.api("clerk"), f"/shares/{row['id']}/openings"), 403, "forbidden")

    def test_a_link_is_mailed_to_a_contact_of_the_customer_once_a_key(self, firm):
        row = link(firm)
        client, where = firm.api("office"), f"/shares/{row['id']}/send"
        body = {"contact_id": str(firm.contacts["contact"].id), "message": "As agreed"}
        for _ in range(2):
            answer = post(client, where, body, **{"idempotency-key": "m1"})
            assert answer.status_code == 204
            assert answer.content == b""
        assert Mail.objects.filter(kind="sharing.link").count() == 1
        for other in (str(firm.contacts["rival"].id), MISSING):
            wrong = post(client, where, {"contact_id": other})
            assert set(problem(wrong, 422, "validation_error")["errors"]) == {"contact_id"}
        long = post(client, where, {**body, "message": "x" * 2001})
        assert set(problem(long, 422, "validation_error")["errors"]) == {"message"}
        client.delete(f"{BASE}/shares/{row['id']}")
        problem(post(client, where, body), 409, "not_live")


class TestRegister:
    def test_what_one_may_share_and_no_other_by_every_filter(self, firm):
        old = link(firm)
        link(firm, "photo.png", password="one", expires_on="2031-01-01")
        gone = link(firm, "photo.png")
        client = firm.api("office")
        client.delete(f"{BASE}/shares/{gone['id']}")
        Share.objects.filter(id=old["id"]).update(created_at=clock.now() - dt.timedelta(days=40))
        portal = [str(one.id) for one in Share.objects.filter(type="portal")]

        def found(query: str) -> list[str]:
            return ids(get(client, f"/shares?{query}"))

        assert len(found("live=true")) == len(portal) + 2
        assert len(found("")) == len(portal) + 3
        assert gone["id"] not in found("type=&live=true")
        assert set(found("type=portal&live=true")) == set(portal)
        assert found("type=link&live=true&older_than_days=30") == [old["id"]]
        assert found("type=link&live=true&no_password=true") == [old["id"]]
        assert found("type=link&live=true&no_expiry=true") == [old["id"]]
        assert found("type=link&live=true&q=PLAN") == [old["id"]]
        assert set(found("type=link&not_opened_days=1&live=true")) >= {old["id"]}
        assert found(f"type=link&maker_id={firm.members['admin'].id}") == []
        birch = firm.customers["birch"].id
        assert ids(get(client, f"/shares?customer_id={birch}")) == [
            str(firm.files["rival.pdf"].shares.get().id)
        ]
        rows = get(client, "/shares?type=link").json()["results"]
        assert {row["url"] for row in rows} == {None}
        assert {row["password"] for row in rows} == {None}
        assert any(row["has_password"] for row in rows)
        assert not Event.objects.filter(verb="share.looked").exists()

    def test_pages_of_it_come_in_one_order_and_whole(self, firm):
        for _ in range(5):
            link(firm)
        client = firm.api("admin")
        whole, cursor, pages = ids(get(client, "/shares")), "", []
        while cursor is not None:
            answer = get(client, f"/shares?limit=2{cursor and '&cursor=' + cursor}")
            pages += ids(answer)
            cursor = answer.json()["next"]
        assert pages == whole
        assert len(whole) == len(set(whole)) == Share.objects.count()

    @pytest.mark.parametrize(
        "query", ["type=door", "live=7", "older_than_days=-1", "not_opened_days=x", "cursor=x"]
    )
    def test_a_filter_that_is_none_is_422(self, firm, query):
        problem(get(firm.api("admin"), f"/shares?{query}"), 422, "validation_error")

    def test_b2_who_may_share_nothing_gets_none_and_an_event(self, firm):
        for name in ("clerk", "viewer", "tech", "sub", "watcher", "contact"):
            problem(get(firm.api(name), "/shares"), 403, "forbidden")
        assert ids(get(firm.api("stranger"), "/shares")) == []
        assert Event.objects.filter(verb="share.refused").count() == 6

    def test_the_lists_cost_the_same_with_many(self, firm):
        client = firm.api("office")
        addresses = ["/shares?live=true", path(firm)]
        link(firm, password="first")

        def cost(address: str) -> int:
            get(client, address)
            with CaptureQueriesContext(connection) as captured:
                assert get(client, address).status_code == 200
            return len(captured)

        before = [cost(address) for address in addresses]
        for number in range(12):
            link(firm, password=f"secret {number}")
            link(firm, "photo.png")
        assert [cost(address) for address in addresses] == before
        assert max(before) <= 14


class TestMoving:
    def test_a_move_into_a_linked_folder_asks_and_names_the_link(self, firm):
        folder = make_folder(firm.job.library_id, "For the client")
        client = firm.api("office")
        answer = post(client, f"/items/{folder.id}/shares", {"type": "link"})
        plan = f"/items/{firm.files['plan.pdf'].id}"
        asked = problem(
            patch(client, plan, {"parent_id": str(folder.id)}), 409, "confirmation_required"
        )
        assert "link" in asked["detail"]
        assert [entry["type"] for entry in asked["changes"]["gain"]] == ["link"]
        assert asked["changes"]["gain"][0]["id"] == answer.json()["link_id"]
        moved = patch(client, plan, {"parent_id": str(folder.id), "confirm": True})
        assert moved.status_code == 200
        bearer = sharing.knock(token(answer.json())).principal
        assert documents.get(bearer, firm.files["plan.pdf"].id)

    def test_a_portal_share_ends_with_the_move_to_another_customer_and_stays_ended(self, firm):
        folder = make_folder(firm.job.library_id, "Handover")
        inside = make_file(folder.id, "inside.pdf")
        own, kept = share(inside, firm.customers["alder"]), share(folder, firm.customers["alder"])
        door = post(firm.api("office"), f"/items/{inside.id}/shares", {"type": "link"}).json()
        client, item = firm.api("admin"), f"/items/{folder.id}"
        away = {"parent_id": str(firm.rival_job.library_id)}
        asked = problem(patch(client, item, away), 409, "confirmation_required")
        assert "Contact" in {entry["name"] for entry in asked["changes"]["lose"]}
        assert Share.objects.get(id=own.id).cancelled_at is None
        assert patch(client, item, {**away, "confirm": True}).status_code == 200
        for one in (own, kept):
            told = get(client, f"/shares/{one.id}").json()
            assert told["state"] == "cancelled"
            assert told["cancelled_by"] == str(firm.members["admin"].id)
        assert opens(door)  # an address follows the document
        back = {"parent_id": str(firm.job.library_id), "confirm": True}
        assert patch(client, item, back).status_code == 200
        assert not Share.objects.filter(id__in=[own.id, kept.id], cancelled_at=None).exists()
        problem(get(firm.api("contact"), f"/items/{inside.id}"), 404, "not_found")
        assert Item.objects.get(id=inside.id).library_id == firm.job.library_id


class TestLimits:
    def test_they_are_read_by_who_may_share_and_changed_by_who_may_set(self, firm):
        told = get(firm.api("office"), "/settings/sharing")
        assert told.status_code == 200
        assert told.json()["link_max_days"] is None
        for name in ("clerk", "contact", "watcher"):
            problem(get(firm.api(name), "/settings/sharing"), 403, "forbidden")
        body = {"link_max_days": 30, "link_password_required": True}
        problem(put(firm.api("office"), "/settings/sharing", body), 403, "forbidden")
        answer = put(firm.api("admin"), "/settings/sharing", body)
        assert answer.json() == {**told.json(), **body}
        refused = post(firm.api("office"), path(firm), {"type": "link", "password": "x"})
        assert set(problem(refused, 422, "validation_error")["errors"]) == {"expires_on"}

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"link_max_days": 0}, "link_max_days"),
            ({"link_max_days": 10**30}, "link_max_days"),
            ({"link_default_days": 9, "link_max_days": 5}, "link_default_days"),
            ({"link_kinds": ["safe"]}, "link_kinds.0"),
            ({"networks": "all"}, "networks"),
            ({"share_confidential": None}, "share_confidential"),
        ],
    )
    def test_a_limit_that_is_none_is_422(self, firm, body, field):
        answer = put(firm.api("admin"), "/settings/sharing", body)
        assert set(problem(answer, 422, "validation_error")["errors"]) == {field}


class TestPortal:
    def test_b4_modules_for_all_are_switched_at_once_and_seen_in_the_next_request(self, firm):
        client, contact = firm.api("admin"), firm.api("contact")
        item = f"/items/{firm.files['viewable.pdf'].id}"
        assert get(contact, item).status_code == 200
        told = get(client, "/settings/portal").json()
        assert told == {"documents": True, "jobs": True, "quotes": True, "drafts": False}
        asked = put(client, "/settings/portal", {**told, "jobs": False})
        changes = problem(asked, 409, "confirmation_required")["changes"]
        assert {entry["name"] for entry in changes["lose"]} == {
            "Contact, Alder Housing",
            "Rival, Birch Retail",
        }
        assert get(contact, item).status_code == 200
        answer = put(client, "/settings/portal", {**told, "jobs": False, "confirm": True})
        assert answer.json() == {**told, "jobs": False}
        problem(get(contact, item), 404, "not_found")
        assert put(client, "/settings/portal", {"quotes": False, "confirm": True}).json() == {
            "documents": True,
            "jobs": False,
            "quotes": False,
            "drafts": False,
        }
        for name in ("office", "clerk", "contact", "watcher"):
            problem(get(firm.api(name), "/settings/portal"), 403, "forbidden")
            problem(put(firm.api(name), "/settings/portal", told), 403, "forbidden")
        wrong = put(client, "/settings/portal", {"jobs": "yes", "quotes": None})
        assert set(problem(wrong, 422, "validation_error")["errors"]) == {"jobs", "quotes"}

    def test_b4_a_customers_own_setting_goes_before_that_for_all(self, firm):
        client, contact = firm.api("office"), firm.api("contact")
        item = f"/items/{firm.files['viewable.pdf'].id}"
        where = f"/customers/{firm.customers['alder'].id}"
        off = {"portal": {"jobs": "off"}}
        problem(patch(client, where, off), 409, "confirmation_required")
        answer = patch(client, where, {**off, "confirm": True})
        assert answer.json()["portal"] == {
            "documents": "default",
            "jobs": "off",
            "quotes": "default",
        }
        problem(get(contact, item), 404, "not_found")
        put(firm.api("admin"), "/settings/portal", {"jobs": False, "confirm": True})
        patch(client, where, {"portal": {"jobs": "on"}, "confirm": True})
        assert get(contact, item).status_code == 200
        patch(client, where, {"portal": {"jobs": "default"}, "confirm": True})
        problem(get(contact, item), 404, "not_found")
        problem(patch(client, where, {"portal": {"jobs": "maybe"}}), 422, "validation_error")
        problem(patch(firm.api("viewer"), where, off), 403, "forbidden")


def test_shares_and_versions_of_an_item_are_paged_as_every_list(firm: Firm) -> None:
    office, client = firm.principal("office"), firm.api("office")
    item_id = firm.files["plan.pdf"].id
    for number in range(2):
        sharing.share_by_link(office, item_ids=[item_id])
        documents.add_version(
            office,
            item_id=item_id,
            name="plan.pdf",
            staged=store.receive(io.BytesIO(f"words {number}".encode())),
            confirm=True,
        )
    for place, key in ((path(firm), "id"), (f"/items/{item_id}/versions", "number")):
        whole = get(client, place).json()
        assert whole["next"] is None
        found, cursor = [], ""
        while cursor is not None:
            page = get(client, f"{place}?limit=1&cursor={cursor}").json()
            assert len(page["results"]) == 1
            found += page["results"]
            cursor = page["next"]
        assert [row[key] for row in found] == [row[key] for row in whole["results"]]
        for wrong in ("limit=x", "limit=0", "limit=201", "cursor=nothing", "cursor=WzEsMl0"):
            problem(get(client, f"{place}?{wrong}"), 422, "validation_error")
