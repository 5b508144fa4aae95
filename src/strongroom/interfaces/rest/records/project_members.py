"""The members of a project and the roles they hold in it."""

import uuid

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from strongroom.interfaces.rest.kit.answers import made, many, nothing
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.confirming import Confirming, ConfirmingQuery
from strongroom.interfaces.rest.kit.routing import reads
from strongroom.interfaces.rest.kit.types import Id, Results, Shown, one_of
from strongroom.work import api as work

router = Router(tags=["projects"])


class ProjectMember(Shown):
    """One seat: a member with one role. Somebody with two roles appears twice."""

    id: uuid.UUID
    member_id: uuid.UUID
    name: str
    email: str
    type: str = one_of("in_house", "subcontractor", "watcher")
    active: bool
    role_id: uuid.UUID
    role_name: str


class ProjectMemberList(Results[ProjectMember]):
    """Everybody with a role in the project."""


class ProjectMemberNew(Confirming):
    """Who gets which role."""

    member_id: Id
    role_id: Id


@reads(router, "/projects/{project_id}/members", response=ProjectMemberList, summary="List members")
def list_project_members(request: HttpRequest, project_id: Id) -> HttpResponse:
    """List who holds which role in the project, by name."""
    rows = work.list_project_members(caller(request), project_id)
    return many([ProjectMember.of(row) for row in rows])


@router.post(
    "/projects/{project_id}/members", response={201: ProjectMember}, summary="Add a member"
)
def add_project_member(
    request: HttpRequest, project_id: Id, payload: ProjectMemberNew
) -> HttpResponse:
    """Give a member a role in the project; sending it twice gives it once.

    409 `confirmation_required` when links that they keep work again.
    """
    row = work.add_project_member(caller(request), project_id=project_id, **payload.values())
    return made(ProjectMember.of(row), f"/api/v1/projects/{project_id}/members/{row.id}")


@router.delete(
    "/projects/{project_id}/members/{id}", response={204: None}, summary="Remove a member"
)
def remove_project_member(
    request: HttpRequest,
    project_id: Id,
    id: Id,  # noqa: A002
    answer: Query[ConfirmingQuery],
) -> HttpResponse:
    """Take one seat by its id, or all seats of a member by the member's id.

    409 `confirmation_required` when links that they keep stop working.
    """
    work.remove_project_member(
        caller(request),
        project_id=project_id,
        seat_or_member_id=id,
        confirm=answer.confirmation,
    )
    return nothing()
