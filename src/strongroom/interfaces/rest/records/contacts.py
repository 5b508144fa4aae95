"""Contacts of customers, and their access to the portal."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from strongroom.interfaces.rest.kit.answers import made, one, page, require_match
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.idempotency import once
from strongroom.interfaces.rest.kit.listing import Contacts
from strongroom.interfaces.rest.kit.routing import REPEATABLE, reads
from strongroom.interfaces.rest.kit.types import Id, Sent, Shown, Text, one_of, optional
from strongroom.work import api as work

router = Router(tags=["work"])


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
