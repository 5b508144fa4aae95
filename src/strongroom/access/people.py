"""Whom one can give access to an item: roles first, then members; and who holds a role there (D-9)."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q

from strongroom.access import decision
from strongroom.access.facts import ItemFacts
from strongroom.access.models import Role, Seat
from strongroom.access.principal import Action, Principal
from strongroom.core.patterns import needle
from strongroom.directory import api as directory
from strongroom.directory.models import Member

MOST = 20
"""Roles, and as many members, in one answer: nobody reads more, they type another letter."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A role or a member that can be listed in access settings."""

    type: str
    """`role` or `member`, as in `Entry`."""
    id: uuid.UUID
    name: str
    member_type: str = ""
    """In-house, subcontractor or watcher; empty for a role."""
    holders: tuple[str, ...] = ()
    """Names of those who hold the role in the item's library."""

    @property
    def key(self) -> str:
        """What a form sends for it: `role:ID` or `member:ID`."""
        return f"{self.type}:{self.id}"


def candidates(principal: Principal, item_id: uuid.UUID, *, q: str = "") -> list[Candidate]:
    """Return roles, then live members, whose name (or address) has `q` in it; at most 20 of each.

    Needs *set access* on the item, as whoever may not name them has no need to learn of them.
    """
    facts = decision.require(principal, Action.SET_ACCESS, item_id)
    words = needle(q)
    roles = Role.objects.filter(account_id=facts.account_id, name__icontains=words)
    named = Q(person__name__icontains=words) | Q(person__email__icontains=words)
    members = Member.objects.filter(named, directory.belongs(), account_id=facts.account_id)
    first = list(roles.order_by("name", "id")[:MOST])
    held = _holders(facts, [role.id for role in first])
    return [
        *(Candidate("role", role.id, role.name, "", held[role.id]) for role in first),
        *(
            Candidate("member", one.id, one.person.name, one.type_words)
            for one in members.select_related("person").order_by("person__name", "id")[:MOST]
        ),
    ]


def holders(
    principal: Principal, item_id: uuid.UUID, role_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, tuple[str, ...]]:
    """Return the names of those who hold each role in the item's library, by name; needs *view*."""
    return _holders(decision.require(principal, Action.VIEW, item_id), role_ids)


def _holders(facts: ItemFacts, role_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[str, ...]]:
    here = Q(library=None) | Q(library_id=facts.library_id)
    seats = Seat.objects.filter(
        here,
        role__in=role_ids,
        role__account_id=facts.account_id,
        member__active=True,
        member__person__is_active=True,
    )
    names: dict[uuid.UUID, dict[uuid.UUID, str]] = {role_id: {} for role_id in role_ids}
    rows = seats.order_by("member__person__name").values_list(
        "role_id", "member_id", "member__person__name"
    )
    for role_id, member_id, name in rows:
        if role_id is not None:
            names[role_id][member_id] = name
    return {role_id: tuple(found.values()) for role_id, found in names.items()}
