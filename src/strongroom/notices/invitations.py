"""The mail that invites somebody to set up, or use, their login."""

import uuid

from strongroom.administration import api as administration
from strongroom.directory import api as directory
from strongroom.notices.letters import Letter, write
from strongroom.outbox.api import Drop, Message, Waiting


def invitation(waiting: Waiting) -> Message | Drop:
    """Write `directory.invitation`; nothing once it is used, withdrawn or over (L8)."""
    found = administration.invitation_to_render(uuid.UUID(waiting.refs["invitation"]))
    if found is None:
        return Drop("invitation over")
    where = "the customer portal of {firm}" if found.is_contact else "{firm}"
    letter = Letter(
        to_email=found.to_email,
        to_name=found.to_name,
        subject=f"Your invitation to {where}",
    )
    return write(directory.MAIL_KIND, waiting.account_id, letter, {"mail": found})
