"""Licences and their types as the API shows them, and what it takes."""

import datetime as dt
import uuid
from typing import Literal

from pydantic import BaseModel

from strongroom.interfaces.rest.kit.listing import Paging
from strongroom.interfaces.rest.kit.types import (
    Day,
    Id,
    Results,
    Sent,
    Shown,
    Text,
    one_of,
    optional,
)
from strongroom.licences import api as licences

Kind = Literal["qualification", "vehicle", "equipment"]
AnyKind = Literal["", "qualification", "vehicle", "equipment"]
_KINDS = tuple(licences.TypeKind.values)


class TypeName(Shown):
    """A licence type, as others name it."""

    id: uuid.UUID
    name: str


class LicenceType(TypeName):
    """A licence type: a qualification, or a thing that is handed to somebody."""

    kind: str = one_of(*_KINDS)
    archived: bool
    """No longer offered."""
    in_use: int | None = None
    """How many licences have it, archived ones not counted; null where that was not asked."""


class LicenceTypeList(Results[LicenceType]):
    """The account's types by name."""


class LicenceTypeNew(Sent):
    """A type to make; the name of one that stands already, whatever its case, gives that one."""

    name: Text
    kind: Kind = "qualification"


class LicenceTypeChange(Sent):
    """Changes to a type; what is left out stays."""

    name: Text = optional()
    kind: Kind = optional()
    archived: bool = optional()


class Licence(Shown):
    """A licence of a member. Its evidence lies in the folder `library_id`."""

    id: uuid.UUID
    member_id: uuid.UUID
    member_name: str
    type: TypeName
    number: str
    issued_on: dt.date | None
    expires_on: dt.date | None
    """The last day on which it counts, in the account's time zone; null: it never expires."""
    state: str = one_of("active", "expiring", "overdue")
    days_left: int | None
    archived: bool
    replaced_by_id: uuid.UUID | None
    verification: str = one_of("none", "pending", "verified", "rejected")
    """Of the newest renewal."""
    library_id: uuid.UUID
    created_at: dt.datetime
    updated_at: dt.datetime


class LicenceList(Results[Licence]):
    """One page of licences, soonest expiry first unless another order is asked for."""


class LicenceNarrowed(BaseModel):
    """Which licences are listed, and in which order.

    `state`: active (expiring ones too), expiring, overdue, several of them with commas between, all,
    or archived. Those of deactivated members are left out unless `member_id` names one.
    """

    q: Text = ""
    state: Text = "all"
    type_id: Id | None = None
    member_id: Id | None = None
    kind: AnyKind = ""
    sort: Literal["expires", "-expires", "member", "-member", "type", "-type"] = "expires"

    @property
    def filter(self) -> licences.LicenceFilter:
        """The same as the operation takes it."""
        return licences.LicenceFilter(
            state=self.state or "all",
            type_id=self.type_id,
            member_id=self.member_id,
            q=self.q,
            kind=self.kind,
        )


class LicenceWanted(LicenceNarrowed, Paging):
    """The same, a page at a time."""


class LicenceNew(Sent):
    """A licence to make, of a type that stands (`type_id`) or is named (`new_type`)."""

    member_id: Id
    type_id: Id | None = None
    new_type: Text | None = None
    new_type_kind: Kind = "qualification"
    number: Text = ""
    issued_on: Day | None = None
    expires_on: Day | None = None


class LicenceChange(Sent):
    """Changes to a licence; what is left out stays, a date that is null is taken away."""

    type_id: Id = optional()
    number: Text = optional()
    issued_on: Day | None = None
    expires_on: Day | None = None
    archived: bool = optional()


class LicenceReplace(Sent):
    """What the licence that follows says."""

    number: Text = ""
    issued_on: Day | None = None
    expires_on: Day | None = None


class Notice(Shown):
    """One line of the ledger: who is told of an expiry, when, and what became of the mail."""

    id: uuid.UUID
    step: str = one_of(*licences.STEPS)
    expires_on: dt.date
    due_on: dt.date
    recipient: str
    to_member: bool
    state: str = one_of("waiting", "sent", "failed", "skipped", "dropped", "digest")
    at: dt.datetime | None
    error: str
    attempts: int


class NoticeList(Results[Notice]):
    """Who was told, newest first."""


def licence_of(row: licences.LicenceRow) -> Licence:
    """Show a licence."""
    return Licence.of(row, type=TypeName(id=row.type_id, name=row.type_name))
