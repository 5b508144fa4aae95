"""What `documents` tells those above it, inside the transaction of the change."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from strongroom.access.api import Principal
from strongroom.core.hooks import Hook


@dataclass(frozen=True, slots=True)
class VersionAdded:
    """A file got a new version (its first one included)."""

    item_id: uuid.UUID
    version_id: uuid.UUID
    number: int


version_added: Hook[Sequence[VersionAdded]] = Hook("version_added")
"""All versions that one operation has added."""


@dataclass(frozen=True, slots=True)
class ItemsMoved:
    """Items have a new parent, by this principal."""

    principal: Principal
    item_ids: Sequence[uuid.UUID]


items_moved: Hook[ItemsMoved] = Hook("items_moved")
access_change: Hook[Sequence[uuid.UUID]] = Hook("access_change")
"""The ids of files whose access a move is about to change; a listener refuses by raising (D-15)."""
