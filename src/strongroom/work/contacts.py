"""Contacts: people at customers, with portal access or without. Seen with the customer.

Portal access is accepted by its own invitation (`inviting`); until then no login is tied to it (F-1).
"""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from strongroom.access import api as access
from strongroom.access.api import Action, Kind, Principal
from strongroom.administration import api as administration
from strongroom.core.errors import NotFoundError
from strongroom.core.paging import BY_NAME, Page, clamp_limit
from strongroom.core.patterns import needle
from strongroom.directory import api as directory
from strongroom.directory.models import Contact
from strongroom.store.models import LibraryKind
from strongroom.work import inviting, shared
from strongroom.work.portal_access import require_opening
from strongroom.work.rows import ContactRow


def _rows(principal: Principal) -> QuerySet[Any]:
    """Contacts of visible customers; for a contact there are none, not even colleagues."""
    rows: QuerySet[Any] = Contact.objects.filter(account_id=principal.account_id)
    if principal.kind == Kind.CONTACT:
        return rows.none()
    opened = access.library_ids_queryset(principal, Action.VIEW, LibraryKind.CUSTOMER)
    return rows.filter(customer__record__library__in=opened).select_related("customer", "person")


def list_contacts(
    principal: Principal,
    *,
    customer_id: uuid.UUID | None = None,
    q: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ContactRow]:
    """Return contacts by name; `q` is looked for in name and e-mail. Three queries."""
    size = clamp_limit(limit)
    rows = _rows(principal).annotate(sort=Lower("name"))
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if q := needle(q):
        rows = rows.filter(Q(name__icontains=q) | Q(email__icontains=q))
    found, following = BY_NAME.page(rows, cursor, size)
    waiting = directory.waiting_invitations([row.id for row in found])
    return Page([_row(row, waiting.get(row.id)) for row in found], following)


def get_contact(principal: Principal, contact_id: uuid.UUID) -> ContactRow:
    """Return one contact, or raise NotFoundError."""
    found = _rows(principal).filter(id=contact_id).first()
    if found is None:
        raise NotFoundError
    return _row(found, directory.waiting_invitations([contact_id]).get(contact_id))


@transaction.atomic
def create_contact(
    principal: Principal,
    *,
    customer_id: uuid.UUID,
    name: str,
    email: str = "",
    portal_access: bool = False,
    invite: bool = False,
) -> ContactRow:
    """Add a person at a customer (*customers.edit*).

    With portal access an e-mail is needed; `invite` then issues the invitation. Raises ConflictError
    (`contact_exists`) when a contact of the account signs in with that e-mail already, InvalidError
    for an unknown customer, ForbiddenError (`opens_outward`) where access opens what one may not
    share (E-3).
    """
    shared.customer_of(principal, customer_id)
    inviting.require_edit(principal, customer_id)
    contact = Contact(account_id=principal.account_id, customer_id=customer_id)
    contact.name = directory.clean_person_name(name)
    contact.email = directory.clean_email(email) if email.strip() else ""
    contact.portal_access = portal_access
    inviting.check_email(contact)
    directory.add_contact(contact)
    inviting.record(principal, "contact.created", contact)
    if portal_access:
        require_opening(principal, contact)
    if invite:
        inviting.invite_new(principal, contact)
    return get_contact(principal, contact.id)


@transaction.atomic
def update_contact(
    principal: Principal,
    contact_id: uuid.UUID,
    *,
    name: str | None = None,
    email: str | None = None,
    portal_access: bool | None = None,
    active: bool | None = None,
    invite: bool = False,
) -> ContactRow:
    """Change what is given (*customers.edit*). Ended access is refused in the next request (L34).

    Whoever loses access, or gets another e-mail, can't use an older invitation any more, and all their
    credentials are over (F-4); another e-mail is another person, who has not accepted. `invite`
    issues an invitation to whoever gains access.
    Where access is gained, also by reactivating or another e-mail, *documents.share* is needed too
    if anything is shared with the customer: ForbiddenError (`opens_outward`, E-3).
    """
    contact = inviting.to_change(principal, contact_id)
    before = _facts(contact)
    if name is not None:
        contact.name = directory.clean_person_name(name)
    if email is not None:
        contact.email = directory.clean_email(email) if email.strip() else ""
    if portal_access is not None:
        contact.portal_access = portal_access
    if active is not None:
        contact.active = active
    _end_what_was(contact, before)
    inviting.check_email(contact)
    directory.change_contact(contact)
    if _facts(contact) != before:
        inviting.record(principal, "contact.changed", contact)
        _keep_invitation_true(principal, contact, before, invite=invite)
        if _gained(contact, before):
            require_opening(principal, contact, renewed=before[2] and before[3])
    return get_contact(principal, contact_id)


def _facts(contact: Contact) -> tuple[str, str, bool, bool]:
    return contact.name, contact.email, contact.portal_access, contact.active


def _end_what_was(contact: Contact, before: tuple[str, str, bool, bool]) -> None:
    """Count the place as ended where it is; with another e-mail nobody has accepted it (F-4)."""
    _name, email, had_access, was_active = before
    if contact.email != email:
        contact.person = None
    ended = had_access and was_active and not (contact.portal_access and contact.active)
    if ended or contact.email != email:
        contact.epoch += 1


def _gained(contact: Contact, before: tuple[str, str, bool, bool]) -> bool:
    """Whether somebody can enter the portal who could not: a contact, or who reads another mailbox."""
    _name, email, had_access, was_active = before
    opened = contact.portal_access and contact.active
    return opened and (not (had_access and was_active) or contact.email != email)


def _keep_invitation_true(
    principal: Principal, contact: Contact, before: tuple[str, str, bool, bool], *, invite: bool
) -> None:
    """End an invitation that went to another address or leads nowhere; invite whoever gains access."""
    email = before[1]
    opened = contact.portal_access and contact.active
    if not opened or contact.email != email:
        directory.withdraw_invitations(contact)
    if invite and _gained(contact, before):
        inviting.invite_new(principal, contact)


def _row(row: Any, invitation: directory.InvitationRow | None) -> ContactRow:
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
        last_used_at=row.last_used_at,
        accepted=row.person_id is not None,
        proven=row.person is None or row.person.is_proven,
        invitation=invitation if _is_true(row, invitation) else None,
    )


def _is_true(row: Any, invitation: directory.InvitationRow | None) -> bool:
    """Whether the invitation is for what the contact is now (F-2)."""
    return invitation is not None and invitation.issued_for == administration.mark(row)
