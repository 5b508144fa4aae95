"""Projects. Their members are in `project_members`."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from strongroom.interfaces.rest.kit.answers import made, one, page, require_match
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.confirming import Confirming
from strongroom.interfaces.rest.kit.idempotency import once
from strongroom.interfaces.rest.kit.listing import Searching
from strongroom.interfaces.rest.kit.routing import REPEATABLE, reads
from strongroom.interfaces.rest.kit.types import Id, Sent, Shown, Text, optional
from strongroom.work import api as work

router = Router(tags=["work"])


class Project(Shown):
    """A project; `library_id` is the id of its root folder."""

    id: uuid.UUID
    name: str
    customer_id: uuid.UUID | None
    library_id: uuid.UUID
    created_at: dt.datetime


class ProjectList(Shown):
    """One page of projects."""

    results: list[Project]
    next: str | None


class ProjectNew(Sent):
    """A project to make."""

    name: Text
    customer_id: Id | None = None


class ProjectChange(Confirming):
    """Changes to a project; `customer_id: null` takes the customer away."""

    name: Text = optional()
    customer_id: Id | None = None


def _project(row: work.ProjectRow) -> Project:
    return Project(
        id=row.id,
        name=row.name,
        customer_id=row.customer_id,
        library_id=row.library_id,
        created_at=row.created_at,
    )


@reads(router, "/projects", response=ProjectList, summary="List projects")
def list_projects(request: HttpRequest, wanted: Query[Searching]) -> HttpResponse:
    """List projects by name."""
    rows = work.list_projects(caller(request), q=wanted.q, cursor=wanted.cursor, limit=wanted.limit)
    return page(rows, _project)


@router.post(
    "/projects", response={201: Project}, summary="Make a project", openapi_extra=REPEATABLE
)
def make_project(request: HttpRequest, payload: ProjectNew) -> HttpResponse:
    """Make a project with its library; a customer is optional."""

    def write() -> HttpResponse:
        row = work.create_project(
            caller(request), name=payload.name, customer_id=payload.customer_id
        )
        return made(_project(row), f"/api/v1/projects/{row.id}")

    return once(request, write)


@reads(router, "/projects/{project_id}", response=Project, summary="Get a project")
def get_project(request: HttpRequest, project_id: Id) -> HttpResponse:
    """Return one project."""
    return one(request, _project(work.get_project(caller(request), project_id)))


@router.patch("/projects/{project_id}", response=Project, summary="Change a project")
def change_project(request: HttpRequest, project_id: Id, payload: ProjectChange) -> HttpResponse:
    """Rename a project or change its customer (409 while documents are visible in a portal)."""
    principal = caller(request)
    require_match(request, _project(work.get_project(principal, project_id)))
    changes = payload.given("name", "customer_id")
    row = work.update_project(
        principal, project_id=project_id, confirm=payload.confirmation, **changes
    )
    return one(request, _project(row))
