"""The kinds of records: one description each, which pages, phone, portal and API read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

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
    edit: Permission
    listing: Callable[..., Page[Row]]
    statuses: tuple[tuple[str, str], ...] = ()
    """Value and word of each, in their order; empty for what has none."""
    scheduled: bool = False
    """Whether it has a date."""


def _statuses(sort: record_rows.Sort) -> tuple[tuple[str, str], ...]:
    return tuple((status.value, str(status.label)) for status in sort.statuses)


JOBS: RecordKind[JobRow] = RecordKind(
    one="job",
    many="jobs",
    library=record_rows.JOBS.kind,
    edit=record_rows.JOBS.edit,
    listing=jobs.list_jobs,
    getting=jobs.get_job,
    creating=jobs.create_job,
    updating=jobs.update_job,
    statuses=_statuses(record_rows.JOBS),
    scheduled=True,
)
QUOTES: RecordKind[JobRow] = RecordKind(
    one="quote",
    many="quotes",
    library=record_rows.QUOTES.kind,
    edit=record_rows.QUOTES.edit,
    listing=quotes.list_quotes,
    getting=quotes.get_quote,
    creating=quotes.create_quote,
    updating=quotes.update_quote,
    statuses=_statuses(record_rows.QUOTES),
)
PROJECTS: RecordKind[ProjectRow] = RecordKind(
    one="project",
    many="projects",
    library=LibraryKind.PROJECT,
    edit=Permission.PROJECTS_MANAGE,
    listing=projects.list_projects,
    getting=projects.get_project,
    creating=projects.create_project,
    updating=projects.update_project,
)
CUSTOMERS: RecordKind[CustomerRow] = RecordKind(
    one="customer",
    many="customers",
    library=LibraryKind.CUSTOMER,
    edit=Permission.CUSTOMERS_EDIT,
    listing=customers.list_customers,
    getting=customers.get_customer,
    creating=customers.create_customer,
    updating=customers.update_customer,
)
