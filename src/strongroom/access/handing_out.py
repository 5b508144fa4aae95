"""Nobody hands out what they have not themselves (L19): permissions, and the entries that name a role."""

import uuid
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q

from strongroom.access import decision
from strongroom.access.models import Grant, Role, Seat
from strongroom.access.permissions import Permission, closure
from strongroom.access.principal import Action, Kind, Principal
from strongroom.core import clock
from strongroom.core.errors import ForbiddenError
from strongroom.core.statements import fetch
from strongroom.directory.models import MemberType

Given = tuple[Role, uuid.UUID | None]
"""A role, and the library in which it is held; None for account-wide."""
_BEYOND = "You can't give or take a role that may do more than you may yourself."


def may_hand_out(principal: Principal, codes: Iterable[str]) -> bool:
    """Whether nobody gains by it what the giver has not: the codes' closure lies within their own."""
    if principal.kind == Kind.SYSTEM:
        return bool(principal.purpose)
    return all(principal.holds(permission) for permission in closure(codes))


def require_hand_out(principal: Principal, codes: Iterable[str]) -> None:
    """Raise ForbiddenError unless the principal holds all that the codes amount to (L19)."""
    if not may_hand_out(principal, codes):
        raise ForbiddenError(_BEYOND)


def require_roles(
    principal: Principal, roles: Iterable[Role], library_id: uuid.UUID | None = None
) -> None:
    """Raise ForbiddenError unless the principal may give all of these roles, there or account-wide."""
    require_given(principal, [(role, library_id) for role in roles])


def require_taken(
    principal: Principal, roles: Iterable[Role], library_id: uuid.UUID | None = None
) -> None:
    """Raise ForbiddenError unless the principal may take all of these roles, there or account-wide.

    Entries that name one don't count: nobody gains by it, and a refusal would tell of them (E-12).
    """
    if roles_beyond(principal, [(role, library_id) for role in roles], entries=False):
        raise ForbiddenError(_BEYOND)


def require_given(principal: Principal, given: Collection[Given]) -> None:
    """Raise ForbiddenError unless all of it is the principal's to give (L19)."""
    if roles_beyond(principal, given):
        raise ForbiddenError(_BEYOND)


def roles_beyond(
    principal: Principal, given: Collection[Given], *, entries: bool = True
) -> list[Given]:
    """Return those that are not the principal's to give: with a permission or an entry above theirs.

    An entry counts where the role is held. It may be given by who manages its item (*set_access*), even
    while it is switched off: it comes back with the next switch. Four statements, however many.
    Without `entries` permissions alone count.
    """
    if principal.is_admin or not given:
        return []
    if principal.kind == Kind.SYSTEM:
        return [] if principal.purpose else list(given)
    inside = {library_id for _, library_id in given if library_id is not None}
    held = _held_in(principal, inside)
    items = _items(given) if entries else [set[uuid.UUID]() for _ in given]
    theirs = grantable_items(principal, {item for each in items for item in each})
    return [
        each
        for each, named in zip(given, items, strict=True)
        if not _holds(principal, each, held) or not named <= theirs
    ]


def grantable_items(principal: Principal, item_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return those items whose entries the principal may give. One statement."""
    if not item_ids:
        return set()
    where = decision.scope(principal, Action.SET_ACCESS)
    text = (
        "select i.id from store_item i left join store_folder f on f.item_id = i.parent_id"
        f" where i.id = any(%(wanted)s::uuid[]) and {where.text}"
    )
    return {row["id"] for row in fetch(text, {**where.params, "wanted": sorted(item_ids)})}


def entries_naming(role_ids: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, Grant]]:
    """Return the entries that name these roles, each with the library where it is. One statement."""
    if not role_ids:
        return []
    rows = Grant.objects.filter(role__in=role_ids).select_related("policy")
    return [(grant.policy.library_id, grant) for grant in rows]


def holders(role_ids: Collection[uuid.UUID], library_id: uuid.UUID) -> set[uuid.UUID]:
    """Return the members who hold such a role in the library, by a seat there or account-wide."""
    here = Seat.objects.filter(Q(library=None) | Q(library=library_id), role__in=role_ids)
    return set(here.values_list("member_id", flat=True))


def lock_roles(role_ids: Iterable[uuid.UUID]) -> None:
    """Let giving a role and naming it in access settings happen one after the other (F-2, F-3)."""
    wanted = sorted(set(role_ids))
    if wanted:
        locked = Role.objects.select_for_update(no_key=True).filter(id__in=wanted)
        list(locked.order_by("id").values_list("id", flat=True))


def _held_in(
    principal: Principal, library_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, frozenset[Permission]]:
    """Return what an in-house member holds in these libraries by seats there. One statement."""
    held: dict[uuid.UUID, frozenset[Permission]] = {}
    if not library_ids or principal.member_type != MemberType.IN_HOUSE:
        return held
    seats = Seat.objects.filter(member=principal.id, library__in=library_ids)
    for library_id, codes in seats.values_list("library_id", "role__permissions"):
        if library_id is not None:
            held[library_id] = held.get(library_id, frozenset()) | closure(codes or ())
    return held


def _holds(
    principal: Principal, given: Given, held: dict[uuid.UUID, frozenset[Permission]]
) -> bool:
    role, library_id = given
    here = held.get(library_id, frozenset()) if library_id is not None else frozenset()
    return all(principal.holds(code) or code in here for code in closure(role.permissions))


def _items(given: Collection[Given]) -> Sequence[set[uuid.UUID]]:
    """Return for each the items whose entries name it where it is held; what has ended gives nothing."""
    now = clock.now()
    entries = [
        (where, grant)
        for where, grant in entries_naming({role.id for role, _ in given})
        if grant.until is None or grant.until > now
    ]
    return [
        {
            grant.policy_id
            for where, grant in entries
            if grant.role_id == role.id and library_id in {None, where}
        }
        for role, library_id in given
    ]
