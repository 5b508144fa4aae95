"""Logins and accounts: e-mail whatever its case, one answer for all that is wrong, places."""

import pytest

from personas import PASSWORD, make_contact, make_person
from strongroom.core.errors import ConflictError, InvalidError, NotFoundError
from strongroom.directory import api as directory
from strongroom.directory import people
from strongroom.directory.models import Member, Person

pytestmark = pytest.mark.django_db


def test_a_password_is_taken_as_typed(firm):
    person = directory.create_person(
        email="Ann@Firm.example", name="Ann", password="  spaced out  "
    )
    assert directory.authenticate(" ann@firm.EXAMPLE ", "  spaced out  ") == person
    assert directory.authenticate("ann@firm.example", "spaced out") is None


def test_l11_unknown_wrong_and_deactivated_cost_one_hash_each(firm, monkeypatch):
    hashes: list[str] = []
    for name in ("make_password", "check_password"):
        real = getattr(people, name)
        monkeypatch.setattr(
            people,
            name,
            lambda *given, _real=real, _name=name: (hashes.append(_name), _real(*given))[1],
        )
    person = firm.person("clerk")
    nobody = make_person("nobody@firm.example", "Nobody")
    Person.objects.filter(id=nobody.id).update(is_active=False)
    directory.create_person(email="invited@firm.example", name="Invited")
    hashes.clear()
    for email in (
        "unknown@firm.example",
        person.email,
        nobody.email,
        "invited@firm.example",
        "x" * 400,
        "a\0b@firm.example",
    ):
        assert directory.authenticate(email, "wrong password") is None
    assert len(hashes) == 6
    assert directory.authenticate(person.email, PASSWORD) == person


def test_an_email_is_once_whatever_its_case(firm):
    directory.create_person(email="ann@firm.example", name="Ann")
    with pytest.raises(ConflictError):
        directory.create_person(email="ANN@firm.example", name="Ann")
    assert directory.person_for("ANN@FIRM.example", "Other").name == "Ann"
    for bad in (
        "",
        "ann",
        "a@b",
        "ann@@firm.example",
        f"{'x' * 260}@firm.example",
        "a\0@b.example",
    ):
        with pytest.raises(InvalidError):
            directory.create_person(email=bad, name="Ann")


@pytest.mark.parametrize("weak", ["short", "password12", ""])
def test_a_weak_new_password_is_refused(firm, weak):
    with pytest.raises(InvalidError) as caught:
        directory.set_password(firm.person("clerk"), weak)
    assert list(caught.value.errors) == ["new_password"]
    assert directory.authenticate(firm.person("clerk").email, PASSWORD)


def test_places_are_live_ones_of_every_firm(firm):
    person = firm.person("office")
    Member.objects.create(account=firm.other, person=person, type="watcher")
    contact = make_contact(firm.customers["foreign"], "double")
    contact.person = person
    contact.save()
    found = directory.places(person)
    assert [(p.account_slug, p.member_type, bool(p.contact_id)) for p in found] == [
        ("northgate", "in_house", False),
        ("rival", "watcher", False),
        ("rival", None, True),
    ]
    Member.objects.filter(person=person, account=firm.account).update(active=False)
    contact.portal_access = False
    contact.save()
    assert [p.account_slug for p in directory.places(person)] == ["rival"]
    Person.objects.filter(id=person.id).update(is_active=False)
    person.refresh_from_db()
    assert directory.places(person) == []
    assert directory.contact_id(person.id, "rival") is None


def test_accounts_have_an_address_of_their_own(firm):
    assert directory.suggested_slug("Northgate") == "northgate-2"
    assert directory.suggested_slug("API") == "api-2"
    assert directory.suggested_slug("¿?") == "firm"
    with pytest.raises(ConflictError):
        directory.create_account(name="X", slug="northgate")
    for slug in ("api", "sign-in", "Upper", "a b", "-x", ""):
        with pytest.raises(InvalidError):
            directory.create_account(name="X", slug=slug)
    with pytest.raises(NotFoundError):
        directory.get_account("nowhere")
