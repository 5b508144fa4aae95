"""Customers, contacts, projects, jobs and quotes over HTTP."""

import re

import pytest
from helpers import BASE, get, ids, patch, post, problem

from strongroom.access.models import Seat
from strongroom.audit.models import Event

ID = re.compile(r"^[0-9a-f-]{36}$")


def test_a_job_is_made_read_changed_and_listed(firm):
    client = firm.api("office")
    tech = str(firm.members["tech"].id)
    body = {"title": "New lift", "customer_id": str(firm.customers["alder"].id), "assigned": [tech]}
    made = post(client, "/jobs", body)
    assert made.status_code == 201, made.content
    job = made.json()
    assert made.headers["Location"] == f"{BASE}/jobs/{job['id']}"
    assert ID.match(job["id"])
    assert ID.match(job["library_id"])
    assert job["name"] == f"{job['number']} New lift"
    assert job["assigned"] == [tech]
    assert job["status"] == "planned"
    assert get(client, f"/jobs/{job['id']}").json() == job
    changed = patch(
        client, f"/jobs/{job['id']}", {"title": "Old lift", "scheduled_on": "2026-12-01"}
    )
    assert changed.status_code == 200
    assert changed.json()["title"] == "Old lift"
    assert changed.json()["scheduled_on"] == "2026-12-01"
    assert changed.json()["assigned"] == [tech]
    assert job["id"] in ids(get(client, "/jobs?q=Old lift"))
    assert get(client, f"/items/{job['library_id']}").json()["kind"] == "folder"
    assert Seat.objects.filter(member=firm.members["tech"], library=job["library_id"]).exists()
    assert Event.objects.filter(library_id=job["library_id"]).count() >= 2


def test_a_quote_is_made_and_changed(firm):
    client = firm.api("office")
    made = post(
        client, "/quotes", {"title": "Roof", "customer_id": str(firm.customers["alder"].id)}
    )
    assert made.status_code == 201
    assert made.json()["status"] == "draft"
    assert "scheduled_on" not in made.json()
    changed = patch(client, f"/quotes/{made.json()['id']}", {"status": "sent"})
    assert changed.json()["status"] == "sent"


@pytest.mark.parametrize("path", ["/jobs", "/quotes", "/customers", "/contacts", "/projects"])
def test_every_record_has_id_name_and_library_id(firm, path):
    rows = get(firm.api("admin"), path).json()
    assert set(rows) == {"results", "next"}
    assert rows["results"]
    assert all({"id", "name", "library_id"} <= row.keys() for row in rows["results"])


def test_pages_follow_the_cursor_without_gaps_or_doubles(firm):
    client = firm.api("admin")
    for number in range(7):
        post(client, "/customers", {"name": f"Customer {number}"})
    everything = ids(get(client, "/customers"))
    found, path = [], "/customers?limit=3"
    while path:
        body = get(client, path).json()
        assert len(body["results"]) <= 3
        found += [row["id"] for row in body["results"]]
        path = f"/customers?limit=3&cursor={body['next']}" if body["next"] else ""
    assert found == everything
    assert len(set(found)) == len(found) == 9


def test_a12_a_contact_gets_their_own_customers_records_and_no_inner_fields(firm):
    client = firm.api("contact")
    assert set(ids(get(client, "/jobs"))) == {str(firm.job.id), str(firm.other_job.id)}
    job = get(client, f"/jobs/{firm.job.id}").json()
    assert set(job) == {
        "id",
        "number",
        "title",
        "name",
        "status",
        "customer_id",
        "library_id",
        "scheduled_on",
    }
    problem(get(client, f"/jobs/{firm.rival_job.id}"), 404, "not_found")
    problem(get(client, f"/jobs/{firm.foreign_job.id}"), 404, "not_found")
    assert ids(get(client, "/contacts")) == []
    problem(patch(client, f"/jobs/{firm.job.id}", {"title": "mine"}), 403, "forbidden")


