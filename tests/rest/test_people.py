"""Members, roles, the catalogue over HTTP."""

from helpers import BASE, get, ids, patch, post, problem

from strongroom.access.api import CATALOGUE, Surface


def test_the_catalogue_is_open_to_everybody_signed_in(firm):
    for name in ("watcher", "contact", "admin"):
        rows = get(firm.api(name), "/permissions").json()["results"]
        assert [row["code"] for row in rows] == [entry.code.value for entry in CATALOGUE]
        assert all(set(row) == {"code", "group", "label", "help"} for row in rows)


def test_a_member_is_invited_changed_and_deactivated(firm):
    client = firm.api("admin")
    role = str(firm.roles["clerk"].id)
    body = {"email": "Nora@example.com", "name": "Nora", "type": "in_house", "role_ids": [role]}
    made = post(client, "/members", body)
    assert made.status_code == 201, made.content
    member = made.json()
    assert set(member) == {"id", "email", "name", "type", "role_ids", "active", "state", "mobile"}
    assert member["role_ids"] == [role]
    assert member["mobile"] == {"view_confidential": False}
    path = f"/members/{member['id']}"
    assert made.headers["Location"] == BASE + path
    assert patch(client, path, {"type": "subcontractor"}).json()["type"] == "subcontractor"
    assert patch(client, path, {"active": False}).json()["state"] == "deactivated"
    again = patch(client, path, {"active": True}).json()
    assert (again["state"], again["active"]) == ("invited", False)  # F-1
    assert client.delete(BASE + path).status_code == 204
    assert get(client, path).json()["active"] is False
    assert ids(get(client, "/members?q=nora")) == [member["id"]]


def test_a10_the_mobile_switch_counts_in_the_next_request(firm):
    client, tech = firm.api("admin"), firm.api("tech")
    path = f"/members/{firm.members['tech'].id}"
    secret = f"/items/{firm.files['secret.pdf'].id}"
    problem(get(tech, secret), 404, "not_found")
    assert patch(client, path, {"mobile": {"view_confidential": True}}).status_code == 200
    assert get(tech, secret).status_code == 200
    patch(client, path, {"mobile": {"view_confidential": False}})
    problem(get(tech, secret), 404, "not_found")


def test_l19_nobody_hands_out_more_than_they_hold(firm):
    office = firm.api("office")
    problem(get(office, "/members"), 403, "forbidden")
    problem(post(office, "/roles", {"name": "Boss", "permissions": ["admin"]}), 403, "forbidden")
    role = firm.roles["office"]
    role.permissions = [*role.permissions, "users.manage"]
    role.save()
    assert get(office, "/members").status_code == 200
    problem(post(office, "/roles", {"name": "Boss", "permissions": ["admin"]}), 403, "forbidden")
    own = f"/members/{firm.members['office'].id}"
    problem(patch(office, own, {"role_ids": [str(firm.roles["admin"].id)]}), 403, "forbidden")
    problem(patch(office, own, {"mobile": {"view_confidential": "true"}}), 422, "validation_error")
    assert get(office, own).json()["role_ids"] == [str(role.id)]


def test_a11_the_switch_is_not_turned_from_where_it_binds(firm):
    mobile = firm.api("admin", Surface.MOBILE)
    own = f"/members/{firm.members['admin'].id}"
    problem(patch(mobile, own, {"mobile": {"view_confidential": True}}), 403, "forbidden")


def test_l20_the_last_admin_stays(firm):
    client = firm.api("admin")
    own = f"/members/{firm.members['admin'].id}"
    problem(patch(client, own, {"active": False}), 409, "last_admin")
    problem(patch(client, own, {"role_ids": []}), 409, "last_admin")
    problem(client.delete(BASE + own), 409, "last_admin")
    # All or nothing: the name of a refused change did not stick.
    problem(patch(client, own, {"name": "Zed", "active": False}), 409, "last_admin")
    assert get(client, own).json()["name"] != "Zed"


def test_a_role_is_made_changed_and_deleted(firm):
    client = firm.api("admin")
    made = post(
        client, "/roles", {"name": "Stores", "permissions": ["jobs.view", "surface.office"]}
    )
    assert made.status_code == 201
    path = f"/roles/{made.json()['id']}"
    assert made.json()["permissions"] == ["surface.office", "jobs.view"]
    problem(post(client, "/roles", {"name": "stores"}), 409, "name_taken")
    problem(patch(client, path, {"permissions": ["nonsense"]}), 422, "validation_error")
    assert patch(client, path, {"permissions": []}).json()["permissions"] == []
    assert client.delete(BASE + path).status_code == 204
    problem(get(client, path), 404, "not_found")
    problem(client.delete(f"{BASE}/roles/{firm.roles['office'].id}"), 409, "role_in_use")


def test_l33_members_and_roles_of_another_account_do_not_exist(firm):
    stranger = firm.api("stranger")
    for path in (f"/members/{firm.members['office'].id}", f"/roles/{firm.roles['office'].id}"):
        problem(get(stranger, path), 404, "not_found")
        problem(patch(stranger, path, {"name": "x"}), 404, "not_found")
        problem(stranger.delete(BASE + path), 404, "not_found")
