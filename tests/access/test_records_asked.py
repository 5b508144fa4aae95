"""E-10 to E-13 for whole records: what asks, who is told of what, and what it costs."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from personas import Firm, make_folder, make_job, make_member
from strongroom.access import api as access
from strongroom.access.models import Grant, Level, Policy, Role, Seat, Share
from strongroom.administration import api as administration
from strongroom.administration import seats
from strongroom.core.confirmation import Confirmation
from strongroom.core.errors import ConfirmationRequiredError, InvalidError
from strongroom.interfaces.common.questions.consequence import did as words
from strongroom.interfaces.common.questions.people import people
from strongroom.sharing import api as sharing
from strongroom.store.models import Item
from strongroom.store.pointers import repoint

pytestmark = pytest.mark.django_db
Changes = dict[str, Any]


def asked(change: Callable[..., object], *args: Any, **kwargs: Any) -> Changes:
    """Return what the question tells."""
    with pytest.raises(ConfirmationRequiredError) as question:
        change(*args, **kwargs)
    return {**question.value.extra["changes"], "sentence": question.value.detail}


def told(changes: Changes) -> dict[str, tuple[str | None, str | None, list[str]]]:
    """Return by name from what, to what, and in which records."""
    return {
        row["name"]: (row["from"], row["to"], row["records"]["names"]) for row in changes["people"]
    }


def link_by(firm: Firm, name: str, item_id: uuid.UUID) -> uuid.UUID:
    """Share an item by a link that the persona keeps."""
    (share,) = sharing.share_by_link(firm.principal(name), item_ids=[item_id])
    return share.id


def without(role: Role, *codes: str) -> list[str]:
    return [code for code in role.permissions if code not in codes]


def test_a_role_edit_names_people_and_records(firm: Firm) -> None:
    admin, viewer = firm.principal("admin"), firm.roles["viewer"]
    wanted = without(viewer, "jobs.view")
    changes = asked(administration.update_role, admin, role_id=viewer.id, permissions=wanted)
    jobs = ["J-1 Rewire the boiler house", "J-2 Emergency lighting", "J-3 Shop fit-out"]
    assert told(changes) == {"Viewer": ("viewer", None, jobs)}
    assert changes["records"] == {"count": 3, "names": jobs}
    assert changes["sentence"] == "This changes what 1 person can see or do in 3 records."
    assert [row["name"] for row in changes["lose"]] == ["Viewer"]
    viewer.refresh_from_db()
    assert "jobs.view" in viewer.permissions

    row = administration.update_role(
        admin, role_id=viewer.id, permissions=wanted, confirm=changes["seal"]
    )
    assert row.did is not None
    assert row.did.ways == {"lose": 3}


def test_a_confirmation_is_for_the_very_records(firm: Firm) -> None:
    admin, viewer = firm.principal("admin"), firm.roles["viewer"]
    change = {"role_id": viewer.id, "permissions": without(viewer, "jobs.view")}
    first = asked(administration.update_role, admin, **change)
    Item.objects.filter(id=firm.rival_job.library_id).update(name="J-3 Renamed")
    assert "outdated" not in asked(administration.update_role, admin, **change)
    Seat.objects.create(member=firm.members["viewer"], library_id=firm.rival_job.library_id)
    make_job(firm.account, "J-4", "Another", firm.customers["birch"])
    second = asked(administration.update_role, admin, **change, confirm=first["seal"])
    assert second["outdated"]
    assert second["records"]["count"] == first["records"]["count"]


def test_what_changes_nothing_for_anybody_is_not_asked(firm: Firm) -> None:
    """A name, what opens no record, a role that nobody holds."""
    admin, viewer = firm.principal("admin"), firm.roles["viewer"]
    administration.update_role(admin, role_id=viewer.id, name="Readers")
    administration.update_role(
        admin, role_id=viewer.id, permissions=[*viewer.permissions, "audit.view"]
    )
    role = administration.create_role(admin, name="Nobody", permissions=["jobs.view"])
    administration.update_role(admin, role_id=role.id, permissions=["jobs.edit", "documents.view"])
    administration.delete_role(admin, role_id=role.id)


def test_e12_nobody_is_told_of_records_that_they_cannot_see(firm: Firm) -> None:
    """Whoever keeps users sees jobs only: what a role loses in a project neither counts nor asks."""
    keeping = Role.objects.create(
        account=firm.account,
        name="Keeper",
        permissions=["surface.office", "users.manage", "jobs.view"],
    )
    firm.members["keeper"] = make_member(firm.account, "keeper", keeping)
    keeper = firm.principal("keeper")
    helpers = Role.objects.create(
        account=firm.account, name="Helpers", permissions=["surface.office"]
    )
    helper = make_member(firm.account, "helper", helpers)
    folder = make_folder(firm.project.library_id, "Hidden")
    Policy.objects.create(item=folder, library_id=folder.library_id)
    Grant.objects.create(policy_id=folder.id, member=helper, level=Level.VIEWER)
    Item.objects.filter(id=folder.id).update(own_policy=folder.id)
    repoint(folder.id)
    change = {"role_id": helpers.id, "permissions": list[str]()}
    seen = asked(administration.update_role, firm.principal("admin"), **change)
    assert seen["records"]["names"] == ["Harbour Court"]

    Seat.objects.create(member=helper, library_id=firm.job.library_id)
    changes = asked(administration.update_role, keeper, **change)
    assert told(changes) == {"Helper": ("viewer", None, ["J-1 Rewire the boiler house"])}
    Seat.objects.filter(member=helper, role=None).delete()
    administration.update_role(keeper, **change)


def test_twenty_records_are_named_and_all_are_counted(firm: Firm) -> None:
    for number in range(30):
        make_job(firm.account, f"K-{number:02}", "Job", firm.customers["alder"])
    admin, viewer = firm.principal("admin"), firm.roles["viewer"]
    changes = asked(
        administration.update_role,
        admin,
        role_id=viewer.id,
        permissions=without(viewer, "jobs.view"),
    )
    (person,) = changes["people"]
    assert person["records"] == changes["records"]
    assert changes["records"]["count"] == 33
    assert len(changes["records"]["names"]) == 20


def test_ordinary_days_of_whoever_keeps_users_ask_nothing(firm: Firm) -> None:
    """Inviting, assigning, seats, roles, leaving and coming back: what was typed, and no more (E-11)."""
    admin, viewer = firm.principal("admin"), firm.members["viewer"]
    role, project = firm.roles["clerk"], firm.project.library_id
    administration.add_member(
        admin, email="new@x.example", name="New", type="in_house", role_ids=[role.id], invite=True
    )
    seats.assign(admin, library_id=firm.other_job.library_id, member_ids=[viewer.id])
    seats.assign(admin, library_id=firm.other_job.library_id, member_ids=[])
    assert seats.give_role(admin, member_id=viewer.id, role_id=role.id, library_id=project)
    seats.take_roles(admin, member_id=viewer.id, role_ids=[role.id], library_id=project)
    row = administration.update_member(admin, member_id=viewer.id, role_ids=[role.id])
    assert row.did is not None
    assert row.did.ways["level"] > 0
    row = administration.deactivate_member(admin, member_id=viewer.id)
    assert row.did is not None
    assert row.did.ways["lose"] > 0
    assert administration.activate_member(admin, member_id=viewer.id).did is not None


def test_e11_another_type_asks_about_what_goes_and_comes_with_it(firm: Firm) -> None:
    """An in-house viewer who becomes a watcher sees nothing any more but where they have a seat."""
    admin, viewer = firm.principal("admin"), firm.members["viewer"]
    with pytest.raises(ConfirmationRequiredError) as question:
        administration.update_member(admin, member_id=viewer.id, type="watcher")
    changes = question.value.extra["changes"]
    assert [one["name"] for one in changes["people"]] == ["Viewer"]
    assert all(one["to"] is None for one in changes["people"])
    assert administration.get_member(admin, viewer.id).type == "in_house"
    administration.update_member(
        admin, member_id=viewer.id, type="watcher", confirm=changes["seal"]
    )
    with pytest.raises(ConfirmationRequiredError):
        administration.update_member(admin, member_id=viewer.id, type="in_house")
    administration.update_member(admin, member_id=viewer.id, type="in_house", confirm=True)
    assert administration.get_member(admin, viewer.id).type == "in_house"


def leave(firm: Firm, **answer: Any) -> object:
    return administration.deactivate_member(
        firm.principal("admin"), member_id=firm.members["office"].id, **answer
    )


def come_back(firm: Firm, **answer: Any) -> object:
    return administration.activate_member(
        firm.principal("admin"), member_id=firm.members["office"].id, **answer
    )


def become_a_watcher(firm: Firm, **answer: Any) -> object:
    office = firm.members["office"].id
    return administration.update_member(
        firm.principal("admin"), member_id=office, type="watcher", **answer
    )


def become_in_house(firm: Firm, **answer: Any) -> object:
    office = firm.members["office"].id
    return administration.update_member(
        firm.principal("admin"), member_id=office, type="in_house", **answer
    )


def take_the_role(firm: Firm, **answer: Any) -> object:
    office = firm.members["office"].id
    return administration.update_member(
        firm.principal("admin"), member_id=office, role_ids=[], **answer
    )


def give_the_role(firm: Firm, **answer: Any) -> object:
    office, role = firm.members["office"].id, firm.roles["office"].id
    return administration.update_member(
        firm.principal("admin"), member_id=office, role_ids=[role], **answer
    )


def narrow_the_role(firm: Firm, **answer: Any) -> object:
    role = Role.objects.get(id=firm.roles["office"].id)
    codes = without(role, "documents.share")
    return administration.update_role(
        firm.principal("admin"), role_id=role.id, permissions=codes, **answer
    )


def widen_the_role(firm: Firm, **answer: Any) -> object:
    role = Role.objects.get(id=firm.roles["office"].id)
    codes = [*role.permissions, "documents.share"]
    return administration.update_role(
        firm.principal("admin"), role_id=role.id, permissions=codes, **answer
    )


@pytest.mark.parametrize(
    ("there", "back"),
    [
        (leave, come_back),
        (become_a_watcher, become_in_house),
        (take_the_role, give_the_role),
        (narrow_the_role, widen_the_role),
    ],
)
def test_l22_a_link_that_stops_working_or_works_again_is_asked_about(
    firm: Firm, there: Callable[..., object], back: Callable[..., object]
) -> None:
    share_id = link_by(firm, "office", firm.files["plan.pdf"].id)
    share = Share.objects.get(id=share_id)
    changes = asked(there, firm)
    assert [door["share_id"] for door in changes["doors"]["closes"]] == [str(share_id)]
    assert changes["doors"]["closes"][0]["item"]["name"] == "plan.pdf"
    assert not access.suspended(firm.account.id, [share])
    there(firm, confirm=changes["seal"])
    assert access.suspended(firm.account.id, [share])

    changes = asked(back, firm)
    assert [door["share_id"] for door in changes["doors"]["opens"]] == [str(share_id)]
    assert "1 link works again." in changes["sentence"]
    back(firm, confirm=changes["seal"])
    assert not access.suspended(firm.account.id, [share])


def test_l22_a_seat_and_an_assignment_ask_for_the_links_of_whoever_has_it(firm: Firm) -> None:
    """They share by a permission of their own, what only a seat or an assignment shows them."""
    admin = firm.principal("admin")
    sharer = Role.objects.create(
        account=firm.account, name="Sharer", permissions=["surface.office", "documents.share"]
    )
    reader = Role.objects.create(
        account=firm.account, name="Reader", permissions=["documents.view"]
    )
    helper = make_member(firm.account, "helper", sharer)
    firm.members["helper"] = helper
    project, job = firm.project.library_id, firm.job.library_id
    seats.give_role(admin, member_id=helper.id, role_id=reader.id, library_id=project)
    link_by(firm, "helper", firm.files["project.pdf"].id)
    seat = {"member_id": helper.id, "library_id": project}
    changes = asked(seats.take_roles, admin, role_ids=[reader.id], **seat)
    assert len(changes["doors"]["closes"]) == 1
    seats.take_roles(admin, role_ids=[reader.id], confirm=True, **seat)
    assert len(asked(seats.give_role, admin, role_id=reader.id, **seat)["doors"]["opens"]) == 1

    assigned = [firm.members["tech"].id, firm.members["sub"].id]
    seats.assign(admin, library_id=job, member_ids=[*assigned, helper.id])
    link_by(firm, "helper", firm.files["plan.pdf"].id)
    changes = asked(seats.assign, admin, library_id=job, member_ids=assigned)
    assert len(changes["doors"]["closes"]) == 1
    seats.assign(admin, library_id=job, member_ids=assigned, confirm=changes["seal"])


def test_confidential_files_are_told_where_the_office_is_taken(firm: Firm) -> None:
    """Whoever has the phone alone, without A-10's switch, learns of no confidential file (A-11)."""
    viewer, admin = firm.roles["viewer"], firm.principal("admin")
    wanted = without(viewer, "surface.office")
    changes = asked(administration.update_role, admin, role_id=viewer.id, permissions=wanted)
    assert told(changes) == {"Viewer": ("viewer", None, ["J-1 Rewire the boiler house"])}
    assert [row.get("confidential") for row in changes["people"]] == [True]
    [group] = people(changes["people"])
    assert group.title == "1 person no longer sees confidential files"


