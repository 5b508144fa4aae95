"""B-4: the portal's modules for all customers and for one; who gains and loses is asked first."""

import pytest

from personas import make_contact
from strongroom.audit.models import Event
from strongroom.core.errors import ConfirmationRequiredError, ForbiddenError, InvalidError
from strongroom.directory.models import Account, Customer, Person
from strongroom.store.models import LibraryKind
from strongroom.work import api as work

pytestmark = pytest.mark.django_db


def asked(operation):
    with pytest.raises(ConfirmationRequiredError) as caught:
        operation()
    return caught.value


def test_b4_switching_for_all_asks_with_who_loses_and_then_holds_at_once(firm):
    admin = firm.principal("admin")
    assert work.get_portal_modules(admin) == {
        "documents": True,
        "jobs": True,
        "quotes": True,
        "drafts": False,
    }
    question = asked(lambda: work.put_portal_modules(admin, jobs=False))
    assert question.detail == (
        "2 contacts of 2 customers would lose a part of the portal, from their next click on."
    )
    lost = [row["name"] for row in question.extra["changes"]["lose"]]
    assert lost == ["Contact, Alder Housing", "Rival, Birch Retail"]
    assert question.extra["changes"]["gain"] == []
    assert Account.objects.get(id=firm.account.id).portal_off == []
    assert LibraryKind.JOB in firm.principal("contact").modules

    work.put_portal_modules(admin, jobs=False, confirm=True)
    assert LibraryKind.JOB not in firm.principal("contact").modules
    event = Event.objects.get(verb="account.portal_changed")
    assert event.data == {"jobs": False}
    back = asked(lambda: work.put_portal_modules(admin, jobs=True, quotes=False))
    assert [len(back.extra["changes"][key]) for key in ("gain", "lose")] == [2, 2]


def test_b4_a_customer_with_its_own_setting_is_not_concerned(firm):
    Customer.objects.filter(id=firm.customers["birch"].id).update(portal_on=["jobs"])
    question = asked(lambda: work.put_portal_modules(firm.principal("admin"), jobs=False))
    assert [row["name"] for row in question.extra["changes"]["lose"]] == ["Contact, Alder Housing"]
    assert question.extra["changes"]["counts"]["lose"] == {"contacts": 1, "customers": 1}


def test_b4_what_nobody_sees_is_switched_without_a_question(firm):
    admin = firm.principal("admin")
    Customer.objects.filter(account=firm.account).update(portal_off=["jobs"])
    assert not work.put_portal_modules(admin, jobs=False)["jobs"]
    Customer.objects.filter(account=firm.account).update(portal_off=[])
    Person.objects.filter(contacts__account=firm.account).update(is_active=False)
    assert work.put_portal_modules(admin, jobs=True)["jobs"]
    assert work.put_portal_modules(admin, jobs=True)["jobs"]
    assert Event.objects.filter(verb="account.portal_changed").count() == 2


def test_b4_one_customer_asks_for_its_own_contacts_only(firm):
    office, alder = firm.principal("office"), firm.customers["alder"].id
    make_contact(firm.customers["alder"], "second")

    def switch(confirm=False, **portal):
        return work.update_customer(office, customer_id=alder, portal=portal, confirm=confirm)

    question = asked(lambda: switch(documents="off"))
    assert question.detail.startswith("2 contacts of 1 customer would lose")
    assert switch(confirm=True, documents="off").portal["documents"] == "off"
    contact = firm.principal("contact")
    assert not {LibraryKind.CUSTOMER, LibraryKind.PROJECT} & contact.modules
    assert LibraryKind.PROJECT in firm.principal("rival").modules
    # On by itself instead of as for all: nobody sees any difference.
    assert switch(jobs="on").portal["jobs"] == "on"
    assert asked(lambda: switch(documents="default")).extra["changes"]["lose"] == []
    assert Event.objects.filter(verb="customer.portal_changed").count() == 2


def test_b4_only_who_may_change_settings_or_the_customer_does(firm):
    for name in ("office", "viewer", "tech", "contact"):
        with pytest.raises(ForbiddenError):
            work.get_portal_modules(firm.principal(name))
        with pytest.raises(ForbiddenError):
            work.put_portal_modules(firm.principal(name), jobs=False, confirm=True)
    alder = firm.customers["alder"].id
    with pytest.raises(ForbiddenError):
        work.update_customer(
            firm.principal("viewer"), customer_id=alder, portal={"jobs": "off"}, confirm=True
        )
    for odd in ({"photos": "on"}, {"jobs": "perhaps"}):
        with pytest.raises(InvalidError) as caught:
            work.update_customer(firm.principal("office"), customer_id=alder, portal=odd)
        assert list(caught.value.errors) == [f"portal.{next(iter(odd))}"]


def test_b4_the_question_names_a_hundred_and_counts_all(firm):
    for number in range(105):
        make_contact(firm.customers["alder"], f"many{number}")
    question = asked(lambda: work.put_portal_modules(firm.principal("admin"), quotes=False))
    assert question.detail.startswith("107 contacts of 2 customers")
    assert len(question.extra["changes"]["lose"]) == 100