def test_l33_other_accounts_and_customers_do_not_exist(firm):
    for name, own, foreign in (
        ("stranger", firm.foreign_job, firm.job),
        ("rival", firm.rival_job, firm.job),
        ("admin", firm.job, firm.foreign_job),
    ):
        client = firm.api(name)
        assert get(client, f"/jobs/{own.id}").status_code == 200
        problem(get(client, f"/jobs/{foreign.id}"), 404, "not_found")
        problem(patch(client, f"/jobs/{foreign.id}", {"title": "x"}), 404, "not_found")
        assert str(foreign.id) not in ids(get(client, "/jobs"))


def test_b4_modules_of_the_portal_are_set_for_one_customer(firm):
    client, contact = firm.api("office"), firm.api("contact")
    path = f"/customers/{firm.customers['alder'].id}"
    assert get(client, path).json()["portal"] == {
        "documents": "default",
        "jobs": "default",
        "quotes": "default",
    }
    changed = patch(client, path, {"portal": {"jobs": "off"}, "confirm": True})
    assert changed.json()["portal"] == {"documents": "default", "jobs": "off", "quotes": "default"}
    assert ids(get(contact, "/jobs")) == []
    problem(get(contact, f"/items/{firm.files['viewable.pdf'].id}"), 404, "not_found")
    assert Event.objects.filter(verb="customer.portal_changed").count() == 1
    for odd in ({"jobs": "maybe"}, {"jobs": True}, {"jobs": None}):
        problem(patch(client, path, {"portal": odd}), 422, "validation_error")
    problem(patch(firm.api("viewer"), path, {"portal": {"jobs": "on"}}), 403, "forbidden")


def test_a_contact_is_made_and_loses_the_portal_at_once(firm):
    client = firm.api("office")
    made = post(
        client,
        "/contacts",
        {
            "customer_id": str(firm.customers["alder"].id),
            "name": "Ann",
            "email": "ann@alder.example",
            "portal_access": True,
        },
    )
    assert made.status_code == 201, made.content
    assert made.json()["portal_access"] is True
    contact = firm.api("contact")
    assert get(contact, "/me").status_code == 200
    path = f"/contacts/{firm.contacts['contact'].id}"
    assert patch(client, path, {"portal_access": False}).status_code == 200
    problem(get(contact, "/me"), 401, "unauthenticated")


def test_a_project_may_have_a_customer_or_none(firm):
    client = firm.api("office")
    made = post(client, "/projects", {"name": "Quay"})
    assert made.status_code == 201
    assert made.json()["customer_id"] is None
    path = f"/projects/{made.json()['id']}"
    alder = str(firm.customers["alder"].id)
    assert patch(client, path, {"customer_id": alder}).json()["customer_id"] == alder
    assert patch(client, path, {"name": "Pier"}).json()["customer_id"] == alder
    assert patch(client, path, {"customer_id": None}).json()["customer_id"] is None


def test_another_customer_asks_first_while_something_is_visible(firm):
    client = firm.api("office")
    body = {"customer_id": str(firm.customers["birch"].id)}
    asked = patch(client, f"/jobs/{firm.job.id}", body)
    assert problem(asked, 409, "confirmation_required")["changes"]
    assert get(client, f"/jobs/{firm.job.id}").json()["customer_id"] != body["customer_id"]
    done = patch(client, f"/jobs/{firm.job.id}", {**body, "confirm": True})
    assert done.json()["customer_id"] == body["customer_id"]
    problem(get(firm.api("contact"), f"/items/{firm.files['viewable.pdf'].id}"), 404, "not_found")


def test_if_match_guards_a_record(firm):
    client = firm.api("office")
    path = f"/jobs/{firm.job.id}"
    etag = get(client, path).headers["ETag"]
    assert get(client, path, **{"if-none-match": etag}).status_code == 304
    assert patch(client, path, {"title": "One"}, **{"if-match": etag}).status_code == 200
    problem(patch(client, path, {"title": "Two"}, **{"if-match": etag}), 412, "precondition_failed")
    assert get(client, path).json()["title"] == "One"
    assert patch(client, path, {"title": "Three"}, **{"if-match": "*"}).status_code == 200
