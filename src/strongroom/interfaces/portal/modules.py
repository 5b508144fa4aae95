"""The modules of the portal: what each is called, and which kinds of libraries it opens (B-4)."""

import uuid
from dataclasses import dataclass

from django.urls import reverse

from strongroom.store.models import LibraryKind


@dataclass(frozen=True, slots=True)
class Module:
    """One section of the portal."""

    key: str
    label: str
    icon: str
    kinds: frozenset[LibraryKind]
    singular: str = ""
    """The word for one record; empty for Documents, which has none."""
    empty: str = ""
    """The sentence of the empty state."""

    def url(self, slug: str) -> str:
        """Where its list is."""
        return reverse(f"portal:{self.key}", kwargs={"account": slug})

    def record_url(self, slug: str, record_id: uuid.UUID) -> str:
        """Where one of its records is."""
        kwargs = {"account": slug, f"{self.singular}_id": record_id}
        return reverse(f"portal:{self.singular}", kwargs=kwargs)

    def archive_url(self, slug: str, record_id: uuid.UUID) -> str:
        """Where everything of one record is packed as a ZIP."""
        kwargs = {"account": slug, f"{self.singular}_id": record_id}
        return reverse(f"portal:{self.singular}-archive", kwargs=kwargs)


JOBS = Module(
    "jobs",
    "Jobs",
    "tool",
    frozenset({LibraryKind.JOB}),
    "job",
    "Jobs that are done for you appear here.",
)
QUOTES = Module(
    "quotes",
    "Quotes",
    "file-invoice",
    frozenset({LibraryKind.QUOTE}),
    "quote",
    "Quotes that are made for you appear here.",
)
DOCUMENTS = Module(
    "documents",
    "Documents",
    "folder",
    frozenset({LibraryKind.CUSTOMER, LibraryKind.PROJECT}),
    empty="Documents that are shared with you appear here.",
)
MODULES = (JOBS, QUOTES, DOCUMENTS)
