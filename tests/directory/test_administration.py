"""Members, roles and seats: who may change them, L19 (no more than one has), L20 (the last admin)."""

import threading
import uuid

import pytest
from django.db import connections

from personas import make_member, make_person
from strongroom.access import api as access
from strongroom.access.api import Surface
from strongroom.access.models import Grant, Policy, Role, Seat
from strongroom.administration import api as administration
from strongroom.administration import seats
from strongroom.audit.models import Event
from strongroom.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    UnauthenticatedError,
)
from strongroom.directory import api as directory
from strongroom.directory.models import Member, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(firm):
    """Somebody who keeps users without being admin, with the rights of a clerk."""
    role = Role.objects.create(
        account=firm.account,
        name="Keeper",
        permissions=["surface.office", "users.manage", "jobs.view", "jobs.edit"],
    )
    firm.roles["keeper"] = role
    firm.members["keeper"] = make_member(firm.account, "keeper", role)
    return firm.principal("keeper")


def _roles(firm, *names):
    return [firm.roles[name].id for name in names]


@pytest.mark.parametrize("name", ["office", "clerk", "tech", "sub", "watcher", "contact"])
def test_nobody_else_administers(firm, name):
    principal, target = firm.principal(name), firm.members["clerk"].id
    for attempt in (
        lambda: administration.list_members(principal),
        lambda: administration.get_member(principal, target),
        lambda: administration.add_member(
            principal, email="x@y.example", name="X", type="in_house"
        ),
        lambda: administration.update_member(principal, member_id=target, view_confidential=True),
        lambda: administration.deactivate_member(principal, member_id=target),
        lambda: administration.create_role(principal, name="X", permissions=[]),
        lambda: administration.update_role(
            principal, role_id=firm.roles["clerk"].id, permissions=[]
        ),
        lambda: administration.delete_role(principal, role_id=firm.roles["clerk"].id),
    ):
        with pytest.raises(ForbiddenError):
            attempt()
    assert not Event.objects.exists()


def test_members_are_listed_by_name_in_pages_and_found_by_email(firm, django_assert_num_queries):
    admin = firm.principal("admin")
    with django_assert_num_queries(2):
        page = administration.list_members(admin, limit=5)
    rest = administration.list_members(admin, limit=5, cursor=page.next)
    names = [row.name for row in page.results + rest.results]
    assert names == sorted(names)
    assert len(names) == 8
    assert rest.next is None
    found = administration.list_members(admin, q="TECH@north").results
    assert [(row.name, row.role_names, row.type) for row in found] == [
        ("Tech", ("Technician",), "in_house")
    ]
    assert [
        row.name for row in administration.list_members(firm.principal("stranger")).results
    ] == ["Stranger"]
    with pytest.raises(NotFoundError):
        administration.get_member(admin, firm.members["stranger"].id)


def test_f1_adding_makes_a_place_that_is_not_open_yet_and_leaves_an_event(firm):
    row = administration.add_member(
        firm.principal("admin"),
        email="New@Northgate.example",
        name="New One",
        type="in_house",
        role_ids=_roles(firm, "clerk"),
    )
    assert (row.email, row.active, row.state) == ("new@northgate.example", False, "invited")
    assert not Person.objects.filter(email=row.email, placeholder=False).exists()
    with pytest.raises(UnauthenticatedError):
        access.for_member(row.id, Surface.OFFICE)
    assert Event.objects.get(verb="member.added").subject_id == row.id
    with pytest.raises(ConflictError) as caught:
        administration.add_member(
            firm.principal("admin"), email=row.email.upper(), name="Again", type="watcher"
        )
    assert caught.value.code == "member_exists"


def test_f1_l11_an_existing_login_is_not_told_of_and_never_touched(firm):
    person = firm.person("stranger")
    row = administration.add_member(
        firm.principal("admin"), email=person.email, name="Renamed", type="subcontractor"
    )
    person.refresh_from_db()
    assert (row.name, row.state, person.name) == ("Renamed", "invited", "Stranger")
    row = administration.update_member(firm.principal("admin"), member_id=row.id, name="Again")
    person.refresh_from_db()
    assert (row.name, person.name) == ("Again", "Stranger")
    assert [place.account_slug for place in directory.places(person)] == ["rival"]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("email", {"email": "no address"}),
        ("name", {"name": "  "}),
        ("type", {"type": "boss"}),
        ("role_ids", {"role_ids": [uuid.uuid4()]}),
    ],
)
def test_bad_input_names_its_field(firm, field, values):
    given = {"email": "n@n.example", "name": "N", "type": "in_house", **values}
    with pytest.raises(InvalidError) as caught:
        administration.add_member(firm.principal("admin"), **given)
    assert list(caught.value.errors) == [field]
    assert not Person.objects.filter(email="n@n.example").exists()


