"""Customers, contacts and projects: who sees and changes them, and portal access tied to a login."""

import pytest

from personas import make_person
from strongroom.access import api as access
from strongroom.audit.models import Event
from strongroom.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    UnauthenticatedError,
)
from strongroom.directory import api as directory
from strongroom.directory.models import Contact, Person
from strongroom.store.models import Item, Library
from strongroom.work import api as work

pytestmark = pytest.mark.django_db


def test_customers_are_listed_by_name_for_who_may_see_them(firm):
    office = firm.principal("office")
    work.create_customer(office, name="  acorn   Ltd ")
    rows = work.list_customers(office).results
    assert [row.name for row in rows] == ["acorn Ltd", "Alder Housing", "Birch Retail"]
    page = work.list_customers(office, limit=2)
    more = work.list_customers(office, limit=2, cursor=page.next)
    assert [row.name for row in page.results + more.results] == [row.name for row in rows]
    assert more.next is None
    assert [row.name for row in work.list_customers(office, q="RETAIL").results] == ["Birch Retail"]
    for name in ("tech", "sub", "watcher"):
        assert work.list_customers(firm.principal(name)).results == []
        with pytest.raises(NotFoundError):
            work.get_customer(firm.principal(name), firm.customers["alder"].id)
    with pytest.raises(NotFoundError):
        work.get_customer(office, firm.customers["foreign"].id)


def test_l33_a_contact_sees_no_other_customer_and_no_contacts(firm):
    contact = firm.principal("contact")
    names = {row.name for row in work.list_customers(contact).results}
    assert names <= {"Alder Housing"}
    with pytest.raises(NotFoundError):
        work.get_customer(contact, firm.customers["birch"].id)
    assert work.list_contacts(contact).results == []
    for known in firm.contacts.values():
        with pytest.raises(NotFoundError):
            work.get_contact(contact, known.id)
    with pytest.raises(ForbiddenError):
        work.create_contact(contact, customer_id=firm.customers["alder"].id, name="X")


def test_renaming_a_customer(firm):
    clerk = firm.principal("clerk")
    row = work.update_customer(clerk, customer_id=firm.customers["alder"].id, name="Alder Homes")
    assert Item.objects.get(id=row.library_id).name == "Alder Homes"
    assert Event.objects.filter(verb="customer.changed", subject_id=row.id).count() == 1
    with pytest.raises(ForbiddenError):
        work.update_customer(firm.principal("viewer"), customer_id=row.id, name="X")
    with pytest.raises(ForbiddenError):
        work.create_customer(firm.principal("viewer"), name="X")


def test_f1_portal_access_is_open_when_it_is_accepted_and_no_earlier(firm):
    office, alder = firm.principal("office"), firm.customers["alder"].id
    plain = work.create_contact(office, customer_id=alder, name="Ned", email="Ned@Alder.example")
    row = work.update_contact(office, contact_id=plain.id, portal_access=True)
    assert (row.state, row.email) == ("invited", "ned@alder.example")
    assert not Person.objects.filter(email="ned@alder.example").exists()
    with pytest.raises(UnauthenticatedError):
        access.for_contact(plain.id)
    person = make_person("ned@alder.example", "Ned Long")
    directory.settle(Contact.objects.get(id=plain.id), person)
    assert access.for_contact(plain.id).customer_id == alder
    work.update_contact(office, contact_id=plain.id, active=False)
    with pytest.raises(UnauthenticatedError):
        access.for_contact(plain.id)


def test_f1_a_login_that_exists_is_not_looked_for(firm):
    person = make_person("known@elsewhere.example", "Known Elsewhere")
    contact = work.create_contact(
        firm.principal("office"),
        customer_id=firm.customers["alder"].id,
        name="Another Name",
        email="KNOWN@elsewhere.example",
        portal_access=True,
    )
    before = person.password
    person.refresh_from_db()
    assert (person.name, person.password) == ("Known Elsewhere", before)
    assert contact.state == "invited"
    assert Contact.objects.get(id=contact.id).person_id is None


def test_f1_another_email_is_another_person_who_has_not_accepted(firm):
    office, contact = firm.principal("office"), firm.contacts["contact"]
    row = work.update_contact(office, contact_id=contact.id, email="new@alder.example")
    assert row.state == "invited"
    contact.refresh_from_db()
    assert contact.person is None


def test_portal_access_needs_an_email_of_its_own(firm):
    office, alder = firm.principal("office"), firm.customers["alder"].id
    with pytest.raises(InvalidError) as caught:
        work.create_contact(office, customer_id=alder, name="Ned", portal_access=True)
    assert list(caught.value.errors) == ["email"]
    with pytest.raises(ConflictError) as conflict:
        work.create_contact(
            office,
            customer_id=firm.customers["birch"].id,
            name="Twice",
            email=firm.contacts["contact"].email,
            portal_access=True,
        )
    assert conflict.value.code == "contact_exists"
    with pytest.raises(InvalidError):
        work.create_contact(office, customer_id=alder, name="Ned", email="not an address")
    assert not Contact.objects.filter(name__in=["Ned", "Twice"]).exists()


def test_contacts_of_foreign_customers_are_unknown(firm):
    office = firm.principal("office")
    with pytest.raises(InvalidError):
        work.create_contact(office, customer_id=firm.customers["foreign"].id, name="X")
    rows = work.list_contacts(office, customer_id=firm.customers["birch"].id).results
    assert [row.name for row in rows] == ["Rival"]
    assert len(work.list_contacts(office, q="@northgate-customers").results) == 3
    with pytest.raises(NotFoundError):
        work.get_contact(firm.principal("stranger"), firm.contacts["contact"].id)


def test_projects_are_made_and_changed_by_who_manages_them(firm):
    office = firm.principal("office")
    row = work.create_project(office, name="Quarry Road", customer_id=firm.customers["birch"].id)
    assert (row.customer_name, row.may_edit, row.may_add) == ("Birch Retail", True, True)
    row = work.update_project(office, project_id=row.id, name="Quarry Lane", customer_id=None)
    assert (row.name, row.customer_id) == ("Quarry Lane", None)
    assert Library.objects.get(id=row.library_id).customer_id is None
    assert [p.name for p in work.list_projects(office).results] == ["Harbour Court", "Quarry Lane"]
    for name in ("clerk", "viewer"):
        with pytest.raises(ForbiddenError):
            work.create_project(firm.principal(name), name="X")
        with pytest.raises(ForbiddenError):
            work.update_project(firm.principal(name), project_id=row.id, name="X")
    watcher = firm.principal("watcher")
    assert [p.name for p in work.list_projects(watcher).results] == ["Harbour Court"]
    with pytest.raises(NotFoundError):
        work.get_project(watcher, row.id)
    with pytest.raises(NotFoundError):
        work.get_project(firm.principal("stranger"), row.id)
