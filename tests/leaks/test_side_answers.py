"""L49, A-11: what answers beside the point tell: events, kept answers, filters; as the narrowest persona and surface."""

from __future__ import annotations

import base64
import json
import uuid
from typing import Any

import pytest
from django.test import Client

from personas import PDF, PNG, Firm, make_file, make_folder, make_member
from storing import data_folder
from strongroom.access.api import Surface
from strongroom.access.models import Role, Seat
from strongroom.audit.models import Event
from strongroom.core.errors import InvalidError
from strongroom.core.paging import decode_cursor
from strongroom.core.strict import read_whole
from strongroom.documents import api as documents
from strongroom.store.models import Item

__all__ = ["data_folder"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_folder")]
NOTHING = "0199f000-0000-7000-8000-000000000000"


def events(client: Client, **wanted: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        answer = client.get("/api/v1/events", {"limit": 50, "cursor": cursor, **wanted})
        assert answer.status_code == 200, answer.content
        found += answer.json()["results"]
        cursor = answer.json()["next"]
        if not cursor:
            return found


def told(client: Client, word: object, **wanted: Any) -> bool:
    return str(word) in json.dumps(events(client, **wanted))


@pytest.fixture
def secret(firm: Firm) -> Item:
    """A confidential file that was renamed, copied out of, moved, and one that was purged."""
    office = firm.principal("office")
    file = firm.files["secret.pdf"]
    documents.rename(office, item_id=file.id, name="Kestrel salaries.pdf")
    return Item.objects.get(id=file.id)


class TestEvents:
    def test_nothing_tells_how_much_happens_in_other_firms(self, firm: Firm) -> None:
        """Neither a cursor nor an id is, or holds, the number that events of all firms share."""
        clerk, admin = firm.principal("clerk"), firm.api("admin")
        for number in range(3):
            documents.set_tags(clerk, item_id=firm.files["plan.pdf"].id, tags=[str(number)])
        numbers = list(Event.objects.order_by("-id").values_list("id", flat=True)[:3])
        page = admin.get("/api/v1/events", {"limit": 1}).json()
        again = admin.get("/api/v1/events", {"limit": 1}).json()
        assert page["results"] == again["results"]
        cursor = page["next"]
        assert cursor != again["next"]
        assert uuid.UUID(page["results"][0]["id"])
        with pytest.raises(InvalidError):
            decode_cursor(cursor, read_whole)
        following = admin.get("/api/v1/events", {"limit": 1, "cursor": cursor}).json()
        assert following["results"][0]["data"]["tags"] == ["1"]
        by_hand = base64.urlsafe_b64encode(json.dumps([numbers[0]]).encode()).decode().rstrip("=")
        for client, wrong in (
            (admin, by_hand),
            (admin, cursor[:-4]),
            (firm.api("stranger"), cursor),
        ):
            answer = client.get("/api/v1/events", {"cursor": wrong})
            assert answer.status_code == 422, wrong
            assert "cursor" in answer.json()["errors"]

    def test_an_admin_s_phone_hears_nothing_of_confidential_files(
        self, firm: Firm, secret: Item
    ) -> None:
        """L49, A-11: list, and each filter, for an item that exists and for one that never did."""
        desk, phone = firm.api("admin"), firm.api("admin", Surface.MOBILE)
        assert told(desk, "Kestrel")
        assert told(desk, secret.id, item_id=secret.id)
        assert not told(phone, "Kestrel")
        assert not told(phone, secret.id)
        who = firm.members["office"].id
        for wanted in ({"item_id": secret.id}, {"item_id": NOTHING}):
            assert events(phone, **wanted) == []
        for wanted in ({"verb": "item.renamed"}, {"member_id": who}, {"after": "2020-01-01"}):
            assert not told(phone, secret.id, **wanted)
        plan = firm.files["plan.pdf"]
        documents.rename(firm.principal("office"), item_id=plan.id, name="Plan B.pdf")
        assert told(phone, plan.id, verb="item.renamed")

    def test_of_what_was_purged_the_phone_hears_nothing(self, firm: Firm, secret: Item) -> None:
        """L49: nobody can say any more whether it was confidential."""
        office = firm.principal("office")
        documents.trash(office, item_ids=[secret.id])
        desk, phone = firm.api("admin"), firm.api("admin", Surface.MOBILE)
        assert not told(phone, secret.id)
        documents.purge(firm.principal("admin"), item_ids=[secret.id])
        assert told(desk, secret.id, verb="item.purged")
        assert not told(phone, secret.id)
        assert not told(phone, "Kestrel")

    def test_an_event_names_no_other_item_that_is_hidden(self, firm: Firm) -> None:
        """L49: where a file came from is blank for whom that folder does not exist."""
        office, admin = firm.principal("office"), firm.principal("admin")
        vault = make_folder(firm.job.library_id, "Vault")
        file = make_file(vault.id, "note.txt")
        documents.update_item(office, item_id=file.id, parent_id=firm.job.library_id)
        documents.trash(admin, item_ids=[vault.id])
        documents.purge(admin, item_ids=[vault.id])
        [moved] = events(firm.api("admin"), item_id=file.id, verb="item.moved")
        assert moved["data"]["before"] == str(vault.id)
        [moved] = events(firm.api("admin", Surface.MOBILE), item_id=file.id, verb="item.moved")
        assert moved["data"]["before"] is None
        assert moved["data"]["after"] == str(firm.job.library_id)

    def test_whoever_reads_the_log_hears_of_records_they_see_only(self, firm: Firm) -> None:
        """L49: *audit.view* alone opens no record: neither its files nor what happened to it."""
        role = Role.objects.create(
            account=firm.account, name="Auditor", permissions=["surface.office", "audit.view"]
        )
        member = make_member(firm.account, "auditor", role)
        firm.members["auditor"] = member
        client = firm.api("auditor")
        body = {"title": "Kestrel job", "customer_id": str(firm.customers["alder"].id)}
        made = firm.api("office").post("/api/v1/jobs", body, content_type="application/json")
        job = made.json()
        assert told(firm.api("admin"), job["id"])
        assert not told(client, job["id"])
        assert not told(client, job["library_id"])
        role.permissions = [*role.permissions, "jobs.view"]
        role.save()
        assert told(client, job["library_id"])


KEY = {"idempotency-key": "k-14"}


def again(client: Client, path: str, body: Any) -> Any:
    return client.post(f"/api/v1{path}", body, content_type="application/json", headers=KEY)


class TestKeptAnswers:
    def test_e14_who_sees_it_no_more_gets_no_kept_answer(self, firm: Firm) -> None:
        """E-14, L49: the folder that was made is hidden in the meantime; nothing of it is repeated."""
        client, path = firm.api("clerk"), f"/items/{firm.project.library_id}/folders"
        made = again(client, path, {"name": "Kestrel"})
        assert made.status_code == 201
        assert again(client, path, {"name": "Kestrel"}).json() == made.json()
        settings = {"enabled": True, "entries": [], "confirm": True}
        hidden = firm.api("admin").put(
            f"/api/v1/items/{made.json()['id']}/access", settings, content_type="application/json"
        )
        assert hidden.status_code == 200, hidden.content
        repeated = again(client, path, {"name": "Kestrel"})
        assert repeated.status_code == 404
        assert "Kestrel" not in repeated.content.decode()
        assert Item.objects.filter(name="Kestrel").count() == 1

    def test_e14_who_may_not_do_it_any_more_is_refused(self, firm: Firm) -> None:
        """E-14: sees it still, but may not add here now: the repetition is decided like the first time."""
        client, path = firm.api("clerk"), f"/items/{firm.project.library_id}/folders"
        assert again(client, path, {"name": "Once"}).status_code == 201
        Seat.objects.filter(member=firm.members["clerk"]).update(role=firm.roles["viewer"])
        assert again(client, path, {"name": "Once"}).status_code == 403

    @pytest.mark.parametrize("kind", ["jobs", "quotes", "customers", "contacts", "projects"])
    def test_e14_records(self, firm: Firm, kind: str) -> None:
        """E-14: each record that the API makes; without the permission the kept answer is not given."""
        customer = str(firm.customers["alder"].id)
        body = {
            "jobs": {"title": "Kestrel", "customer_id": customer},
            "quotes": {"title": "Kestrel", "customer_id": customer},
            "customers": {"name": "Kestrel"},
            "contacts": {"name": "Kestrel", "email": "k@x.example", "customer_id": customer},
            "projects": {"name": "Kestrel"},
        }[kind]
        client = firm.api("office")
        made = again(client, f"/{kind}", body)
        assert made.status_code == 201, made.content
        kept = again(client, f"/{kind}", body)
        assert (kept.status_code, kept.json()) == (201, made.json())
        assert kept.headers["Location"] == made.headers["Location"]
        office = firm.roles["office"]
        office.permissions = ["surface.office"]
        office.save()
        refused = again(client, f"/{kind}", body)
        assert refused.status_code in {403, 404}
        assert "Kestrel" not in refused.content.decode()

    def test_e14_an_upload_on_the_phone(self, firm: Firm) -> None:
        """E-14, A-11: the photo has become confidential; on the phone it does not exist any more."""
        client = firm.api("tech")
        path = f"/api/v1/items/{firm.job.library_id}/files?name=Kestrel.png"
        send = {"data": PNG, "content_type": "application/octet-stream", "headers": KEY}
        made = client.post(path, **send)
        assert made.status_code == 201
        assert client.post(path, **send).json() == made.json()
        Item.objects.filter(id=made.json()["id"]).update(confidential=True)
        repeated = client.post(path, **send)
        assert repeated.status_code == 404
        assert "Kestrel" not in repeated.content.decode()
        assert Item.objects.filter(name__startswith="Kestrel").count() == 1


def test_l49_filters_answer_alike_for_hidden_and_for_missing(firm: Firm) -> None:
    """L49: an id in a filter that is hidden, foreign or missing gives the same answer, byte for byte."""
    make_file(firm.project.library_id, "x.pdf", PDF)
    hidden = {
        "library_id": [firm.project.library_id, firm.foreign_job.library_id],
        "customer_id": [firm.customers["birch"].id],
        "member_id": [firm.members["admin"].id, firm.members["stranger"].id],
        "maker_id": [firm.members["stranger"].id],
        "item_id": [firm.files["secret.pdf"].id, firm.files["foreign.pdf"].id],
        "type_id": [uuid.uuid4()],
    }
    lists = {
        "/shared-items": ["library_id"],
        "/jobs": ["customer_id"],
        "/quotes": ["customer_id"],
        "/contacts": ["customer_id"],
        "/licences": ["member_id", "type_id"],
        "/shares": ["maker_id", "customer_id"],
        "/events": ["item_id", "member_id"],
    }
    for persona in ("sub", "watcher", "contact", "tech"):
        surface = Surface.MOBILE if persona == "sub" else Surface.OFFICE
        client = firm.api(persona, surface)
        for path, names in lists.items():
            for name in names:
                missing = client.get(f"/api/v1{path}", {name: NOTHING})
                for value in hidden[name]:
                    answer = client.get(f"/api/v1{path}", {name: str(value)})
                    assert (answer.status_code, answer.content) == (
                        missing.status_code,
                        missing.content,
                    ), (persona, path, name)


def test_l49_a_page_of_approvals_tells_no_number_of_hidden_ones(firm: Firm) -> None:
    """L49, A-11: requests for files that the phone hides leave neither a gap nor a next page there."""
    admin, phone = firm.api("admin"), firm.api("office", Surface.MOBILE)
    files = [make_file(firm.project.library_id, f"{number}.pdf", PDF) for number in range(6)]
    for file in files:
        body = {"approver_ids": [str(firm.members["office"].id)]}
        path = f"/api/v1/items/{file.id}/approvals"
        assert admin.post(path, body, content_type="application/json").status_code == 201
    hidden = [files[number].id for number in (0, 3, 4, 5)]
    Item.objects.filter(id__in=hidden).update(confidential=True)
    first = phone.get("/api/v1/approvals", {"limit": 1, "mine": "true"}).json()
    assert [row["item_id"] for row in first["results"]] == [str(files[2].id)]
    wanted = {"limit": 1, "mine": "true", "cursor": first["next"]}
    second = phone.get("/api/v1/approvals", wanted).json()
    assert [row["item_id"] for row in second["results"]] == [str(files[1].id)]
    assert second["next"] is None
