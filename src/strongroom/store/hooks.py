"""What the store tells those above it."""

import uuid

from strongroom.core.hooks import Hook

rendition_wanted: Hook[uuid.UUID] = Hook("rendition_wanted")
"""A rendition's id, in the transaction that made its row: defer `store.api.make_rendition(id)`."""
