"""Invitations under a hostile eye: whose address may be shown where no mail can be sent (L19, L26)."""

import pytest
from django.test import Client

from invitations.conftest import accept
from personas import Firm, make_member
from strongroom.access import api as access
from strongroom.access.models import Role
from strongroom.directory import api as directory
from strongroom.directory.models import Account, Member, Person
from strongroom.work import api as work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_mail(settings: object) -> None:
    """Addresses are passed on by hand."""
    settings.MAIL_URL = ""  # type: ignore[attr-defined]


def boss(account: Account) -> Person:
    """Return an admin of the account who has not chosen a password yet."""
    role = Role.objects.create(account=account, name="Boss", permissions=["admin"])
    member = make_member(account, "boss", role)
    person = Person.objects.get(id=member.person_id)
    person.set_unusable_password()
    person.save()
    return person


def contact_of(firm: Firm, person: Person) -> str:
    """Invite a contact with that e-mail as one who changes customers; return the address shown."""
    office = firm.principal("office")
    row = work.create_contact(
        office,
        customer_id=firm.customers["alder"].id,
        name="Somebody",
        email=person.email,
        portal_access=True,
        invite=True,
    )
    return work.contact_invitation_address(office, row.id)


@pytest.mark.parametrize("where", ["account", "other"])
def test_l19_nobody_is_shown_the_address_of_a_login_that_opens_more(firm: Firm, where: str) -> None:
    person = boss(getattr(firm, where))
    assert contact_of(firm, person) == ""


def test_l19_nor_of_a_member_who_belongs_elsewhere_too(firm: Firm) -> None:
    person = boss(firm.other)
    member = Member.objects.create(account=firm.account, person=person, type="watcher")
    access.invite_member(firm.principal("admin"), member_id=member.id)
    assert access.member_invitation_address(firm.principal("admin"), member.id) == ""


def test_an_address_that_was_shown_ends_when_its_login_opens_more(firm: Firm) -> None:
    person = directory.person_for("ida@alder.example", "Ida Long")
    shown = contact_of(firm, person)
    assert shown
    path = "/invitation/" + shown.rpartition("/")[2]
    assert Client().get(path).status_code == 200
    row = access.add_member(
        firm.principal("admin"),
        email=person.email,
        name="Ida Long",
        type="in_house",
        role_ids=[firm.roles["office"].id],
    )
    assert access.member_invitation_address(firm.principal("admin"), row.id) == ""
    assert accept(path).status_code == 404
    assert not Person.objects.get(id=person.id).has_usable_password()
