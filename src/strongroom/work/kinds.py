"""The kinds of records: one description each, which pages, phone, portal and API read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from strongroom.access.api import Permission
from strongroom.core.operations import Operations
from strongroom.core.paging import Page
from strongroom.store.models import LibraryKind
from strongroom.work import customers, jobs, projects, quotes, record_rows
from strongroom.work.rows import CustomerRow, JobRow, ProjectRow

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind(Operations[Row], Generic[Row]):
    """A kind of record: each has one library."""

    library: LibraryKind
    view: Permission
    """Whoever holds it sees all of them."""
    edit: Permission
    purpose: str
    """What one is for, as a list says that is still empty."""
    listing: Callable[..., Page[Row]]
    statuses: tuple[tuple[str, str], ...] = ()
    """Value and word of each, in their order; empty for what has none."""
    scheduled: bool = False
    """Whether it has a date."""
    licensed: bool = False
    """Whether it can require licences of those who are assigned (C-9)."""


def _statuses(sort: record_rows.Sort) -> tuple[tuple[str, str], ...]:
    return tuple((status.value, str(status.label)) for status in sort.statuses)


JOBS: RecordKind[JobRow] = RecordKind(
    one="job",
    many="jobs",
    library=record_rows.JOBS.kind,
    view=Permission.JOBS_VIEW,
    edit=record_rows.JOBS.edit,
    purpose="A job is work at a customer's site. Photos, plans and certificates are attached to it.",
    listing=jobs.list_jobs,
    getting=jobs.get_job,
    creating=jobs.create_job,
    updating=jobs.update_job,
    statuses=_statuses(record_rows.JOBS),
    scheduled=True,
    licensed=True,
)
QUOTES: RecordKind[JobRow] = RecordKind(
    one="quote",
    many="quotes",
    library=record_rows.QUOTES.kind,
    view=Permission.QUOTES_VIEW,
    edit=record_rows.QUOTES.edit,
    purpose="A quote is an offer to a customer. Plans, photos and the offer itself are attached to it.",
    listing=quotes.list_quotes,
    getting=quotes.get_quote,
    creating=quotes.create_quote,
    updating=quotes.update_quote,
    statuses=_statuses(record_rows.QUOTES),
)
NUMBERED: Final = (JOBS, QUOTES)
"""The kinds whose records have a number, a status, a customer and those who are assigned."""
PROJECTS: RecordKind[ProjectRow] = RecordKind(
    one="project",
    many="projects",
    library=LibraryKind.PROJECT,
    view=Permission.DOCUMENTS_VIEW,
    edit=Permission.PROJECTS_MANAGE,
    purpose="A project keeps the drawings, plans and papers of a longer undertaking in folders, and says"
    " who may see which.",
    listing=projects.list_projects,
    getting=projects.get_project,
    creating=projects.create_project,
    updating=projects.update_project,
)
CUSTOMERS: RecordKind[CustomerRow] = RecordKind(
    one="customer",
    many="customers",
    library=LibraryKind.CUSTOMER,
    view=Permission.CUSTOMERS_VIEW,
    edit=Permission.CUSTOMERS_EDIT,
    purpose="Jobs and quotes are for customers, and their contacts see what you make viewable in the"
    " customer portal.",
    listing=customers.list_customers,
    getting=customers.get_customer,
    creating=customers.create_customer,
    updating=customers.update_customer,
)
