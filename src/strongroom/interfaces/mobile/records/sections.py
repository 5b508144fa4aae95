"""The kinds of numbered records on the phone, which all have the same pages."""

import uuid
from dataclasses import dataclass
from typing import Final

from strongroom.access.api import Principal
from strongroom.interfaces.common.caller.visit import Visit
from strongroom.interfaces.common.words.icons import AT_WORK
from strongroom.work import api as work
from strongroom.work.api import NumberedKind


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of record as the phone has it: its icon, its addresses, and who sees all of it."""

    of: NumberedKind

    @property
    def icon(self) -> str:
        """What stands beside it in the menu."""
        return AT_WORK[self.of.library]

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
        return visit.url(self.of.one, record_id=record_id)

    def sees_all(self, principal: Principal) -> bool:
        """Whether the filter "Mine" leaves anything out; others see those that they are assigned to."""
        return principal.holds(self.of.view)

    def any_visible(self, principal: Principal) -> bool:
        """Whether there is a record of this kind that the principal can see."""
        return bool(self.of.list(principal, limit=1).results)


SECTIONS: Final = tuple(Section(kind) for kind in work.NUMBERED)
"""In the order of the bottom bar; the first is the phone's first page."""
