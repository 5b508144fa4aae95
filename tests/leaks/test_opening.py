"""Bringing what exists under a door is sharing it: E-3, E-5, E-8, E-9, L44, L45, L46, over HTTP.

Each verb x what rules the thing x kind of door x who may share and who may not. What counts is what the
stranger or the customer's contact reads afterwards, not what the answer says.
"""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from links.conftest import Way
from personas import PDF, Firm, make_file, make_folder, share
from strongroom.access import api as access
from strongroom.access.models import Grant, Level, Policy, Share
from strongroom.directory.models import Member
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing
from strongroom.store import api as store
from strongroom.store.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@dataclass
class Scene:
    """A folder with a door of one kind in the project, and what is brought under it."""

    firm: Firm
    door: Item
    outside: Callable[[uuid.UUID], int]
    """The status with which whoever stands outside reads an item's bytes."""

    def call(self, who: str, method: str, path: str, **body: Any) -> Any:
        client = self.firm.api(who)
        send = getattr(client, method)
        return send(f"/api/v1{path}", json.dumps(body), content_type="application/json")


def controlled(item: Item, *members: Member, level: Level = Level.MANAGER) -> Item:
    Policy.objects.create(item=item, library_id=item.library_id)
    Item.objects.filter(id=item.id).update(own_policy=item.id)
    Grant.objects.bulk_create(
        Grant(policy_id=item.id, member=member, level=level) for member in members
    )
    if not item.is_file:
        store.repoint(item.id)
    item.refresh_from_db()
    return item


@pytest.fixture(params=["link", "portal"])
def scene(firm: Firm, request: pytest.FixtureRequest) -> Scene:
    door = make_folder(firm.project.library_id, "Door")
    if request.param == "link":
        [row] = sharing.share_by_link(firm.principal("admin"), item_ids=[door.id])
        way = Way(row, Client())
        return Scene(firm, door, lambda item_id: way.get(f"/items/{item_id}/content").status_code)
    share(door, firm.customers["alder"])
    contact = firm.api("contact", access.Surface.PORTAL)
    return Scene(
        firm,
        door,
        lambda item_id: contact.get(f"/api/v1/items/{item_id}/content").status_code,
    )


Brought = tuple[str, str, dict[str, Any], Callable[[Any], uuid.UUID]]
"""Method, path, body, and how to find what is under the door then."""


def _move(scene: Scene, item: Item) -> Brought:
    return "patch", f"/items/{item.id}", {"parent_id": str(scene.door.id)}, lambda _: item.id


def _copy(scene: Scene, item: Item) -> Brought:
    def copied(answer: Any) -> uuid.UUID:
        return uuid.UUID(answer.json()["id"])

    return "post", f"/items/{item.id}/copy", {"parent_id": str(scene.door.id)}, copied


def _restore(scene: Scene, item: Item) -> Brought:
    """In the trash while the door was made: somebody else had put it there."""
    documents.move(
        access.system(scene.firm.account.id, "test"),
        item_ids=[item.id],
        parent_id=scene.door.id,
        confirm=True,
    )
    documents.trash(access.system(scene.firm.account.id, "test"), item_ids=[item.id])
    return "post", f"/items/{item.id}/restore", {}, lambda _: item.id


VERBS = {"move": _move, "copy": _copy, "restore": _restore}


def _ruled(scene: Scene, ruled: str) -> Item:
    root = scene.firm.project.library_id
    if ruled == "none":
        return make_file(root, "salaries.pdf", PDF)
    people = [scene.firm.members[name] for name in ("clerk", "office")]
    folder = controlled(make_folder(root, "Board"), *people)
    return make_file(folder.id, "salaries.pdf", PDF)


