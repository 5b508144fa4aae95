"""The modules of the portal: what each is called, and which kinds of libraries it opens (B-4)."""

import uuid
from dataclasses import dataclass

from strongroom.access.api import PORTAL_MODULES
from strongroom.interfaces.common.caller.visit import Visit
from strongroom.interfaces.common.words.icons import AT_WORK
from strongroom.store.models import LibraryKind
from strongroom.work import api as work
from strongroom.work.api import NumberedKind


@dataclass(frozen=True, slots=True)
class Module:
    """One section of the portal."""

    key: str
    label: str
    icon: str
    kinds: frozenset[LibraryKind]
    empty: str
    """The sentence of the empty state."""


@dataclass(frozen=True, slots=True)
class RecordModule(Module):
    """A section whose cards are records."""

    of: NumberedKind

    def record_url(self, visit: Visit, record_id: uuid.UUID) -> str:
        """Where one of its records is."""
        return visit.url(self.of.one, record_id=record_id)

    def archive_url(self, visit: Visit, record_id: uuid.UUID) -> str:
        """Where everything of one record is packed as a ZIP."""
        return visit.url(f"{self.of.one}-archive", record_id=record_id)


def _records(of: NumberedKind) -> RecordModule:
    icon, opens = AT_WORK[of.library], PORTAL_MODULES[of.many]
    return RecordModule(of.many, of.title, icon, opens, of.in_portal, of)


DOCUMENTS = Module(
    "documents",
    "Documents",
    "folder",
    PORTAL_MODULES["documents"],
    "Documents that are shared with you appear here.",
)
MODULES: tuple[Module, ...] = (*map(_records, work.NUMBERED), DOCUMENTS)