def test_a_role_of_another_account_does_not_exist(firm):
    foreign = Role.objects.get(account=firm.other)
    with pytest.raises(InvalidError):
        administration.update_member(
            firm.principal("admin"), member_id=firm.members["tech"].id, role_ids=[foreign.id]
        )
    with pytest.raises(NotFoundError):
        administration.update_role(firm.principal("admin"), role_id=foreign.id, name="X")


def test_l19_nobody_gives_a_role_beyond_their_own(firm, keeper):
    for role in ("admin", "office", "viewer"):
        with pytest.raises(ForbiddenError):
            administration.add_member(
                keeper, email="n@n.example", name="N", type="in_house", role_ids=_roles(firm, role)
            )
        with pytest.raises(ForbiddenError):
            administration.update_member(
                keeper,
                member_id=firm.members["keeper"].id,
                role_ids=_roles(firm, "keeper", role),
            )
        with pytest.raises(ForbiddenError):
            seats.give_role(keeper, member_id=firm.members["tech"].id, role_id=firm.roles[role].id)
    assert not Person.objects.filter(email="n@n.example").exists()
    assert Seat.objects.filter(member=firm.members["keeper"]).count() == 1


def test_l19_nobody_puts_into_a_role_what_they_have_not(firm, keeper):
    for permissions in (["admin"], ["documents.share"], ["audit.view", "jobs.view"]):
        with pytest.raises(ForbiddenError):
            administration.create_role(keeper, name="Mine", permissions=permissions)
        with pytest.raises(ForbiddenError):
            administration.update_role(
                keeper, role_id=firm.roles["keeper"].id, permissions=permissions
            )
    row = administration.create_role(keeper, name="Mine", permissions=["jobs.edit", "jobs.view"])
    assert row.permissions == ("jobs.view", "jobs.edit")
    with pytest.raises(InvalidError) as caught:
        administration.create_role(firm.principal("admin"), name="Odd", permissions=["jobs.fly"])
    assert "jobs.fly" in caught.value.detail


def test_l19_nobody_takes_from_those_above_them(firm, keeper):
    admin = firm.members["admin"].id
    for attempt in (
        lambda: administration.deactivate_member(keeper, member_id=admin),
        lambda: administration.update_member(keeper, member_id=admin, role_ids=[]),
        lambda: administration.update_member(keeper, member_id=admin, type="watcher"),
        lambda: administration.update_role(keeper, role_id=firm.roles["admin"].id, permissions=[]),
        lambda: administration.delete_role(keeper, role_id=firm.roles["admin"].id),
    ):
        with pytest.raises(ForbiddenError):
            attempt()
    assert access.for_member(admin, Surface.OFFICE).is_admin


def test_l19_who_was_deactivated_is_let_in_again_only_by_who_has_as_much(firm, keeper):
    with pytest.raises(ForbiddenError):
        administration.activate_member(keeper, member_id=firm.members["gone"].id)
    assert administration.activate_member(
        firm.principal("admin"), member_id=firm.members["gone"].id
    ).active


def test_l20_the_last_admin_stays(firm):
    admin, me = firm.principal("admin"), firm.members["admin"].id
    for attempt in (
        lambda: administration.deactivate_member(admin, member_id=me),
        lambda: administration.update_member(admin, member_id=me, role_ids=[]),
        lambda: administration.update_member(admin, member_id=me, type="subcontractor"),
        lambda: administration.update_role(
            admin, role_id=firm.roles["admin"].id, permissions=["users.manage"]
        ),
    ):
        with pytest.raises(ConflictError) as caught:
            attempt()
        assert caught.value.code == "last_admin"
    assert access.for_member(me, Surface.OFFICE).is_admin
    administration.update_member(
        admin, member_id=firm.members["clerk"].id, role_ids=_roles(firm, "admin", "clerk")
    )
    assert not administration.deactivate_member(admin, member_id=me).active


