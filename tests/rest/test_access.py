"""Access settings, explanations, approvals, versions, project members and events over HTTP."""

import json
from typing import Any

import pytest
from django.test import Client

from personas import Firm, make_file, make_folder
from strongroom.access.models import Seat

pytestmark = pytest.mark.django_db
FAR = "2099-01-31T22:00:00+00:00"


def call(client: Client, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    response = client.generic(
        method,
        f"/api/v1{path}",
        data=b"" if body is None else json.dumps(body),
        content_type="application/json",
    )
    return response.status_code, response.json() if response.content else None


def entry(kind: str, row: Any, level: str) -> dict[str, Any]:
    return {"principal": {"type": kind, "id": str(row.id)}, "level": level}


@pytest.fixture
def tree(firm: Firm) -> dict[str, Any]:
    """Folders a / b in the project, with a file in b."""
    top = make_folder(firm.project.library_id, "a")
    below = make_folder(top.id, "b")
    return {"a": top, "b": below, "file": make_file(below.id, "plan.txt")}


def test_d8_switching_on_asks_and_makes_one_a_manager(firm: Firm, tree: dict[str, Any]) -> None:
    office, path = firm.api("office"), f"/items/{tree['a'].id}/access"
    assert call(office, "GET", path) == (
        200,
        {"enabled": False, "inherited_from": None, "entries": []},
    )
    status, problem = call(office, "PUT", path, {"enabled": True})
    assert (status, problem["code"]) == (409, "confirmation_required")
    assert {"Clerk", "Viewer", "Watcher"} <= {each["name"] for each in problem["changes"]["lose"]}
    assert problem["changes"]["items"] == 3
    status, settings = call(office, "PUT", path, {"enabled": True, "confirm": True})
    assert status == 200
    assert [(e["principal"]["name"], e["level"]) for e in settings["entries"]] == [
        ("Office", "manager")
    ]
    assert call(firm.api("clerk"), "GET", f"/items/{tree['file'].id}")[0] == 404
    assert call(firm.api("admin"), "GET", f"/items/{tree['file'].id}")[0] == 200
    inherited = call(office, "GET", f"/items/{tree['file'].id}/access")[1]
    assert inherited["inherited_from"] == str(tree["a"].id)


def test_d11_d12_levels_override_roles_both_ways_and_are_inherited(
    firm: Firm, tree: dict[str, Any]
) -> None:
    office = firm.api("office")
    entries = [
        entry("member", firm.members["clerk"], "viewer"),
        entry("role", firm.roles["viewer"], "contributor"),
        entry("member", firm.members["sub"], "manager"),
        entry("member", firm.members["watcher"], "manager"),
    ]
    body = {"enabled": True, "entries": entries, "confirm": True}
    assert call(office, "PUT", f"/items/{tree['a'].id}/access", body)[0] == 200
    may = {
        name: call(firm.api(name), "GET", f"/items/{tree['file'].id}")[1].get("may")
        for name in ("clerk", "viewer", "sub", "watcher", "office")
    }
    assert may["clerk"] == ["view", "download"]
    assert may["viewer"] == ["view", "download", "add", "edit", "move"]
    assert may["sub"] == ["view", "download"], "D-5: capped"
    assert may["watcher"] is None, "D-6: nothing, even if named"
    assert "set_access" in may["office"], "who switched it on is a manager"


def test_d14_inherited_settings_are_overridden_and_restored(
    firm: Firm, tree: dict[str, Any]
) -> None:
    office = firm.api("office")
    path_a, path_b = (f"/items/{tree[name].id}/access" for name in "ab")
    call(office, "PUT", path_a, {"enabled": True, "confirm": True})
    status, problem = call(office, "PUT", path_b, {"enabled": False, "confirm": True})
    assert (status, problem["code"]) == (409, "inherited")
    entries = [
        entry("member", firm.members["office"], "manager"),
        entry("member", firm.members["clerk"], "viewer"),
    ]
    status, settings = call(
        office, "PUT", path_b, {"enabled": True, "entries": entries, "confirm": True}
    )
    assert (status, settings["inherited_from"]) == (200, None)
    assert call(firm.api("clerk"), "GET", f"/items/{tree['file'].id}")[0] == 200
    assert call(firm.api("clerk"), "GET", f"/items/{tree['a'].id}")[0] == 404, (
        "a grant deep down reveals nothing above"
    )
    status, problem = call(office, "DELETE", path_b)
    assert (status, problem["code"]) == (409, "confirmation_required")
    assert [each["name"] for each in problem["changes"]["lose"]] == ["Clerk"]
    assert call(office, "DELETE", f"{path_b}?confirm=true")[0] == 204
    assert call(firm.api("clerk"), "GET", f"/items/{tree['file'].id}")[0] == 404


def test_d13_switching_off_asks_and_on_again_brings_the_entries_back(
    firm: Firm, tree: dict[str, Any]
) -> None:
    office, path = firm.api("office"), f"/items/{tree['a'].id}/access"
    entries = [
        entry("member", firm.members["office"], "manager"),
        entry("member", firm.members["clerk"], "viewer"),
    ]
    call(office, "PUT", path, {"enabled": True, "entries": entries, "confirm": True})
    status, problem = call(office, "PUT", path, {"enabled": False})
    assert (status, problem["code"]) == (409, "confirmation_required")
    assert call(office, "PUT", path, {"enabled": False, "confirm": True})[0] == 200
    assert call(firm.api("viewer"), "GET", f"/items/{tree['file'].id}")[0] == 200
    settings = call(office, "PUT", path, {"enabled": True, "confirm": True})[1]
    assert {e["principal"]["name"] for e in settings["entries"]} == {"Office", "Clerk"}


def test_d2_d28_the_plan_and_the_root(firm: Firm, tree: dict[str, Any]) -> None:
    office = firm.api("office")
    assert (
        call(office, "PUT", f"/items/{firm.project.library_id}/access", {"enabled": True})[0] == 403
    )
    firm.account.plan = "basic"
    firm.account.save()
    status, problem = call(
        office, "PUT", f"/items/{tree['a'].id}/access", {"enabled": True, "confirm": True}
    )
    assert (status, problem["code"]) == (403, "plan_required")


def test_d16_the_last_manager_stays_unless_an_admin_remains(
    firm: Firm, tree: dict[str, Any]
) -> None:
    office, path = firm.api("office"), f"/items/{tree['a'].id}/access"
    call(office, "PUT", path, {"enabled": True, "confirm": True})
    body = {
        "enabled": True,
        "entries": [entry("member", firm.members["clerk"], "viewer")],
        "confirm": True,
    }
    Seat.objects.filter(member=firm.members["admin"]).delete()
    status, problem = call(office, "PUT", path, body)
    assert (status, problem["code"]) == (409, "last_manager")
    Seat.objects.create(member=firm.members["admin"], role=firm.roles["admin"])
    assert call(office, "PUT", path, body)[0] == 200


def test_l19_odd_types_and_foreign_principals_are_refused(firm: Firm, tree: dict[str, Any]) -> None:
    office, path = firm.api("office"), f"/items/{tree['a'].id}/access"
    stranger = entry("member", firm.members["stranger"], "viewer")
    for entries in (
        [stranger],
        [{**stranger, "level": 3}],
        [{**stranger, "level": "owner"}],
        "all",
        [None],
    ):
        body = {"enabled": True, "entries": entries, "confirm": True}
        assert call(office, "PUT", path, body)[0] == 422
    assert call(office, "PUT", path, {"enabled": "true"})[0] == 422
    assert call(firm.api("clerk"), "PUT", path, {"enabled": True, "confirm": True})[0] == 403
    assert call(office, "GET", path)[1]["enabled"] is False


def test_d23_d24_viewers_explain_and_preview_agree_with_what_happens(
    firm: Firm, tree: dict[str, Any]
) -> None:
    office, item = firm.api("office"), f"/items/{tree['file'].id}"
    viewers = call(office, "GET", f"{item}/access/viewers")[1]["results"]
    assert {each["name"]: each["sentence"] for each in viewers} == {
        "Admin": "Everything, as administrator",
        "Clerk": "Views and edits, as Clerk",
        "Office": "Views, edits and sets access, as Office",
        "Viewer": "Views, as Viewer",
        "Watcher": "Views, as a member of this project",
    }
    before = {each["name"] for each in viewers}
    assert before == {"Admin", "Office", "Clerk", "Viewer", "Watcher"}
    body = {"enabled": True, "entries": [entry("member", firm.members["sub"], "viewer")]}
    change = call(office, "POST", f"{item}/access/preview", body)[1]
    assert [each["name"] for each in change["gain"]] == ["Sub"]
    assert {each["name"] for each in change["lose"]} == {"Clerk", "Viewer", "Watcher"}
    assert {
        each["name"] for each in call(office, "GET", f"{item}/access/viewers")[1]["results"]
    } == before
    call(office, "PUT", f"{item}/access", {**body, "confirm": True})
    after = {
        each["name"]: each for each in call(office, "GET", f"{item}/access/viewers")[1]["results"]
    }
    assert set(after) == {"Admin", "Office", "Sub"}
    assert (after["Sub"]["level"], after["Sub"]["reason"]) == ("viewer", "grant")
    told = call(office, "GET", f"{item}/access/explain?member_id={firm.members['clerk'].id}")[1]
    assert (told["allowed"], told["reason"]) == (False, "not_granted")
    assert call(firm.api("clerk"), "GET", f"{item}/access/explain")[0] == 404
    assert call(firm.api("sub"), "GET", f"{item}/access/viewers")[0] == 403


def test_d23_the_sentence_names_role_and_folder_as_far_as_the_asker_sees_them(
    firm: Firm, tree: dict[str, Any]
) -> None:
    office, item = firm.api("office"), f"/items/{tree['file'].id}"
    listed = [
        entry("role", firm.roles["clerk"], "viewer"),
        entry("member", firm.members["sub"], "viewer"),
    ]
    body = {"enabled": True, "entries": listed, "confirm": True}
    call(office, "PUT", f"/items/{tree['b'].id}/access", body)

    def said(path: str, asker: Any = office) -> str:
        return str(call(asker, "GET", f"{item}/access/{path}")[1]["sentence"])

    assert (
        said(f"explain?member_id={firm.members['clerk'].id}")
        == "Viewer, as Clerk, from folder a / b"
    )
    assert said("explain", firm.api("clerk")) == "Viewer, as Clerk, from folder a / b"
    assert said("explain", firm.api("sub")) == "Viewer, listed by name, from folder b"


def test_events_of_a_change_of_access_hold_ids_and_levels_only(
    firm: Firm, tree: dict[str, Any]
) -> None:
    admin, path = firm.api("admin"), f"/items/{tree['a'].id}/access"
    clerk, sub = firm.roles["clerk"], firm.members["sub"]

    def put(*entries: Any, enabled: bool = True) -> None:
        more = {"entries": list(entries)} if enabled else {}
        assert call(admin, "PUT", path, {"enabled": enabled, "confirm": True, **more})[0] == 200

    def told() -> list[tuple[Any, ...]]:
        found = call(admin, "GET", f"/events?item_id={tree['a'].id}&limit=200")[1]["results"]
        assert not any(
            name in json.dumps(one["data"]) for one in found for name in ("Clerk", "Sub")
        )
        rows = [(one["verb"], one["subject_id"], one["data"]) for one in reversed(found)]
        return [row for row in rows if row[0].startswith("access.")]

    me = str(firm.members["admin"].id)
    put(entry("role", clerk, "viewer"), {**entry("member", sub, "viewer"), "until": FAR})
    own = entry("member", firm.members["admin"], "manager")
    put(own, entry("role", clerk, "contributor"), entry("member", sub, "viewer"))
    put(enabled=False)
    call(admin, "PUT", path, {"enabled": True, "confirm": True})
    assert told() == [
        ("access.enabled", None, {}),
        ("access.entry_added", str(clerk.id), {"type": "role", "level": "viewer"}),
        ("access.entry_added", me, {"type": "member", "level": "manager"}),
        (
            "access.entry_added",
            str(sub.id),
            {"type": "member", "level": "viewer", "until": FAR},
        ),
        (
            "access.entry_changed",
            str(clerk.id),
            {"type": "role", "level": "contributor", "before": "viewer"},
        ),
        ("access.entry_dated", str(sub.id), {"type": "member", "level": "viewer"}),
        ("access.disabled", None, {}),
        ("access.enabled", None, {}),  # the entries come back as they were
    ]


def test_d20_shared_items_are_found_without_the_project(firm: Firm, tree: dict[str, Any]) -> None:
    body = {
        "enabled": True,
        "entries": [entry("member", firm.members["sub"], "viewer")],
        "confirm": True,
    }
    call(firm.api("office"), "PUT", f"/items/{tree['b'].id}/access", body)
    sub = firm.api("sub")
    shared = call(sub, "GET", "/shared-items")[1]["results"]
    assert [(each["name"], each["parent_id"]) for each in shared] == [("b", None)]
    assert (
        call(sub, "GET", f"/items/{tree['b'].id}/children")[1]["results"][0]["name"] == "plan.txt"
    )
    assert call(sub, "GET", f"/projects/{firm.project.id}")[0] == 404
    assert call(sub, "GET", f"/items/{firm.project.library_id}/children")[0] == 404


def test_d22_an_approval_over_http(firm: Firm) -> None:
    clerk, office, plan = firm.api("clerk"), firm.api("office"), firm.files["plan.pdf"].id
    approver = {"approver_ids": [str(firm.members["office"].id)], "due_on": "2099-01-31"}
    status, approval = call(clerk, "POST", f"/items/{plan}/approvals", approver)
    assert (status, approval["state"]) == (201, "pending")
    assert call(office, "GET", f"/items/{plan}")[1]["approval"] == "pending"
    assert [row["id"] for row in call(office, "GET", "/approvals?mine=true")[1]["results"]] == [
        approval["id"]
    ]
    assert call(clerk, "GET", "/approvals?mine=true")[1]["results"] == []
    assert (
        call(clerk, "POST", f"/approvals/{approval['id']}/decision", {"decision": "approved"})[0]
        == 403
    )
    status, decided = call(
        office,
        "POST",
        f"/approvals/{approval['id']}/decision",
        {"decision": "approved", "comment": "Fine."},
    )
    assert (status, decided["state"], decided["answers"][0]["comment"]) == (
        200,
        "approved",
        "Fine.",
    )
    assert call(clerk, "DELETE", f"/approvals/{approval['id']}")[0] == 409
    past = {**approver, "due_on": "2020-01-31"}
    assert call(clerk, "POST", f"/items/{plan}/approvals", past)[0] == 422


def test_d21_versions_over_http(firm: Firm) -> None:
    clerk, path = firm.api("clerk"), f"/items/{firm.files['plan.pdf'].id}"
    clerk.generic(
        "POST", f"/api/v1{path}/versions?name=plan.pdf", data=b"second", content_type="text/plain"
    )
    status, item = call(clerk, "POST", f"{path}/versions/1/restore")
    assert (status, item["version"]) == (201, 3)
    assert call(clerk, "DELETE", f"{path}/versions/2")[0] == 204
    assert [row["number"] for row in call(clerk, "GET", f"{path}/versions")[1]["results"]] == [3, 1]
    assert call(clerk, "DELETE", f"{path}/versions/2")[0] == 404


def test_l40_project_membership_begins_and_ends_at_once(firm: Firm) -> None:
    office, path = firm.api("admin"), f"/projects/{firm.project.id}/members"
    firm.roles["viewer"].permissions = ["documents.view"]
    firm.roles["viewer"].save()
    Seat.objects.filter(member=firm.members["clerk"]).update(role=firm.roles["technician"])
    body = {"member_id": str(firm.members["tech"].id), "role_id": str(firm.roles["viewer"].id)}
    item = f"/items/{firm.files['project.pdf'].id}"
    tech = firm.api("tech")
    assert call(tech, "GET", item)[0] == 404
    status, seat = call(office, "POST", path, body)
    assert (status, seat["role_name"]) == (201, "Viewer")
    assert call(tech, "GET", item)[0] == 200
    assert call(office, "DELETE", f"{path}/{seat['id']}")[0] == 204
    assert call(tech, "GET", item)[0] == 404


def test_l8_events_are_for_those_who_see_the_item(firm: Firm, tree: dict[str, Any]) -> None:
    firm.roles["clerk"].permissions += ["audit.view"]
    firm.roles["clerk"].save()
    office, clerk = firm.api("office"), firm.api("clerk")
    call(office, "PATCH", f"/items/{tree['file'].id}", {"name": "renamed.txt"})
    events = f"/events?item_id={tree['file'].id}"
    assert call(clerk, "GET", events)[1]["results"][0]["actor_name"] == "Office"
    call(office, "PUT", f"/items/{tree['a'].id}/access", {"enabled": True, "confirm": True})
    assert call(clerk, "GET", events)[1]["results"] == []
    assert call(office, "GET", events)[0] == 403
