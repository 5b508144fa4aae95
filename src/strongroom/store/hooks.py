"""What the store tells those above it."""

import uuid
from collections.abc import Sequence

from strongroom.core.hooks import Hook

renditions_wanted: Hook[Sequence[uuid.UUID]] = Hook("renditions_wanted")
"""Renditions' ids, in the transaction that made their rows: defer `store.api.make_rendition(id)`."""
