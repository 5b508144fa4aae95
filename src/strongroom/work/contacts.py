"""Contacts: people at customers, with portal access or without. Seen with the customer.

Portal access is tied to a login by e-mail; a login that exists is used and never changed.
"""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from strongroom.access import api as access
from strongroom.access.api import Action, Kind, Principal
from strongroom.audit import api as audit
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from strongroom.core.paging import Page, clamp_limit, decode_cursor, encode_cursor
from strongroom.directory import api as directory
from strongroom.directory.models import Contact
from strongroom.store.models import LibraryKind
from strongroom.work import shared
from strongroom.work.customers import get_customer
from strongroom.work.rows import ContactRow


def _rows(principal: Principal) -> QuerySet[Any]:
    """Contacts of visible customers; for a contact there are none, not even colleagues."""
    rows: QuerySet[Any] = Contact.objects.filter(account_id=principal.account_id)
    if principal.kind == Kind.CONTACT:
        return rows.none()
    opened = access.library_ids_queryset(principal, Action.VIEW, LibraryKind.CUSTOMER)
    return rows.filter(customer__record__library__in=opened).select_related("customer")


def list_contacts(
    principal: Principal,
    *,
    customer_id: uuid.UUID | None = None,
    q: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ContactRow]:
    """Return contacts by name; `q` is looked for in name and e-mail. One query."""
    size = clamp_limit(limit)
    rows = _rows(principal).annotate(sort=Lower("name"))
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if q := shared.needle(q):
        rows = rows.filter(Q(name__icontains=q) | Q(email__icontains=q))
    rows = rows.filter(shared.after_name(decode_cursor(cursor, length=2)))
    found = list(rows.order_by("sort", "id")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(
        [_row(row) for row in found[:size]],
        encode_cursor([last.sort, str(last.id)]) if last else None,
    )


def get_contact(principal: Principal, contact_id: uuid.UUID) -> ContactRow:
    """Return one contact, or raise NotFoundError."""
    found = _rows(principal).filter(id=contact_id).first()
    if found is None:
        raise NotFoundError
    return _row(found)


@transaction.atomic
def create_contact(
    principal: Principal,
    *,
    customer_id: uuid.UUID,
    name: str,
    email: str = "",
    portal_access: bool = False,
) -> ContactRow:
    """Add a person at a customer (*customers.edit*).

    With portal access an e-mail is needed. Raises ConflictError (`contact_exists`) when a contact
    of the account signs in with that e-mail already, InvalidError for an unknown customer.
    """
    shared.customer_of(principal, customer_id)
    _require_edit(principal, customer_id)
    contact = Contact(account_id=principal.account_id, customer_id=customer_id)
    contact.name = directory.clean_person_name(name)
    contact.email = directory.clean_email(email) if email.strip() else ""
    contact.portal_access = portal_access
    _link_person(contact)
    contact.save(force_insert=True)
    _record(principal, "contact.created", contact)
    return get_contact(principal, contact.id)


@transaction.atomic
def update_contact(
    principal: Principal,
    *,
    contact_id: uuid.UUID,
    name: str | None = None,
    email: str | None = None,
    portal_access: bool | None = None,
    active: bool | None = None,
) -> ContactRow:
    """Change what is given (*customers.edit*). Ended access is refused in the next request (L34)."""
    before = get_contact(principal, contact_id)
    _require_edit(principal, before.customer_id)
    contact = Contact.objects.select_for_update().get(id=contact_id)
    if name is not None:
        contact.name = directory.clean_person_name(name)
    if email is not None:
        contact.email = directory.clean_email(email) if email.strip() else ""
    if portal_access is not None:
        contact.portal_access = portal_access
    if active is not None:
        contact.active = active
    _link_person(contact)
    contact.save()
    if _row(contact) != before:
        _record(principal, "contact.changed", contact)
    return get_contact(principal, contact_id)


def _require_edit(principal: Principal, customer_id: uuid.UUID) -> None:
    if principal.kind == Kind.CONTACT:
        raise ForbiddenError
    shared.require_edit(principal, get_customer(principal, customer_id).library_id)


def _link_person(contact: Contact) -> None:
    """Tie portal access to the login with the contact's e-mail; another e-mail is another login."""
    if contact.person and contact.person.email.lower() != contact.email:
        contact.person = None
    if not contact.portal_access or contact.person:
        return
    if not contact.email:
        raise InvalidError(
            errors={"email": "Portal access needs an e-mail address to sign in with."}
        )
    person = directory.person_for(contact.email, contact.name)
    same = Contact.objects.filter(account_id=contact.account_id, person=person)
    if same.exclude(id=contact.id).exists():
        raise ConflictError(
            f"Another contact signs in with {contact.email} already.", code="contact_exists"
        )
    contact.person = person


def _row(row: Any) -> ContactRow:
    return ContactRow(
        id=row.id,
        account_id=row.account_id,
        customer_id=row.customer_id,
        customer_name=row.customer.name,
        name=row.name,
        email=row.email,
        portal_access=row.portal_access,
        active=row.active,
        created_at=row.created_at,
    )


def _record(principal: Principal, verb: str, contact: Contact) -> None:
    facts = {
        "customer": str(contact.customer_id),
        "portal_access": contact.portal_access,
        "active": contact.active,
    }
    audit.record(
        principal.actor,
        audit.Change(verb, principal.account_id, subject_id=contact.id, data=facts),
    )
