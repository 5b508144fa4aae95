"""Jobs and quotes on the phone: one description each, so that both have the same pages."""

import uuid
from dataclasses import dataclass

from strongroom.access.api import Permission, Principal
from strongroom.interfaces.common.caller.visit import Visit
from strongroom.work import api as work
from strongroom.work.api import NumberedKind


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of record as the phone has it: its icon, its addresses, and who sees all of it."""

    of: NumberedKind
    icon: str
    permission: Permission
    """Whoever holds it sees all of them; others see those that they are assigned to."""

    @property
    def key(self) -> str:
        """Its name in the menu, and of its list."""
        return self.of.many

    @property
    def label(self) -> str:
        """What the menu says."""
        return self.of.title

    def list_url(self, visit: Visit) -> str:
        """Where the list is."""
        return visit.url(self.key)

    def card_url(self, visit: Visit, record_id: uuid.UUID) -> str:
        """Where one record is."""
        return visit.url(self.of.one, **{self.of.id_name: record_id})

    def sees_all(self, principal: Principal) -> bool:
        """Whether the filter "Mine" leaves anything out."""
        return principal.holds(self.permission)

    def any_visible(self, principal: Principal) -> bool:
        """Whether there is a record of this kind that the principal can see."""
        return bool(self.of.list(principal, limit=1).results)


JOBS = Section(work.JOBS, "tool", Permission.JOBS_VIEW)
QUOTES = Section(work.QUOTES, "file-invoice", Permission.QUOTES_VIEW)
