"""Who holds what at one moment: members with their roles, and their seats. Two statements."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from strongroom.access import principals
from strongroom.access.consequence.moment import NO_SEAT, Seat, seats_of
from strongroom.access.principal import Principal


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the rule is told of all members who can sign in somewhere."""

    members: Mapping[uuid.UUID, Principal]
    seats: Mapping[uuid.UUID, Mapping[uuid.UUID, Seat]]
    """By member, then by library."""

    def seat(self, member: Principal, library_id: uuid.UUID) -> Seat:
        """Return what a member holds in a library."""
        here = self.seats.get(member.id) if member.id else None
        return here.get(library_id, NO_SEAT) if here else NO_SEAT


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a change may concern, and where: all members, all records, if nothing is said."""

    members: frozenset[uuid.UUID] | None = None
    library_id: uuid.UUID | None = None


def read(asker: Principal, scope: Scope) -> Holdings:
    """Read what holds now: what the asker holds, too."""
    members = principals.members_for(asker.account_id, scope.members)
    holding = scope.members
    if holding is not None and asker.id is not None:
        holding |= {asker.id}
    return Holdings(
        {one.id: one for one in members if one.id},
        seats_of(asker.account_id, holding, scope.library_id),
    )
