"""What the outbox tells those above it."""

import uuid

from strongroom.core.hooks import Hook

mail_waiting: Hook[uuid.UUID] = Hook("mail_waiting")
"""A mail's id, in the transaction that posted it: defer `outbox.api.send(id)`."""
