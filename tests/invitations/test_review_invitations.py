"""Invitations under a hostile eye: whose address may be shown where no mail can be sent (L19, L26)."""

import pytest
from django.test import Client

from invitations.conftest import BASE, accept
from personas import Firm, make_member
from strongroom.access.models import Role
from strongroom.administration import api as administration
from strongroom.directory.models import Account, Contact, Person
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
    return _shown(firm, person.email)


def contact_of_new(firm: Firm) -> str:
    """The same with an e-mail that nobody has."""
    return _shown(firm, "ida@alder.example")


def _shown(firm: Firm, email: str) -> str:
    office = firm.principal("office")
    row = work.create_contact(
        office,
        customer_id=firm.customers["alder"].id,
        name="Somebody",
        email=email,
        portal_access=True,
        invite=True,
    )
    return work.contact_invitation_address(office, row.id)


@pytest.mark.parametrize("where", ["account", "other"])
def test_l47_the_address_of_a_place_sets_up_no_login_that_opens_more(
    firm: Firm, where: str
) -> None:
    """A login that waits for its first password is not its first inviter's to take."""
    person = boss(getattr(firm, where))
    path = contact_of(firm, person).removeprefix(BASE)
    answer = accept(path)
    assert answer.status_code == 409
    person.refresh_from_db()
    assert not person.has_usable_password()
    assert not Contact.objects.filter(person=person).exists()


def test_f1_an_address_that_was_shown_opens_its_own_place_only(firm: Firm) -> None:
    path = contact_of_new(firm).removeprefix(BASE)
    row = administration.add_member(
        firm.principal("admin"),
        email="ida@alder.example",
        name="Ida Long",
        type="in_house",
        role_ids=[firm.roles["office"].id],
        invite=True,
    )
    client = Client()
    assert accept(path, client)["Location"] == "/northgate/portal/"
    assert client.get("/northgate/portal/").status_code == 200
    assert client.get("/northgate/").status_code == 404
    assert administration.get_member(firm.principal("admin"), row.id).state == "invited"
