"""What is hidden can't be touched, and no change opens it by the way (L13 to L18)."""

from __future__ import annotations

import base64

import pytest
from django.test import Client

from leaks.conftest import WORD, Scene, body
from personas import make_file, make_folder
from strongroom.store.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def state() -> list[tuple[object, ...]]:
    """Everything about items that an operation could change."""
    fields = ("id", "name", "parent_id", "trashed_at", "tags", "confidential", "last_version")
    return sorted(Item.objects.values_list(*fields), key=str)


def form(client: Client, path: str, **fields: object) -> int:
    answer = client.post(path, fields)
    assert WORD not in body(answer), path
    return answer.status_code


@pytest.mark.parametrize("who", ["office", "clerk", "viewer"])
@pytest.mark.parametrize("hidden_first", [True, False])
def test_l16_a_selection_with_something_hidden_changes_nothing(
    hidden: Scene, who: str, hidden_first: bool
) -> None:
    """L16: all or nothing, whichever is named first."""
    firm, library = hidden.firm, hidden.library
    page, before = firm.client(who), state()
    for item in hidden.hidden:
        ids = [str(hidden.quay.id), str(item.id)]
        ids = ids[::-1] if hidden_first else ids
        for action in ("delete", "confidential", "tags", "show", "hide"):
            where = f"/northgate/libraries/{library}/actions?folder={hidden.plans.id}"
            assert form(page, where, action=action, ids=ids, tags="x", confirm="true") in (404, 422)
        for what in ("move", "copy"):
            where = f"/northgate/libraries/{library}/{what}"
            status = form(page, where, ids=ids, parent_id=str(library), confirm="true")
            assert status in (403, 404)
    assert state() == before


def test_l13_l14_what_is_hidden_is_not_copied_or_moved_by_id(hidden: Scene) -> None:
    """L13, L14: neither taken, nor used as the place to go to."""
    api, before = hidden.firm.api("clerk"), state()

    def sent(method: str, path: str, **fields: object) -> int:
        answer = getattr(api, method)(f"/api/v1{path}", fields, content_type="application/json")
        assert WORD not in body(answer)
        return answer.status_code

    target, vault = str(hidden.library), str(hidden.vault.id)
    for item in hidden.hidden:
        assert sent("post", f"/items/{item.id}/copy", parent_id=target) == 404
        assert sent("patch", f"/items/{item.id}", parent_id=target, confirm=True) == 404
        assert sent("patch", f"/items/{item.id}", name="mine.pdf") == 404
        assert sent("delete", f"/items/{item.id}") == 404
    for path in ("copy",):
        assert sent("post", f"/items/{hidden.quay.id}/{path}", parent_id=vault) == 404
    assert sent("patch", f"/items/{hidden.quay.id}", parent_id=vault, confirm=True) == 404
    assert state() == before


def test_l14_a_move_out_of_a_protected_folder_asks_and_then_opens_only_what_was_moved(
    hidden: Scene,
) -> None:
    """L14, D-17: nothing happens before the answer; what stays in the folder stays hidden."""
    firm = hidden.firm
    stays = make_file(hidden.vault.id, f"{WORD} stays.pdf")
    inner = make_folder(hidden.vault.id, f"{WORD} inner")
    under = make_file(inner.id, f"{WORD} under.pdf")
    move = {"parent_id": str(hidden.plans.id)}
    admin, viewer = firm.api("admin"), firm.api("viewer")
    where = f"/api/v1/items/{inner.id}"
    asked = admin.patch(where, move, content_type="application/json")
    assert (asked.status_code, asked.json()["code"]) == (409, "confirmation_required")
    assert viewer.get(f"/api/v1/items/{under.id}").status_code == 404
    moved = admin.patch(where, {**move, "confirm": True}, content_type="application/json")
    assert moved.status_code == 200
    assert viewer.get(f"/api/v1/items/{under.id}").status_code == 200
    assert viewer.get(f"/api/v1/items/{stays.id}").status_code == 404


@pytest.mark.parametrize("who", ["office", "clerk"])
def test_l15_the_name_of_something_hidden_is_free(hidden: Scene, who: str) -> None:
    """L15: by upload, new folder, rename and copy; the hidden one stays as it was."""
    api, plans = hidden.firm.api(who), hidden.plans.id
    before = hidden.offer.last_version
    name = hidden.offer.name
    listed = api.get(f"/api/v1/items/{plans}/children").json()["results"]
    added = api.post(
        f"/api/v1/items/{plans}/files?name={name}&on_clash=version",
        b"mine",
        content_type="application/octet-stream",
    )
    assert (added.status_code, added.json()["name"]) == (201, name)
    made = api.post(
        f"/api/v1/items/{plans}/folders",
        {"name": hidden.vault.name},
        content_type="application/json",
    )
    assert (made.status_code, made.json()["name"]) == (201, hidden.vault.name)
    hidden.offer.refresh_from_db()
    assert hidden.offer.last_version == before
    now = api.get(f"/api/v1/items/{plans}/children").json()["results"]
    assert len(now) == len(listed) + 2


def test_l17_l18_an_upload_neither_lists_nor_reads_back_nor_overwrites(hidden: Scene) -> None:
    """L17, L18: nothing begins in a hidden folder; an upload's address gives no bytes back."""
    api = hidden.firm.api("clerk")

    def begin(folder: object, name: str) -> object:
        told = base64.b64encode(name.encode()).decode()
        parent = base64.b64encode(str(folder).encode()).decode()
        return api.post(
            "/api/v1/uploads/",
            headers={
                "Tus-Resumable": "1.0.0",
                "Upload-Length": "8",
                "Upload-Metadata": f"filename {told},parent_id {parent}",
            },
        )

    assert begin(hidden.vault.id, "x.txt").status_code == 404
    begun = begin(hidden.plans.id, hidden.offer.name)
    assert begun.status_code == 201, begun.content
    where = begun.headers["Location"]
    part = api.patch(
        where,
        b"half",
        content_type="application/offset+octet-stream",
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0"},
    )
    assert part.status_code == 204
    assert b"half" not in api.get(where).content
    for other in ("office", "admin", "viewer"):
        foreign = hidden.firm.api(other)
        asked = foreign.head(where, headers={"Tus-Resumable": "1.0.0"})
        assert asked.status_code == 404
    hidden.offer.refresh_from_db()
    assert hidden.offer.last_version == 1
