"""Customers, and which modules of the portal theirs is."""

import datetime as dt
import uuid
from typing import Annotated, Literal, get_args

from ninja import Query, Router

from strongroom.interfaces.rest.kit.confirming import Confirming
from strongroom.interfaces.rest.kit.listing import Searching
from strongroom.interfaces.rest.kit.resource import Changes, Lists, Makes, Resource, serve
from strongroom.interfaces.rest.kit.types import (
    Results,
    Sent,
    Shown,
    Text,
    one_of,
    optional,
    with_fields,
)
from strongroom.work import api as work

router = Router(tags=["work"])

ModuleWord = Literal["on", "off", "default"]


@with_fields(work.PORTAL_MODULES, Annotated[str, one_of(*get_args(ModuleWord))])
class PortalModules(Shown):
    """Modules of the portal for one customer: on, off, or as for all (B-4)."""


class ContactCustomer(Shown):
    """What a contact gets of their own customer."""

    id: uuid.UUID
    name: str
    library_id: uuid.UUID


class Customer(ContactCustomer):
    """A customer; `library_id` is the id of its root folder."""

    portal: PortalModules
    created_at: dt.datetime


class CustomerList(Results[Customer | ContactCustomer]):
    """One page of customers."""


class CustomerNew(Sent):
    """A customer to make."""

    name: Text


@with_fields(work.PORTAL_MODULES, ModuleWord, None)
class PortalChange(Sent):
    """Modules to switch; what is left out stays."""


class CustomerChange(Confirming):
    """Changes to a customer; what is left out stays.

    A module is switched after 409 `confirmation_required` where contacts gain or lose it; 403
    `opens_outward` where that opens what you may not share.
    """

    name: Text = optional()
    portal: PortalChange = optional()


def _customer(row: work.CustomerRow) -> Customer:
    return Customer.of(row, portal=PortalModules(**row.portal))


CUSTOMERS = Resource(
    of=work.CUSTOMERS,
    shown=Customer,
    show=_customer,
    to_contact=ContactCustomer,
    lists=Lists(
        answer=CustomerList,
        wanted=Query[Searching],
        says="List customers by name.",
    ),
    makes=Makes(
        takes=CustomerNew,
        says="Make a customer with its library.",
    ),
    changes=Changes(
        takes=CustomerChange,
        says="Rename a customer, or set which modules of the portal its contacts see.",
    ),
)
serve(router, CUSTOMERS)
