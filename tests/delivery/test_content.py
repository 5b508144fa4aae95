"""The bytes of documents over HTTP: headers, ranges, versions, previews, archives, side doors."""

import io
import zipfile

import pytest
from PIL import Image

from personas import PDF, PNG, make_file, make_folder, share
from storing import stage
from strongroom.access.models import Surface
from strongroom.documents import api as documents
from strongroom.interfaces.common.answers import delivery
from strongroom.store import api as store
from strongroom.store.models import Blob, Item, Rendition

BASE = "/api/v1"
DIGITS = bytes(range(256)) * 40


def url(item, tail="content"):
    return f"{BASE}/items/{item.id}/{tail}"


@pytest.fixture
def file(firm):
    return make_file(firm.job.library_id, "data.bin", DIGITS)


@pytest.mark.parametrize(
    ("name", "data", "sent"),
    [
        ("a.js", b"alert(1)", "application/octet-stream"),
        ("a.mjs", b"export default 1", "application/octet-stream"),
        ("a.css", b"* { color: red }", "application/octet-stream"),
        ("a.json", b"{}", "application/octet-stream"),
        ("a.html", b"<!doctype html><p>x", "application/octet-stream"),
        ("a.xhtml", b"<?xml version='1.0'?><html></html>", "application/octet-stream"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "application/octet-stream"),
        ("a.xsl", b"<?xml version='1.0'?><x/>", "application/octet-stream"),
        ("a.wasm", b"\0asm\x01\0\0\0", "application/octet-stream"),
        ("a.sh", b"#!/bin/sh\n", "application/octet-stream"),
        ("a.csv", b"a;b\n", "text/csv"),
        ("a.txt", b"words\n", "text/plain; charset=utf-8"),
    ],
)
def test_l36_nothing_leaves_as_script_style_or_page(firm, name, data, sent):
    """L36: whatever a page could load as script, module, style or transformation leaves as mere bytes."""
    response = firm.api("office").get(url(make_file(firm.job.library_id, name, data)) + "?inline=1")
    assert response.headers["Content-Type"] == sent
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    if sent == "application/octet-stream":
        assert response.headers["Content-Disposition"].startswith("attachment;")


def test_l36_the_type_itself_decides_whatever_case_it_is_stored_in():
    """L36: old and odd names of scripts, styles and documents with a structure are no exception."""
    for kind in [
        "text/javascript1.5",
        "text/x-ecmascript",
        "text/JScript",
        "text/xsl",
        "text/xml",
        "text/vbscript",
        "text/css",
        "Application/JavaScript",
        "application/xhtml+xml",
        "application/rss+xml",
        "application/ld+json",
        "application/importmap+json",
        "application/xslt+xml",
        "image/SVG+xml",
        "application/WASM",
    ]:
        assert delivery.sent_type(kind) == "application/octet-stream", kind
    for kind in ("image/png", "application/pdf", "application/vnd.ms-excel", "audio/mpeg"):
        assert delivery.sent_type(kind) == kind


def test_a5_a_file_comes_whole_as_an_attachment_under_its_name(firm):
    plan = firm.files["plan.pdf"]
    response = firm.api("office").get(url(plan))
    assert response.status_code == 200
    assert response.getvalue() == PDF
    headers = response.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert headers["Content-Length"] == str(len(PDF))
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["ETag"].startswith('"')
    assert plan.current.blob.sha256 not in str(headers)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("image.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("data.xml", b"<?xml version='1.0'?><x/>"),
        ("photo.png", b"<html><script>alert(1)</script></html>"),
        ("plan.pdf", PDF),
        ("app.exe", b"MZ\x90\x00" + b"\0" * 200),
    ],
)
@pytest.mark.parametrize("query", ["", "?inline=true", "?inline=1"])
def test_l36_what_could_carry_script_is_always_an_attachment_in_a_sandbox(firm, name, data, query):
    item = make_file(firm.job.library_id, name, data)
    response = firm.api("office").get(url(item) + query)
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_picture_is_inline_only_when_asked(firm):
    client, photo = firm.api("office"), firm.files["photo.png"]
    assert client.get(url(photo)).headers["Content-Disposition"].startswith("attachment;")
    shown = client.get(url(photo) + "?inline=true")
    assert shown.headers["Content-Disposition"] == 'inline; filename="photo.png"'
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("header", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=-7", -7, None),
        ("bytes=10000-", 10000, None),
    ],
)
def test_a_range_gives_those_bytes(firm, file, header, start, stop):
    response = firm.api("office").get(url(file), headers={"range": header})
    assert response.status_code == 206
    assert response.getvalue() == DIGITS[start:stop]
    first = start if start >= 0 else len(DIGITS) + start
    last = (stop or len(DIGITS)) - 1
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(DIGITS)}"
    assert response.headers["Content-Length"] == str(last - first + 1)


