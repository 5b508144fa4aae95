"""What a place may do, as a mark that changes with it (F-2).

A place is a member or a contact. Its invitation carries the mark; when the mark is another one, the
invitation is over.
"""

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Collection

from strongroom.access import api as access
from strongroom.access.models import Grant, Seat
from strongroom.directory.models import Contact, Member
from strongroom.store.models import Library

_HOLDS: list[object] = ["holder"]


def mark(place: Contact | Member) -> str:
    """Return the mark of what the place may do at this moment."""
    if isinstance(place, Contact):
        return _digest(["contact", place.email.lower(), str(place.customer_id)])
    return marks([place.id])[place.id]


def marks(member_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the marks of members: e-mail, type, switch, seats with their permissions, entries.

    Those that name a role of theirs are among them, where they hold it; and whether they hold licences,
    of which they may read the evidence. Five queries, however many members.
    """
    held: dict[uuid.UUID, list[list[object]]] = defaultdict(list)
    seats = list(Seat.objects.filter(member__in=member_ids).select_related("role"))
    by_roles = access.entries_naming({seat.role_id for seat in seats if seat.role_id})
    for seat in seats:
        codes = sorted(seat.role.permissions) if seat.role else []
        held[seat.member_id].append(["seat", str(seat.role_id), str(seat.library_id), codes])
        held[seat.member_id] += [
            _told(grant)
            for library_id, grant in by_roles
            if grant.role_id == seat.role_id and seat.library_id in {None, library_id}
        ]
    for grant in Grant.objects.filter(member__in=member_ids).select_related("policy"):
        if grant.member_id is not None:
            held[grant.member_id].append(_told(grant))
    for holder_id in Library.objects.filter(holder__in=member_ids).values_list("holder", flat=True):
        if holder_id is not None:
            held[holder_id] = [*(each for each in held[holder_id] if each != _HOLDS), _HOLDS]
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


def _told(grant: Grant) -> list[object]:
    until = grant.until.isoformat() if grant.until else ""
    told: list[object] = ["grant", str(grant.policy_id), grant.level, until]
    if grant.role_id is not None:
        told.append(str(grant.role_id))
    if not grant.policy.enabled:
        told.append("off")
    return told


def _digest(told: list[object]) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
