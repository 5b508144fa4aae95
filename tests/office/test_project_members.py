"""The members of a project, and the plan of the firm (D-1, D-2, D-28)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office.conftest import SignIn
from personas import Firm, make_member
from strongroom.access.api import put_settings
from strongroom.access.models import Role, Seat
from strongroom.audit.models import Event
from strongroom.core.errors import PlanRequiredError
from strongroom.directory.models import Account, Plan

pytestmark = pytest.mark.django_db


def page_of(firm: Firm) -> str:
    return f"/northgate/projects/{firm.project.id}/members"


def listed(client: Client, firm: Firm) -> set[tuple[str, str]]:
    lines = client.get(page_of(firm)).context["lines"]
    return {(line.row.name, line.row.role_name) for line in lines}


def add(client: Client, firm: Firm, name: str, role: Role) -> int:
    form = {"member_id": str(firm.members[name].id), "role_id": str(role.id)}
    return client.post(page_of(firm), form).status_code


def plain_role(firm: Firm) -> Role:
    return Role.objects.get(account=firm.account, name="Watching")


def test_d1_the_members_stand_by_name_with_type_and_role(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    assert listed(client, firm) == {("Watcher", "Watching")}
    page = client.get(page_of(firm)).content.decode()
    assert "watcher@northgate.example" in page
    assert ">Watcher</td>" in page.replace("\n", "")


def test_d1_a_user_is_searched_for_and_added_with_a_role(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    answer = client.get(
        f"{page_of(firm)}?q=SUB", headers={"HX-Request": "true", "HX-Target": "people-found"}
    )
    assert [each.person.name for each in answer.context["found"]] == ["Sub"]
    assert "<html" not in answer.content.decode()
    assert add(client, firm, "sub", plain_role(firm)) == 303
    assert listed(client, firm) == {("Sub", "Watching"), ("Watcher", "Watching")}
    held = client.get(f"{page_of(firm)}?q=sub").context["found"][0].held
    assert held == ["Watching"]
    assert Event.objects.filter(verb="role.given", subject_id=firm.members["sub"].id).exists()


def test_nobody_inactive_or_of_another_firm_is_found(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    for name in ("gone", "stranger"):
        assert client.get(f"{page_of(firm)}?q={name}").context["found"] == [], name
        assert add(client, firm, name, plain_role(firm)) in {404, 303}
    assert not Seat.objects.filter(
        library=firm.project.library, member=firm.members["stranger"]
    ).exists()


def test_l40_removing_a_member_counts_at_once_and_undo_gives_it_back(
    firm: Firm, sign_in: SignIn
) -> None:
    client, watcher = sign_in("office"), sign_in("watcher")
    documents = f"/northgate/projects/{firm.project.id}/documents"
    assert watcher.get(documents).status_code == 200
    seat = Seat.objects.get(member=firm.members["watcher"], library=firm.project.library)
    answer = client.post(f"{page_of(firm)}/{seat.id}/remove", follow=True)
    assert watcher.get(documents).status_code == 404
    undo = answer.context["flashes"][0].undo
    assert client.post(undo.url, dict(undo.fields)).status_code == 303
    assert watcher.get(documents).status_code == 200


def test_undo_of_adding_takes_the_role_away(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    form = {"member_id": firm.members["sub"].id, "role_id": plain_role(firm).id}
    undo = client.post(page_of(firm), form, follow=True).context["flashes"][0].undo
    assert client.post(undo.url, dict(undo.fields)).status_code == 303
    assert listed(client, firm) == {("Watcher", "Watching")}


def test_others_who_see_the_project_only_read(firm: Firm, sign_in: SignIn) -> None:
    seat = Seat.objects.get(member=firm.members["watcher"], library=firm.project.library)
    for name in ("clerk", "viewer"):
        client = sign_in(name)
        page = client.get(f"{page_of(firm)}?q=sub")
        assert "Add a member" not in page.content.decode(), name
        assert "/remove" not in page.content.decode(), name
        assert page.context["found"] == []
        assert add(client, firm, "sub", plain_role(firm)) == 403, name
        assert client.post(f"{page_of(firm)}/{seat.id}/remove").status_code == 403, name
    assert sign_in("watcher").get(page_of(firm)).status_code == 403
    assert sign_in("sub").get(page_of(firm)).status_code == 404
    assert Seat.objects.filter(id=seat.id).exists()


def test_l19_a_role_above_ones_own_is_not_offered_nor_given(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    offered = {role.name for role in client.get(page_of(firm)).context["team"].roles}
    assert "Admin" not in offered
    assert {"Office", "Viewer", "Watching"} <= offered
    assert add(client, firm, "sub", firm.roles["admin"]) == 403
    Seat.objects.create(
        member=firm.members["viewer"], role=firm.roles["admin"], library=firm.project.library
    )
    lines = client.get(page_of(firm)).context["lines"]
    removable = {line.row.name: bool(line.remove_url) for line in lines}
    assert removable == {"Viewer": False, "Watcher": True}


def test_d4_an_admin_of_the_project_alone_chooses_its_members(firm: Firm, sign_in: SignIn) -> None:
    Seat.objects.create(
        member=firm.members["viewer"], role=firm.roles["admin"], library=firm.project.library
    )
    client = sign_in("viewer")
    assert add(client, firm, "sub", firm.roles["admin"]) == 303
    assert ("Sub", "Admin") in listed(client, firm)
    assert client.get("/northgate/admin/users").status_code == 403


def test_members_are_listed_in_the_same_few_queries(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")

    def queries() -> int:
        client.get(page_of(firm))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{page_of(firm)}?q=member").status_code == 200
        return len(captured)

    few = queries()
    for number in range(40):
        member = make_member(firm.account, f"member{number}", kind="subcontractor")
        Seat.objects.create(member=member, role=plain_role(firm), library=firm.project.library)
    assert queries() == few
    assert few <= 14


PLAN = "/northgate/admin/plan"


def plan_of(firm: Firm) -> str:
    return Account.objects.values_list("plan", flat=True).get(id=firm.account.id)


def test_d2_the_plan_is_changed_after_a_question(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("admin")
    page = client.get(PLAN)
    assert [card.label for card in page.context["cards"] if card.current] == ["Enterprise"]
    asked = client.post(PLAN, {"plan": "basic"})
    assert asked.status_code == 409
    assert "Change to Basic" in asked.content.decode()
    assert plan_of(firm) == Plan.ENTERPRISE
    assert client.post(PLAN, {"plan": "basic", "confirm": "true"}).status_code == 303
    assert plan_of(firm) == Plan.BASIC
    event = Event.objects.get(verb="account.plan_changed")
    assert event.data == {"from": "enterprise", "to": "basic"}
    assert client.post(PLAN, {"plan": "gold", "confirm": "true"}).status_code == 422


def test_d28_the_question_says_that_settings_stay_in_force(firm: Firm, sign_in: SignIn) -> None:
    paper = firm.files["project.pdf"]
    put_settings(firm.principal("office"), paper.id, enabled=True, confirm=True)
    client = sign_in("admin")
    asked = client.post(PLAN, {"plan": "basic"}).content.decode()
    assert "you see 1 file or folder that has them" in asked
    client.post(PLAN, {"plan": "basic", "confirm": "true"})
    assert "one file or folder that has them" in client.get(PLAN).content.decode()
    content = f"/northgate/items/{paper.id}/content"
    assert sign_in("viewer").get(content).status_code == 404
    with pytest.raises(PlanRequiredError):
        put_settings(firm.principal("office"), paper.id, enabled=True, entries=[], confirm=True)


def keeper_of(firm: Firm) -> None:
    """Somebody who keeps the firm's settings, and sees no document."""
    keeper = Role.objects.create(
        account=firm.account, name="Keeper", permissions=["surface.office", "settings.manage"]
    )
    firm.members["keeper"] = make_member(firm.account, "keeper", keeper)


