"""What jobs and quotes have in common as pages, and where they differ: one value for each."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from strongroom.access.api import Permission, Principal
from strongroom.core.paging import Page
from strongroom.work import api as work
from strongroom.work.api import JobRow, JobStatus, QuoteStatus


@dataclass(frozen=True, slots=True)
class RecordKind:
    """Jobs or quotes."""

    one: str
    many: str
    icon: str
    statuses: tuple[tuple[str, str], ...]
    edit: Permission
    scheduled: bool
    """Whether it has a date."""
    empty_text: str
    """What belongs here, for the empty state."""
    listing: Callable[..., Page[JobRow]]
    getting: Callable[[Principal, uuid.UUID], JobRow]
    creating: Callable[..., JobRow]
    updating: Callable[..., JobRow]

    @property
    def title(self) -> str:
        """`Jobs` or `Quotes`."""
        return self.many.capitalize()

    @property
    def new_label(self) -> str:
        """What the button says that makes one."""
        return f"New {self.one}"

    @property
    def search_label(self) -> str:
        """What the search box is called."""
        return f"Search {self.many}"

    @property
    def empty_title(self) -> str:
        """What an empty list is called."""
        return f"No {self.many} yet"

    @property
    def id_name(self) -> str:
        """The operation's keyword for the record's id."""
        return f"{self.one}_id"


JOBS = RecordKind(
    one="job",
    many="jobs",
    icon="briefcase",
    statuses=tuple((status.value, str(status.label)) for status in JobStatus),
    edit=Permission.JOBS_EDIT,
    scheduled=True,
    empty_text="A job is work at a customer's site. Photos, plans and certificates are attached to it.",
    listing=work.list_jobs,
    getting=work.get_job,
    creating=work.create_job,
    updating=work.update_job,
)
QUOTES = RecordKind(
    one="quote",
    many="quotes",
    icon="file-invoice",
    statuses=tuple((status.value, str(status.label)) for status in QuoteStatus),
    edit=Permission.QUOTES_EDIT,
    scheduled=False,
    empty_text="A quote is an offer to a customer. Plans, photos and the offer itself are attached to it.",
    listing=work.list_quotes,
    getting=work.get_quote,
    creating=work.create_quote,
    updating=work.update_quote,
)