@pytest.mark.parametrize("ruled", ["none", "inherited"])
@pytest.mark.parametrize("verb", VERBS)
def test_l44_under_a_door_comes_only_what_one_may_share(
    scene: Scene, verb: str, ruled: str
) -> None:
    item = _ruled(scene, ruled)
    method, path, body, find = VERBS[verb](scene, item)
    refused = scene.call("clerk", method, path, **body, confirm=True)
    assert (refused.status_code, refused.json()["code"]) == (403, "opens_outward")
    assert "Office" in refused.json()["detail"]  # who can do it
    assert scene.outside(item.id) == 404

    asked = scene.call("office", method, path, **body)
    assert (asked.status_code, asked.json()["code"]) == (409, "confirmation_required")
    changes = asked.json()["changes"]
    assert [door["item"]["name"] for door in changes["doors"]["opens"]] == ["Door"]
    assert scene.outside(item.id) == 404

    wrong = scene.call("office", method, path, **body, confirm="0" * 32)
    assert (wrong.status_code, wrong.json()["changes"]["outdated"]) == (409, True)
    assert scene.outside(item.id) == 404
    done = scene.call("office", method, path, **body, confirm=changes["seal"])
    assert done.status_code in {200, 201}, done.content
    assert scene.outside(find(done)) == 200


@pytest.mark.parametrize("verb", ["move", "restore"])
def test_l44_own_settings_stay_closed_and_ask_nothing_of_doors(scene: Scene, verb: str) -> None:
    """E-1: whoever may not share brings it in, and it stays closed."""
    clerk = scene.firm.members["clerk"]
    item = controlled(make_file(scene.firm.project.library_id, "own.pdf", PDF), clerk)
    method, path, body, _ = VERBS[verb](scene, item)
    done = scene.call("clerk", method, path, **body, confirm=True)
    assert done.status_code == 200, done.content
    assert scene.outside(item.id) == 404


def test_e9_a_copy_of_what_is_controlled_asks_and_opens_only_with_share(scene: Scene) -> None:
    clerk = scene.firm.members["clerk"]
    item = controlled(make_file(scene.firm.project.library_id, "own.pdf", PDF), clerk)
    root = str(scene.firm.project.library_id)
    asked = scene.call("clerk", "post", f"/items/{item.id}/copy", parent_id=root)
    assert asked.status_code == 409
    changes = asked.json()["changes"]
    assert {one["name"] for one in changes["people"]} >= {"Office", "Viewer"}
    assert all(one["from"] is None for one in changes["people"])
    body = {"parent_id": str(scene.door.id), "confirm": True}
    refused = scene.call("clerk", "post", f"/items/{item.id}/copy", **body)
    assert (refused.status_code, refused.json()["code"]) == (403, "opens_outward")


@pytest.mark.parametrize("verb", ["off", "restore"])
def test_l44_settings_that_go_below_a_door_open_it(scene: Scene, verb: str) -> None:
    people = [scene.firm.members[name] for name in ("clerk", "office")]
    if verb == "restore":
        controlled(scene.door, *people)
    item = controlled(make_file(scene.door.id, "own.pdf", PDF), *people)
    assert scene.outside(item.id) == 404

    def put(who: str, confirm: bool | str) -> Any:
        if verb == "off":
            body = {"enabled": False, "confirm": confirm}
            return scene.call(who, "put", f"/items/{item.id}/access", **body)
        said = "" if confirm is False else f"?confirm={str(confirm).lower()}"
        return scene.firm.api(who).delete(f"/api/v1/items/{item.id}/access{said}")

    refused = put("clerk", confirm=True)
    assert (refused.status_code, refused.json()["code"]) == (403, "opens_outward")
    assert scene.outside(item.id) == 404
    changes = put("office", confirm=False).json()["changes"]
    assert len(changes["doors"]["opens"]) == 1
    assert put("office", confirm=changes["seal"]).status_code in {200, 204}
    assert scene.outside(item.id) == 200


