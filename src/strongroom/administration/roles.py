"""Roles: named sets of permissions of one account. Changing them needs users.manage.

Nobody puts into a role, or takes out of it, what they don't hold themselves (L19), and the last
admin can't lose it (L20).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from strongroom.access import api as access
from strongroom.access.api import Consequence, Kind, Permission, Principal, RecordsChange
from strongroom.access.models import Grant, Role, Seat
from strongroom.administration import invitation_renewal, vouching
from strongroom.administration.administrators import (
    keep_an_admin,
    lock_account,
    require_users_manage,
)
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import ConflictError, InvalidError, NotFoundError
from strongroom.core.naming import one_line

MAX_NAME = 100


@dataclass(frozen=True, slots=True)
class RoleUse:
    """What stands in the way of deleting a role."""

    holders: tuple[str, ...]
    """Names, account-wide or in single records, each once."""
    settings: int
    """Entries of access settings that name it."""

    def __bool__(self) -> bool:
        """Whether it is in use."""
        return bool(self.holders or self.settings)


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One role; the permissions in the order of the catalogue."""

    id: uuid.UUID
    name: str
    permissions: tuple[str, ...]
    did: Consequence | None = field(default=None, compare=False)
    """What the change that returned it did; None for a row that was only read."""


def list_roles(principal: Principal) -> list[RoleRow]:
    """Return the account's roles by name. For whoever keeps users or chooses project members."""
    if principal.kind != Kind.SYSTEM and not principal.holds(Permission.PROJECTS_MANAGE):
        require_users_manage(principal)
    return [_row(role) for role in _roles(principal).order_by(Lower("name"), "id")]


def roles_to_give(principal: Principal) -> set[uuid.UUID]:
    """Return the roles that the principal may give account-wide, or take (L19)."""
    require_users_manage(principal)
    given = [(role, None) for role in _roles(principal)]
    return {role.id for role, _ in given} - {
        role.id for role, _ in access.roles_beyond(principal, given)
    }


def get_role(principal: Principal, role_id: uuid.UUID) -> RoleRow:
    """Return one role, or raise NotFoundError."""
    require_users_manage(principal)
    return _row(_role(principal, role_id))


@transaction.atomic
def create_role(principal: Principal, *, name: str, permissions: Iterable[str] = ()) -> RoleRow:
    """Make a role. Raises InvalidError for an undefined permission, ConflictError `name_taken`."""
    require_users_manage(principal)
    codes = access.checked_permissions(permissions)
    access.require_hand_out(principal, codes)
    role = Role(account_id=principal.account_id, permissions=[code.value for code in codes])
    role.name = _free_name(principal, name)
    role.save(force_insert=True)
    _record(principal, "role.created", role, {"permissions": role.permissions})
    return _row(role)


@transaction.atomic
def update_role(
    principal: Principal,
    role_id: uuid.UUID,
    *,
    name: str | None = None,
    permissions: Iterable[str] | None = None,
    confirm: Confirm = False,
) -> RoleRow:
    """Change a role, its name too: all that it holds before and after must be the changer's to give.

    A role is trusted by its name (F-7, L50). Raises ConflictError (`login_not_proven`) when somebody
    who holds it may not hold what is added (F-3); ConfirmationRequiredError when somebody gains or
    loses records, or another level there, or a link falls asleep or wakes (E-10, E-11).
    """
    require_users_manage(principal)
    lock_account(principal.account_id)
    role = _role(principal, role_id, lock=True)
    access.require_hand_out(principal, role.permissions)
    codes = None if permissions is None else access.checked_permissions(permissions)
    access.require_hand_out(principal, codes or ())
    done = access.judged_records(
        RecordsChange(principal, f"role {role.id}", lambda: _change(principal, role, name, codes)),
        confirm,
    )
    return replace(done.result, did=done.consequence)


def _change(
    principal: Principal, role: Role, name: str | None, codes: Iterable[Permission] | None
) -> RoleRow:
    before = set(role.permissions)
    if codes is not None:
        role.permissions = [code.value for code in codes]
    if name is not None:
        role.name = _free_name(principal, name, besides=role.id)
    role.save()
    added, removed = set(role.permissions) - before, before - set(role.permissions)
    if added:
        _require_proven_holders(role, added)
    invitation_renewal.renew_holders(principal, role.id)
    if Permission.ADMIN.value in removed:
        keep_an_admin(principal.account_id)
    changes = {"added": sorted(added), "removed": sorted(removed), "renamed": name is not None}
    _record(principal, "role.changed", role, changes)
    return _row(role)


@transaction.atomic
def delete_role(principal: Principal, role_id: uuid.UUID) -> None:
    """Delete a role that nobody holds and no access setting names.

    Otherwise ConflictError (`role_in_use`): deleting it would silently take access away (L20).
    """
    require_users_manage(principal)
    lock_account(principal.account_id)
    role = _role(principal, role_id, lock=True)
    access.require_hand_out(principal, role.permissions)
    if Seat.objects.filter(role=role).exists() or Grant.objects.filter(role=role).exists():
        raise ConflictError(
            "The role is in use. Take it from everybody, and out of access settings, first.",
            code="role_in_use",
        )
    _record(principal, "role.deleted", role, {})
    role.delete()


def users_of_role(principal: Principal, role_id: uuid.UUID) -> RoleUse:
    """Return who holds a role, and how many access settings name it (*users.manage*)."""
    require_users_manage(principal)
    role = _role(principal, role_id)
    seats = Seat.objects.filter(role=role).order_by("member__person__name", "member_id")
    names = dict(seats.values_list("member_id", "member__person__name"))
    return RoleUse(tuple(names.values()), Grant.objects.filter(role=role).count())


def _require_proven_holders(role: Role, added: set[str]) -> None:
    holders = Seat.objects.filter(role=role, member__person__vouched__isnull=False)
    vouching.require_proven(set(holders.values_list("member_id", flat=True)), added)


def _roles(principal: Principal) -> QuerySet[Role]:
    return Role.objects.filter(account_id=principal.account_id)


def _role(principal: Principal, role_id: uuid.UUID, *, lock: bool = False) -> Role:
    """Return the role; with `lock` nobody gives or takes it until the end of the transaction."""
    roles = Role.objects.select_for_update() if lock else Role.objects.all()
    role = roles.filter(account_id=principal.account_id, id=role_id).first()
    if role is None:
        raise NotFoundError
    return role


def _free_name(principal: Principal, raw: str, besides: uuid.UUID | None = None) -> str:
    """Return the name if no other role of the account has it, whatever its case."""
    name = one_line(raw)
    if not name or "\0" in name or len(name) > MAX_NAME:
        raise InvalidError(errors={"name": f"A role's name has 1 to {MAX_NAME} characters."})
    lock_account(principal.account_id)
    same = Role.objects.filter(account_id=principal.account_id, name__iexact=name)
    if same.filter(~Q(id=besides) if besides else Q()).exists():
        raise ConflictError("There is already a role with that name.", code="name_taken")
    return name


def _row(role: Role) -> RoleRow:
    return RoleRow(id=role.id, name=role.name, permissions=tuple(role.permissions))


def _record(principal: Principal, verb: str, role: Role, data: dict[str, object]) -> None:
    audit.record(
        principal.actor,
        audit.NewEvent(verb, principal.account_id, subject_id=role.id, data=data),
    )
