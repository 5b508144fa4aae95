"""Items over HTTP: fields, listing, adding, changing, copying, the trash."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from helpers import BASE, MISSING, get, ids, patch, post, problem

from personas import PDF, PNG, make_file, make_folder, share
from storing import staged_files
from strongroom.access.models import Surface
from strongroom.audit.models import Event
from strongroom.guard.models import IdempotencyKey
from strongroom.interfaces.rest.kit.bodies import sent_file
from strongroom.store.models import Blob, Item, Version

FULL = {
    "id", "kind", "name", "parent_id", "library_id", "size", "content_type", "sha256", "version",
    "confidential", "viewable_in_portal", "access_controlled", "access_inherited", "may",
    "approval", "created_at", "created_by", "updated_at",
}  # fmt: skip
SHORT = {"id", "kind", "name", "parent_id", "size", "content_type", "version", "updated_at"}


def upload(client, folder, name, data=PDF, query=""):
    return client.post(
        f"{BASE}/items/{folder}/files{query}", {"file": SimpleUploadedFile(name, data)}
    )


def raw(client, folder, name, data=PDF, **headers):
    return client.post(
        f"{BASE}/items/{folder}/files?name={name}",
        data,
        content_type="application/octet-stream",
        headers=headers,
    )


def test_an_item_has_the_fields_of_the_specification(firm):
    item = get(firm.api("office"), f"/items/{firm.files['plan.pdf'].id}").json()
    assert item.keys() >= FULL
    assert item["kind"] == "file"
    assert (
        item["may"] == ["view", "download", "edit", "move", "delete", "share"]
        or "view" in item["may"]
    )
    assert item["size"] == len(PDF)
    assert item["version"] == 1
    assert len(item["sha256"]) == 64
    assert item["parent_id"] == item["library_id"] == str(firm.job.library_id)
    assert item["updated_at"].endswith("Z")
    assert item["created_by"] == str(firm.members["office"].id)
    assert item["approval"] is None


def test_l26_a_contact_gets_the_short_list_only(firm):
    client = firm.api("contact")
    item = get(client, f"/items/{firm.files['viewable.pdf'].id}").json()
    assert set(item) == SHORT
    assert item["parent_id"] is None
    for row in get(client, "/shared-items").json()["results"]:
        assert set(row) == SHORT
    version = get(client, f"/items/{item['id']}/versions").json()["results"][0]
    assert set(version) == {"number", "name", "size", "content_type", "created_at"}
    assert firm.files["viewable.pdf"].current.blob.sha256 not in str(item) + str(version)


def test_a12_shared_items_of_a_contact_are_what_is_viewable_and_no_other(firm):
    assert set(ids(get(firm.api("contact"), "/shared-items"))) == {
        str(firm.files[name].id) for name in ("viewable.pdf", "secret-viewable.pdf")
    }
    assert ids(get(firm.api("rival"), "/shared-items")) == [str(firm.files["rival.pdf"].id)]
    assert ids(get(firm.api("contact"), f"/shared-items?library_id={firm.quote.library_id}")) == []
    assert (
        len(ids(get(firm.api("contact"), f"/shared-items?library_id={firm.job.library_id}"))) == 2
    )


def test_children_are_paged_ordered_filtered(firm):
    client, folder = firm.api("office"), make_folder(firm.job.library_id, "Folder")
    for number in (10, 9, 1):
        make_file(folder.id, f"plan {number}.pdf", PDF + b"x" * number)
    path = f"/items/{folder.id}/children"
    names = [row["name"] for row in get(client, path).json()["results"]]
    assert names == ["plan 1.pdf", "plan 9.pdf", "plan 10.pdf"]
    sizes = [row["size"] for row in get(client, path + "?order=-size").json()["results"]]
    assert sizes == sorted(sizes, reverse=True)
    first = get(client, path + "?limit=2").json()
    assert len(first["results"]) == 2
    second = get(client, path + f"?limit=2&cursor={first['next']}").json()
    assert [row["name"] for row in second["results"]] == ["plan 10.pdf"]
    assert second["next"] is None
    assert len(ids(get(client, path + "?q=plan 9"))) == 1
    problem(get(client, path + "?order=secret"), 422, "validation_error")


def test_a11_a_confidential_file_is_absent_from_a_mobile_list(firm):
    path = f"/items/{firm.job.library_id}/children"
    secret = str(firm.files["secret.pdf"].id)
    assert secret in ids(get(firm.api("office"), path))
    assert secret not in ids(get(firm.api("office", Surface.MOBILE), path))
    assert secret not in ids(get(firm.api("tech"), path))
    problem(get(firm.api("admin", Surface.MOBILE), f"/items/{secret}"), 404, "not_found")


class TestAdding:
    @pytest.mark.parametrize("way", [upload, raw])
    def test_a7_a_new_file_is_hidden_from_customers(self, firm, way):
        made = way(firm.api("office"), firm.job.library_id, "neu.pdf")
        assert made.status_code == 201, made.content
        item = made.json()
        assert item["viewable_in_portal"] is False
        assert item["content_type"] == "application/pdf"
        assert made.headers["Location"] == f"{BASE}/items/{item['id']}"
        assert get(firm.api("office"), f"/items/{item['id']}/content").getvalue() == PDF
        problem(get(firm.api("contact"), f"/items/{item['id']}"), 404, "not_found")

    def test_a3_a_name_clash_adds_a_suffix_or_a_version(self, firm):
        client = firm.api("office")
        assert upload(client, firm.job.library_id, "plan.pdf").json()["name"] == "plan (2).pdf"
        version = upload(client, firm.job.library_id, "plan.pdf", PNG, "?on_clash=version").json()
        assert version["id"] == str(firm.files["plan.pdf"].id)
        assert version["version"] == 2

    def test_l15_a_clash_with_something_hidden_tells_nothing(self, firm):
        made = upload(firm.api("tech"), firm.job.library_id, "secret.pdf", PNG, "?on_clash=version")
        assert made.status_code == 201
        assert made.json()["name"] == "secret.pdf"
        assert made.json()["id"] != str(firm.files["secret.pdf"].id)
        assert Version.objects.filter(item=firm.files["secret.pdf"]).count() == 1

    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("Übersicht 図面 🚧.pdf", "Übersicht 図面 🚧.pdf"),
            ("..%2F..%2Fetc%2Fpasswd", "passwd"),
            ("a%5Cb.pdf", "b.pdf"),
            ("pdf.%E2%80%AEexe", "pdf.exe"),
            ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ],
    )
    def test_names_stay_readable(self, firm, sent, kept):
        made = raw(firm.api("office"), firm.job.library_id, sent)
        assert made.status_code == 201, made.content
        assert made.json()["name"] == kept

    def test_bad_uploads_are_refused_and_leave_nothing(self, firm, settings, data_folder):
        client, folder = firm.api("office"), firm.job.library_id
        before, staged = (Item.objects.count(), Blob.objects.count()), staged_files(data_folder)
        problem(upload(client, folder, "empty.pdf", b""), 422, "validation_error")
        problem(raw(client, folder, "empty.pdf", b""), 422, "validation_error")
        problem(raw(client, folder, "", PDF), 422, "validation_error")
        problem(
            client.post(f"{BASE}/items/{folder}/files", {"other": "x"}), 422, "validation_error"
        )
        two = [SimpleUploadedFile("a", b"1"), SimpleUploadedFile("b", b"2")]
        problem(client.post(f"{BASE}/items/{folder}/files", {"file": two}), 422, "validation_error")
        settings.UPLOAD_LIMIT = 100
        problem(upload(client, folder, "big", b"x" * 101), 413, "too_large")
        problem(raw(client, folder, "big", b"x" * 101), 413, "too_large")
        problem(raw(client, folder, "big", b"x" * 200_000), 413, "too_large")
        assert (Item.objects.count(), Blob.objects.count()) == before
        assert staged_files(data_folder) == staged

    def test_a_body_that_ends_early_is_refused(self, firm):
        request = RequestFactory().post("/x?name=a", PDF, content_type="application/octet-stream")
        request.META["CONTENT_LENGTH"] = str(len(PDF) + 10)
        with pytest.raises(Exception, match="interrupted"), sent_file(request, name="a.pdf"):
            pytest.fail("a cut body was taken for a whole one")

    def test_the_permission_is_asked_before_the_body_is_read(self, firm, monkeypatch):
        def read(*_args, **_kwargs):
            pytest.fail("the body was read")

        monkeypatch.setattr("strongroom.interfaces.rest.kit.bodies.receive", read)
        problem(raw(firm.api("viewer"), firm.job.library_id, "x"), 403, "forbidden")
        problem(raw(firm.api("stranger"), firm.job.library_id, "x"), 404, "not_found")
        problem(raw(firm.api("contact"), firm.job.library_id, "x"), 404, "not_found")
        problem(upload(firm.api("viewer"), firm.job.library_id, "x"), 403, "forbidden")
        problem(upload(firm.api("office"), firm.files["plan.pdf"].id, "x"), 422, "validation_error")

    def test_an_assigned_technician_adds_and_does_not_edit(self, firm):
        client = firm.api("tech")
        assert upload(client, firm.job.library_id, "site.png", PNG).status_code == 201
        plan = f"/items/{firm.files['plan.pdf'].id}"
        problem(patch(client, plan, {"name": "mine.pdf"}), 403, "forbidden")
        problem(client.delete(BASE + plan), 403, "forbidden")
        problem(upload(client, firm.other_job.library_id, "x"), 404, "not_found")

    def test_a_folder_is_made_and_its_name_is_taken(self, firm):
        client, path = firm.api("office"), f"/items/{firm.job.library_id}/folders"
        made = post(client, path, {"name": "Photos"})
        assert made.status_code == 201
        assert made.json()["kind"] == "folder"
        assert made.json()["sha256"] is None
        problem(post(client, path, {"name": "photos"}), 409, "name_taken")
        problem(post(client, path, {"name": "a/b"}), 422, "validation_error")
        problem(post(client, path, {"name": "  "}), 422, "validation_error")


class TestChanging:
    def test_everything_at_once_and_what_is_left_out_stays(self, firm):
        client, plan = firm.api("office"), f"/items/{firm.files['plan.pdf'].id}"
        folder = str(make_folder(firm.job.library_id, "Plans").id)
        changed = patch(
            client,
            plan,
            {"name": "Plan A.pdf", "parent_id": folder, "confidential": True, "tags": ["plan"]},
        )
        assert changed.status_code == 200, changed.content
        item = changed.json()
        assert (item["name"], item["parent_id"]) == ("Plan A.pdf", folder)
        assert (item["confidential"], item["tags"]) == (True, ["plan"])
        assert patch(client, plan, {"name": "B.pdf"}).json()["confidential"] is True

    def test_a_refused_part_changes_nothing(self, firm):
        client, plan = firm.api("office"), firm.files["plan.pdf"]
        body = {"name": "New.pdf", "parent_id": MISSING}
        problem(patch(client, f"/items/{plan.id}", body), 404, "not_found")
        plan.refresh_from_db()
        assert plan.name == "plan.pdf"

    def test_a_rename_onto_a_visible_name_is_refused(self, firm):
        response = patch(
            firm.api("office"), f"/items/{firm.files['plan.pdf'].id}", {"name": "photo.png"}
        )
        problem(response, 409, "name_taken")

    def test_a13_a_viewable_file_becomes_confidential_only_with_confirm(self, firm):
        client, path = firm.api("office"), f"/items/{firm.files['viewable.pdf'].id}"
        asked = problem(patch(client, path, {"confidential": True}), 409, "confirmation_required")
        assert asked["changes"]
        assert get(client, path).json()["confidential"] is False
        problem(
            patch(client, path, {"confidential": True, "confirm": "true"}), 422, "validation_error"
        )
        assert patch(client, path, {"confidential": True, "confirm": True}).status_code == 200

    def test_if_match_guards_an_item(self, firm):
        client, path = firm.api("office"), f"/items/{firm.files['plan.pdf'].id}"
        etag = get(client, path).headers["ETag"]
        assert get(client, path, **{"if-none-match": etag}).status_code == 304
        assert patch(client, path, {"name": "1.pdf"}, **{"if-match": etag}).status_code == 200
        problem(
            patch(client, path, {"name": "2.pdf"}, **{"if-match": etag}), 412, "precondition_failed"
        )
        assert get(client, path).json()["name"] == "1.pdf"

    def test_l33_nothing_of_another_account_is_changed_or_used(self, firm):
        stranger, plan = firm.api("stranger"), firm.files["plan.pdf"]
        problem(patch(stranger, f"/items/{plan.id}", {"name": "x"}), 404, "not_found")
        problem(stranger.delete(f"{BASE}/items/{plan.id}"), 404, "not_found")
        own = firm.files["foreign.pdf"].id
        target = {"parent_id": str(firm.job.library_id)}
        problem(patch(stranger, f"/items/{own}", target), 404, "not_found")
        problem(post(stranger, f"/items/{own}/copy", target), 404, "not_found")
        problem(
            post(
                stranger, f"/items/{plan.id}/copy", {"parent_id": str(firm.foreign_job.library_id)}
            ),
            404,
            "not_found",
        )


def test_l13_a_copy_needs_both_ends_and_starts_without_shares(firm):
    client = firm.api("office")
    target = {"parent_id": str(firm.other_job.library_id)}
    made = post(client, f"/items/{firm.files['viewable.pdf'].id}/copy", target)
    assert made.status_code == 201
    assert made.json()["viewable_in_portal"] is False
    assert made.json()["library_id"] == str(firm.other_job.library_id)
    problem(
        post(firm.api("tech"), f"/items/{firm.files['plan.pdf'].id}/copy", target), 404, "not_found"
    )
    problem(
        post(firm.api("viewer"), f"/items/{firm.files['plan.pdf'].id}/copy", target),
        403,
        "forbidden",
    )


def test_l7_the_trash_shows_and_restores_to_whoever_may(firm):
    client, plan = firm.api("office"), firm.files["plan.pdf"].id
    trash = f"/libraries/{firm.job.library_id}/trash"
    assert client.delete(f"{BASE}/items/{plan}").status_code == 204
    problem(get(client, f"/items/{plan}/content"), 404, "not_found")
    assert str(plan) in ids(get(client, trash))
    for name in ("viewer", "tech", "sub"):
        assert ids(get(firm.api(name), trash)) == []
        problem(post(firm.api(name), f"/items/{plan}/restore"), 404, "not_found")
    for name in ("stranger", "rival"):
        problem(get(firm.api(name), trash), 404, "not_found")
    restored = post(client, f"/items/{plan}/restore")
    assert restored.status_code == 200
    assert restored.json()["name"] == "plan.pdf"
    assert get(client, f"/items/{plan}/content").status_code == 200


def test_purging_needs_the_trash_first(firm):
    client, plan = firm.api("office"), firm.files["plan.pdf"].id
    problem(client.delete(f"{BASE}/items/{plan}?purge=true"), 409, "not_in_trash")
    client.delete(f"{BASE}/items/{plan}")
    assert client.delete(f"{BASE}/items/{plan}?purge=true").status_code == 204
    assert not Item.objects.filter(id=plan).exists()
    problem(post(client, f"/items/{plan}/restore"), 404, "not_found")


class TestShares:
    def test_a8_sharing_and_hiding_stand_in_the_history(self, firm):
        client, contact = firm.api("office"), firm.api("contact")
        plan = f"/items/{firm.files['plan.pdf'].id}"
        problem(get(contact, plan), 404, "not_found")
        made = post(client, f"{plan}/shares", {"type": "portal"})
        assert made.status_code == 201, made.content
        share_id = made.json()["id"]
        assert made.headers["Location"] == f"{BASE}/shares/{share_id}"
        assert set(made.json()) >= {
            "id", "type", "url", "password", "expires_at", "created_by", "created_at",
            "cancelled_by", "cancelled_at", "suspended", "openings",
        }  # fmt: skip
        assert get(client, plan).json()["viewable_in_portal"] is True
        assert get(contact, plan).status_code == 200
        assert post(client, f"{plan}/shares", {"type": "portal"}).json()["id"] == share_id
        assert client.delete(f"{BASE}/shares/{share_id}").status_code == 204
        problem(client.delete(f"{BASE}/shares/{share_id}"), 409, "already_cancelled")
        problem(get(contact, plan), 404, "not_found")
        history = get(client, f"{plan}/shares").json()["results"]
        assert [row["cancelled_by"] for row in history] == [str(firm.members["office"].id)]
        assert Event.objects.filter(
            item_id=firm.files["plan.pdf"].id, verb="share.created"
        ).exists()

    def test_a13_something_confidential_asks_first(self, firm):
        client, path = firm.api("office"), f"/items/{firm.files['secret.pdf'].id}/shares"
        problem(post(client, path, {"type": "portal"}), 409, "confirmation_required")
        assert post(client, path, {"type": "portal", "confirm": True}).status_code == 201

    def test_l27_l28_shares_of_what_one_may_not(self, firm):
        body = {"type": "portal"}
        plan = f"/items/{firm.files['plan.pdf'].id}/shares"
        for name in ("clerk", "viewer", "tech", "sub"):
            problem(post(firm.api(name), plan, body), 403, "forbidden")
            problem(get(firm.api(name), plan), 403, "forbidden")
        for name in ("stranger", "contact", "rival", "watcher"):
            problem(post(firm.api(name), plan, body), 404, "not_found")
        secret = f"/items/{firm.files['secret.pdf'].id}/shares"
        problem(post(firm.api("tech"), secret, body), 404, "not_found")
        live = share(firm.files["plan.pdf"], firm.customers["alder"])
        for name in ("stranger", "rival", "watcher"):
            problem(firm.api(name).delete(f"{BASE}/shares/{live.id}"), 404, "not_found")
        for name in ("clerk", "contact"):  # who see the document, but may not share it
            problem(firm.api(name).delete(f"{BASE}/shares/{live.id}"), 403, "forbidden")
        live.refresh_from_db()
        assert live.cancelled_at is None


class TestIdempotency:
    KEY = {"idempotency-key": "k-1"}

    def test_the_same_key_does_it_once(self, firm):
        client, path = firm.api("office"), f"/items/{firm.job.library_id}/folders"
        one = post(client, path, {"name": "Once"}, **self.KEY)
        two = post(client, path, {"name": "Once"}, **self.KEY)
        assert (one.status_code, two.status_code) == (201, 201)
        assert one.json() == two.json()
        assert one.headers["Location"] == two.headers["Location"]
        assert two.headers["Idempotency-Replayed"] == "true"
        assert Item.objects.filter(name="Once").count() == 1

    def test_an_upload_sent_twice_is_one_file(self, firm):
        client = firm.api("office")
        one = raw(client, firm.job.library_id, "u.pdf", **self.KEY)
        two = raw(client, firm.job.library_id, "u.pdf", **self.KEY)
        assert one.json() == two.json()
        problem(
            raw(client, firm.job.library_id, "u.pdf", PNG, **self.KEY), 409, "idempotency_conflict"
        )
        assert Item.objects.filter(name__startswith="u").count() == 1

    def test_another_request_or_person_does_not_get_the_answer(self, firm):
        client, path = firm.api("office"), f"/items/{firm.job.library_id}/folders"
        post(client, path, {"name": "One"}, **self.KEY)
        problem(post(client, path, {"name": "Two"}, **self.KEY), 409, "idempotency_conflict")
        assert post(firm.api("admin"), path, {"name": "Three"}, **self.KEY).status_code == 201

    def test_a_failure_is_not_kept(self, firm):
        client, path = firm.api("office"), f"/items/{firm.job.library_id}/folders"
        post(client, path, {"name": "Taken"})
        problem(post(client, path, {"name": "Taken"}, **self.KEY), 409, "name_taken")
        Item.objects.filter(name="Taken").delete()
        assert post(client, path, {"name": "Taken"}, **self.KEY).status_code == 201

    def test_l26_a_secret_is_not_kept(self, firm):
        client, body = firm.api("office"), {"name": "x", "surface": "office"}
        secret = post(client, "/tokens", body, **self.KEY).json()["token"]
        problem(post(client, "/tokens", body, **self.KEY), 409, "idempotency_conflict")
        assert secret not in str(list(IdempotencyKey.objects.values()))


def test_d20_shared_items_tell_by_which_entry(firm):
    drawing = firm.files["project.pdf"]
    entries = [
        {"principal": {"type": "member", "id": str(firm.members[name].id)}, "level": level}
        for name, level in (("sub", "manager"), ("admin", "manager"))
    ]
    put = firm.api("admin").put(
        f"/api/v1/items/{drawing.id}/access",
        {"enabled": True, "entries": entries, "confirm": True},
        content_type="application/json",
    )
    assert put.status_code == 200
    (row,) = get(firm.api("sub"), "/shared-items").json()["results"]
    assert row["id"] == str(drawing.id)
    assert row["shared"].pop("since").endswith("Z")
    admin = str(firm.members["admin"].id)
    assert row["shared"] == {"level": "viewer", "role": "", "by": admin}  # D-5
    assert "shared" not in get(firm.api("contact"), "/shared-items").json()["results"][0]


def test_favourites_are_starred_and_listed(firm):
    client, drawing = firm.api("clerk"), firm.files["project.pdf"].id
    address = f"/api/v1/items/{drawing}/favourite"
    assert ids(get(client, "/favourites")) == []
    for _ in range(2):
        assert client.put(address).status_code == 204
    assert ids(get(client, "/favourites?q=PROJ")) == [str(drawing)]
    assert ids(get(firm.api("office"), "/favourites")) == []
    assert firm.api("sub").put(address).status_code == 404
    for _ in range(2):
        assert client.delete(address).status_code == 204
    assert ids(get(client, "/favourites")) == []


def test_recent_is_what_the_caller_was_at_or_what_others_added(firm):
    client, drawing = firm.api("clerk"), firm.files["project.pdf"].id
    assert get(client, f"/items/{drawing}/content").status_code == 200
    (row,) = get(client, "/recent").json()["results"]
    assert (row["id"], row["last"]) == (str(drawing), "opened")
    assert row["last_at"].endswith("Z")
    others = get(client, "/recent?by=others").json()["results"]
    assert str(drawing) in [one["id"] for one in others]
    assert {one["last"] for one in others} == {"added"}
    assert get(client, "/recent?by=nobody").status_code == 422
    assert ids(get(firm.api("contact"), "/recent?by=others")) == []
