"""What `administration` asks of those above it, inside the transaction of a change."""

import uuid
from dataclasses import dataclass

from strongroom.access.api import Principal
from strongroom.core.hooks import Hook


@dataclass(frozen=True, slots=True)
class Assigning:
    """Members who are about to be assigned to the job or quote of a library, and were not before."""

    principal: Principal
    library_id: uuid.UUID
    member_ids: frozenset[uuid.UUID]
    reason: str
    """Why, although something may be missing: what the one who assigns has typed, or nothing."""


assigning: Hook[Assigning] = Hook("assigning")
"""A listener refuses by raising (C-9)."""
