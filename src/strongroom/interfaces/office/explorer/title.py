"""The button at a folder's title: one never goes up a level to see the settings of where one is."""

import uuid
from dataclasses import dataclass
from typing import Self

from strongroom.directory.models import MemberType
from strongroom.documents.api import Here
from strongroom.interfaces.office.desk import Desk


@dataclass(frozen=True, slots=True)
class TitleButton:
    """Opens the details drawer for the folder whose page it is."""

    item_id: uuid.UUID
    url: str
    """The same as a page, without script."""
    label: str
    controlled: bool

    @classmethod
    def of(cls, desk: Desk, here: Here) -> Self:
        """Return the button for where one stands; only in-house users see the tab Access (D-7)."""
        in_house = desk.principal.member_type == MemberType.IN_HOUSE
        return cls(
            here.id,
            desk.url("item-details", item_id=here.id),
            "Details and access" if in_house else "Details",
            here.facts.state.controlled,
        )
