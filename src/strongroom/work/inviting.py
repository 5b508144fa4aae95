"""Portal access of a contact, and the invitation by which the contact accepts it (F-1).

Whoever may change the customer may do all of it (*customers.edit*). An invitation's address is shown
to nobody while there is a mail server: only who reads the mailbox may accept.
"""

import uuid

from django.db import transaction
from django.db.models import Q

from strongroom.access import api as access
from strongroom.access.api import Kind, Permission, Principal
from strongroom.administration import api as administration
from strongroom.audit import api as audit
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from strongroom.directory import api as directory
from strongroom.directory.models import Account, Contact
from strongroom.outbox import api as outbox
from strongroom.work import shared
from strongroom.work.customers import get_customer
from strongroom.work.portal_access import require_opening


@transaction.atomic
def invite_contact(principal: Principal, *, contact_id: uuid.UUID) -> None:
    """Give portal access and mail a one-time address; an older one ends (*customers.edit*).

    Whoever has accepted before comes in again as they are; one whose login is not proven is mailed an
    invitation to prove it (F-3). Raises InvalidError at `email` without one, ConflictError for a
    contact who is not active (`not_active`), who signs in already (`has_login`), or whose e-mail
    another contact signs in with (`contact_exists`), ForbiddenError (`opens_outward`) as
    `update_contact`.
    """
    contact = to_change(principal, contact_id)
    if not contact.active:
        raise ConflictError(f"{contact.name} is not active any more.", code="not_active")
    before = contact.portal_access
    require_opening(principal, contact)
    contact.portal_access = True
    check_email(contact)
    directory.give_portal_access(contact)
    person = contact.person
    if person is None or (not person.is_proven and outbox.configured()):
        _invite(principal, contact)
    elif before:
        raise ConflictError(f"{contact.name} signs in already.", code="has_login")
    else:
        record(principal, "contact.changed", contact)


@transaction.atomic
def withdraw_access(principal: Principal, *, contact_id: uuid.UUID) -> None:
    """End portal access: the next request is refused, and so is an invitation (*customers.edit*)."""
    contact = to_change(principal, contact_id)
    if contact.portal_access:
        directory.end_portal_access(contact)
        record(principal, "contact.access_withdrawn", contact)
    directory.withdraw_invitations(contact)


def contact_invitation_address(principal: Principal, contact_id: uuid.UUID) -> str:
    """Return the address that waits to be used, to pass on by hand; empty while mail can be sent.

    Empty too for whoever may not share: whoever sees it could come in as the contact, and see what is
    shared with the customer, today or later (F-2, F-3).
    """
    contact = _found(principal, contact_id)
    require_edit(principal, contact.customer_id)
    if outbox.configured() or not may_hand_over(principal):
        return ""
    return directory.show_address(contact, issued_for=administration.mark(contact))


def who_sees_contact_address(principal: Principal, contact_id: uuid.UUID) -> str:
    """Return in words who is shown the address of a contact's invitation."""
    contact = _found(principal, contact_id)
    require_edit(principal, contact.customer_id)
    names = [
        one.name
        for one in access.members_for(principal.account_id)
        if one.holds(Permission.CUSTOMERS_EDIT) and may_hand_over(one)
    ]
    return access.listed(names) or "An administrator"


@transaction.atomic
def reset_contact_login(principal: Principal, *, contact_id: uuid.UUID) -> None:
    """End the login behind a contact (F-3), for whoever manages every place that it has.

    Raises ForbiddenError for others and where it would open what they may not share (E-3),
    ConflictError (`not_accepted`) while there is none.
    """
    contact = to_change(principal, contact_id)
    administration.reset_login(principal, login_id=_login_of(contact))
    require_opening(principal, contact)  # or whoever resets could come in as the contact


@transaction.atomic
def require_contact_reset(principal: Principal, contact_id: uuid.UUID) -> None:
    """Raise what `reset_contact_login` raises for whoever may not do it: before it is asked."""
    contact = to_change(principal, contact_id)
    administration.require_reset(principal, _login_of(contact))
    require_opening(principal, contact)


def _login_of(contact: Contact) -> uuid.UUID:
    if contact.person_id is None:
        raise ConflictError(f"{contact.name} has not accepted yet.", code="not_accepted")
    return contact.person_id


def may_hand_over(principal: Principal) -> bool:
    """Whether somebody may be shown a contact's address: who may share with customers, everywhere."""
    system = principal.kind == Kind.SYSTEM and bool(principal.purpose)
    return system or (
        principal.holds(Permission.DOCUMENTS_SHARE) and not principal.hides_confidential
    )


def invite_new(principal: Principal, contact: Contact) -> None:
    """Invite a contact who has portal access and has not accepted it yet."""
    if contact.portal_access and contact.active and contact.person_id is None:
        _invite(principal, contact)


def _invite(principal: Principal, contact: Contact) -> None:
    by = principal.id if principal.kind == Kind.MEMBER else None
    directory.invite(contact, created_by=by, issued_for=administration.mark(contact))
    record(principal, "contact.invited", contact)


def _found(principal: Principal, contact_id: uuid.UUID) -> Contact:
    """Return the contact of a customer that the principal sees; a contact sees none."""
    contact = Contact.objects.filter(id=contact_id, account_id=principal.account_id).first()
    if contact is None or principal.kind == Kind.CONTACT:
        raise NotFoundError
    get_customer(principal, contact.customer_id)
    return contact


def to_change(principal: Principal, contact_id: uuid.UUID) -> Contact:
    """Return the contact, locked, for whoever may change it."""
    require_edit(principal, _found(principal, contact_id).customer_id)
    rows = Contact.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(id=contact_id)


def require_edit(principal: Principal, customer_id: uuid.UUID) -> None:
    """Raise ForbiddenError for whoever may not change the customer."""
    if principal.kind == Kind.CONTACT:
        raise ForbiddenError
    shared.require_edit(principal, get_customer(principal, customer_id).library_id)


def check_email(contact: Contact) -> None:
    """Refuse portal access without an e-mail, or with one that another contact signs in with.

    Whether there is a login with it is not looked for: that is nobody's to know (F-1, L11).
    """
    if not contact.portal_access:
        return
    if not contact.email:
        raise InvalidError(
            errors={"email": "Portal access needs an e-mail address to sign in with."}
        )
    # Two at once with one e-mail: the second waits here, and then sees the first.
    Account.objects.select_for_update(no_key=True).get(id=contact.account_id)
    same = Contact.objects.filter(account_id=contact.account_id, email__iexact=contact.email)
    taken = same.filter(Q(portal_access=True) | Q(person__isnull=False))
    if taken.exclude(id=contact.id).exists():
        raise ConflictError(
            f"Another contact signs in with {contact.email} already.", code="contact_exists"
        )


def record(principal: Principal, verb: str, contact: Contact) -> None:
    """Leave an event about a contact."""
    facts = {
        "customer": str(contact.customer_id),
        "portal_access": contact.portal_access,
        "active": contact.active,
    }
    audit.record(
        principal.actor,
        audit.NewEvent(verb, principal.account_id, subject_id=contact.id, data=facts),
    )
