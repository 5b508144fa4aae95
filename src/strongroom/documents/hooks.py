"""What `documents` tells those above it, inside the transaction of the change."""

import uuid
from dataclasses import dataclass

from strongroom.access.api import Principal
from strongroom.core.hooks import Hook


@dataclass(frozen=True, slots=True)
class VersionAdded:
    """A file got a new version (its first one included)."""

    item_id: uuid.UUID
    version_id: uuid.UUID
    number: int


version_added: Hook[VersionAdded] = Hook("version_added")


@dataclass(frozen=True, slots=True)
class ItemMoved:
    """An item has a new parent, by this principal."""

    principal: Principal
    item_id: uuid.UUID


item_moved: Hook[ItemMoved] = Hook("item_moved")
access_change: Hook[uuid.UUID] = Hook("access_change")
"""The id of a file whose access a move is about to change; a listener refuses by raising (D-15)."""