def test_l46_switching_on_names_the_door_that_stays_and_cancels_it(scene: Scene) -> None:
    """E-5, with who may set access but not share: type and audience only, and may cancel."""
    inside = make_file(scene.door.id, "a.pdf", PDF)
    assert scene.outside(inside.id) == 200
    path = f"/items/{scene.door.id}/access"
    [told] = scene.call("office", "put", path, enabled=True).json()["changes"]["doors"]["stays"]
    assert (told["item"]["name"], told["may_cancel"]) == ("Door", True)
    office = scene.firm.members["office"]
    role = office.seats.get(library=None).role
    role.permissions = [code for code in role.permissions if code != "documents.share"]
    role.save()
    changes = scene.call("office", "put", path, enabled=True).json()["changes"]
    [told] = changes["doors"]["stays"]
    assert (told["by"], told["since"], told["may_cancel"]) == (None, None, True)
    foreign = [str(uuid.uuid4())]
    odd = scene.call("office", "put", path, enabled=True, confirm=True, cancel_shares=foreign)
    assert (odd.status_code, "cancel_shares" in odd.json()["errors"]) == (422, True)
    kept = scene.call("office", "put", path, enabled=True, confirm=True, keep_open=foreign)
    assert (kept.status_code, "keep_open" in kept.json()["errors"]) == (422, True)
    assert scene.outside(inside.id) == 200
    answer = {"confirm": changes["seal"], "cancel_shares": [told["share_id"]]}
    assert scene.call("office", "put", path, enabled=True, **answer).status_code == 200
    assert scene.outside(inside.id) == 404
    assert Share.objects.get(id=told["share_id"]).cancelled_by_id == office.id


def test_l46_switching_on_below_closes_and_keeps_open_what_is_ticked(scene: Scene) -> None:
    """E-5: *Keep open* makes a share on the item itself, for the same audience."""
    inside = make_folder(scene.door.id, "Inside")
    photo = make_file(inside.id, "a.pdf", PDF)
    path = f"/items/{inside.id}/access"
    changes = scene.call("office", "put", path, enabled=True).json()["changes"]
    [told] = changes["doors"]["closes"]
    assert (told["may_keep"], changes["doors"]["stays"]) == (True, [])
    answer = {"confirm": changes["seal"], "keep_open": [told["share_id"]]}
    assert scene.call("office", "put", path, enabled=True, **answer).status_code == 200
    assert scene.outside(photo.id) == 200
    kept = Share.objects.get(item=inside)
    assert kept.created_by_id == scene.firm.members["office"].id
    assert scene.firm.api("clerk").get(f"/api/v1/items/{photo.id}").status_code == 404


def test_e11_a_seal_holds_for_the_items_that_were_shown_and_no_others(scene: Scene) -> None:
    """As many items and doors, but another file: it is asked again, and stays closed."""
    shown = make_folder(scene.firm.project.library_id, "Shown")
    first = make_file(shown.id, "a.pdf", PDF)
    path, to = f"/items/{shown.id}", {"parent_id": str(scene.door.id)}
    asked = scene.call("office", "patch", path, **to).json()["changes"]
    again = scene.call("office", "patch", path, **to).json()["changes"]
    assert again["seal"] == asked["seal"]
    other = make_file(shown.id, "b.pdf", PDF)
    Item.objects.filter(id=first.id).update(parent_id=scene.firm.project.library_id)
    answer = scene.call("office", "patch", path, **to, confirm=asked["seal"])
    assert (answer.status_code, answer.json()["code"]) == (409, "confirmation_required")
    changes = answer.json()["changes"]
    assert changes["outdated"] is True
    assert {**changes, "seal": "", "outdated": ""} == {**asked, "seal": "", "outdated": ""}
    assert scene.outside(other.id) == 404
    assert scene.call("office", "patch", path, **to, confirm=changes["seal"]).status_code == 200
    assert scene.outside(other.id) == 200


def undone(scene: Scene, who: str, method: str, path: str, **body: Any) -> dict[str, Any]:
    """Take back one's own move or deletion: not refused, and asked about with its door (E-3, E-11)."""
    asked = scene.call(who, method, path, **body)
    assert asked.status_code == 409, asked.content
    changes: dict[str, Any] = asked.json()["changes"]
    assert len(changes["doors"]["opens"]) == 1
    done = scene.call(who, method, path, **body, confirm=changes["seal"])
    assert done.status_code == 200, done.content
    return changes


