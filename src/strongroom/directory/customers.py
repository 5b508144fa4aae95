"""Rows of customers and their contacts: names, the portal's modules, portal access. Nothing is asked here."""

import uuid
from collections.abc import Mapping

from strongroom.directory.models import Contact, Customer


def add_customer(account_id: uuid.UUID, name: str) -> Customer:
    """Make a customer of the account."""
    return Customer.objects.create(account_id=account_id, name=name)


def rename_customer(customer: Customer, name: str) -> None:
    """Give the customer another name."""
    customer.name = name
    customer.save(update_fields=["name"])


def set_customer_modules(customer: Customer, modules: Mapping[str, str]) -> None:
    """Set modules of the portal, by name, to on, off or default for this customer (B-4)."""
    for name, value in modules.items():
        setattr(customer, f"portal_{name}", value)
    customer.save(update_fields=[f"portal_{name}" for name in modules])


def add_contact(contact: Contact) -> None:
    """Insert a contact that was filled in."""
    contact.save(force_insert=True)


def change_contact(contact: Contact) -> None:
    """Write all that was changed of a contact."""
    contact.save()


def give_portal_access(contact: Contact) -> None:
    """Let the contact into the portal, once they have accepted."""
    contact.portal_access = True
    contact.save(update_fields=["portal_access"])


def end_portal_access(contact: Contact) -> None:
    """Let the contact in no more, and end every credential of the place (F-4)."""
    contact.portal_access = False
    contact.epoch += 1
    contact.save(update_fields=["portal_access", "epoch"])
