"""What a place may do, as a mark that changes with it (F-2), and who may hand all of it out.

A place is a member or a contact. Its invitation carries the mark; when the mark is another one, the
invitation is over.
"""

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Collection

from strongroom.access import decision, facts
from strongroom.access.handing import may_hand_out
from strongroom.access.models import Grant, Seat
from strongroom.access.permissions import Permission, closure
from strongroom.access.principal import Action, Kind, Principal
from strongroom.core.errors import ForbiddenError
from strongroom.directory.models import Contact, Member
from strongroom.store.models import LibraryKind

ASSIGNS = {LibraryKind.JOB: Permission.JOBS_EDIT, LibraryKind.QUOTE: Permission.QUOTES_EDIT}
"""What it takes to assign somebody."""


def mark(place: Contact | Member) -> str:
    """Return the mark of what the place may do at this moment."""
    if isinstance(place, Contact):
        return _digest(["contact", place.email.lower(), str(place.customer_id)])
    return marks([place.id])[place.id]


def marks(member_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the marks of members: e-mail, type, switch, seats with their permissions, grants.

    Three queries, however many members.
    """
    held: dict[uuid.UUID, list[list[object]]] = defaultdict(list)
    seats = Seat.objects.filter(member__in=member_ids).select_related("role")
    for seat in seats:
        codes = sorted(seat.role.permissions) if seat.role else []
        held[seat.member_id].append(["seat", str(seat.role_id), str(seat.library_id), codes])
    for grant in Grant.objects.filter(member__in=member_ids):
        if grant.member_id is not None:
            until = grant.until.isoformat() if grant.until else ""
            held[grant.member_id].append(["grant", str(grant.policy_id), grant.level, until])
    return {
        member.id: _digest(
            [
                "member",
                member.person.email.lower(),
                member.type,
                member.view_confidential,
                *sorted(held[member.id], key=str),
            ]
        )
        for member in Member.objects.filter(id__in=member_ids).select_related("person")
    }


def require_grant_all(principal: Principal, member_id: uuid.UUID) -> None:
    """Raise ForbiddenError unless the principal may hand out all that the member may do (F-2, L19)."""
    if not may_grant_all(principal, member_id):
        raise ForbiddenError("This user may do more than you may hand out yourself.")


def may_grant_all(principal: Principal, member_id: uuid.UUID) -> bool:
    """Whether roles, project seats, assignments and entries of the member are all theirs to give."""
    if principal.is_admin or principal.kind == Kind.SYSTEM:
        return True
    seats = Seat.objects.filter(member_id=member_id).select_related("role", "library")
    if not all(_may_give(principal, seat) for seat in seats):
        return False
    items = list(Grant.objects.filter(member_id=member_id).values_list("policy_id", flat=True))
    return set(items) <= decision.check_many(principal, Action.SET_ACCESS, items)


def _may_give(principal: Principal, seat: Seat) -> bool:
    if seat.role is None:
        kind = LibraryKind(seat.library.kind) if seat.library else None
        return kind in ASSIGNS and principal.holds(ASSIGNS[kind])
    if may_hand_out(principal, seat.role.permissions):
        return True
    if seat.library_id is None:
        return False
    here = facts.library_facts(principal, seat.library_id)
    held = principal.permissions | (here.permissions if here else frozenset())
    return closure(seat.role.permissions) <= held


def _digest(told: list[object]) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def has_entries(member_id: uuid.UUID) -> bool:
    """Whether access settings name the member."""
    return Grant.objects.filter(member_id=member_id).exists()
