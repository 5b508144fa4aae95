"""Customers, and which modules of the portal theirs is."""

import datetime as dt
import uuid
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from strongroom.access.api import Kind, Principal
from strongroom.interfaces.rest.kit.answers import made, one, page, require_match
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.confirming import Confirming
from strongroom.interfaces.rest.kit.idempotency import once
from strongroom.interfaces.rest.kit.listing import Searching
from strongroom.interfaces.rest.kit.routing import REPEATABLE, reads
from strongroom.interfaces.rest.kit.types import Id, Sent, Shown, Text, one_of, optional
from strongroom.work import api as work

router = Router(tags=["work"])

ModuleWord = Literal["on", "off", "default"]

_MODULES = ("on", "off", "default")


class PortalModules(Shown):
    """Modules of the portal for one customer: on, off, or as for all (B-4)."""

    documents: str = one_of(*_MODULES)
    jobs: str = one_of(*_MODULES)
    quotes: str = one_of(*_MODULES)


class ContactCustomer(Shown):
    """What a contact gets of their own customer."""

    id: uuid.UUID
    name: str
    library_id: uuid.UUID


class Customer(ContactCustomer):
    """A customer; `library_id` is the id of its root folder."""

    portal: PortalModules
    created_at: dt.datetime


class CustomerList(Shown):
    """One page of customers."""

    results: list[Customer | ContactCustomer]
    next: str | None


class CustomerNew(Sent):
    """A customer to make."""

    name: Text


class PortalChange(Sent):
    """Modules to switch; what is left out stays."""

    documents: ModuleWord = optional()
    jobs: ModuleWord = optional()
    quotes: ModuleWord = optional()


class CustomerChange(Confirming):
    """Changes to a customer; what is left out stays.

    A module is switched after 409 `confirmation_required` where contacts gain or lose it.
    """

    name: Text = optional()
    portal: PortalChange = optional()


def _customer(principal: Principal, row: work.CustomerRow) -> ContactCustomer:
    if principal.kind != Kind.MEMBER:
        return ContactCustomer(id=row.id, name=row.name, library_id=row.library_id)
    return Customer(
        id=row.id,
        name=row.name,
        library_id=row.library_id,
        portal=PortalModules(
            documents=row.portal_documents, jobs=row.portal_jobs, quotes=row.portal_quotes
        ),
        created_at=row.created_at,
    )


@reads(router, "/customers", response=CustomerList, summary="List customers")
def list_customers(request: HttpRequest, wanted: Query[Searching]) -> HttpResponse:
    """List customers by name."""
    principal = caller(request)
    rows = work.list_customers(principal, q=wanted.q, cursor=wanted.cursor, limit=wanted.limit)
    return page(rows, lambda row: _customer(principal, row))


@router.post(
    "/customers", response={201: Customer}, summary="Make a customer", openapi_extra=REPEATABLE
)
def make_customer(request: HttpRequest, payload: CustomerNew) -> HttpResponse:
    """Make a customer with its library."""

    def write() -> HttpResponse:
        row = work.create_customer(caller(request), name=payload.name)
        return made(_customer(caller(request), row), f"/api/v1/customers/{row.id}")

    return once(request, write)


@reads(
    router,
    "/customers/{customer_id}",
    response=Customer | ContactCustomer,
    summary="Get a customer",
)
def get_customer(request: HttpRequest, customer_id: Id) -> HttpResponse:
    """Return one customer."""
    principal = caller(request)
    return one(request, _customer(principal, work.get_customer(principal, customer_id)))


@router.patch("/customers/{customer_id}", response=Customer, summary="Change a customer")
def change_customer(request: HttpRequest, customer_id: Id, payload: CustomerChange) -> HttpResponse:
    """Rename a customer, or set which modules of the portal its contacts see."""
    principal = caller(request)
    require_match(request, _customer(principal, work.get_customer(principal, customer_id)))
    changes = payload.given("name")
    if "portal" in payload.model_fields_set:
        changes["portal"] = payload.portal.given()
    row = work.update_customer(
        principal, customer_id=customer_id, confirm=payload.confirmation, **changes
    )
    return one(request, _customer(principal, row))
