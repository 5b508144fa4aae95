"""What `access` asks of those above it, inside the transaction of a change."""

import uuid
from dataclasses import dataclass

from strongroom.access.principal import Principal
from strongroom.core.hooks import Hook


@dataclass(frozen=True, slots=True)
class EntriesChange:
    """Members whom entries of access settings reach, that were put into force or taken out of it."""

    principal: Principal
    member_ids: frozenset[uuid.UUID]
    """Named by an entry of before or after, or holders of a role that is."""
    gaining: frozenset[uuid.UUID]
    """Those of them who may do more by it, or for longer."""


entries_change: Hook[EntriesChange] = Hook("entries_change")
"""Called after the change; a listener refuses by raising (F-3)."""
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