def test_a_range_that_does_not_exist_is_416_and_odd_ones_give_the_whole(firm, file):
    client = firm.api("office")
    beyond = client.get(url(file), headers={"range": "bytes=999999-"})
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{len(DIGITS)}"
    for odd in ("bytes=5-1", "bytes=0-1,4-5", "lines=1-2", "bytes=x"):
        assert client.get(url(file), headers={"range": odd}).status_code == 200


def test_etag_saves_sending_it_again_and_changes_with_the_bytes(firm, file):
    client = firm.api("office")
    etag = client.get(url(file)).headers["ETag"]
    same = client.get(url(file), headers={"if-none-match": etag})
    assert (same.status_code, same.content) == (304, b"")
    resumed = client.get(url(file), headers={"range": "bytes=10-", "if-range": etag})
    assert resumed.status_code == 206
    principal = firm.principal("office")
    documents.add_version(principal, item_id=file.id, name="data.bin", staged=stage(b"new"))
    changed = client.get(
        url(file), headers={"range": "bytes=1-", "if-range": etag, "if-none-match": etag}
    )
    assert (changed.status_code, changed.getvalue()) == (200, b"new")


def test_two_files_with_the_same_bytes_don_t_tell(firm):
    one = make_file(firm.job.library_id, "a", b"same")
    two = make_file(firm.job.library_id, "b", b"same")
    client = firm.api("office")
    assert client.get(url(one)).headers["ETag"] != client.get(url(two)).headers["ETag"]


def test_head_tells_the_same_without_a_body(firm, file):
    client = firm.api("office")
    head, whole = client.head(url(file)), client.get(url(file))
    assert head.content == b""
    for name in ("Content-Length", "ETag", "Content-Type", "Content-Disposition", "Accept-Ranges"):
        assert head.headers[name] == whole.headers[name]


def doors(item):
    """Every address that derives something from an item's bytes."""
    return [
        url(item),
        url(item) + "?version=1",
        url(item, "preview?size=256"),
        url(item, "versions"),
    ]


def test_l9_side_doors_are_shut_like_the_front_door(firm):
    secret = firm.files["secret.pdf"]
    etag = firm.api("office").get(url(secret)).headers["ETag"]
    for name in ("tech", "contact", "rival", "stranger", "watcher"):
        client = firm.api(name)
        for door in doors(secret):
            for headers in (
                {},
                {"range": "bytes=0-0"},
                {"if-none-match": etag},
                {"if-none-match": "*"},
                {"range": "bytes=99999999-"},
            ):
                response = client.get(door, headers=headers)
                assert response.status_code == 404, (name, door, headers)
                assert "ETag" not in response.headers
                assert "Content-Range" not in response.headers
            head = client.head(door)
            assert head.status_code == 404
            assert not head.headers.keys() & {"ETag", "Content-Range", "Content-Disposition"}


def test_l6_versions_follow_the_rule(firm):
    office, plan = firm.api("office"), firm.files["plan.pdf"]
    documents.add_version(
        firm.principal("office"), item_id=plan.id, name="x.png", staged=stage(PNG)
    )
    assert office.get(url(plan)).getvalue() == PNG
    assert office.get(url(plan) + "?version=1").getvalue() == PDF
    assert office.get(url(plan) + "?version=2").getvalue() == PNG
    assert [row["number"] for row in office.get(url(plan, "versions")).json()["results"]] == [2, 1]
    for number in ("3", "2147483647"):
        assert office.get(url(plan) + f"?version={number}").status_code == 404
    for odd in ("0", "-1", "x", "99999999999999999999", "1.5"):
        assert office.get(url(plan) + f"?version={odd}").status_code == 422
    firm.api("office").patch(
        f"{BASE}/items/{plan.id}", {"confidential": True}, content_type="application/json"
    )
    tech = firm.api("tech")
    for door in doors(plan):
        assert tech.get(door).status_code == 404
    office.delete(f"{BASE}/items/{plan.id}")
    for door in doors(plan):
        assert office.get(door).status_code == 404


