"""Who asks, on which surface, and what may be asked for: frozen values without a request in them."""

import uuid
from dataclasses import dataclass
from enum import StrEnum

from strongroom.access.models import Surface
from strongroom.access.permissions import Permission
from strongroom.audit.api import Actor
from strongroom.directory.models import MemberType
from strongroom.store.models import LibraryKind


class Action(StrEnum):
    """What can be done with an item."""

    VIEW = "view"
    DOWNLOAD = "download"
    ADD = "add"
    EDIT = "edit"
    MOVE = "move"
    DELETE = "delete"
    SHARE = "share"
    SET_ACCESS = "set_access"
    APPROVE = "approve"


class Kind(StrEnum):
    """What sort of principal it is."""

    MEMBER = "member"
    CONTACT = "contact"
    LINK = "link"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Principal:
    """The one who asks. Made once a request by `access.api`; never kept beyond it (L34, L40)."""

    kind: Kind
    account_id: uuid.UUID
    id: uuid.UUID | None
    """The member's, contact's or link's id; None for system."""
    surface: Surface | None
    person_id: uuid.UUID | None = None
    name: str = ""
    email: str = ""
    # members
    member_type: MemberType | None = None
    view_confidential: bool = False
    permissions: frozenset[Permission] = frozenset()
    """Account-wide, implied ones included."""
    roles: frozenset[uuid.UUID] = frozenset()
    """Roles held account-wide."""
    # contacts
    customer_id: uuid.UUID | None = None
    modules: frozenset[LibraryKind] = frozenset()
    """Kinds of libraries whose portal module is on for this contact's customer (B-4)."""
    # link bearers
    shares: frozenset[uuid.UUID] = frozenset()
    """The link's shares that count at this moment (rule 1)."""
    # system
    purpose: str = ""
    # what credentials are compared with (F-4)
    place_stamp: str = ""
    person_epoch: int = 0

    @property
    def actor(self) -> Actor:
        """The plain values that an event keeps."""
        return Actor(
            kind=self.kind.value, id=self.id, surface=self.surface.value if self.surface else ""
        )

    @property
    def outside(self) -> bool:
        """Whether it is somebody outside of the firm, who reaches only what a share opens."""
        return self.kind in {Kind.CONTACT, Kind.LINK}

    @property
    def is_admin(self) -> bool:
        """Admin account-wide; counts for in-house members only (D-4)."""
        return self.member_type == MemberType.IN_HOUSE and Permission.ADMIN in self.permissions

    @property
    def hides_confidential(self) -> bool:
        """A-11: on the mobile surface a member without the switch never learns of confidential files."""
        return (
            self.kind == Kind.MEMBER
            and self.surface == Surface.MOBILE
            and not self.view_confidential
        )

    def holds(self, permission: Permission) -> bool:
        """Whether an in-house member holds the permission account-wide."""
        return self.member_type == MemberType.IN_HOUSE and permission in self.permissions
