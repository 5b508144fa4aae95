"""Customers, contacts and projects. Jobs and quotes are in `jobs`."""

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
from strongroom.interfaces.rest.kit.listing import Contacts, Searching
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


class Contact(Shown):
    """A person at a customer. Contacts own no folder: `library_id` is null.

    `state`: `none` (no portal access), `invited` (not accepted yet, so not active), `active`, `ended`.
    """

    id: uuid.UUID
    name: str
    email: str
    customer_id: uuid.UUID
    portal_access: bool
    active: bool
    state: str = one_of("none", "invited", "active", "ended")
    library_id: None = None
    created_at: dt.datetime


class ContactList(Shown):
    """One page of contacts."""

    results: list[Contact]
    next: str | None


class ContactNew(Sent):
    """A contact to make."""

    customer_id: Id
    name: Text
    email: Text = ""
    portal_access: bool = False


class ContactChange(Sent):
    """Changes to a contact; what is left out stays."""

    name: Text = optional()
    email: Text = optional()
    portal_access: bool = optional()
    active: bool = optional()


class Project(Shown):
    """A project; `library_id` is the id of its root folder."""

    id: uuid.UUID
    name: str
    customer_id: uuid.UUID | None
    library_id: uuid.UUID
    created_at: dt.datetime


class ProjectList(Shown):
    """One page of projects."""

    results: list[Project]
    next: str | None


class ProjectNew(Sent):
    """A project to make."""

    name: Text
    customer_id: Id | None = None


class ProjectChange(Confirming):
    """Changes to a project; `customer_id: null` takes the customer away."""

    name: Text = optional()
    customer_id: Id | None = None


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


def _contact(row: work.ContactRow) -> Contact:
    return Contact(
        id=row.id,
        name=row.name,
        email=row.email,
        customer_id=row.customer_id,
        portal_access=row.portal_access,
        active=row.active and row.state != "invited",
        state=row.state,
        created_at=row.created_at,
    )


def _project(row: work.ProjectRow) -> Project:
    return Project(
        id=row.id,
        name=row.name,
        customer_id=row.customer_id,
        library_id=row.library_id,
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


@reads(router, "/contacts", response=ContactList, summary="List contacts")
def list_contacts(request: HttpRequest, wanted: Query[Contacts]) -> HttpResponse:
    """List contacts by name, of one customer or all."""
    rows = work.list_contacts(
        caller(request),
        customer_id=wanted.customer_id,
        q=wanted.q,
        cursor=wanted.cursor,
        limit=wanted.limit,
    )
    return page(rows, _contact)


@router.post(
    "/contacts", response={201: Contact}, summary="Make a contact", openapi_extra=REPEATABLE
)
def make_contact(request: HttpRequest, payload: ContactNew) -> HttpResponse:
    """Make a contact at a customer; with portal access they are invited by e-mail."""

    def write() -> HttpResponse:
        row = work.create_contact(
            caller(request),
            customer_id=payload.customer_id,
            name=payload.name,
            email=payload.email,
            portal_access=payload.portal_access,
            invite=True,
        )
        return made(_contact(row), f"/api/v1/contacts/{row.id}")

    return once(request, write)


@reads(router, "/contacts/{contact_id}", response=Contact, summary="Get a contact")
def get_contact(request: HttpRequest, contact_id: Id) -> HttpResponse:
    """Return one contact."""
    return one(request, _contact(work.get_contact(caller(request), contact_id)))


@router.patch("/contacts/{contact_id}", response=Contact, summary="Change a contact")
def change_contact(request: HttpRequest, contact_id: Id, payload: ContactChange) -> HttpResponse:
    """Change a contact; without portal access or inactive they are refused at once."""
    principal = caller(request)
    require_match(request, _contact(work.get_contact(principal, contact_id)))
    row = work.update_contact(principal, contact_id=contact_id, invite=True, **payload.given())
    return one(request, _contact(row))


@reads(router, "/projects", response=ProjectList, summary="List projects")
def list_projects(request: HttpRequest, wanted: Query[Searching]) -> HttpResponse:
    """List projects by name."""
    rows = work.list_projects(caller(request), q=wanted.q, cursor=wanted.cursor, limit=wanted.limit)
    return page(rows, _project)


@router.post(
    "/projects", response={201: Project}, summary="Make a project", openapi_extra=REPEATABLE
)
def make_project(request: HttpRequest, payload: ProjectNew) -> HttpResponse:
    """Make a project with its library; a customer is optional."""

    def write() -> HttpResponse:
        row = work.create_project(
            caller(request), name=payload.name, customer_id=payload.customer_id
        )
        return made(_project(row), f"/api/v1/projects/{row.id}")

    return once(request, write)


@reads(router, "/projects/{project_id}", response=Project, summary="Get a project")
def get_project(request: HttpRequest, project_id: Id) -> HttpResponse:
    """Return one project."""
    return one(request, _project(work.get_project(caller(request), project_id)))


@router.patch("/projects/{project_id}", response=Project, summary="Change a project")
def change_project(request: HttpRequest, project_id: Id, payload: ProjectChange) -> HttpResponse:
    """Rename a project or change its customer (409 while documents are visible in a portal)."""
    principal = caller(request)
    require_match(request, _project(work.get_project(principal, project_id)))
    changes = payload.given("name", "customer_id")
    row = work.update_project(
        principal, project_id=project_id, confirm=payload.confirmation, **changes
    )
    return one(request, _project(row))
