"""B-4, L34: a module that is off is gone, from pages and from addresses, in the next request."""

import pytest
from django.urls import reverse

import personas
import surface_world
from strongroom.directory.models import Account, Customer

MODULES = ["jobs", "quotes", "documents"]


@pytest.fixture
def rows(world):
    """One viewable file in each library of the first customer, by module."""
    libraries = dict(
        zip(["jobs", "quotes", "project", "customer"], world.first.library_ids, strict=True)
    )
    made = {
        name: surface_world.attach(library_id, f"{name}.txt")
        for name, library_id in libraries.items()
    }
    for item in made.values():
        personas.share(item, world.first.customer)
    return {
        "jobs": [made["jobs"]],
        "quotes": [made["quotes"]],
        "documents": [made["project"], made["customer"]],
    }


def address(world, name, **kwargs):
    return reverse(f"portal:{name}", kwargs={"account": world.slug, **kwargs})


def card(world, module):
    if module == "jobs":
        return address(world, "job", record_id=world.first.job.id)
    return address(world, "quote", record_id=world.first.quote.id)


def for_all(world, module):
    Account.objects.filter(id=world.account.id).update(portal_off=[module])


def for_one(world, module):
    Customer.objects.filter(id=world.first.customer.id).update(portal_off=[module])


@pytest.mark.parametrize("off", [for_all, for_one], ids=["for all", "for this customer"])
@pytest.mark.parametrize("module", MODULES)
def test_l34_a_module_that_is_off_is_gone(world, rows, sign_in, module, off):
    client = sign_in(world.first.contact)
    contents = [address(world, "item-content", item_id=row.id) for row in rows[module]]
    addresses = [address(world, module), *contents]
    if module != "documents":
        archive = "job-archive" if module == "jobs" else "quote-archive"
        kwargs = (
            {"record_id": world.first.job.id}
            if module == "jobs"
            else {"record_id": world.first.quote.id}
        )
        addresses += [card(world, module), address(world, archive, **kwargs)]
    assert [client.get(url).status_code for url in addresses] == [200] * len(addresses)
    off(world, module)
    assert [client.get(url).status_code for url in addresses] == [404] * len(addresses)
    home = client.get(address(world, "home"))
    assert module not in [section.module.key for section in home.context["sections"]]
    assert module not in [entry.label.lower() for entry in home.context["frame"].nav]
    assert not [row.name for row in rows[module] if row.name in home.content.decode()]


@pytest.mark.parametrize("module", MODULES)
def test_b4_the_other_modules_stay(world, rows, sign_in, module):
    for_all(world, module)
    client = sign_in(world.first.contact)
    for other in MODULES:
        if other != module:
            assert client.get(address(world, other)).status_code == 200
            for row in rows[other]:
                url = address(world, "item-content", item_id=row.id)
                assert client.get(url).status_code == 200


@pytest.mark.parametrize("module", MODULES)
def test_b4_on_for_one_customer_counts_more_than_off_for_all(world, rows, sign_in, module):
    for_all(world, module)
    Customer.objects.filter(id=world.first.customer.id).update(portal_on=[module])
    assert sign_in(world.first.contact).get(address(world, module)).status_code == 200
    assert sign_in(world.second.contact).get(address(world, module)).status_code == 404


def test_all_modules_off_leaves_a_calm_first_page(world, rows, sign_in):
    Account.objects.filter(id=world.account.id).update(portal_off=MODULES)
    answer = sign_in(world.first.contact).get(address(world, "home"))
    assert answer.status_code == 200
    assert "Nothing has been shared with you here yet" in answer.content.decode()


@pytest.mark.parametrize("name", ["home", "jobs", "quotes", "documents"])
def test_every_page_has_a_designed_empty_state(world, sign_in, name):
    """UI, Manners: a customer without anything reads what will appear here."""
    _, contact = surface_world.customer(world.account, "Third and Co")
    text = sign_in(contact).get(address(world, name)).content.decode()
    assert "sr-empty" in text