def test_e3_one_undoes_ones_own_move_and_deletion_and_is_told_what_opens(scene: Scene) -> None:
    """A clerk tidies inside a shared folder and undoes it; nobody is stopped."""
    photo = make_file(scene.door.id, "a.pdf", PDF)
    inner = make_folder(scene.door.id, "Inner")
    away = make_folder(scene.firm.project.library_id, "Away")
    to = {"parent_id": str(inner.id)}
    assert scene.call("clerk", "patch", f"/items/{photo.id}", **to).status_code == 200
    path = f"/items/{inner.id}"
    left = scene.call("clerk", "patch", path, parent_id=str(away.id))
    assert left.status_code == 409  # the door closes
    seal = left.json()["changes"]["seal"]
    assert (
        scene.call("clerk", "patch", path, parent_id=str(away.id), confirm=seal).status_code == 200
    )
    assert scene.outside(photo.id) == 404
    told = undone(scene, "clerk", "patch", path, parent_id=str(scene.door.id))
    assert told["items"] == 2
    assert [who["type"] for who in told["gain"]] in (["contact"], ["link"])
    assert scene.outside(photo.id) == 200
    assert scene.firm.api("clerk").delete(f"/api/v1{path}").status_code == 204
    assert scene.outside(photo.id) == 404
    undone(scene, "clerk", "post", f"{path}/restore")
    assert scene.outside(photo.id) == 200


def test_e3_names_and_tags_do_not_keep_anybody_from_undoing(scene: Scene) -> None:
    """Of what was moved or deleted, and of what lies in it: they open nothing."""
    inner = make_folder(scene.door.id, "Inner")
    deep = make_file(inner.id, "deep.pdf", PDF)
    photo = make_file(scene.door.id, "a.pdf", PDF)
    away = {"parent_id": str(scene.firm.project.library_id), "confirm": True}
    home = {"parent_id": str(scene.door.id)}
    for item in (inner, photo):
        path = f"/items/{item.id}"
        assert scene.call("clerk", "patch", path, **away).status_code == 200
        for one in (item, deep):
            body = {"name": f"Called {one.id}.pdf", "tags": [str(item.id)]}
            assert scene.call("clerk", "patch", f"/items/{one.id}", **body).status_code == 200
        undone(scene, "clerk", "patch", path, **home)
    assert scene.outside(deep.id) == scene.outside(photo.id) == 200
    assert scene.firm.api("clerk").delete(f"/api/v1/items/{photo.id}").status_code == 204
    undone(scene, "clerk", "post", f"/items/{photo.id}/restore")


@pytest.mark.parametrize("where", ["itself", "inside"])
def test_l44_what_was_added_before_a_new_name_is_not_excused(scene: Scene, where: str) -> None:
    """E-3: a version, or a file, since the move; renaming after it hides nothing."""
    inner = make_folder(scene.door.id, "Inner")
    photo = make_file(inner.id if where == "inside" else scene.door.id, "a.pdf", PDF)
    item = inner if where == "inside" else photo
    away = {"parent_id": str(scene.firm.project.library_id), "confirm": True}
    path = f"/items/{item.id}"
    assert scene.call("clerk", "patch", path, **away).status_code == 200
    clerk = scene.firm.principal("clerk")
    staged = store.receive(io.BytesIO(PDF + b"%2"))
    documents.add_version(clerk, item_id=photo.id, name="a.pdf", staged=staged)
    for one in {item, photo}:
        body = {"name": f"Called {one.id}.pdf"}
        assert scene.call("clerk", "patch", f"/items/{one.id}", **body).status_code == 200
    refused = scene.call("clerk", "patch", path, parent_id=str(scene.door.id), confirm=True)
    assert (refused.status_code, refused.json()["code"]) == (403, "opens_outward")