def test_e11_a_technician_who_becomes_a_subcontractor(firm: Firm) -> None:
    """He has seen the job, and added to it; with the office he sees what is confidential there."""
    admin, tech = firm.principal("admin"), firm.members["tech"]
    job, quote = "J-1 Rewire the boiler house", "Q-1 Solar panels"
    there = asked(administration.update_member, admin, member_id=tech.id, type="subcontractor")
    administration.update_member(admin, member_id=tech.id, type="subcontractor", confirm=True)
    back = asked(administration.update_member, admin, member_id=tech.id, type="in_house")
    for changes, way, added in (
        (there, (None, "viewer"), {"from": True, "to": False}),
        (back, ("viewer", None), {"from": False, "to": True}),
    ):
        hidden, plain = sorted(changes["people"], key=lambda row: "confidential" not in row)
        assert hidden["records"]["names"] == [job]
        assert (hidden["from"], hidden["to"]) == way
        assert plain["records"]["names"] == [job, quote]
        assert (plain["from"], plain["to"], plain["adds"]) == ("viewer", "viewer", added)
    [group] = people(there["people"])
    assert group.lines[0].records == (
        f"sees confidential files in 1 record (as viewer): {job}; another level in 2 records"
        f" (viewer instead of viewer who may add): {job} · {quote}"
    )
    did = administration.update_member(admin, member_id=tech.id, type="in_house", confirm=True).did
    assert words(did) == (
        f"Tech no longer sees confidential files in {job}."
        f" Tech may do other things in {job}, {quote}."
    )


