"""Somebody accepts while the place is given more (F-2, F-3): the invitation ends, or the gift is weighed anew.

In both orders, on connections of their own; see `crossing`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.db import transaction

from crossing import crossed
from invitations.conftest import BASE
from personas import Firm, build_firm, make_folder, make_member
from strongroom.access import api as access
from strongroom.access.api import Entry, Level
from strongroom.access.models import Grant, Role, Seat
from strongroom.administration import api as administration
from strongroom.administration import seats
from strongroom.core.errors import ConflictError, NotFoundError
from strongroom.directory.models import Invitation, Member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

EMAIL, PASSWORD = "cora@northgate.example", "a boiler and a bicycle"


@pytest.fixture
def firm(db: None) -> Firm:
    """Return the two accounts, really written: threads of their own see them."""
    with transaction.atomic():
        return build_firm()


class Place:
    """Cora, who is invited as a viewer; what the admin may give her besides, and how she accepts."""

    def __init__(self, firm: Firm, inviter: str = "admin") -> None:
        self.firm, self.admin = firm, firm.principal("admin")
        self.folder = make_folder(firm.project.library_id, "controlled").id
        self.id = administration.add_member(
            firm.principal(inviter),
            email=EMAIL,
            name="Cora",
            type="in_house",
            role_ids=[firm.roles["viewer"].id],
            invite=True,
        ).id

    def accept(self) -> Callable[[], administration.Accepted]:
        """Return how she accepts by the address that she was handed."""
        path = administration.member_invitation_address(self.admin, self.id).removeprefix(BASE)
        secret = path.rpartition("/")[2]
        return lambda: administration.accept_as_new(secret, name="Cora", password=PASSWORD)

    def give(self, what: str) -> Callable[[], object]:
        """Return how she is given more."""
        admin, firm = self.admin, self.firm
        viewer, office = firm.roles["viewer"], firm.roles["office"]
        gifts: dict[str, Callable[[], object]] = {
            "entry": lambda: access.put_settings(
                admin,
                self.folder,
                enabled=True,
                entries=[Entry("member", self.id, Level.CONTRIBUTOR)],
                confirm=True,
            ),
            "assignment": lambda: seats.assign(
                admin, library_id=firm.job.library_id, member_ids=[self.id], confirm=True
            ),
            "role in a project": lambda: seats.give_role(
                admin,
                member_id=self.id,
                role_id=office.id,
                library_id=firm.project.library_id,
                confirm=True,
            ),
            "role": lambda: administration.update_member(
                admin, member_id=self.id, role_ids=[office.id], confirm=True
            ),
            "permissions of the role": lambda: administration.update_role(
                admin,
                role_id=viewer.id,
                permissions=[*viewer.permissions, "jobs.edit"],
                confirm=True,
            ),
            "switch": lambda: administration.update_member(
                admin, member_id=self.id, view_confidential=True, confirm=True
            ),
        }
        return gifts[what]

    def holds_more(self) -> bool:
        """Whether she has been given anything beyond what she was invited for."""
        role = Role.objects.get(id=self.firm.roles["viewer"].id)
        return (
            Grant.objects.filter(member_id=self.id).exists()
            or Seat.objects.filter(member_id=self.id).exclude(role_id=role.id).exists()
            or "jobs.edit" in role.permissions
            or Member.objects.get(id=self.id).view_confidential
        )

    @property
    def accepted(self) -> bool:
        return not Member.objects.select_related("person").get(id=self.id).person.placeholder

    @property
    def waiting(self) -> list[uuid.UUID]:
        found = Invitation.objects.filter(member_id=self.id, used_at=None, withdrawn_at=None)
        return list(found.values_list("id", flat=True))


GIFTS = (
    "entry",
    "assignment",
    "role in a project",
    "role",
    "permissions of the role",
    "switch",
)


@pytest.mark.parametrize("gift", GIFTS)
def test_f2_the_invitation_is_over_when_the_place_has_just_been_given_more(
    firm: Firm, gift: str
) -> None:
    place = Place(firm)
    before = place.waiting
    given, came = crossed(place.give(gift), place.accept())
    assert not isinstance(given, Exception), given
    assert isinstance(came, NotFoundError), came
    assert place.holds_more()
    assert not place.accepted
    assert len(place.waiting) == 1
    assert place.waiting != before


@pytest.mark.parametrize("gift", GIFTS)
def test_f2_what_is_given_to_one_who_has_just_accepted_is_given(firm: Firm, gift: str) -> None:
    place = Place(firm)
    came, given = crossed(place.accept(), place.give(gift))
    assert isinstance(came, administration.Accepted), came
    assert not isinstance(given, Exception), given
    assert place.accepted
    assert place.holds_more()
    assert place.waiting == []


@pytest.mark.parametrize("gift", [one for one in GIFTS if one != "switch"])
def test_f3_who_has_just_accepted_unproven_is_given_no_more_than_those_who_saw_the_address(
    firm: Firm, gift: str
) -> None:
    """Who made the invitation has seen its address, and can't hand out what the admin gives."""
    viewer = firm.roles["viewer"]
    codes = ["users.manage", *viewer.permissions]
    keeping = Role.objects.create(account=firm.account, name="Keeper", permissions=codes)
    firm.members["keeper"] = make_member(firm.account, "keeper", keeping)
    place = Place(firm, "keeper")
    came, given = crossed(place.accept(), place.give(gift))
    assert isinstance(came, administration.Accepted), came
    assert isinstance(given, ConflictError), given
    assert given.code == "login_not_proven"
    assert not place.holds_more()
