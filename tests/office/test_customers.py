"""Customers and their contacts at the office."""

from typing import Any

import pytest

from office.conftest import SignIn
from office.forms import filled
from personas import Firm, make_file, make_job
from strongroom.directory.models import Contact, Customer
from strongroom.work.models import CustomerRecord

pytestmark = pytest.mark.django_db


def test_the_list_is_by_name_and_searched(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    listing = client.get("/northgate/customers").context["listing"]
    names = [row.cells[0].text for row in listing.table.rows]
    assert names == ["Alder Housing", "Birch Retail"]
    page = client.get("/northgate/customers?q=birch").content.decode()
    assert "Birch Retail" in page
    assert "Alder Housing" not in page
    assert "Nothing matches" in client.get("/northgate/customers?q=zzz").content.decode()


def test_the_card_shows_jobs_quotes_contacts_and_documents(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    alder = firm.customers["alder"]
    make_file(CustomerRecord.objects.get(customer=alder).library_id, "terms.pdf")
    address = f"/northgate/customers/{alder.id}"
    card = client.get(address)
    page = card.content.decode()
    assert "Rewire the boiler house" in page
    assert "Solar panels" in page
    assert "Shop fit-out" not in page
    assert f"/northgate/jobs/new?customer={alder.id}" in page
    assert next(tab.count for tab in card.context["tabs"] if tab.label == "Documents") == "1"
    contacts = client.get(f"{address}/contacts").content.decode()
    assert "contact@northgate-customers.example" in contacts
    assert "rival@" not in contacts
    assert "terms.pdf" in client.get(f"{address}/documents").content.decode()


def test_many_jobs_lead_to_the_filtered_list(firm: Firm, sign_in: SignIn) -> None:
    birch = firm.customers["birch"]
    for number in range(20, 32):
        make_job(firm.account, f"J-{number}", f"Job {number}", birch)
    page = sign_in("office").get(f"/northgate/customers/{birch.id}").content.decode()
    assert f"/northgate/jobs?customer={birch.id}" in page


def test_a_customer_is_made_and_renamed(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    assert client.post("/northgate/customers/new", {"name": "Elm School"}).status_code == 303
    elm = Customer.objects.get(name="Elm School")
    address = f"/northgate/customers/{elm.id}/edit"
    sent = {**filled(client, address), "name": "Elm Academy"}
    assert client.post(address, sent)["Location"] == f"/northgate/customers/{elm.id}"
    assert Customer.objects.get(id=elm.id).name == "Elm Academy"
    assert client.post("/northgate/customers/new", {"name": " "}).status_code == 422


def test_a_stale_customer_form_is_noticed(firm: Firm, sign_in: SignIn) -> None:
    office = sign_in("office")
    address = f"/northgate/customers/{firm.customers['alder'].id}/edit"
    mine = {**filled(office, address), "name": "Mine"}
    Customer.objects.filter(id=firm.customers["alder"].id).update(name="Theirs")
    answer = office.post(address, mine)
    assert answer.status_code == 412
    assert "Mine" in answer.content.decode()
    assert office.post(address, filled_of(answer)).status_code == 303


def filled_of(answer: object) -> dict[str, str]:
    form = answer.context["form"]  # type: ignore[attr-defined]
    return {name: form[name].value() for name in form.fields}


def test_a_contact_is_added_and_changed(firm: Firm, sign_in: SignIn) -> None:
    client = sign_in("office")
    alder = firm.customers["alder"]
    address = f"/northgate/customers/{alder.id}/contacts/new"
    sent = {"name": "Ida Long", "email": "ida@alder.example", "portal_access": "on"}
    answer = client.post(address, sent)
    ida = Contact.objects.get(name="Ida Long")
    assert ida.portal_access
    edit = f"/northgate/contacts/{ida.id}/edit"
    assert answer["Location"] == edit  # no mail server: the invitation's address stands there
    values = {**filled(client, edit), "name": "Ida Short"}
    assert client.post(edit, values).status_code == 303
    ida.refresh_from_db()
    assert ida.name == "Ida Short"
    assert ida.portal_access  # given and withdrawn beside the form: test_inviting.py


@pytest.mark.parametrize("url", ["", "smtp://localhost"])
def test_no_mail_is_promised_without_a_server(
    firm: Firm, sign_in: SignIn, settings: Any, url: str
) -> None:
    settings.MAIL_URL = url
    customer = firm.customers["alder"].id
    page = sign_in("office").get(f"/northgate/customers/{customer}/contacts/new").content.decode()
    assert ("invited by e-mail" in page) is bool(url)
    assert ("copies the address of the invitation" in page) is not bool(url)


def test_a_contact_with_portal_access_needs_an_address(firm: Firm, sign_in: SignIn) -> None:
    address = f"/northgate/customers/{firm.customers['alder'].id}/contacts/new"
    answer = sign_in("office").post(address, {"name": "Ida", "portal_access": "on"})
    assert answer.status_code == 422
    assert "needs an e-mail address" in answer.content.decode()
    assert not Contact.objects.filter(name="Ida").exists()


def test_who_may_only_look_changes_nothing(firm: Firm, sign_in: SignIn) -> None:
    viewer = sign_in("viewer")
    alder = firm.customers["alder"]
    contact = firm.contacts["contact"]
    page = viewer.get(f"/northgate/customers/{alder.id}").content.decode()
    assert "/edit" not in page
    assert "/new" not in page
    for address in (
        "/northgate/customers/new",
        f"/northgate/customers/{alder.id}/edit",
        f"/northgate/customers/{alder.id}/contacts/new",
        f"/northgate/contacts/{contact.id}/edit",
    ):
        assert viewer.get(address).status_code == 403
        assert viewer.post(address, {"name": "X", "email": "x@x.example"}).status_code == 403
    assert not Customer.objects.filter(name="X").exists()
    assert not Contact.objects.filter(name="X").exists()


def test_customers_are_hidden_without_the_permission(firm: Firm, sign_in: SignIn) -> None:
    sub = sign_in("sub")
    assert "Customers" not in sub.get("/northgate/jobs").content.decode()
    assert sub.get("/northgate/customers").status_code == 403
    assert sub.get(f"/northgate/customers/{firm.customers['alder'].id}").status_code == 404


def test_l33_a_customer_of_another_firm_does_not_exist(firm: Firm, sign_in: SignIn) -> None:
    foreign = firm.customers["foreign"].id
    client = sign_in("admin")
    for path in ("", "/contacts", "/documents", "/edit", "/contacts/new"):
        assert client.get(f"/northgate/customers/{foreign}{path}").status_code == 404


def test_f4_another_email_says_that_the_old_one_no_longer_opens_the_portal(
    firm: Firm, sign_in: SignIn
) -> None:
    contact = firm.contacts["contact"]
    address = f"/northgate/contacts/{contact.id}/edit"
    client = sign_in("office")
    sent = {**filled(client, address), "email": "elsewhere@northgate-customers.example"}
    page = client.post(address, sent, follow=True).content.decode()
    assert f"{contact.email} no longer opens the customer portal." in page
    name = {**filled(client, address), "name": "Another Name"}
    assert "no longer opens" not in client.post(address, name, follow=True).content.decode()
