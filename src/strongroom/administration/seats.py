"""Seats: who is assigned to a job or quote, and who holds which role where.

The caller has asked whether the record may be changed; what may be granted is asked here (L19).
"""

import uuid
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Consequence, Done, Kind, Permission, Principal, RecordsChange
from strongroom.access.models import Role, Seat
from strongroom.administration import hooks, invitation_renewal, vouching
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import ForbiddenError, InvalidError, NotFoundError
from strongroom.core.statements import fetch_prepared
from strongroom.directory.models import INVITED, Member, MemberType
from strongroom.store.models import Library, LibraryKind

T = TypeVar("T")


@transaction.atomic
def assign(
    principal: Principal,
    *,
    library_id: uuid.UUID,
    member_ids: Iterable[uuid.UUID],
    reason: str = "",
    confirm: Confirm = False,
) -> Consequence:
    """Make these members, of whatever type, the ones assigned to the job or quote of the library.

    Returns what that did.
    `reason` is why somebody is assigned although a licence is missing (C-9); listeners judge it.

    Raises InvalidError at `assigned` for a member of another account, an unknown or (newly) a
    deactivated one; ConflictError (`login_not_proven`) for one who may not hold it yet (F-3);
    ConfirmationRequiredError when links that one of them keeps fall asleep or wake (E-11). Each
    change leaves an event, and an invitation that waits is issued anew (F-2).
    """
    library = Library.objects.select_for_update(of=("self",), no_key=True).get(id=library_id)
    if library.kind not in access.ASSIGNABLE or library.account_id != principal.account_id:
        raise InvalidError(errors={"assigned": "Nobody is assigned to a record of this kind."})
    wanted = set(member_ids)
    seats = Seat.objects.filter(library=library, role=None)
    present = set(seats.values_list("member_id", flat=True))
    added, removed = wanted - present, present - wanted
    known = Member.objects.filter(id__in=added, account_id=principal.account_id, active=True)
    if set(known.values_list("id", flat=True)) != added:
        raise InvalidError(errors={"assigned": "One of these people is not an active user here."})
    if added:
        hooks.assigning(hooks.Assigning(principal, library_id, frozenset(added), reason))
        vouching.require_proven(added, [access.ASSIGNS[LibraryKind(library.kind)].value])

    def apply() -> None:
        Seat.objects.bulk_create(Seat(member_id=one, library=library) for one in added)
        seats.filter(member_id__in=removed).delete()
        audit.record_many(
            principal.actor,
            [
                audit.NewEvent(verb, principal.account_id, library_id=library_id, subject_id=one)
                for verb, ids in (("member.assigned", added), ("member.unassigned", removed))
                for one in sorted(ids)
            ],
        )
        invitation_renewal.renew(principal, added | removed)

    return _judged(principal, library_id, added | removed, apply, confirm).consequence


_ASSIGNED = """
select s.library_id, s.member_id, p.name, p.placeholder
  from access_seat s
  join directory_member m on m.id = s.member_id join directory_person p on p.id = m.person_id
 where s.library_id = any(%(libraries)s::uuid[]) and s.role_id is null
 order by p.name, s.member_id"""


def assigned_to(library_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[tuple[uuid.UUID, str]]]:
    """Return for each library the members assigned to it, as (id, name) by name. One query.

    Whoever has not accepted yet is marked behind the name (F-1).
    """
    found: dict[uuid.UUID, list[tuple[uuid.UUID, str]]] = {}
    for row in fetch_prepared(_ASSIGNED, {"libraries": list(library_ids)}):
        name = f"{row['name']}{INVITED * row['placeholder']}"
        found.setdefault(row["library_id"], []).append((row["member_id"], name))
    return found


