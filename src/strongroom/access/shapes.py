"""What the rule is told: one library with the asker's seats in it, and one item."""

import uuid
from dataclasses import dataclass

from strongroom.access.permissions import Permission
from strongroom.store.models import LibraryKind


@dataclass(frozen=True, slots=True)
class LibraryFacts:
    """One library and the principal's seats in it."""

    id: uuid.UUID
    account_id: uuid.UUID
    kind: LibraryKind
    customer_id: uuid.UUID | None
    holder_id: uuid.UUID | None
    in_portal: bool
    """Whether the customer portal shows the record at all: a draft quote it may not (A-12)."""
    roles: frozenset[uuid.UUID] = frozenset()
    permissions: frozenset[Permission] = frozenset()
    assigned: bool = False


@dataclass(frozen=True, slots=True)
class ItemState:
    """What the rule must know of one item."""

    root: bool
    controlled: bool
    level: int | None
    """The highest level that a live grant of the effective policy gives the principal."""
    confidential: bool
    trashed: bool
    shared: bool = False
    """A live share for whoever asks from outside, on the item or a folder above."""


@dataclass(frozen=True, slots=True)
class ChildPlace:
    """A folder whose children are asked for, and the policy that they inherit from it."""

    id: uuid.UUID
    policy: uuid.UUID | None