def test_b12_a_contact_reaches_the_current_version_only(firm):
    item = firm.files["viewable.pdf"]
    documents.add_version(
        firm.principal("office"), item_id=item.id, name="x.png", staged=stage(PNG)
    )
    contact = firm.api("contact")
    assert contact.get(url(item)).getvalue() == PNG
    assert contact.get(url(item) + "?version=2").getvalue() == PNG
    assert contact.get(url(item) + "?version=1").status_code == 404
    assert len(contact.get(url(item, "versions")).json()["results"]) == 1


@pytest.mark.parametrize("name", ["tech", "sub", "viewer", "contact"])
def test_a_viewer_adds_no_version(firm, name):
    item = firm.files["viewable.pdf"]
    response = firm.api(name).post(url(item, "versions"), PNG, content_type="image/png")
    assert response.status_code == 403
    assert response.json()["code"] == "forbidden"


def test_d21_a_version_is_added_as_form_or_body(firm):
    client, plan = firm.api("office"), firm.files["plan.pdf"]
    raw = client.post(url(plan, "versions?note=second"), PNG, content_type="image/png")
    assert (raw.status_code, raw.json()["version"]) == (201, 2)
    assert raw.json()["name"] == "plan.pdf"
    upload = io.BytesIO(b"third")
    upload.name = "draft.txt"
    form = client.post(url(plan, "versions"), {"file": upload})
    assert (form.status_code, form.json()["version"]) == (201, 3)
    rows = client.get(url(plan, "versions")).json()["results"]
    assert [(row["number"], row["name"], row["note"]) for row in rows] == [
        (3, "draft.txt", ""),
        (2, "plan.pdf", "second"),
        (1, "plan.pdf", ""),
    ]


class TestPreview:
    @pytest.fixture
    def photo(self, firm):
        data = io.BytesIO()
        Image.new("RGB", (640, 480), (200, 30, 30)).save(data, "JPEG")
        return make_file(firm.job.library_id, "site.jpg", data.getvalue())

    def test_l1_refused_while_not_ready_and_made_from_the_rendition(self, firm, photo):
        client = firm.api("office")
        store.want_rendition(photo.current.blob_id, 256)
        waiting = client.get(url(photo, "preview?size=256"))
        assert (waiting.status_code, waiting.json()["code"]) == (409, "not_ready")
        store.make_rendition(Rendition.objects.get(blob=photo.current.blob_id, size=256).id)
        ready = client.get(url(photo, "preview?size=256"))
        assert ready.status_code == 200
        assert max(Image.open(io.BytesIO(ready.getvalue())).size) == 256
        assert ready.headers["Cache-Control"] == "private, no-cache"
        assert ready.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        etag = ready.headers["ETag"]
        again = client.get(url(photo, "preview?size=256"), headers={"if-none-match": etag})
        assert again.status_code == 304
        assert client.get(url(photo, "preview?size=300")).status_code == 422

    def test_l1_a_warm_cache_asks_again_and_is_refused(self, firm, photo):
        store.want_rendition(photo.current.blob_id, 256)
        store.make_rendition(Rendition.objects.get(blob=photo.current.blob_id, size=256).id)
        share(photo, firm.customers["alder"])
        contact = firm.api("contact")
        etag = contact.get(url(photo, "preview?size=256")).headers["ETag"]
        office = firm.api("office")
        live = office.get(url(photo, "shares")).json()["results"][0]["id"]
        office.delete(f"{BASE}/shares/{live}")
        refused = contact.get(url(photo, "preview?size=256"), headers={"if-none-match": etag})
        assert refused.status_code == 404

    def test_what_has_no_picture_is_404_and_never_the_original(self, firm):
        response = firm.api("office").get(
            url(make_file(firm.job.library_id, "x.bin", b"\0" * 9), "preview")
        )
        assert (response.status_code, response.json()["code"]) == (404, "no_preview")