def test_e12_settings_that_one_cant_see_are_not_counted(firm: Firm, sign_in: SignIn) -> None:
    put_settings(firm.principal("office"), firm.files["project.pdf"].id, enabled=True, confirm=True)
    keeper_of(firm)
    client = sign_in("keeper")
    asked = client.post(PLAN, {"plan": "basic"}).content.decode()
    assert "Where it is on, it stays in force." in asked
    assert "you see" not in asked
    client.post(PLAN, {"plan": "basic", "confirm": "true"})
    assert "from an earlier plan" not in client.get(PLAN).content.decode()
    assert "from an earlier plan" in sign_in("admin").get(PLAN).content.decode()


def test_only_who_keeps_the_settings_sees_the_plan(firm: Firm, sign_in: SignIn) -> None:
    for name in ("office", "clerk", "viewer", "sub", "watcher"):
        client = sign_in(name)
        assert client.get(PLAN).status_code == 403, name
        assert client.post(PLAN, {"plan": "basic", "confirm": "true"}).status_code == 403, name
    assert plan_of(firm) == Plan.ENTERPRISE
    keeper_of(firm)
    page = sign_in("keeper").get(PLAN)
    assert page.context["frame"].admin_url == "/northgate/admin/sharing"
    labels = [tab.label for tab in page.context["tabs"]]
    assert labels == ["Sharing settings", "Customer portal", "Firm", "Defaults", "Mail", "Plan"]
