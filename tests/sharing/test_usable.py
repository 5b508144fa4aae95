"""E-6: a portal share that nobody can use is said to be one, in the API, the dialog and the register."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from personas import Firm, make_contact, make_customer, make_file, make_job, share
from strongroom.core.errors import ConfirmationRequiredError
from strongroom.directory.models import Contact, Customer
from strongroom.documents import api as documents
from strongroom.sharing import api as sharing
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db


def row_of(firm: Firm, name: str = "viewable.pdf") -> sharing.ShareRow:
    return sharing.shares_of(firm.principal("office"), firm.files[name].id)[0]


def without_access(firm: Firm) -> None:
    Contact.objects.filter(customer=firm.customers["alder"]).update(portal_access=False)


def test_e6_a_share_that_a_contact_can_open_is_usable(firm: Firm) -> None:
    row = row_of(firm)
    assert (row.usable, row.unused, row.why_not) == (True, None, "")


@pytest.mark.parametrize("fields", [{"portal_access": False}, {"active": False}])
def test_e6_no_contact_with_portal_access(firm: Firm, fields: dict[str, bool]) -> None:
    Contact.objects.filter(customer=firm.customers["alder"]).update(**fields)
    row = row_of(firm)
    assert (row.state, row.usable, row.why_not) == (sharing.ShareState.LIVE, False, "no_contact")


def test_e6_a_contact_whose_login_is_closed_does_not_count(firm: Firm) -> None:
    person = firm.person("contact")
    person.is_active = False
    person.save()
    assert row_of(firm).why_not == "no_contact"


def test_e6_who_has_not_accepted_does_not_count(firm: Firm) -> None:
    """Nor is anybody who was only invited told as gaining or losing: they see nothing yet (F-1)."""
    Contact.objects.filter(customer=firm.customers["alder"]).update(person=None)
    assert row_of(firm).why_not == "not_accepted"
    with pytest.raises(ConfirmationRequiredError) as question:
        documents.move(
            firm.principal("office"),
            item_ids=[firm.files["viewable.pdf"].id],
            parent_id=firm.project.library_id,
        )
    told = question.value.extra["changes"]["people"]
    assert [one["name"] for one in told if one["type"] == "contact"] == []


def test_e6_the_module_is_off_for_all_or_for_the_customer(firm: Firm) -> None:
    firm.account.portal_off = ["jobs"]
    firm.account.save()
    assert row_of(firm).why_not == "module_off"
    Customer.objects.filter(id=firm.customers["alder"].id).update(portal_on=["jobs"])
    assert row_of(firm).usable
    Customer.objects.filter(id=firm.customers["alder"].id).update(portal_on=[], portal_off=["jobs"])
    assert row_of(firm).why_not == "module_off"


def test_e6_what_is_over_tells_its_state_and_a_link_waits_for_no_contact(firm: Firm) -> None:
    office, viewable = firm.principal("office"), firm.files["viewable.pdf"]
    without_access(firm)
    [link] = sharing.share_by_link(office, item_ids=[viewable.id])
    assert link.usable
    sharing.hide_from_portal(office, item_ids=[viewable.id])
    over = sharing.shares_of(office, viewable.id)[1]
    assert (over.usable, over.unused, over.why_not) == (False, None, "cancelled")


def test_e6_the_dialog_names_who_lacks_access_and_leads_to_inviting(firm: Firm) -> None:
    alder, viewable = firm.customers["alder"], firm.files["viewable.pdf"]
    contacts = f"/northgate/customers/{alder.id}/contacts"
    page = f"/northgate/items/{viewable.id}/shares"
    client = firm.client("office")
    shown = client.get(page).content.decode()
    assert "Live" in shown
    assert "Nobody" not in shown
    without_access(firm)
    shown = client.get(page).content.decode()
    assert "Nobody can see this yet: none of the 2 contacts of Alder Housing has" in shown
    assert "Nobody would see it yet" in shown
    assert f'href="{contacts}">Invite' in shown
    assert ">Live<" not in shown
    firm.contacts["former"].delete()
    Contact.objects.filter(customer=alder).update(name="Elsie Fenwick")
    shown = client.get(page).content.decode()
    assert "Nobody can see this yet: Elsie Fenwick has no portal access." in shown
    Contact.objects.filter(customer=alder).delete()
    assert "Alder Housing has no contact with portal access" in client.get(page).content.decode()


def test_e6_the_register_and_the_api_say_it(firm: Firm) -> None:
    without_access(firm)
    page = firm.client("admin").get("/northgate/admin/shares").content.decode()
    assert page.count("Nobody can see this yet") == 2
    rows = firm.api("admin").get("/api/v1/shares").json()["results"]
    told = {row["item_name"]: (row["usable"], row["why_not"]) for row in rows}
    assert told == {
        "viewable.pdf": (False, "no_contact"),
        "secret-viewable.pdf": (False, "no_contact"),
        "rival.pdf": (True, None),
    }


def test_e6_costs_one_statement_for_a_page_of_the_register(firm: Firm) -> None:
    admin = firm.principal("admin")

    def statements() -> int:
        with CaptureQueriesContext(connection) as ran:
            assert sharing.register(admin, limit=100).results
        return len(ran)

    few = statements()
    for number in range(12):
        customer = make_customer(firm.account, f"Customer {number}")
        job = make_job(firm.account, f"J-9{number}", "Lamps", customer)
        share(Item.objects.get(id=make_file(job.library_id, "a.txt").id), customer)
        if number % 2:
            make_contact(customer, f"contact{number}")
    assert statements() == few
    unused = [row.unused for row in sharing.register(admin, limit=100).results]
    assert unused.count(sharing.Unused.NO_CONTACT) == 6
