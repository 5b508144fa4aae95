"""The roles that a reason names (D-23)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from personas import Firm, make_member
from strongroom.access import api
from strongroom.access.api import Entry, Level, Reason
from strongroom.access.models import Role, Seat


def role(firm: Firm, name: str, *permissions: str) -> Role:
    return Role.objects.create(
        account=firm.account, name=name, permissions=["surface.office", *permissions]
    )


def names(firm: Firm, member: str, paper: str = "project.pdf") -> tuple[str, ...]:
    """Return the roles that the admin is told about a member, the same in both answers."""
    admin, item = firm.principal("admin"), firm.files[paper].id
    told = {answer.principal.id: answer for answer in api.who_can(admin, item)}
    alone = api.explain(admin, item, of=firm.principal(member))
    assert told[firm.members[member].id].role_names == alone.role_names
    return alone.role_names


def test_d23_the_role_that_gives_it(firm: Firm) -> None:
    assert names(firm, "clerk") == ("Clerk",)
    assert names(firm, "viewer") == ("Viewer",)
    assert names(firm, "admin") == ()  # as administrator, whatever the role is called


def test_d23_a_role_that_gives_less_or_nothing_is_not_named(firm: Firm) -> None:
    clerk = firm.members["clerk"]
    Seat.objects.create(member=clerk, role=firm.roles["viewer"])
    Seat.objects.create(member=clerk, role=role(firm, "Bookkeeper"))
    assert names(firm, "clerk") == ("Clerk",)
    twin = role(firm, "Second clerk", "documents.view", "documents.edit")
    Seat.objects.create(member=clerk, role=twin)
    assert names(firm, "clerk") == ("Clerk", "Second clerk")


def test_d23_roles_that_complete_one_another_are_both_named(firm: Firm) -> None:
    keeper = role(firm, "Access keeper", "documents.access_control")
    Seat.objects.create(member=firm.members["viewer"], role=keeper)
    assert names(firm, "viewer") == ("Access keeper", "Viewer")
    # On a job the same role gives setting access, too, and by itself nothing.
    assert names(firm, "viewer", "plan.pdf") == ("Access keeper", "Viewer")


def test_d23_a_role_held_in_the_project_counts_there_alone(firm: Firm) -> None:
    hand = firm.members["hand"] = make_member(firm.account, "hand", role(firm, "Reception"))
    seat = Seat.objects.create(
        member=hand, role=role(firm, "Site editor", "documents.edit"), library=firm.project.library
    )
    assert names(firm, "hand") == ("Site editor",)
    seat.library = firm.job.library
    seat.save()
    told = api.explain(
        firm.principal("admin"), firm.files["project.pdf"].id, of=firm.principal("hand")
    )
    assert (told.reason, told.role_names) == (Reason.NO_PERMISSION, ())


def test_d23_each_role_that_is_listed_at_the_level(firm: Firm) -> None:
    item, clerk = firm.files["project.pdf"].id, firm.members["clerk"]
    Seat.objects.create(member=clerk, role=role(firm, "Bookkeeper"))
    Seat.objects.create(member=clerk, role=firm.roles["viewer"])
    listed = {"Clerk": Level.CONTRIBUTOR, "Bookkeeper": Level.CONTRIBUTOR, "Viewer": Level.VIEWER}
    found = Role.objects.filter(account=firm.account, name__in=listed)
    entries = [Entry("role", one.id, listed[one.name]) for one in found]
    api.put_settings(firm.principal("office"), item, enabled=True, entries=entries, confirm=True)
    assert names(firm, "clerk") == ("Bookkeeper", "Clerk")
    assert names(firm, "viewer") == ("Viewer",)


@pytest.mark.parametrize("controlled", [False, True])
def test_d23_everybody_takes_as_many_statements_as_a_few(firm: Firm, *, controlled: bool) -> None:
    item = firm.files["project.pdf"].id
    office = firm.principal("office")
    if controlled:
        entries = [Entry("role", firm.roles["clerk"].id, Level.VIEWER)]
        api.put_settings(office, item, enabled=True, entries=entries, confirm=True)

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            return len(api.who_can(office, item)), len(captured)

    few = asked()
    for number in range(20):
        make_member(firm.account, f"clerk{number}", firm.roles["clerk"])
    assert asked() == (few[0] + 20, few[1])