class TestArchives:
    def zip(self, client, *items):
        response = client.post(
            f"{BASE}/archives",
            {"item_ids": [str(item.id) for item in items]},
            content_type="application/json",
        )
        if response.status_code != 200:
            return response
        data = response.getvalue()
        assert response.headers["Content-Length"] == str(len(data))
        assert response.headers["Content-Type"] == "application/zip"
        assert response.headers["Content-Disposition"].startswith("attachment;")
        archive = zipfile.ZipFile(io.BytesIO(data))
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}

    def test_a14_ticked_files_come_as_one_zip(self, firm):
        found = self.zip(firm.api("office"), firm.files["plan.pdf"], firm.files["photo.png"])
        assert found == {"plan.pdf": PDF, "photo.png": PNG}

    def test_l5_hidden_children_are_left_out_and_hidden_items_refuse_it_all(self, firm):
        folder = make_folder(firm.job.library_id, "Fotos")
        make_file(folder.id, "a.png", PNG)
        make_file(folder.id, "hidden.png", PNG, confidential=True)
        assert set(self.zip(firm.api("office"), folder)) == {"Fotos/a.png", "Fotos/hidden.png"}
        assert set(self.zip(firm.api("office", Surface.MOBILE), folder)) == {"Fotos/a.png"}
        assert set(self.zip(firm.api("tech"), folder)) == {"Fotos/a.png"}
        for name in ("tech", "contact", "stranger"):
            refused = self.zip(firm.api(name), firm.files["viewable.pdf"], firm.files["secret.pdf"])
            assert refused.status_code == 404

    def test_a14_it_is_named_after_the_one_folder_that_it_holds(self, firm):
        folder = make_folder(firm.job.library_id, "Fotos")
        photo = make_file(folder.id, "a.png", PNG)
        for items, name in (
            ([folder], "Fotos"),
            ([photo], "Documents"),
            ([folder, photo], "Fotos"),
        ):
            asked = {"item_ids": [str(item.id) for item in items]}
            answer = firm.api("office").post(
                f"{BASE}/archives", asked, content_type="application/json"
            )
            assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.zip"'

    def test_l5_hostile_names_stay_inside_the_archive(self, firm):
        evil = make_file(firm.job.library_id, "e.txt", b"1")
        Item.objects.filter(id=evil.id).update(name="../../etc/passwd")
        other = make_file(firm.job.library_id, "f.txt", b"2")
        Item.objects.filter(id=other.id).update(name="C:\\x\\y.txt")
        twin = make_file(firm.job.library_id, "g.txt", b"3")
        Item.objects.filter(id=twin.id).update(name="PLAN.pdf")
        found = self.zip(firm.api("office"), evil, other, twin, firm.files["plan.pdf"])
        assert len(found) == 4
        for name in found:
            assert not name.startswith(("/", "\\", ".."))
            assert ".." not in name
            assert "\\" not in name
        assert len({name.lower() for name in found}) == 4

    def test_bad_requests(self, firm):
        client = firm.api("office")
        for body in (
            {},
            {"item_ids": []},
            {"item_ids": "x"},
            {"item_ids": [1]},
            {"item_ids": None},
        ):
            response = client.post(f"{BASE}/archives", body, content_type="application/json")
            assert response.status_code == 422, body


def test_behind_a_proxy_the_bytes_leave_by_an_internal_redirect(firm, settings):
    settings.ACCEL_REDIRECT_PREFIX = "/internal/"
    plan = firm.files["plan.pdf"]
    response = firm.api("office").get(url(plan))
    key = store.storage_key(firm.account.id, plan.current.blob.sha256)
    assert response.headers["X-Accel-Redirect"] == f"/internal/{key}"
    assert response.content == b""
    assert response.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert response.headers["Content-Type"] == "application/pdf"
    refused = firm.api("contact").get(url(plan))
    assert "X-Accel-Redirect" not in refused.headers


def test_a_stored_file_that_is_short_breaks_off_rather_than_passing_for_whole(firm, file):
    blob = Blob.objects.get(sha256=file.current.blob.sha256)
    path = store.blob_path(store.storage_key(firm.account.id, blob.sha256))
    path.write_bytes(DIGITS[:100])
    with pytest.raises(EOFError):
        firm.api("office").get(url(file)).getvalue()


def test_the_database_connection_is_given_back_before_the_first_byte(firm, file, monkeypatch):
    order = []
    monkeypatch.setattr(delivery, "give_back", lambda: order.append("given back"))
    original = delivery.FileBlocks.__next__

    def reading(self):
        order.append("read")
        return original(self)

    monkeypatch.setattr(delivery.FileBlocks, "__next__", reading)
    assert firm.api("office").get(url(file)).getvalue() == DIGITS
    assert order[:2] == ["given back", "read"]
