"""Roles, users and seats in the office: what goes beyond what was typed is asked, all is said, with Undo (E-11)."""

from typing import Any

import pytest
from django.test import Client

from office.conftest import SignIn
from office.forms import filled
from personas import Firm
from questions import answer, asked, names
from strongroom.access.models import Role, Seat
from strongroom.directory.models import Member
from strongroom.sharing import api as sharing

pytestmark = pytest.mark.django_db
LOST = "Saved. Viewer no longer sees J-1 Rewire the boiler house, J-2 Emergency lighting, J-3 Shop fit-out."
ROOTS = {"job": "J-1 Rewire the boiler house", "quote": "Q-1 Solar panels"}


def flashed(client: Client) -> dict[str, Any]:
    """Return the notice that waits for the next page."""
    (found,) = client.session["flashes"]
    return dict(found)


def undo(client: Client) -> Any:
    """Press Undo in the notice."""
    form = flashed(client)["undo"]
    session = client.session
    del session["flashes"]
    session.save()
    sent: dict[str, list[str]] = {}
    for name, value in form["fields"]:
        sent.setdefault(name, []).append(value)
    return client.post(form["url"], sent)


def test_a_role_edit_asks_says_what_it_did_and_is_undone(firm: Firm, sign_in: SignIn) -> None:
    client, role = sign_in("admin"), firm.roles["viewer"]
    before = set(role.permissions)
    address = f"/northgate/admin/roles/{role.id}"
    sent = {**filled(client, address), "permissions": sorted(before - {"jobs.view"})}
    asking = client.post(address, sent)
    question = asked(asking)
    assert names(question, "loses access") == {"Viewer"}
    assert question.told.people[0].lines[0].note == "was viewer, 3 records"
    assert "J-3 Shop fit-out" in question.told.people[0].records
    assert question.told.records is None
    assert question.words.confirm_label == "Save anyway"
    page = answer(client, asking, confirm="no")
    assert page.status_code == 200
    assert "jobs.view" not in page.context["form"].chosen()
    assert set(Role.objects.get(id=role.id).permissions) == before

    assert answer(client, asking)["Location"] == "/northgate/admin/roles"
    assert flashed(client)["text"] == LOST
    asking = undo(client)
    back = asked(asking)
    assert names(back, "gains access") == {"Viewer"}
    assert (back.words.title, back.words.confirm_label) == (
        "Undo the change of Viewer?",
        "Undo the change",
    )
    assert answer(client, asking).status_code == 303
    assert set(Role.objects.get(id=role.id).permissions) == before
    assert flashed(client)["text"] == LOST.replace("no longer", "now")


def test_undoing_what_somebody_changed_since_changes_nothing(firm: Firm, sign_in: SignIn) -> None:
    client, role = sign_in("admin"), firm.roles["viewer"]
    address = f"/northgate/admin/roles/{role.id}"
    client.post(address, {**filled(client, address), "name": "Readers"})
    Role.objects.filter(id=role.id).update(name="Somebody else's")
    assert undo(client).status_code == 412
    assert Role.objects.get(id=role.id).name == "Somebody else's"


def test_a_users_roles_are_said_and_undone(firm: Firm, sign_in: SignIn) -> None:
    client, viewer = sign_in("admin"), firm.members["viewer"]
    address = f"/northgate/admin/users/{viewer.id}/edit"
    sent = {**filled(client, address), "roles": []}
    assert client.post(address, sent).status_code == 303
    assert flashed(client)["text"] == "Saved. Viewer no longer sees 7 records."
    assert undo(client).status_code == 303
    held = Seat.objects.filter(member=viewer, library=None).values_list("role__name", flat=True)
    assert list(held) == ["Viewer"]


def test_a_link_that_stops_working_is_asked_about_wherever_its_keeper_loses(
    firm: Firm, sign_in: SignIn
) -> None:
    client, office = sign_in("admin"), firm.members["office"]
    sharing.share_by_link(firm.principal("office"), item_ids=[firm.files["plan.pdf"].id])
    user = f"/northgate/admin/users/{office.id}"
    asking = client.post(f"{user}/deactivate")
    once = asked(asking)
    assert once.words.title == "Deactivate Office?"
    assert "is signed out at once" in once.detail
    (doors,) = once.told.doors
    assert doors.title == "1 door to the outside stops working"
    assert doors.doors[0].item == "plan.pdf"
    assert Member.objects.get(id=office.id).active
    assert answer(client, asking).status_code == 303
    assert "1 link stopped working." in flashed(client)["text"]
    asking = undo(client)
    assert asked(asking).told.doors[0].title == "1 door to the outside works again"
    assert answer(client, asking).status_code == 303
    assert Member.objects.get(id=office.id).active
    assert flashed(client)["text"].startswith("Active again. Office now sees ")


@pytest.mark.parametrize("kind", ["job", "quote"])
def test_who_is_assigned_is_said_and_undone(firm: Firm, sign_in: SignIn, kind: str) -> None:
    """As with roles, where it gave or took something; else it is plainly saved."""
    client, tech = sign_in("office"), firm.members["tech"]
    record = {"job": firm.job, "quote": firm.quote}[kind]
    address = f"/northgate/{kind}s/{record.id}/edit"
    form = filled(client, address)
    before = set(map(str, form["assigned"]))
    wanted = before ^ {str(tech.id)}
    assert client.post(address, {**form, "assigned": sorted(wanted)}).status_code == 303
    sees = "now sees" if str(tech.id) in wanted else "no longer sees"
    assert flashed(client)["text"] == f"Saved. Tech {sees} {ROOTS[kind]}."
    assert undo(client).status_code == 303
    assigned = Seat.objects.filter(library=record.library, role=None)
    assert {str(one) for one in assigned.values_list("member_id", flat=True)} == before


def test_saving_a_job_without_reassigning_says_nothing_of_access(
    firm: Firm, sign_in: SignIn
) -> None:
    client = sign_in("office")
    address = f"/northgate/jobs/{firm.job.id}/edit"
    sent = {**filled(client, address), "title": "Another roof"}
    assert client.post(address, sent).status_code == 303
    assert (flashed(client)["text"], flashed(client).get("undo")) == ("Saved.", None)
