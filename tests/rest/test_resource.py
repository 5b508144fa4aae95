"""A kind of thing is served as it is described: here one that exists nowhere else."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import path
from ninja import NinjaAPI, Query, Router

from strongroom.access.api import Kind, Principal, Surface
from strongroom.core.errors import NotFoundError, StrongroomError
from strongroom.core.operations import Functions
from strongroom.core.paging import Page
from strongroom.interfaces.common.answers.errors import problem
from strongroom.interfaces.rest.kit.confirming import Confirming
from strongroom.interfaces.rest.kit.listing import Searching
from strongroom.interfaces.rest.kit.resource import (
    Changes,
    Deletes,
    Lists,
    Makes,
    Resource,
    serve,
)
from strongroom.interfaces.rest.kit.types import Results, Sent, Shown, Text, optional

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Row:
    id: uuid.UUID
    place: str
    finding: str
    secret: str = "nobody reads this"
    updated_at: dt.datetime = NOON


class OutsideInspection(Shown):
    """What a contact gets."""

    id: uuid.UUID
    place: str


class Inspection(OutsideInspection):
    """What a member gets."""

    finding: str


class InspectionList(Results[Inspection | OutsideInspection]):
    """One page of inspections."""


class InspectionNew(Sent):
    """An inspection to make."""

    place: Text
    finding: Text = "none"
    title: Text | None = None


class InspectionChange(Confirming):
    """What to change."""

    place: Text = optional()
    finding: Text | None = None


ROWS: dict[uuid.UUID, Row] = {}
ASKED: list[dict] = []


def get_inspection(principal: Principal, inspection_id: uuid.UUID) -> Row:
    if inspection_id not in ROWS:
        raise NotFoundError
    return ROWS[inspection_id]


def list_inspections(principal: Principal, *, q: str, cursor: str | None, limit: int | None):
    return Page([row for row in ROWS.values() if q in row.place], "more")


def make_inspection(principal: Principal, **fields) -> Row:
    ASKED.append(fields)
    row = Row(uuid.uuid4(), fields["place"], fields["finding"])
    ROWS[row.id] = row
    return row


def update_inspection(principal: Principal, inspection_id: uuid.UUID, **fields) -> Row:
    ASKED.append(fields)
    kept = {name: fields[name] for name in fields if name in ("place", "finding")}
    ROWS[inspection_id] = replace(ROWS[inspection_id], **kept)
    return ROWS[inspection_id]


def delete_inspection(principal: Principal, inspection_id: uuid.UUID) -> None:
    del ROWS[inspection_id]


INSPECTIONS = Resource(
    of=Functions(
        one="inspection",
        many="inspections",
        list=list_inspections,
        get=get_inspection,
        create=make_inspection,
        update=update_inspection,
    ),
    shown=Inspection,
    to_contact=OutsideInspection,
    lists=Lists(
        answer=InspectionList,
        wanted=Query[Searching],
        says="List inspections.",
    ),
    makes=Makes(takes=InspectionNew, says="Make an inspection."),
    changes=Changes(
        takes=InspectionChange,
        changed_at=lambda row: row.updated_at,
        says="Change an inspection.",
    ),
    deletes=Deletes(write=delete_inspection, says="Delete an inspection."),
)


def _caller(request: HttpRequest) -> Principal:
    kind = Kind(request.headers.get("X-Kind", "member"))
    return Principal(kind, uuid.uuid4(), uuid.uuid4(), Surface.OFFICE)


router = Router()
serve(router, INSPECTIONS)
api = NinjaAPI(urls_namespace="described", auth=[_caller])
api.add_router("", router)
api.exception_handler(StrongroomError)(lambda request, error: problem(error))
urlpatterns = [path("", api.urls)]


@pytest.fixture(autouse=True)
def _nothing_yet():
    ROWS.clear()
    ASKED.clear()


def _made(client: Client, **sent) -> dict:
    response = client.post("/inspections", {"place": "Roof", **sent}, "application/json")
    assert response.status_code == 201
    return response.json()


def test_one_is_made_with_its_defaults_and_told_where_it_is(client):
    response = client.post("/inspections", {"place": "Roof"}, "application/json")
    found = response.json()
    assert response.headers["Location"] == f"/api/v1/inspections/{found['id']}"
    assert found == {"id": found["id"], "place": "Roof", "finding": "none"}
    assert ASKED == [{"place": "Roof", "finding": "none"}]


def test_one_is_read_with_its_etag_and_a_contact_reads_less(client):
    address = f"/inspections/{_made(client)['id']}"
    first = client.get(address)
    assert client.head(address).headers["ETag"] == first.headers["ETag"]
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get(address, headers={"X-Kind": "contact"}).json().keys() == {"id", "place"}
    assert client.get(f"/inspections/{uuid.uuid4()}").status_code == 404
    assert client.get("/inspections/odd").status_code == 404


def test_the_list_is_narrowed_and_paged_and_shows_a_contact_less(client):
    _made(client, place="Roof")
    _made(client, place="Cellar")
    found = client.get("/inspections?q=Cell").json()
    assert [row["place"] for row in found["results"]] == ["Cellar"]
    assert found["next"] == "more"
    outside = client.get("/inspections", headers={"X-Kind": "contact"}).json()["results"]
    assert all(row.keys() == {"id", "place"} for row in outside)


def test_what_is_sent_is_changed_and_what_is_left_out_stays(client):
    address = f"/inspections/{_made(client)['id']}"
    ASKED.clear()
    answer = client.patch(address, {"finding": "Leak", "confirm": True}, "application/json")
    assert answer.json()["finding"] == "Leak"
    assert answer.json()["place"] == "Roof"
    (asked,) = ASKED
    assert asked.pop("confirm").given
    assert asked == {"finding": "Leak"}


def test_a_change_names_the_state_it_was_read_in(client):
    address = f"/inspections/{_made(client)['id']}"
    tag = client.get(address).headers["ETag"]
    ASKED.clear()
    sent = {"place": "Cellar"}
    changed = client.patch(address, sent, "application/json", headers={"If-Match": tag})
    assert changed.status_code == 200
    assert ASKED[0]["if_updated_at"] == NOON
    again = client.patch(address, {"place": "Yard"}, "application/json", headers={"If-Match": tag})
    assert again.status_code == 412
    assert client.get(address).json()["place"] == "Cellar"


def test_an_unknown_field_is_refused_when_made_and_when_changed(client):
    address = f"/inspections/{_made(client)['id']}"
    assert client.post("/inspections", {"plaice": "x"}, "application/json").status_code == 422
    assert client.patch(address, {"plaice": "x"}, "application/json").status_code == 422


def test_one_is_deleted(client):
    address = f"/inspections/{_made(client)['id']}"
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404


def test_operations_are_called_and_described_by_the_kind(client):
    paths = client.get("/openapi.json").json()["paths"]
    told = {
        (method, address): operation["summary"]
        for address, operations in paths.items()
        for method, operation in operations.items()
        if method != "head"
    }
    assert told == {
        ("get", "/inspections"): "List inspections",
        ("post", "/inspections"): "Make an inspection",
        ("get", "/inspections/{inspection_id}"): "Get an inspection",
        ("patch", "/inspections/{inspection_id}"): "Change an inspection",
        ("delete", "/inspections/{inspection_id}"): "Delete an inspection",
    }
    assert paths["/inspections"]["post"]["description"] == "Make an inspection."


def test_a_row_that_lacks_a_field_is_a_fault_and_not_an_empty_answer():
    @dataclass(frozen=True)
    class Short:
        id: uuid.UUID

    with pytest.raises(AttributeError, match="place"):
        OutsideInspection.of(Short(uuid.uuid4()))
