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
    view=Permission.JOBS_VIEW,
    edit=Permission.JOBS_EDIT,
    purpose="A job is work at a customer's site. Photos, plans and certificates are attached to it.",
    model=Job,
    letter="J",
    status=JobStatus,
    licensed=True,
)
QUOTES: Final = NumberedKind(
    one="quote",
    many="quotes",
    library=LibraryKind.QUOTE,
    view=Permission.QUOTES_VIEW,
    edit=Permission.QUOTES_EDIT,
    purpose="A quote is an offer to a customer. Plans, photos and the offer itself are attached to it.",
    model=Quote,
    letter="Q",
    status=QuoteStatus,
    hidden_status=QuoteStatus.DRAFT,
)
NUMBERED: Final = (JOBS, QUOTES)
"""In the order of menus."""
