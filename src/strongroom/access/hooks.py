"""What `access` asks of those above it, inside the transaction of a change."""

import uuid
from dataclasses import dataclass

from strongroom.access.principal import Principal
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
settings_change: Hook[uuid.UUID] = Hook("settings_change")
"""The id of an item whose own settings are about to change; a listener refuses by raising (D-15)."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A change that would open confidential files to somebody outside (A-13)."""

    principal: Principal
    files: int
    """How many of those that the one who asks can see."""


opening: Hook[Opening] = Hook("opening")
"""A listener refuses by raising, before anybody is asked (E-7)."""
