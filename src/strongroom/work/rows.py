"""What the lists and cards of records hand out: frozen rows, already limited by the decision."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from strongroom.access.api import Consequence
from strongroom.directory.api import InvitationRow


class Unset(Enum):
    """Marks an argument that was left out where None means something."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job, or a quote, as its viewer may see it. A contact is not told who is assigned."""

    id: uuid.UUID
    account_id: uuid.UUID
    number: str
    title: str
    status: str
    status_label: str
    customer_id: uuid.UUID
    customer_name: str
    library_id: uuid.UUID
    scheduled_on: dt.date | None
    """The planned day of a job; always None for a quote."""
    created_at: dt.datetime
    updated_at: dt.datetime
    may_edit: bool
    """Change the record itself."""
    may_add: bool
    """Add files to it."""
    assigned: tuple[uuid.UUID, ...] = ()
    assigned_names: tuple[str, ...] = ()
    did: Consequence | None = field(default=None, compare=False)
    """What the change of who is assigned did that returned it; None where none was made."""

    @property
    def name(self) -> str:
        """Number and title, as people say it."""
        return f"{self.number} {self.title}"


QuoteRow = JobRow
"""A quote has the same columns."""


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer with its library."""

    id: uuid.UUID
    account_id: uuid.UUID
    name: str
    library_id: uuid.UUID
    created_at: dt.datetime
    may_edit: bool
    may_add: bool
    portal: Mapping[str, str] = field(default_factory=dict)
    """Each module of the portal for this customer: on, off or default, which is as for all (B-4)."""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A person at a customer, as the firm's own people see them."""

    id: uuid.UUID
    account_id: uuid.UUID
    customer_id: uuid.UUID
    customer_name: str
    name: str
    email: str
    portal_access: bool
    active: bool
    created_at: dt.datetime
    last_used_at: dt.datetime | None = None
    """When they last opened a page of the portal, to the hour."""
    accepted: bool = False
    """Whether they have accepted portal access with their login (F-1)."""
    proven: bool = True
    """Whether it is shown that the login's owner reads its mailbox (F-3)."""
    invitation: InvitationRow | None = None
    """What waits to be used, or has expired."""

    @property
    def portal(self) -> str:
        """How it stands with the portal: none, active, invited, expired or not_invited."""
        if not (self.portal_access and self.active):
            return "none"
        if self.accepted:
            return "active"
        if self.invitation is None:
            return "not_invited"
        return "expired" if self.invitation.expired else "invited"

    @property
    def state(self) -> str:
        """The same for programs: none, invited (it waits to be accepted), active, or ended."""
        if not self.active:
            return "ended"
        if not self.portal_access:
            return "none"
        return "active" if self.accepted else "invited"


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project; its customer is optional."""

    id: uuid.UUID
    account_id: uuid.UUID
    name: str
    customer_id: uuid.UUID | None
    customer_name: str
    library_id: uuid.UUID
    created_at: dt.datetime
    may_edit: bool
    may_add: bool


@dataclass(frozen=True, slots=True)
class Assignable:
    """A member who can be assigned to a job or quote: all that a picker needs."""

    id: uuid.UUID
    name: str
    type_label: str


@dataclass(frozen=True, slots=True)
class ProjectMemberRow:
    """One seat in a project: a member with one role."""

    id: uuid.UUID
    member_id: uuid.UUID
    name: str
    email: str
    type: str
    active: bool
    role_id: uuid.UUID
    role_name: str
    may_remove: bool = False
    """Whether the one who asks may take this role away here (L19)."""
    invited: bool = False
    """They have not accepted their place yet (F-1), so they are not active."""
