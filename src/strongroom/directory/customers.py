"""Rows of customers and their contacts: names, the portal's modules, portal access. Nothing is asked here."""

import uuid
from collections.abc import Mapping

from strongroom.directory.models import Contact, Customer, PortalModule


def add_customer(account_id: uuid.UUID, name: str) -> Customer:
    """Make a customer of the account."""
    return Customer.objects.create(account_id=account_id, name=name)


def rename_customer(customer: Customer, name: str) -> None:
    """Give the customer another name."""
    customer.name = name
    customer.save(update_fields=["name"])


def set_customer_modules(customer: Customer, modules: Mapping[str, str]) -> None:
    """Set modules of the portal, by name, to on, off or default for this customer (B-4)."""
    for field, word in (("portal_on", PortalModule.ON), ("portal_off", PortalModule.OFF)):
        kept = set(getattr(customer, field)) - set(modules)
        chosen = {name for name, value in modules.items() if value == word}
        setattr(customer, field, sorted(kept | chosen))
    customer.save(update_fields=["portal_on", "portal_off"])


def own_module(customer: Customer, name: str) -> PortalModule:
    """Return what a module of the portal is for this customer: on, off, or as for all (B-4)."""
    if name in customer.portal_off:
        return PortalModule.OFF
    return PortalModule.ON if name in customer.portal_on else PortalModule.DEFAULT


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
