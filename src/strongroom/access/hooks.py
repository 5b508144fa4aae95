"""What `access` asks of those above it, inside the transaction of a change."""

import uuid

from strongroom.core.hooks import Hook

settings_change: Hook[uuid.UUID] = Hook("settings_change")
"""The id of an item whose own settings are about to change; a listener refuses by raising (D-15)."""
