"""A-11 through the API: a token or session for the phone meets the same rule as the pages."""

import base64
import uuid

import pytest
from django.test import Client

import personas
import surface_world
from strongroom.access import api as access
from strongroom.access.api import Surface
from strongroom.directory.models import Member
from strongroom.documents import api as documents

API = "/api/v1"
SECRET = "wages-secret.txt"

CALLS = [
    ("get", "/items/{id}", None),
    ("get", "/items/{id}/children", None),
    ("get", "/items/{id}/content", None),
    ("head", "/items/{id}/content", None),
    ("get", "/items/{id}/content?version=1", None),
    ("get", "/items/{id}/preview?size=256", None),
    ("get", "/items/{id}/versions", None),
    ("get", "/items/{id}/shares", None),
    ("post", "/items/{id}/shares", {"type": "portal"}),
    ("patch", "/items/{id}", {"name": "other.txt"}),
    ("patch", "/items/{id}", {"confidential": False, "confirm": True}),
    ("post", "/items/{id}/copy", {"parent_id": "{library}"}),
    ("post", "/items/{id}/restore", {}),
    ("delete", "/items/{id}", None),
    ("post", "/archives", {"item_ids": ["{id}"]}),
]


@pytest.fixture
def secret(world):
    """A confidential file in the technician's job, which no phone may learn of."""
    return surface_world.attach(world.first.job.library_id, SECRET, confidential=True)


@pytest.fixture(params=["technician", "admin"])
def holder(request, world):
    """Members without the switch; being an admin changes nothing on the phone."""
    return world.tech if request.param == "technician" else Member.objects.get(id=world.office.id)


@pytest.fixture(params=["token", "session"])
def phone(request, world, holder, sign_in):
    """A client of the API for the mobile surface."""
    if request.param == "session":
        client = sign_in(holder)
        client.defaults["HTTP_X_STRONGROOM_SURFACE"] = f"{world.slug}/mobile"
        token = client.get(f"/{world.slug}/m/me").cookies["strongroom_csrf"].value
        client.defaults["HTTP_X_CSRFTOKEN"] = token
        return client
    bearer = access.issue_token(member=holder, name="phone", surface=Surface.MOBILE)[1]
    return Client(headers={"authorization": f"Bearer {bearer}"})


def send(client, asked, item_id, library_id):
    method, path, data = asked

    def filled(value):
        if isinstance(value, str):
            return value.replace("{id}", str(item_id)).replace("{library}", str(library_id))
        return [filled(each) for each in value] if isinstance(value, list) else value

    sent = {} if data is None else {name: filled(value) for name, value in data.items()}
    kind = {} if data is None else {"content_type": "application/json"}
    return getattr(client, method)(API + filled(path), sent or None, **kind)


@pytest.mark.parametrize("asked", CALLS, ids=lambda asked: f"{asked[0]} {asked[1]}")
def test_a11_every_call_answers_as_if_it_did_not_exist(world, secret, phone, asked):
    library_id = world.first.job.library_id
    hidden = send(phone, asked, secret.id, library_id)
    missing = send(phone, asked, uuid.uuid4(), library_id)
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.content == missing.content
    row = documents.get(world.office, secret.id)
    assert (row.name, row.confidential, row.trashed_at) == (SECRET, True, None)


def test_a11_children_and_shared_items_leave_it_out(world, secret, phone):
    beside = surface_world.attach(world.first.job.library_id, "beside.txt")
    listed = phone.get(f"{API}/items/{world.first.job.library_id}/children").json()["results"]
    assert [row["id"] for row in listed] == [str(beside.id)]
    assert SECRET not in phone.get(f"{API}/shared-items").content.decode()


def test_a11_a_folder_is_packed_without_it(world, phone):
    folder = personas.make_folder(world.first.job.library_id, "Photos")
    surface_world.attach(folder.id, "inside.txt", b"inside")
    surface_world.attach(folder.id, "hidden.txt", b"hidden", confidential=True)
    answer = phone.post(
        f"{API}/archives", {"item_ids": [str(folder.id)]}, content_type="application/json"
    )
    packed = b"".join(answer.streaming_content)
    assert b"inside.txt" in packed
    assert b"hidden" not in packed


def metadata(**values: str) -> str:
    return ",".join(
        f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in values.items()
    )


def begin(client, length, **values):
    return client.post(
        f"{API}/uploads/",
        headers={
            "tus-resumable": "1.0.0",
            "upload-length": str(length),
            "upload-metadata": metadata(**values),
        },
    )


def test_a11_a_resumed_upload_of_its_name_tells_nothing(world, secret, phone):
    """L15, L17: the name that was given is kept, and the hidden file stays as it was."""
    library_id = world.first.job.library_id
    made = begin(phone, 5, parent_id=str(library_id), filename=SECRET)
    assert made.status_code == 201
    done = phone.patch(
        made["Location"],
        b"later",
        content_type="application/offset+octet-stream",
        headers={"tus-resumable": "1.0.0", "upload-offset": "0"},
    )
    assert done.status_code == 204
    names = [row.name for row in documents.attachments(world.office, library_id).results]
    assert names == [SECRET, SECRET]
    assert documents.get(world.office, secret.id).version == 1


def test_a11_no_version_can_be_sent_to_it(world, secret, phone):
    """L17: also the resumable upload asks the decision first."""
    hidden = begin(phone, 5, item_id=str(secret.id), filename="new.txt")
    missing = begin(phone, 5, item_id=str(uuid.uuid4()), filename="new.txt")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.content == missing.content


@pytest.mark.parametrize("holder", ["admin"], indirect=True)
def test_a11_an_upload_ends_when_its_target_becomes_confidential(world, phone):
    """L17: the right is asked for again at each step. (A technician can't begin a version at all.)"""
    open_file = surface_world.attach(world.first.job.library_id, "plan.txt")
    made = begin(phone, 5, item_id=str(open_file.id), filename="plan.txt")
    assert made.status_code == 201
    documents.set_confidential(world.office, item_ids=[open_file.id], value=True)
    refused = phone.patch(
        made["Location"],
        b"later",
        content_type="application/offset+octet-stream",
        headers={"tus-resumable": "1.0.0", "upload-offset": "0"},
    )
    assert refused.status_code == 404
    assert documents.get(world.office, open_file.id).version == 1