def test_e3_the_phone_undoes_its_own_deletion_and_nobody_is_told_of_themselves(
    scene: Scene,
) -> None:
    """E-7: nobody reaches more than before; what was not there stays refused, whatever it holds."""
    inner = make_folder(scene.door.id, "Inner")
    photo = make_file(inner.id, "a.pdf", PDF)
    phone = scene.firm.api("admin", access.Surface.MOBILE)
    assert phone.delete(f"/api/v1/items/{inner.id}").status_code == 204
    path = f"/api/v1/items/{inner.id}/restore"
    asked = phone.post(path, {}, content_type="application/json")
    assert asked.status_code == 409, asked.content
    seal = {"confirm": asked.json()["changes"]["seal"]}
    back = phone.post(path, seal, content_type="application/json")
    assert back.status_code == 200, back.content
    assert scene.outside(photo.id) == 200
    other = make_folder(scene.firm.project.library_id, "Other")
    plain = make_file(other.id, "b.pdf", PDF)
    body = json.dumps({"parent_id": str(scene.door.id), "confirm": True})
    refused = phone.patch(f"/api/v1/items/{other.id}", body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "opens_outward")
    assert scene.firm.members["admin"].person.name not in refused.json()["detail"]
    assert "may not share a folder from here" in refused.json()["detail"]
    assert "Office can do it" in refused.json()["detail"]
    alone = phone.patch(f"/api/v1/items/{plain.id}", body, content_type="application/json")
    assert alone.status_code == 200, "a file that one sees hides nothing"
    assert scene.outside(plain.id) == 200


@pytest.mark.parametrize("trick", ["moved in", "settings off", "door made"])
def test_l44_undoing_is_no_way_round(scene: Scene, trick: str) -> None:
    """What came into the folder meanwhile, or a door that was made meanwhile, is not excused."""
    clerk, root = scene.firm.members["clerk"], scene.firm.project.library_id
    inner = make_folder(scene.door.id, "Inner")
    secret = make_file(inner.id, "own.pdf", PDF) if trick == "settings off" else None
    secret = controlled(secret, clerk) if secret else make_file(root, "salaries.pdf", PDF)
    away = make_folder(root, "Away")

    def move(item: Item, to: Item) -> Any:
        path, body = f"/items/{item.id}", {"parent_id": str(to.id), "confirm": True}
        return scene.call("clerk", "patch", path, **body)

    assert move(inner, away).status_code == 200
    if trick == "moved in":
        assert move(secret, inner).status_code == 200
    elif trick == "settings off":
        body = {"enabled": False, "confirm": True}
        assert scene.call("clerk", "put", f"/items/{secret.id}/access", **body).status_code == 200
    else:
        [row] = sharing.share_by_link(scene.firm.principal("office"), item_ids=[scene.door.id])
        assert row.id
    refused = move(inner, scene.door)
    assert (refused.status_code, refused.json()["code"]) == (403, "opens_outward")
    assert scene.outside(secret.id) == 404


def test_e3_what_the_same_customer_reached_is_not_newly_opened(firm: Firm) -> None:
    """Office moves a shared photo between two jobs of one customer; so does a clerk."""
    photo = make_file(firm.job.library_id, "photo.pdf", PDF)
    share(photo, firm.customers["alder"])
    body = {"parent_id": str(firm.other_job.library_id)}
    asked = firm.api("clerk").patch(
        f"/api/v1/items/{photo.id}", json.dumps(body), content_type="application/json"
    )
    assert asked.status_code == 409  # another record: D-17
    assert asked.json()["changes"]["doors"] == {"opens": [], "closes": [], "stays": []}
    done = firm.api("clerk").patch(
        f"/api/v1/items/{photo.id}",
        json.dumps({**body, "confirm": asked.json()["changes"]["seal"]}),
        content_type="application/json",
    )
    assert done.status_code == 200
    contact = firm.api("contact", access.Surface.PORTAL)
    assert contact.get(f"/api/v1/items/{photo.id}/content").status_code == 200


def test_l45_a_folder_leaves_a_record_by_its_admin_only(firm: Firm) -> None:
    """E-8: whatever it holds, the same 403; files that one may delete go."""
    hidden, plain = (make_folder(firm.job.library_id, name) for name in ("Hidden", "Plain"))
    controlled(make_file(hidden.id, "secret.pdf", PDF))
    loose = make_file(firm.job.library_id, "loose.pdf", PDF)
    to = json.dumps({"parent_id": str(firm.other_job.library_id), "confirm": True})
    answers = [
        firm.api("office").patch(f"/api/v1/items/{item.id}", to, content_type="application/json")
        for item in (hidden, plain, loose)
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["code"] == "other_record"
