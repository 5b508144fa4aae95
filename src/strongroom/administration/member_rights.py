"""All that a member may do, and who may hand all of it out (F-2, L19)."""

import uuid

from strongroom.access import api as access
from strongroom.access.api import Kind, Permission, Principal
from strongroom.access.models import Grant, Seat
from strongroom.core.errors import ForbiddenError
from strongroom.store.models import Library, LibraryKind


def require_grant_all(principal: Principal, member_id: uuid.UUID) -> None:
    """Raise ForbiddenError unless the principal may hand out all that the member may do (F-2, L19)."""
    if not may_grant_all(principal, member_id):
        raise ForbiddenError("This user may do more than you may hand out yourself.")


def may_grant_all(principal: Principal, member_id: uuid.UUID) -> bool:
    """Whether all is theirs to give: roles, project seats, assignments, entries, and licences held."""
    if principal.is_admin or principal.kind == Kind.SYSTEM:
        return True
    if holds_licences(member_id) and not principal.holds(Permission.LICENCES_MANAGE):
        return False
    seats = Seat.objects.filter(member_id=member_id).select_related("role", "library")
    roles = [(seat.role, seat.library_id) for seat in seats if seat.role]
    assigned = [seat.library for seat in seats if seat.role is None and seat.library]
    if access.roles_beyond(principal, roles) or not all(
        principal.holds(access.ASSIGNS[LibraryKind(library.kind)]) for library in assigned
    ):
        return False
    items = set(Grant.objects.filter(member_id=member_id).values_list("policy_id", flat=True))
    return items <= access.grantable_items(principal, items)


def has_entries(member_id: uuid.UUID) -> bool:
    """Whether access settings name the member."""
    return Grant.objects.filter(member_id=member_id).exists()


def holds_anything(member_id: uuid.UUID) -> bool:
    """Whether the member has a role, an assignment, an entry or a licence."""
    return (
        Seat.objects.filter(member_id=member_id).exists()
        or has_entries(member_id)
        or holds_licences(member_id)
    )


def holds_licences(member_id: uuid.UUID) -> bool:
    """Whether there are licences of the member, whose evidence they may read (C-7)."""
    return Library.objects.filter(holder_id=member_id).exists()
