"""The kinds of records that go by a name, and with the numbered ones all there are."""

from dataclasses import dataclass
from typing import Final, TypeVar

from strongroom.access.api import Permission
from strongroom.core.operations import Functions
from strongroom.store.models import LibraryKind
from strongroom.work import customers, projects
from strongroom.work.described import RecordKind
from strongroom.work.kinds import NUMBERED, all_numbered
from strongroom.work.rows import CustomerRow, ProjectRow

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class NamedKind(RecordKind, Functions[Row]):
    """A kind whose operations are its own."""


PROJECTS: Final = NamedKind[ProjectRow](
    one="project",
    many="projects",
    library=LibraryKind.PROJECT,
    icon="folder",
    view=Permission.DOCUMENTS_VIEW,
    edit=Permission.PROJECTS_MANAGE,
    purpose="A project keeps the drawings, plans and papers of a longer undertaking in folders, and says"
    " who may see which.",
    list=projects.list_projects,
    get=projects.get_project,
    create=projects.create_project,
    update=projects.update_project,
)
CUSTOMERS: Final = NamedKind[CustomerRow](
    one="customer",
    many="customers",
    library=LibraryKind.CUSTOMER,
    icon="building",
    view=Permission.CUSTOMERS_VIEW,
    edit=Permission.CUSTOMERS_EDIT,
    purpose=f"{all_numbered()} are for customers, and their contacts see what you make viewable in the"
    " customer portal.",
    list=customers.list_customers,
    get=customers.get_customer,
    create=customers.create_customer,
    update=customers.update_customer,
)
KINDS: Final = (*NUMBERED, PROJECTS, CUSTOMERS)
