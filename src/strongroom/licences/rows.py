"""What the lists and cards of licences hand out: frozen rows, already limited by the decision."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from strongroom.licences.models import RenewalState, TypeKind

STATE_LABELS = {"active": "Active", "expiring": "Expiring", "overdue": "Overdue"}
CELL_LABELS = {
    "valid": "Valid",
    "expiring": "Expiring",
    "expired": "Expired",
    "missing": "Missing",
    "not_required": "Not required",
}
NOTICE_LABELS = {
    "waiting": "Waiting to be sent",
    "sent": "Accepted by the mail server",
    "failed": "Not delivered",
    "skipped": "Not sent, replaced by a later notice",
    "dropped": "Not sent, no longer needed",
    "digest": "Waits for the weekly mail",
}


@dataclass(frozen=True, slots=True)
class LicenceRow:
    """A licence as its viewer may see it."""

    id: uuid.UUID
    account_id: uuid.UUID
    member_id: uuid.UUID
    member_name: str
    member_type: str
    member_active: bool
    type_id: uuid.UUID
    type_name: str
    type_kind: str
    number: str
    issued_on: dt.date | None
    expires_on: dt.date | None
    state: str
    """active, expiring or overdue, on this day in the account's zone; active includes no expiry."""
    days_left: int | None
    """Days until the expiry day: 0 on it, negative after it."""
    archived: bool
    replaced_by_id: uuid.UUID | None
    verification: str
    library_id: uuid.UUID
    """The library of its evidence, and so the id of the folder that holds it."""
    created_at: dt.datetime
    updated_at: dt.datetime
    may_edit: bool

    @property
    def state_label(self) -> str:
        """The state in words."""
        return STATE_LABELS[self.state]

    @property
    def name(self) -> str:
        """What it is and whose."""
        return f"{self.type_name}, {self.member_name}"


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A licence type."""

    id: uuid.UUID
    name: str
    kind: str
    archived: bool
    in_use: int | None = None
    """How many licences have it, where that was asked for."""

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(TypeKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class LicenceCounts:
    """How many licences are in each state; active includes the expiring ones."""

    active: int
    expiring: int
    overdue: int
    all: int
    pending: int
    """With a renewal that waits to be verified."""


@dataclass(frozen=True, slots=True)
class MemberChoice:
    """A member as the form of a licence offers them."""

    id: uuid.UUID
    name: str
    type_label: str


@dataclass(frozen=True, slots=True)
class RenewalRow:
    """A renewal with what it would change (C-10)."""

    id: uuid.UUID
    licence_id: uuid.UUID
    member_id: uuid.UUID
    member_name: str
    type_id: uuid.UUID
    type_name: str
    number: str
    issued_on: dt.date | None
    expires_on: dt.date | None
    previous_expires_on: dt.date | None
    note: str
    state: str
    reason: str
    folder_id: uuid.UUID
    library_id: uuid.UUID
    submitted_by_name: str
    submitted_at: dt.datetime
    decided_by_name: str
    decided_at: dt.datetime | None

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(RenewalState(self.state).label)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a member has of one type."""

    state: str
    """valid, expiring or expired; without a licence missing, if it is required, else not_required."""
    licence_id: uuid.UUID | None = None
    expires_on: dt.date | None = None
    pending: bool = False
    """A renewal waits to be verified."""

    @property
    def label(self) -> str:
        """The state in words."""
        return CELL_LABELS[self.state]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One member's row of the matrix; cells in the order of the types."""

    member_id: uuid.UUID
    member_name: str
    member_type: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A page of members against all types (C-8)."""

    types: list[TypeRow]
    rows: list[MatrixRow]
    next: str | None = None
    total: int | None = None
    """How many users there are in all, at most one more than `paging.MOST_COUNTED`."""


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a member has what a job requires, on its day (C-9)."""

    member_id: uuid.UUID
    member_name: str
    type_id: uuid.UUID
    type_name: str
    state: str
    expires_on: dt.date | None
    required_by: str
    """`job` or `role`."""
    overridden: bool = False
    reason: str = ""

    @property
    def label(self) -> str:
        """The state in words."""
        return CELL_LABELS[self.state]

    @property
    def gap(self) -> bool:
        """Whether it is missing or expired on that day, and nobody has overridden it."""
        return self.state in {"missing", "expired"} and not self.overridden


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A line of the ledger: who is told what of a licence, and what became of it."""

    id: uuid.UUID
    step: str
    step_label: str
    expires_on: dt.date
    due_on: dt.date
    recipient: str
    """A member's name or an address."""
    to_member: bool
    decided_at: dt.datetime
    state: str
    at: dt.datetime | None
    error: str
    attempts: int

    @property
    def state_label(self) -> str:
        """The state in words."""
        return NOTICE_LABELS[self.state]


@dataclass(frozen=True, slots=True)
class Told:
    """One licence as a mail tells of it."""

    licence_id: uuid.UUID
    type_name: str
    number: str
    member_name: str
    expires_on: dt.date
    days_left: int


@dataclass(frozen=True, slots=True)
class ReminderMail:
    """What a reminder is made of, asked afresh when it is sent."""

    account_slug: str
    account_name: str
    to_email: str
    to_name: str
    member_id: uuid.UUID | None
    """The holder, if it goes to them; None for an address of the settings."""
    step: str
    told: Told

    @property
    def to_member(self) -> bool:
        """Whether it goes to the holder."""
        return self.member_id is not None


@dataclass(frozen=True, slots=True)
class DigestMail:
    """What a weekly mail is made of, asked afresh when it is sent."""

    account_slug: str
    account_name: str
    to_email: str
    to_name: str
    member_id: uuid.UUID | None
    """The holder, if it goes to them; None for an address of the settings."""
    day: dt.date
    """The present day in the account's zone."""
    told: list[Told] = field(default_factory=list)
    more: int = 0
    """How many more it would tell of than it lists."""

    @property
    def to_member(self) -> bool:
        """Whether it goes to the holder."""
        return self.member_id is not None


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A calendar address."""

    id: uuid.UUID
    scope: str
    """`own` or `firm`."""
    name: str
    token: str | None
    """The secret part of its address; None where the viewer may not read it."""
    member_id: uuid.UUID
    """Whose it is: it shows what they may see."""
    created_at: dt.datetime
    created_by_name: str
    revoked_at: dt.datetime | None
    last_read_at: dt.datetime | None
