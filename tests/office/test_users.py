"""Administration: users, the mobile switch (A-10) and roles."""

import pytest

from office.conftest import SignIn
from office.forms import filled
from personas import Firm
from questions import answer, asked
from strongroom.access.models import Role, Seat
from strongroom.directory.models import Member, Person

pytestmark = pytest.mark.django_db
SWITCH = "Can view attachments that have been marked as confidential"


def test_a10_the_way_to_the_switch(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("admin")
    tech = firm.members["tech"]
    users = client.get("/northgate/admin/users").content.decode()
    assert f'href="/northgate/admin/users/{tech.id}"' in users
    view = client.get(f"/northgate/admin/users/{tech.id}").content.decode()
    before, _, after = view.partition("Mobile access level permissions")
    assert "General" in after
    assert SWITCH in after
    assert "tech@northgate.example" in before


def test_a10_the_switch_is_off_and_can_be_turned(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("admin")
    tech = firm.members["tech"]
    address = f"/northgate/admin/users/{tech.id}"
    assert not client.get(address).context["row"].view_confidential
    assert client.post(f"{address}/mobile", {"view_confidential": "on"}).status_code == 303
    assert Member.objects.get(id=tech.id).view_confidential
    assert client.post(f"{address}/mobile", {}).status_code == 303
    assert not Member.objects.get(id=tech.id).view_confidential


def test_a10_htmx_gets_the_section_and_a_notice(firm: Firm, sign_in: SignIn) -> None:
    answer = sign_in("admin").post(
        f"/northgate/admin/users/{firm.members['tech'].id}/mobile",
        {"view_confidential": "on"},
        headers={"HX-Request": "true", "HX-Target": "mobile-permissions"},
    )
    page = answer.content.decode()
    assert "<html" not in page
    assert 'id="mobile-permissions"' in page
    assert "checked" in page
    assert "can now view confidential attachments" in page


@pytest.mark.parametrize("name", ["clerk", "office", "viewer", "tech", "sub", "watcher"])
def test_administration_is_for_who_keeps_users(firm: Firm, sign_in: SignIn, name: str) -> None:
    client = sign_in(name)
    tech = firm.members["tech"]
    role = firm.roles["clerk"]
    user = f"/northgate/admin/users/{tech.id}"
    for address in (
        "/northgate/admin/users",
        "/northgate/admin/users/new",
        user,
        f"{user}/edit",
        "/northgate/admin/roles",
        "/northgate/admin/roles/new",
        f"/northgate/admin/roles/{role.id}",
        f"/northgate/admin/roles/{role.id}/delete",
    ):
        assert client.get(address).status_code == 403, address
    for address, sent in (
        (f"{user}/mobile", {"view_confidential": "on"}),
        (f"{user}/deactivate", {}),
        (f"{user}/edit", {"name": "X", "type": "in_house"}),
        ("/northgate/admin/users/new", {"name": "X", "email": "x@x.example", "type": "in_house"}),
        (f"/northgate/admin/roles/{role.id}", {"name": "X"}),
        (f"/northgate/admin/roles/{role.id}/delete", {}),
    ):
        assert client.post(address, sent).status_code == 403, address
    member = Member.objects.get(id=tech.id)
    assert (member.view_confidential, member.active) == (False, True)
    assert not Person.objects.filter(name="X").exists()
    assert Role.objects.get(id=role.id).name == "Clerk"


def test_l33_a_member_of_another_firm_does_not_exist(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("admin")
    stranger = firm.members["stranger"]
    address = f"/northgate/admin/users/{stranger.id}"
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/mobile", {"view_confidential": "on"}).status_code == 404
    assert client.post(f"{address}/deactivate").status_code == 404
    assert not Member.objects.get(id=stranger.id).view_confidential


def test_users_are_searched(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("admin")
    page = client.get("/northgate/admin/users?q=clerk@").content.decode()
    assert "clerk@northgate.example" in page
    assert "tech@northgate.example" not in page
    assert "Nobody matches" in client.get("/northgate/admin/users?q=zzz").content.decode()


def test_the_list_tells_type_roles_and_state(firm: Firm, sign_in: SignIn) -> None:
    page = sign_in("admin").get("/northgate/admin/users").content.decode()
    for words in ("Subcontractor", "Watcher", "In-house user", "Technician", "Deactivated"):
        assert words in page


def test_a_user_is_added_with_roles(firm: Firm, sign_in: SignIn) -> None:
    sent = {
        "name": "Una New",
        "email": "una@northgate.example",
        "type": "in_house",
        "roles": [str(firm.roles["clerk"].id)],
    }
    answer = sign_in("admin").post("/northgate/admin/users/new", sent)
    una = Member.objects.get(person__email="una@northgate.example")
    assert answer["Location"] == f"/northgate/admin/users/{una.id}"
    assert una.account_id == firm.account.id
    assert not una.view_confidential  # off for a new user
    assert Seat.objects.filter(member=una, role=firm.roles["clerk"]).exists()


def test_somebody_who_is_a_user_already_is_said_in_the_form(firm: Firm, sign_in: SignIn) -> None:
    sent = {"name": "Again", "email": "tech@northgate.example", "type": "in_house"}
    answer = sign_in("admin").post("/northgate/admin/users/new", sent)
    assert answer.status_code == 409
    assert "is a member already" in answer.content.decode()
    assert "Again" in answer.content.decode()


def test_roles_and_type_are_changed(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("admin")
    viewer = firm.members["viewer"]
    address = f"/northgate/admin/users/{viewer.id}/edit"
    sent = {**filled(client, address), "roles": [str(firm.roles["clerk"].id)]}
    assert client.post(address, sent).status_code == 303
    held = Seat.objects.filter(member=viewer, library=None).values_list("role__name", flat=True)
    assert list(held) == ["Clerk"]


def test_a_stale_user_form_is_noticed(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("admin")
    viewer = firm.members["viewer"]
    address = f"/northgate/admin/users/{viewer.id}/edit"
    sent = {**filled(client, address), "type": "watcher"}
    Seat.objects.create(member=viewer, role=firm.roles["technician"])
    assert client.post(address, sent).status_code == 412
    assert Member.objects.get(id=viewer.id).type == "in_house"


def test_deactivating_asks_first_and_can_be_taken_back(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("admin")
    clerk = firm.members["clerk"]
    user = f"/northgate/admin/users/{clerk.id}"
    asking = client.post(f"{user}/deactivate")
    question = asked(asking)
    assert "is signed out at once" in question.detail
    assert (question.words.title, question.words.danger) == ("Deactivate Clerk?", True)
    assert Member.objects.get(id=clerk.id).active
    assert answer(client, asking).status_code == 303
    assert not Member.objects.get(id=clerk.id).active
    assert "Deactivated" in client.get(user).content.decode()
    assert client.post(f"{user}/activate").status_code == 303
    assert Member.objects.get(id=clerk.id).active


def test_l20_the_last_admin_stays(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("admin")
    admin = firm.members["admin"]
    told = client.post(f"/northgate/admin/users/{admin.id}/deactivate", follow=True)
    assert "without an administrator" in told.content.decode()
    assert Member.objects.get(id=admin.id).active


def test_l19_nobody_hands_out_what_they_lack(firm: Firm, sign_in: SignIn) -> None:
    keeper = firm.roles["viewer"]
    keeper.permissions = [*keeper.permissions, "users.manage"]
    keeper.save()
    client = sign_in("viewer")
    tech = firm.members["tech"]
    address = f"/northgate/admin/users/{tech.id}/edit"
    sent = {**filled(client, address), "roles": [str(firm.roles["admin"].id)]}
    answer = client.post(address, sent)
    assert answer.status_code == 403
    assert "more than you may yourself" in answer.content.decode()
    assert not Seat.objects.filter(member=tech, role=firm.roles["admin"]).exists()
    page = client.get(f"/northgate/admin/roles/{keeper.id}").content.decode()
    assert "You don&#x27;t hold this yourself" in page or "You don't hold this yourself" in page


def test_a_role_is_made_changed_and_deleted(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("admin")
    sent = {"name": "Planner", "permissions": ["jobs.view", "surface.office"]}
    assert client.post("/northgate/admin/roles/new", sent).status_code == 303
    role = Role.objects.get(name="Planner")
    assert set(role.permissions) == {"jobs.view", "surface.office"}
    address = f"/northgate/admin/roles/{role.id}"
    changed = {**filled(client, address), "permissions": ["jobs.edit"]}
    assert client.post(address, changed).status_code == 303
    assert Role.objects.get(id=role.id).permissions == ["jobs.edit"]
    assert "Delete role" in client.get(f"{address}/delete").content.decode()
    assert client.post(f"{address}/delete").status_code == 303
    assert not Role.objects.filter(id=role.id).exists()


def test_a_role_in_use_is_not_deleted(firm: Firm, sign_in: SignIn) -> None:
    """Who holds it is named before, and there is no button that would be refused."""
    address = f"/northgate/admin/roles/{firm.roles['clerk'].id}/delete"
    page = sign_in("admin").get(address).content.decode()
    assert "Delete role" not in page
    assert "<li>Clerk</li>" in page
    answer = sign_in("admin").post(address, follow=True)
    assert "The role is in use" in answer.content.decode()
    assert Role.objects.filter(name="Clerk").exists()


def test_the_catalogue_is_shown_by_group(firm: Firm, sign_in: SignIn) -> None:
    from strongroom.access.api import CATALOGUE

    page = sign_in("admin").get("/northgate/admin/roles/new")
    groups = page.context["form"].groups()
    assert [group.label for group in groups] == list(
        dict.fromkeys(entry.group for entry in CATALOGUE)
    )
    codes = [entry.code for group in groups for entry in group.entries]
    assert sorted(codes) == sorted(entry.code.value for entry in CATALOGUE)
