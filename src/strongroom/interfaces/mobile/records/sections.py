"""Jobs and quotes on the phone: one description each, so that both have the same pages."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from strongroom.access.api import Permission, Principal
from strongroom.core.paging import Page
from strongroom.work import api as work


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of record: its words, its addresses, and where its rows come from."""

    key: str
    label: str
    singular: str
    icon: str
    permission: Permission
    """Whoever holds it sees all of them; others see those that they are assigned to."""
    listing: Callable[..., Page[work.JobRow]]
    getting: Callable[[Principal, uuid.UUID], work.JobRow]

    def list_url(self, slug: str) -> str:
        """Where the list is."""
        return reverse(f"mobile:{self.key}", kwargs={"account": slug})

    def card_url(self, slug: str, record_id: uuid.UUID) -> str:
        """Where one record is."""
        kwargs = {"account": slug, f"{self.singular}_id": record_id}
        return reverse(f"mobile:{self.singular}", kwargs=kwargs)

    def sees_all(self, principal: Principal) -> bool:
        """Whether the filter "Mine" leaves anything out."""
        return principal.holds(self.permission)

    def any_visible(self, principal: Principal) -> bool:
        """Whether there is a record of this kind that the principal can see."""
        return bool(self.listing(principal, limit=1).results)


JOBS = Section("jobs", "Jobs", "job", "tool", Permission.JOBS_VIEW, work.list_jobs, work.get_job)
QUOTES = Section(
    "quotes",
    "Quotes",
    "quote",
    "file-invoice",
    Permission.QUOTES_VIEW,
    work.list_quotes,
    work.get_quote,
)
