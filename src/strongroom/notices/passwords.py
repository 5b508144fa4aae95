"""The mail with the address that sets a new password (F-3)."""

import uuid

from strongroom.directory import api as directory
from strongroom.notices.letters import Letter, write
from strongroom.outbox.api import Drop, Message, Waiting


def reset(waiting: Waiting) -> Message | Drop:
    """Write `directory.reset`; nothing to who has no login here, which nobody but us learns (L11)."""
    found = directory.reset_to_render(uuid.UUID(waiting.refs["reset"]))
    if found is None:
        return Drop("nothing to reset")
    letter = Letter(
        to_email=found.to_email, to_name=found.to_name, subject="Set a new password for {firm}"
    )
    return write(waiting.kind, found.account_id, letter, {"mail": found})
