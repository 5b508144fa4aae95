"""The numbered kinds of records: one description each, which pages, phone, portal and API read."""

from typing import Final

from strongroom.access.api import Permission
from strongroom.store.models import LibraryKind
from strongroom.work.models import Job, JobStatus, Quote, QuoteStatus
from strongroom.work.numbered import NumberedKind

JOBS: Final = NumberedKind(
    one="job",
    many="jobs",
    library=LibraryKind.JOB,
    icon="briefcase",
    view=Permission.JOBS_VIEW,
    edit=Permission.JOBS_EDIT,
    purpose="A job is work at a customer's site. Photos, plans and certificates are attached to it.",
    in_portal="Jobs that are done for you appear here.",
    model=Job,
    letter="J",
    status=JobStatus,
    licensed=True,
)
QUOTES: Final = NumberedKind(
    one="quote",
    many="quotes",
    library=LibraryKind.QUOTE,
    icon="file-invoice",
    view=Permission.QUOTES_VIEW,
    edit=Permission.QUOTES_EDIT,
    purpose="A quote is an offer to a customer. Plans, photos and the offer itself are attached to it.",
    in_portal="Quotes that are made for you appear here.",
    model=Quote,
    letter="Q",
    status=QuoteStatus,
    hidden_status=QuoteStatus.DRAFT,
)
NUMBERED: Final = (JOBS, QUOTES)
"""In the order of menus, and of whatever else lists them. How to add one: docs/architecture.md."""


def all_numbered() -> str:
    """Return what they are called together, as `Jobs and quotes`."""
    *others, last = [kind.many for kind in NUMBERED]
    return f"{', '.join(others)} and {last}".capitalize()
