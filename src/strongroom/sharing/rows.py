"""What is told of shares, their openings and mailings (B-9, B-13)."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from enum import StrEnum

from strongroom.access.api import Unused
from strongroom.store.models import LibraryKind


class ShareState(StrEnum):
    """Whether a share opens anything at this moment, and if not, why not."""

    LIVE = "live"
    SUSPENDED = "suspended"
    """Its keeper has left or may not share the item any more; somebody else may take it over (L22)."""
    ASLEEP = "asleep"
    """The item is in the trash."""
    EXPIRED = "expired"
    ENDED = "ended"
    """A portal share of a record that has another customer now."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One door outward, live or not. Names are those of now; a left member's is empty."""

    id: uuid.UUID
    item_id: uuid.UUID
    type: str
    created_by: uuid.UUID | None
    created_by_name: str
    created_at: dt.datetime
    item_name: str = ""
    is_file: bool = True
    library_id: uuid.UUID | None = None
    library_kind: LibraryKind | None = None
    in_portal: bool = True
    """Whether the record has come so far that the customer portal shows it (A-12)."""
    cancelled_by: uuid.UUID | None = None
    cancelled_by_name: str = ""
    cancelled_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    """The first moment at which it no longer works."""
    url: str | None = None
    """The address of a live link, when it was asked for; a portal share has none."""
    password: str | None = None
    """In the open, when it was asked for (B-9a)."""
    has_password: bool = False
    withheld: bool = False
    """Asked for, but the link opens something that the asker may not share: neither is told (L27)."""
    state: ShareState = ShareState.LIVE
    suspended_why: str = ""
    """`maker_inactive` or `maker_may_not` while suspended."""
    keeper_id: uuid.UUID | None = None
    keeper_name: str = ""
    """Who answers for a link: who made it, or who took it over."""
    notify_on_opening: bool = False
    openings: int = 0
    last_opened_at: dt.datetime | None = None
    customer_id: uuid.UUID | None = None
    customer_name: str = ""
    """Of a portal share, its customer; of a link, the record's customer."""
    link_id: uuid.UUID | None = None
    unused: Unused | None = None
    """Of a live portal share: why nobody can use it yet (E-6)."""
    contacts: int = 0
    """Of such a share: how many contacts the customer has, and the name if there is only one."""
    only_contact: str = ""
    companions: int = 0
    """How many other items the same link opens."""

    @property
    def live(self) -> bool:
        """Not cancelled, and not over for good: it may be asleep or suspended."""
        return self.state in {ShareState.LIVE, ShareState.SUSPENDED, ShareState.ASLEEP}

    @property
    def usable(self) -> bool:
        """Whether it opens something to somebody at this moment."""
        return self.state == ShareState.LIVE and self.unused is None

    @property
    def why_not(self) -> str:
        """Why nobody can use it: a word of `Unused`, or its state; empty while somebody can."""
        if self.usable:
            return ""
        return self.unused.value if self.unused else self.state.value

    @property
    def suspended(self) -> bool:
        """Whether it waits for somebody to take it over."""
        return self.state == ShareState.SUSPENDED


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One use of a share by somebody outside."""

    id: uuid.UUID
    at: dt.datetime
    what: str
    version: int | None
    device: str
    network: str
    contact_name: str
    item_id: uuid.UUID
    item_name: str
    automatic: bool = False
    """A program fetched it by itself, as it said."""


@dataclass(frozen=True, slots=True)
class SendingRow:
    """One mailing of a link."""

    id: uuid.UUID
    at: dt.datetime
    contact_name: str
    email: str
    sent_by_name: str
    mail: str
    """What has become of it: waiting, sent, dropped or failed."""


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """Which doors of the firm are listed."""

    type: str = ""
    """`portal`, `link` or all."""
    state: str = "live"
    """`live` (asleep and suspended included), `all`."""
    q: str = ""
    """A part of the document's name, whatever its case."""
    maker_id: uuid.UUID | None = None
    customer_id: uuid.UUID | None = None
    older_than_days: int | None = None
    no_password: bool = False
    """Links without a password."""
    no_expiry: bool = False
    not_opened_days: int | None = None
    """Not opened in the last so many days, or never."""


@dataclass(frozen=True, slots=True)
class RegisterChoices:
    """What the filter offers: makers and customers of the doors that one may see, by name."""

    makers: list[tuple[uuid.UUID, str]] = field(default_factory=list)
    customers: list[tuple[uuid.UUID, str]] = field(default_factory=list)
