"""What the history of a document's shares shows (B-9)."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One door outward, live or cancelled. Names are those of now; a left member's is empty."""

    id: uuid.UUID
    item_id: uuid.UUID
    type: str
    created_by: uuid.UUID | None
    created_by_name: str
    created_at: dt.datetime
    cancelled_by: uuid.UUID | None = None
    cancelled_by_name: str = ""
    cancelled_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    """The first moment at which it no longer works."""
    url: str | None = None
    """The address of a link; a portal share has none."""
    password: str | None = None
    suspended: bool = False
    openings: int = 0
    customer_id: uuid.UUID | None = None
    customer_name: str = ""

    @property
    def live(self) -> bool:
        """Not cancelled; whether it has expired is for whoever knows the time."""
        return self.cancelled_at is None
