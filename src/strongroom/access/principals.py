"""Making principals: the one place where a member, contact or token becomes the one who asks.

Everything is read afresh, so that an ended membership, a lost role or a switched-off module is
refused in the next request (L34, L40).
"""

import uuid

from django.db.models import Q

from strongroom.access import tokens
from strongroom.access.models import Role, Seat, Surface
from strongroom.access.permissions import Permission, closure
from strongroom.access.principal import Kind, Principal
from strongroom.core.errors import ForbiddenError, UnauthenticatedError
from strongroom.directory.models import Account, Contact, Member, MemberType, PortalModule
from strongroom.store.models import LibraryKind

_ENTRY = {Surface.OFFICE: Permission.SURFACE_OFFICE, Surface.MOBILE: Permission.SURFACE_MOBILE}
_MODULES = {
    LibraryKind.JOB: "portal_jobs",
    LibraryKind.QUOTE: "portal_quotes",
    LibraryKind.CUSTOMER: "portal_documents",
    LibraryKind.PROJECT: "portal_documents",
}


def of_member(member: Member, surface: Surface, roles: list[Role]) -> Principal:
    """Return the principal for a live member (person loaded) with these account-wide roles; no checks."""
    return Principal(
        kind=Kind.MEMBER,
        account_id=member.account_id,
        id=member.id,
        surface=surface,
        person_id=member.person_id,
        name=member.person.name,
        email=member.person.email,
        member_type=MemberType(member.type),
        view_confidential=member.view_confidential,
        permissions=closure(code for role in roles for code in role.permissions),
        roles=frozenset(role.id for role in roles),
    )


def may_use(principal: Principal, surface: Surface) -> bool:
    """Whether a member may enter the surface (6-api): in-house by permission, others both."""
    if surface not in _ENTRY:
        return False
    return principal.member_type != MemberType.IN_HOUSE or _ENTRY[surface] in principal.permissions


def for_member(member_id: uuid.UUID, surface: Surface) -> Principal:
    """Return the principal of a member on the office or mobile surface.

    Raises UnauthenticatedError when member or person is not live, ForbiddenError when their roles
    don't let them in there; the portal is never for members. Two queries.
    """
    member = (
        Member.objects.select_related("person")
        .filter(id=member_id, active=True, person__is_active=True)
        .first()
    )
    if member is None:
        raise UnauthenticatedError
    roles = list(
        Role.objects.filter(seats__member=member, seats__library=None, account_id=member.account_id)
    )
    principal = of_member(member, surface, roles)
    if not may_use(principal, surface):
        where = "the mobile pages" if surface == Surface.MOBILE else "the office"
        raise ForbiddenError(f"Your role does not let you sign in to {where}.")
    return principal


def for_contact(contact_id: uuid.UUID) -> Principal:
    """Return the principal of a contact on the portal, with the modules that are on for their customer."""
    contact = (
        Contact.objects.select_related("customer", "account", "person")
        .filter(
            Q(person=None) | Q(person__is_active=True),
            id=contact_id,
            active=True,
            portal_access=True,
        )
        .first()
    )
    if contact is None:
        raise UnauthenticatedError
    return Principal(
        kind=Kind.CONTACT,
        account_id=contact.account_id,
        id=contact.id,
        surface=Surface.PORTAL,
        person_id=contact.person_id,
        name=contact.name,
        email=contact.email,
        customer_id=contact.customer_id,
        modules=open_modules(contact),
    )


def open_modules(contact: Contact) -> frozenset[LibraryKind]:
    """Return the kinds of library that the portal opens for the contact's customer (B-4)."""
    return frozenset(kind for kind, name in _MODULES.items() if _module_on(contact, name))


def _module_on(contact: Contact, name: str) -> bool:
    override = getattr(contact.customer, name)
    if override == PortalModule.DEFAULT:
        return bool(getattr(contact.account, name))
    return bool(override == PortalModule.ON)


def for_token(secret: str) -> Principal:
    """Return the principal that a bearer token stands for, narrowed to the token's surface.

    Raises UnauthenticatedError when the token is unknown, expired or revoked, or its owner is not live.
    """
    token = tokens.find_live(secret)
    if token.contact_id is not None:
        if token.surface != Surface.PORTAL:
            raise UnauthenticatedError
        return for_contact(token.contact_id)
    if token.member_id is None:
        raise UnauthenticatedError
    return for_member(token.member_id, Surface(token.surface))


def system(account_id: uuid.UUID, purpose: str) -> Principal:
    """Return the principal for background work with a named purpose, in one account."""
    if not purpose or not Account.objects.filter(id=account_id).exists():
        raise UnauthenticatedError
    return Principal(
        kind=Kind.SYSTEM, account_id=account_id, id=None, surface=None, purpose=purpose
    )


def members_for(account_id: uuid.UUID) -> list[Principal]:
    """Return a principal for each live member who can sign in somewhere, in two queries.

    On the surface where they see most: the office, or mobile for those who have only that.
    """
    members = Member.objects.select_related("person").filter(
        account_id=account_id, active=True, person__is_active=True
    )
    held: dict[uuid.UUID, list[Role]] = {}
    seats = Seat.objects.filter(member__account_id=account_id, library=None).exclude(role=None)
    for seat in seats.select_related("role"):
        if seat.role is not None:
            held.setdefault(seat.member_id, []).append(seat.role)
    result = []
    for member in members.order_by("person__name", "id"):
        for surface in (Surface.OFFICE, Surface.MOBILE):
            principal = of_member(member, surface, held.get(member.id, []))
            if may_use(principal, surface):
                result.append(principal)
                break
    return result
