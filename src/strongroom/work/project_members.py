"""The members of a project: seats with a role in its library (D-1)."""

import uuid
from typing import Any

from django.db import transaction

from strongroom.access import seats
from strongroom.access.api import Kind, Permission, Principal
from strongroom.access.models import Seat
from strongroom.core.errors import ForbiddenError, NotFoundError
from strongroom.directory.models import MemberType
from strongroom.work.models import Project
from strongroom.work.projects import get_project
from strongroom.work.rows import ProjectMemberRow


def list_project_members(principal: Principal, project_id: uuid.UUID) -> list[ProjectMemberRow]:
    """Return who holds which role in the project, by name; for in-house users who see it. Two queries."""
    project = get_project(principal, project_id)
    if principal.kind != Kind.MEMBER or principal.member_type != MemberType.IN_HOUSE:
        raise ForbiddenError("The members of a project are shown to in-house users.")
    rows: Any = Seat.objects.filter(library_id=project.library_id).exclude(role=None)
    rows = rows.select_related("member__person", "role").order_by(
        "member__person__name", "member_id", "role__name"
    )
    return [_row(seat) for seat in rows]


@transaction.atomic
def add_project_member(
    principal: Principal, *, project_id: uuid.UUID, member_id: uuid.UUID, role_id: uuid.UUID
) -> ProjectMemberRow:
    """Give a member a role in the project (*projects.manage*); having it already changes nothing."""
    library_id = _library(principal, project_id)
    seats.give_role(principal, member_id=member_id, role_id=role_id, library_id=library_id)
    seat = Seat.objects.select_related("member__person", "role").get(
        member_id=member_id, role_id=role_id, library_id=library_id
    )
    return _row(seat)


@transaction.atomic
def remove_project_member(
    principal: Principal, *, project_id: uuid.UUID, seat_or_member_id: uuid.UUID
) -> None:
    """Take one seat from the project, or all seats of a member (L40: effective in the next request)."""
    library_id = _library(principal, project_id)
    inside = Seat.objects.filter(library_id=library_id).exclude(role=None)
    found = list(inside.filter(id=seat_or_member_id) or inside.filter(member_id=seat_or_member_id))
    if not found:
        raise NotFoundError
    for seat in found:
        if seat.role_id is not None:
            seats.take_role(
                principal, member_id=seat.member_id, role_id=seat.role_id, library_id=library_id
            )


def _library(principal: Principal, project_id: uuid.UUID) -> uuid.UUID:
    """Whoever manages projects may not see their documents, and names the members all the same."""
    if principal.holds(Permission.PROJECTS_MANAGE):
        found = Project.objects.filter(id=project_id, account_id=principal.account_id).first()
        if found is None:
            raise NotFoundError
        return found.library_id
    return get_project(principal, project_id).library_id


def _row(seat: Any) -> ProjectMemberRow:
    return ProjectMemberRow(
        id=seat.id,
        member_id=seat.member_id,
        name=seat.member.person.name,
        email=seat.member.person.email,
        type=seat.member.type,
        active=seat.member.active,
        role_id=seat.role_id,
        role_name=seat.role.name,
    )
