"""Projects. Their members are in `project_members`."""

import datetime as dt
import uuid

from ninja import Query, Router

from strongroom.interfaces.rest.kit.confirming import Confirming
from strongroom.interfaces.rest.kit.listing import Searching
from strongroom.interfaces.rest.kit.resource import Changes, Lists, Makes, Resource, serve
from strongroom.interfaces.rest.kit.types import Id, Results, Sent, Shown, Text, optional
from strongroom.work import api as work

router = Router(tags=["work"])


class Project(Shown):
    """A project; `library_id` is the id of its root folder."""

    id: uuid.UUID
    name: str
    customer_id: uuid.UUID | None
    library_id: uuid.UUID
    created_at: dt.datetime


class ProjectList(Results[Project]):
    """One page of projects."""


class ProjectNew(Sent):
    """A project to make."""

    name: Text
    customer_id: Id | None = None


class ProjectChange(Confirming):
    """Changes to a project; `customer_id: null` takes the customer away."""

    name: Text = optional()
    customer_id: Id | None = None


PROJECTS = Resource(
    of=work.PROJECTS,
    shown=Project,
    lists=Lists(
        answer=ProjectList,
        wanted=Query[Searching],
        says="List projects by name.",
    ),
    makes=Makes(
        takes=ProjectNew,
        says="Make a project with its library; a customer is optional.",
    ),
    changes=Changes(
        takes=ProjectChange,
        says="Rename a project or change its customer (409 while documents are visible in a portal).",
    ),
)
serve(router, PROJECTS)