@pytest.mark.django_db(transaction=True)
def test_l20_two_admins_can_not_remove_each_other_at_once(firm):
    second = make_member(firm.account, "second", firm.roles["admin"])
    first = firm.members["admin"]
    principals = {m.id: access.for_member(m.id, Surface.OFFICE) for m in (first, second)}
    gate, refused = threading.Barrier(2), []

    def remove(by, whom):
        gate.wait()
        try:
            administration.deactivate_member(principals[by.id], member_id=whom.id)
        except ConflictError as error:
            refused.append(error.code)
        connections.close_all()

    pairs = [(first, second), (second, first)]
    threads = [threading.Thread(target=remove, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["last_admin"]
    assert Member.objects.filter(id__in=[first.id, second.id], active=True).count() == 1


def test_l20_a_role_in_use_is_not_deleted(firm):
    admin = firm.principal("admin")
    with pytest.raises(ConflictError) as caught:
        administration.delete_role(admin, role_id=firm.roles["clerk"].id)
    assert caught.value.code == "role_in_use"
    row = administration.create_role(admin, name="Electrician", permissions=[])
    item = firm.files["project.pdf"]
    Policy.objects.create(item=item, library_id=item.library_id)
    grant = Grant.objects.create(policy_id=item.id, role_id=row.id, level=1)
    with pytest.raises(ConflictError):
        administration.delete_role(admin, role_id=row.id)
    grant.delete()
    administration.delete_role(admin, role_id=row.id)
    with pytest.raises(NotFoundError):
        administration.get_role(admin, row.id)


def test_role_names_are_once_whatever_the_case(firm):
    admin = firm.principal("admin")
    with pytest.raises(ConflictError) as caught:
        administration.create_role(admin, name="CLERK", permissions=[])
    assert caught.value.code == "name_taken"
    row = administration.update_role(admin, role_id=firm.roles["clerk"].id, name="clerk")
    assert row.name == "clerk"
    assert administration.create_role(firm.principal("stranger"), name="Clerk", permissions=[])


def test_a10_the_confidential_switch_is_off_at_first_and_leaves_an_event(firm):
    admin, tech = firm.principal("admin"), firm.members["tech"].id
    assert not administration.get_member(admin, tech).view_confidential
    administration.update_member(admin, member_id=tech, view_confidential=True)
    administration.update_member(admin, member_id=tech, view_confidential=True)
    assert not firm.principal("tech").hides_confidential
    assert Event.objects.get(verb="member.confidential_switch").data == {"on": True}


def test_a10_whom_the_switch_binds_cant_turn_it(firm):
    phone = firm.principal("admin", Surface.MOBILE)
    with pytest.raises(ForbiddenError):
        administration.update_member(
            phone, member_id=firm.members["admin"].id, view_confidential=True
        )
    assert firm.principal("admin", Surface.MOBILE).hides_confidential


def test_l40_a_deactivated_member_is_refused_at_once_tokens_too(firm):
    secret = firm.token("clerk")
    assert access.for_token(secret)
    administration.deactivate_member(firm.principal("admin"), member_id=firm.members["clerk"].id)
    with pytest.raises(UnauthenticatedError):
        access.for_token(secret)
    assert firm.client("clerk").get("/northgate/jobs").status_code in {302, 404}


def test_a_name_that_nobody_uses_yet_can_be_corrected(firm):
    admin = firm.principal("admin")
    row = administration.add_member(admin, email="n@n.example", name="Nmae", type="in_house")
    assert administration.update_member(admin, member_id=row.id, name="Name").name == "Name"
    make_person("other@n.example", "Other")
    firm.client("clerk")
    Person.objects.filter(id=firm.members["clerk"].person_id).update(
        last_login="2026-01-01T00:00:00Z"
    )
    with pytest.raises(ForbiddenError):
        administration.update_member(admin, member_id=firm.members["clerk"].id, name="X")


def test_roles_in_a_project_are_given_by_who_manages_projects(firm):
    office, watcher = firm.principal("office"), firm.members["watcher"].id
    viewer = Role.objects.create(account=firm.account, name="Plans", permissions=["documents.view"])
    project = firm.project.library_id
    assert seats.give_role(office, member_id=watcher, role_id=viewer.id, library_id=project)
    assert not seats.give_role(office, member_id=watcher, role_id=viewer.id, library_id=project)
    with pytest.raises(ForbiddenError):
        seats.give_role(office, member_id=watcher, role_id=viewer.id)
    with pytest.raises(ForbiddenError):
        seats.give_role(
            office, member_id=watcher, role_id=firm.roles["admin"].id, library_id=project
        )
    with pytest.raises(NotFoundError):
        seats.give_role(
            office, member_id=watcher, role_id=viewer.id, library_id=firm.job.library_id
        )
    with pytest.raises(NotFoundError):
        seats.give_role(
            office,
            member_id=firm.members["stranger"].id,
            role_id=viewer.id,
            library_id=project,
        )
    seats.take_roles(office, member_id=watcher, role_ids=[viewer.id], library_id=project)
    with pytest.raises(NotFoundError):
        seats.take_roles(office, member_id=watcher, role_ids=[viewer.id], library_id=project)