def test_what_the_question_does_not_offer_is_no_answer(firm: Firm) -> None:
    share_id = link_by(firm, "office", firm.files["plan.pdf"].id)
    answer = Confirmation(given=True, cancel_shares=frozenset([share_id]))
    with pytest.raises(InvalidError):
        leave(firm, confirm=answer)


def _statements(firm: Firm) -> tuple[int, Changes]:
    viewer = Role.objects.get(id=firm.roles["viewer"].id)
    admin = firm.principal("admin")
    with CaptureQueriesContext(connection) as captured:
        changes = asked(
            administration.update_role,
            admin,
            role_id=viewer.id,
            permissions=without(viewer, "jobs.view", "documents.share"),
        )
    return len(captured), changes


def test_e13_as_many_statements_for_many_records_members_and_doors(firm: Firm) -> None:
    viewer = firm.roles["viewer"]
    viewer.permissions = [*viewer.permissions, "documents.share"]
    viewer.save()
    link_by(firm, "viewer", firm.files["plan.pdf"].id)
    few, told_ = _statements(firm)
    assert len(told_["doors"]["closes"]) == 1
    for number in range(30):
        member = make_member(firm.account, f"reader{number}", viewer)
        job = make_job(firm.account, f"K-{number}", "Job", firm.customers["birch"], member)
        folder = make_folder(job.library_id, "Folder")
        firm.members["reader"] = member
        link_by(firm, "reader", folder.id)
    many, told_ = _statements(firm)
    assert len(told_["doors"]["closes"]) == 31
    assert len(told_["people"]) == 31
    assert told_["records"]["count"] == 33
    assert many == few
