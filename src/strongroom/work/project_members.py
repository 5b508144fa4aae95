"""The members of a project: seats with a role in its library (D-1)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from strongroom.access import api as access
from strongroom.access.api import Kind, Permission, Principal
from strongroom.access.models import Role, Seat
from strongroom.administration import api as administration
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import ForbiddenError, NotFoundError
from strongroom.core.patterns import needle
from strongroom.directory import api as directory
from strongroom.directory.models import Member, MemberType
from strongroom.work.models import Project
from strongroom.work.projects import get_project, managed_project
from strongroom.work.rows import Assignable, ProjectMemberRow, ProjectRow

MOST_FOUND = 20
"""People offered for a search; more letters find the others."""


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role that may be given in a project."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class Team:
    """A project with its members, and what the one who asks may do about them."""

    project: ProjectRow
    members: list[ProjectMemberRow]
    may_change: bool
    roles: list[RoleChoice]
    """Those that may be given here; empty without `may_change`."""


def project_team(principal: Principal, project_id: uuid.UUID) -> Team:
    """Return who holds which role in the project, by name; for in-house users who see it.

    Whoever manages projects need not see the documents.
    """
    project = _project(principal, project_id)
    if principal.kind != Kind.MEMBER or principal.member_type != MemberType.IN_HOUSE:
        raise ForbiddenError("The members of a project are shown to in-house users.")
    held = access.held_in(principal, project.library_id)
    may_change = _may_change(held)
    rows: Any = Seat.objects.filter(library_id=project.library_id).exclude(role=None)
    rows = rows.select_related("member__person", "role").order_by(
        Lower("member__person__name"), "member_id", Lower("role__name")
    )
    roles = Role.objects.filter(account_id=principal.account_id).order_by(Lower("name"), "id")
    theirs = _to_give(principal, roles, project.library_id) if may_change else []
    ids = {role.id for role in theirs}
    members = [_row(seat, may_remove=seat.role_id in ids) for seat in rows]
    return Team(project, members, may_change, theirs)


def list_project_members(principal: Principal, project_id: uuid.UUID) -> list[ProjectMemberRow]:
    """Return the members alone; see `project_team`."""
    return project_team(principal, project_id).members


def find_for_project(principal: Principal, *, project_id: uuid.UUID, q: str) -> list[Assignable]:
    """Return active users of any type whose name or e-mail has `q` in it, by name: who can be added.

    ForbiddenError for whoever may not choose the members.
    """
    project = _project(principal, project_id)
    if not _may_change(access.held_in(principal, project.library_id)):
        raise ForbiddenError("You may not choose the members of this project.")
    words = needle(q)
    if not words:
        return []
    found = Member.objects.filter(
        Q(person__name__icontains=words) | Q(person__email__icontains=words),
        directory.belongs(),
        account_id=principal.account_id,
    )
    found = found.select_related("person").order_by(Lower("person__name"), "id")[:MOST_FOUND]
    return [Assignable(member.id, member.person.name, member.type_words) for member in found]


@transaction.atomic
def add_project_member(
    principal: Principal,
    *,
    project_id: uuid.UUID,
    member_id: uuid.UUID,
    role_id: uuid.UUID,
    confirm: Confirm = False,
) -> ProjectMemberRow:
    """Give a member a role in the project (*projects.manage*); having it already changes nothing.

    Raises ConfirmationRequiredError when links that they keep work again (E-11).
    """
    library_id = _library(principal, project_id)
    administration.give_role(
        principal, member_id=member_id, role_id=role_id, library_id=library_id, confirm=confirm
    )
    seat = Seat.objects.select_related("member__person", "role").get(
        member_id=member_id, role_id=role_id, library_id=library_id
    )
    return _row(seat, may_remove=True)


@transaction.atomic
def remove_project_member(
    principal: Principal,
    *,
    project_id: uuid.UUID,
    seat_or_member_id: uuid.UUID,
    confirm: Confirm = False,
) -> list[ProjectMemberRow]:
    """Take one seat from the project, or all seats of a member (L40: effective in the next request).

    Return what was taken. Raises ConfirmationRequiredError when links that they keep stop working
    (E-11).
    """
    library_id = _library(principal, project_id)
    inside: Any = Seat.objects.filter(library_id=library_id).exclude(role=None)
    inside = inside.select_related("member__person", "role")
    found = list(inside.filter(id=seat_or_member_id) or inside.filter(member_id=seat_or_member_id))
    if not found:
        raise NotFoundError
    administration.take_roles(
        principal,
        member_id=found[0].member_id,
        role_ids=[seat.role_id for seat in found],
        library_id=library_id,
        confirm=confirm,
    )
    return [_row(seat) for seat in found]


def _project(principal: Principal, project_id: uuid.UUID) -> ProjectRow:
    """Whoever manages projects may not see their documents, and names the members all the same."""
    if principal.holds(Permission.PROJECTS_MANAGE):
        return managed_project(principal, project_id)
    return get_project(principal, project_id)


def _library(principal: Principal, project_id: uuid.UUID) -> uuid.UUID:
    if principal.kind == Kind.SYSTEM and principal.purpose:
        return Project.objects.get(id=project_id, account_id=principal.account_id).library_id
    return _project(principal, project_id).library_id


def _may_change(held: frozenset[Permission]) -> bool:
    return bool({Permission.PROJECTS_MANAGE, Permission.USERS_MANAGE} & held)


def _to_give(
    principal: Principal, roles: Iterable[Role], library_id: uuid.UUID
) -> list[RoleChoice]:
    """L19: nobody gives or takes a role that may do more than they may themselves."""
    given = [(role, library_id) for role in roles]
    beyond = {role.id for role, _ in access.roles_beyond(principal, given)}
    return [RoleChoice(role.id, role.name) for role, _ in given if role.id not in beyond]


def _row(seat: Any, *, may_remove: bool = False) -> ProjectMemberRow:
    return ProjectMemberRow(
        id=seat.id,
        member_id=seat.member_id,
        name=seat.member.person.name,
        email=seat.member.person.email,
        type=seat.member.type,
        active=seat.member.active and not seat.member.person.placeholder,
        invited=seat.member.active and seat.member.person.placeholder,
        role_id=seat.role_id,
        role_name=seat.role.name,
        may_remove=may_remove,
    )
