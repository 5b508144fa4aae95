"""What the section Document sharing shows: of one document (B-3, B-9), or of several (B-15)."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from strongroom.core.ids import new_id
from strongroom.documents.api import ItemRow
from strongroom.sharing.api import Limits, SendingRow, ShareRow


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form."""

    visible: bool
    link: bool = False
    expires_on: str = ""
    password: str = ""
    notify: bool = False
    link_id: uuid.UUID = field(default_factory=new_id)
    """Chosen when the form is drawn, so that it sent twice makes one link."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What stood in the mail's form when it was refused."""

    contact_id: str
    message: str


@dataclass(frozen=True, slots=True)
class PortalTick:
    """Why the tick *Visible in portal* can't be changed, and what to know about it."""

    barred: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LinkHelp:
    """The firm's limits in words, and the first and last day for the date field."""

    ends: str
    password: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Above:
    """A door on a folder above; without name and address where one can't see the folder."""

    type: str
    name: str
    url: str
    folder: str


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One line of *Previous shares*."""

    row: ShareRow
    state: Mapping[str, str]
    invite_url: str
    address: str
    last_moment: dt.datetime | None
    show_url: str
    cancel_url: str
    take_over_url: str
    openings_url: str


@dataclass(frozen=True, slots=True)
class LinkBox:
    """The address of a link with all that one does with it."""

    row: ShareRow
    state: Mapping[str, str]
    address: str
    last_moment: dt.datetime | None
    qr_url: str
    send_url: str
    no_mail: str
    mailto: str
    contacts: Sequence[tuple[uuid.UUID, str, str]]
    mailings: Sequence[SendingRow]
    by_mail: bool
    sent: Sent | None
    errors: Mapping[str, str]
    sending_id: uuid.UUID = field(default_factory=new_id)
    """So that the form sent twice mails once."""


@dataclass(frozen=True, slots=True)
class DocumentSharing:
    """The section; of one document there is its row, of several their names."""

    place: str
    url: str
    typed: Typed
    errors: Mapping[str, str]
    problem: str
    said: str
    help: LinkHelp
    limits: Limits
    closed_below: int
    link: LinkBox | None
    said_level: str = "success"
    row: ItemRow | None = None
    details_url: str = ""
    visible: bool = False
    portal: PortalTick = PortalTick()
    invite_url: str = ""
    barred: str = ""
    """Why no link can be made."""
    above: Sequence[Above] = ()
    lines: Sequence[ShareLine] = ()
    ids: Sequence[uuid.UUID] = ()
    rows: Sequence[ItemRow] = ()
    count: int = 0

    @property
    def several(self) -> bool:
        """Whether it is a link to several documents."""
        return bool(self.ids)

    @property
    def rest(self) -> int:
        """How many are not named."""
        return self.count - len(self.rows)
