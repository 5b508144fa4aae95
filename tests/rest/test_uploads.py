"""tus 1.0 at the level of the protocol: headers, statuses, and who may do what to which upload."""

import base64
import datetime as dt
import hashlib
import uuid

import pytest
from django.test import Client
from django.utils import timezone
from helpers import BASE, MISSING, get, problem

from personas import PDF, PNG
from strongroom.access.models import Seat, Surface
from strongroom.interfaces.rest.documents import tus
from strongroom.store.models import Item, StagedUpload, Version

ADDRESS = f"{BASE}/uploads/"
VERSION = {"tus-resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"


def metadata(**facts: object) -> str:
    pairs = (
        f"{key} {base64.b64encode(str(value).encode()).decode()}" for key, value in facts.items()
    )
    return ",".join(pairs)


def begin(client: Client, *, length: object = len(PDF), body: bytes = b"", **facts: object):
    headers = {**VERSION, "upload-length": str(length), "upload-metadata": metadata(**facts)}
    return client.post(ADDRESS, body, content_type=PIECE if body else "", headers=headers)


def send(client: Client, address: str, data: bytes, offset: object = 0, **headers: str):
    return client.patch(
        address,
        data,
        content_type=PIECE,
        headers={**VERSION, "upload-offset": str(offset), **headers},
    )


@pytest.fixture
def office(firm):
    return firm.api("office")


@pytest.fixture
def begun(firm, office):
    response = begin(office, parent_id=firm.job.library_id, filename="a.pdf")
    assert response.status_code == 201, response.content
    return response.headers["Location"]


def test_discovery_needs_no_credentials():
    response = Client().options(ADDRESS)
    assert response.status_code == 204
    assert response.headers["Tus-Version"] == "1.0.0"
    assert set(response.headers["Tus-Extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "termination",
        "checksum",
        "expiration",
    }
    assert int(response.headers["Tus-Max-Size"]) > 0
    assert response.headers["Tus-Checksum-Algorithm"] == "sha256,sha1"


def test_a_file_arrives_in_pieces_and_its_id_is_told(firm, office, begun):
    half = len(PDF) // 2
    first = send(office, begun, PDF[:half])
    assert first.status_code == 204
    assert first.headers["Upload-Offset"] == str(half)
    assert first.headers["Tus-Resumable"] == "1.0.0"
    assert "Upload-Expires" in first.headers
    assert tus.RESULT_HEADER not in first.headers
    head = office.head(begun, headers=VERSION)
    assert (head.status_code, head.headers["Upload-Offset"]) == (200, str(half))
    assert head.headers["Upload-Length"] == str(len(PDF))
    assert head.headers["Cache-Control"] == "no-store"
    last = send(office, begun, PDF[half:], half)
    item = last.headers[tus.RESULT_HEADER]
    assert get(office, f"/items/{item}").json()["name"] == "a.pdf"
    assert get(office, f"/items/{item}/content").getvalue() == PDF
    # Who lost the last answer learns it by asking again.
    assert office.head(begun, headers=VERSION).headers[tus.RESULT_HEADER] == item
    assert Item.objects.filter(name="a.pdf").count() == 1


def test_creation_with_upload_and_a_version(firm, office):
    plan = firm.files["plan.pdf"].id
    response = begin(office, length=len(PNG), body=PNG, item_id=plan, filename="new.png", note="n2")
    assert response.status_code == 201
    assert response.headers["Upload-Offset"] == str(len(PNG))
    assert response.headers[tus.RESULT_HEADER] == str(plan)
    version = Version.objects.get(item=plan, number=2)
    assert (version.name, version.note) == ("new.png", "n2")


def test_on_clash_counts(firm, office):
    for on_clash, name in (("suffix", "plan (2).pdf"), ("version", "plan.pdf")):
        made = begin(
            office,
            body=PDF,
            parent_id=firm.job.library_id,
            filename="plan.pdf",
            on_clash=on_clash,
        )
        item = made.headers[tus.RESULT_HEADER]
        assert get(office, f"/items/{item}").json()["name"] == name


@pytest.mark.parametrize("method", ["post", "head", "patch", "delete"])
def test_another_version_of_the_protocol_is_412(firm, office, begun, method):
    address = ADDRESS if method == "post" else begun
    for headers in ({}, {"tus-resumable": "0.2.2"}):
        response = getattr(office, method)(address, headers=headers)
        assert response.status_code == 412
        assert response.headers["Tus-Version"] == "1.0.0"


def test_bad_headers_are_told(firm, office, begun):
    folder = firm.job.library_id
    for length in ("", "-1", "x", "1e3", "9" * 30):
        problem(begin(office, length=length, parent_id=folder, filename="a"), 400, "bad_request")
    problem(begin(office, length=0, parent_id=folder, filename="a"), 422, "validation_error")
    problem(begin(office, length=10**14, parent_id=folder, filename="a"), 413, "too_large")
    problem(begin(office, filename="a"), 422, "validation_error")
    both = {"parent_id": folder, "item_id": firm.files["plan.pdf"].id}
    problem(begin(office, **both, filename="a"), 422, "validation_error")
    problem(begin(office, parent_id="nonsense", filename="a"), 404, "not_found")
    for broken in ("parent_id !!!", "parent_id /w==", "x" * 9000):
        response = office.post(
            ADDRESS, headers={**VERSION, "upload-length": "5", "upload-metadata": broken}
        )
        problem(response, 400, "bad_request")
    problem(send(office, begun, b"x", "x"), 400, "bad_request")
    plain = office.patch(
        begun, b"x", content_type="text/plain", headers={**VERSION, "upload-offset": "0"}
    )
    problem(plain, 415, "wrong_body_type")
    for checksum in ("md4 AAAA", "sha1", "sha1 !!", "x"):
        problem(send(office, begun, b"x", 0, **{"upload-checksum": checksum}), 400, "bad_request")
    deferred = office.post(ADDRESS, headers={**VERSION, "upload-defer-length": "1"})
    problem(deferred, 422, "validation_error")
    assert StagedUpload.objects.get().offset == 0


def test_an_offset_elsewhere_is_409_and_changes_nothing(office, begun):
    send(office, begun, PDF[:10])
    for offset in (0, 5, 11, 10**6):
        response = send(office, begun, b"zzz", offset)
        assert problem(response, 409, "offset_mismatch")["offset"] == 10
        assert response.headers["Tus-Resumable"] == "1.0.0"
    assert send(office, begun, PDF[10:], 10).status_code == 204


def test_a_wrong_checksum_is_460_and_the_piece_is_forgotten(office, begun):
    for name, algorithm in (("sha1", hashlib.sha1), ("sha256", hashlib.sha256)):
        wrong = base64.b64encode(algorithm(b"other").digest()).decode()
        response = send(office, begun, PDF, 0, **{"upload-checksum": f"{name} {wrong}"})
        problem(response, 460, "checksum_mismatch")
        assert office.head(begun, headers=VERSION).headers["Upload-Offset"] == "0"
    right = base64.b64encode(hashlib.sha256(PDF).digest()).decode()
    done = send(office, begun, PDF, 0, **{"upload-checksum": f"sha256 {right}"})
    assert done.status_code == 204


def test_more_than_was_announced_is_413(office, begun):
    problem(send(office, begun, PDF + b"x"), 413, "too_large")
    assert office.head(begun, headers=VERSION).headers["Upload-Offset"] == "0"


def test_termination_frees_the_address(office, begun, data_folder):
    send(office, begun, PDF[:10])
    assert office.delete(begun, headers=VERSION).status_code == 204
    assert office.head(begun, headers=VERSION).status_code == 404
    problem(send(office, begun, PDF[10:], 10), 404, "not_found")
    assert not list((data_folder / "staging").glob("*.part"))


def test_l17_foreign_addresses_are_unknown(firm, begun):
    strangers = [
        firm.api("admin"),
        firm.api("tech"),
        firm.api("contact"),
        firm.api("stranger"),
        firm.api("office", Surface.MOBILE),
    ]
    for client in strangers:
        assert client.head(begun, headers=VERSION).status_code == 404
        problem(send(client, begun, PDF), 404, "not_found")
        problem(client.delete(begun, headers=VERSION), 404, "not_found")
    assert StagedUpload.objects.get().offset == 0


def test_l17_a_right_that_ends_half_way_ends_the_upload(firm):
    tech = firm.api("tech")
    address = begin(tech, parent_id=firm.job.library_id, filename="t.pdf").headers["Location"]
    assert send(tech, address, PDF[:20]).status_code == 204
    Seat.objects.filter(member=firm.members["tech"], library=firm.job.library_id).delete()
    problem(send(tech, address, PDF[20:], 20), 404, "not_found")
    assert tech.head(address, headers=VERSION).status_code == 404
    assert not Item.objects.filter(name="t.pdf").exists()


def test_l17_whoever_may_not_add_begins_nothing(firm):
    folder = firm.job.library_id
    problem(begin(firm.api("viewer"), parent_id=folder, filename="x"), 403, "forbidden")
    for name in ("contact", "rival", "stranger", "watcher"):
        problem(begin(firm.api(name), parent_id=folder, filename="x"), 404, "not_found")
    plan = firm.files["plan.pdf"].id
    problem(begin(firm.api("tech"), item_id=plan, filename="x"), 403, "forbidden")
    problem(
        begin(firm.api("tech"), item_id=firm.files["secret.pdf"].id, filename="x"), 404, "not_found"
    )
    problem(begin(firm.api("admin"), parent_id=MISSING, filename="x"), 404, "not_found")
    assert not StagedUpload.objects.exists()


def test_an_expired_upload_is_gone(office, begun):
    StagedUpload.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert office.head(begun, headers=VERSION).status_code == 404
    problem(send(office, begun, PDF), 404, "not_found")


def test_networks_that_know_post_only(office, begun):
    def override(method: str, **headers: str):
        sent = {**VERSION, "x-http-method-override": method, **headers}
        return office.post(begun, PDF, content_type=PIECE, headers=sent)

    assert override("PATCH", **{"upload-offset": "0"}).headers["Upload-Offset"] == str(len(PDF))
    assert override("HEAD").status_code == 200
    problem(override("PUT"), 405, "method_not_allowed")
    assert override("DELETE").status_code == 204


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\\b\\passwd", "x\u202egpj.passwd", "passwd\0"]
)
def test_names_in_the_metadata_stay_readable(firm, office, name):
    response = begin(office, body=PDF, parent_id=firm.job.library_id, filename=name)
    if "\0" in name:
        problem(response, 400, "bad_request")
        return
    item = get(office, f"/items/{response.headers[tus.RESULT_HEADER]}").json()
    assert item["name"].endswith("passwd")
    assert not set(item["name"]) & set("/\\\u202e")


def test_an_upload_is_found_by_its_id_only(office, begun):
    assert uuid.UUID(begun.removeprefix(ADDRESS)).version == 7
    assert get(office, "/uploads/").status_code == 405