@transaction.atomic
def give_role(
    principal: Principal,
    *,
    member_id: uuid.UUID,
    role_id: uuid.UUID,
    library_id: uuid.UUID | None = None,
    confirm: Confirm = False,
) -> bool:
    """Give a member a role, account-wide or in one project; False if they held it there already.

    Account-wide needs users.manage, in a project projects.manage or users.manage, and never gives
    what the giver has not (L19). Raises ConfirmationRequiredError when links that they keep wake
    (E-11).
    """
    role = _role_of(principal, role_id, library_id)
    access.require_roles(principal, [role], library_id)
    member = Member.objects.filter(id=member_id, account_id=principal.account_id).first()
    if member is None:
        raise NotFoundError
    vouching.require_proven([member_id], vouching.codes_with_roles([role], library_id))
    library = Library.objects.get(id=library_id) if library_id else None

    def apply() -> bool:
        _, made = Seat.objects.get_or_create(member=member, role=role, library=library)
        if made:
            _record(principal, "role.given", member_id, role, library_id)
            invitation_renewal.renew(principal, [member_id])
        return made

    return _judged(principal, library_id, [member_id], apply, confirm).result


@transaction.atomic
def take_roles(
    principal: Principal,
    *,
    member_id: uuid.UUID,
    role_ids: Iterable[uuid.UUID],
    library_id: uuid.UUID,
    confirm: Confirm = False,
) -> None:
    """Take roles in one project from a member; account-wide ones go by `update_member`.

    Raises ConfirmationRequiredError when links that they keep fall asleep (E-11).
    """
    roles = [_role_of(principal, role_id, library_id) for role_id in sorted(role_ids)]
    access.require_taken(principal, roles, library_id)

    def apply() -> None:
        for role in roles:
            taken, _ = Seat.objects.filter(
                member_id=member_id,
                member__account_id=principal.account_id,
                role=role,
                library_id=library_id,
            ).delete()
            if not taken:
                raise NotFoundError
            _record(principal, "role.taken", member_id, role, library_id)
        invitation_renewal.renew(principal, [member_id])

    _judged(principal, library_id, [member_id], apply, confirm)


def _judged(
    principal: Principal,
    library_id: uuid.UUID | None,
    member_ids: Iterable[uuid.UUID],
    apply: Callable[[], T],
    confirm: Confirm,
) -> Done[T]:
    """Apply a change of seats: what these members gain or lose themselves was typed (E-11)."""
    members = frozenset(member_ids)
    about = f"seats in {library_id}: {sorted(map(str, members))}"
    change = RecordsChange(principal, about, apply, members, library_id)
    return access.judged_records(change, confirm)


def _role_of(principal: Principal, role_id: uuid.UUID, library_id: uuid.UUID | None) -> Role:
    """Return the role for whoever keeps seats there; in a project its own admins may, too.

    Its row is locked: whoever changes the role at the same moment is judged before or after.
    """
    held, managers = principal.permissions, {Permission.USERS_MANAGE}
    if library_id is not None:
        managers.add(Permission.PROJECTS_MANAGE)
        projects = Library.objects.filter(kind=LibraryKind.PROJECT)
        if not projects.filter(id=library_id, account_id=principal.account_id).exists():
            raise NotFoundError
        held = access.held_in(principal, library_id)
    in_house = principal.member_type == MemberType.IN_HOUSE
    if principal.kind != Kind.SYSTEM and not (in_house and managers & held):
        raise ForbiddenError(
            "This needs the permission “Users”. Ask an administrator of your firm."
        )
    roles = Role.objects.select_for_update(no_key=True)
    role = roles.filter(id=role_id, account_id=principal.account_id).first()
    if role is None:
        raise InvalidError(errors={"role_id": "There is no such role."})
    return role


def _record(
    principal: Principal,
    verb: str,
    member_id: uuid.UUID,
    role: Role,
    library_id: uuid.UUID | None,
) -> None:
    audit.record(
        principal.actor,
        audit.NewEvent(
            verb,
            principal.account_id,
            library_id=library_id,
            subject_id=member_id,
            data={"role": str(role.id)},
        ),
    )
