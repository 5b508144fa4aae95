"""The mails about links: the link itself, to a contact, and its first opening, to who answers for it."""

import datetime as dt
import uuid

from strongroom.core import addresses
from strongroom.notices.letters import Letter, write
from strongroom.outbox.api import Drop, Message, Waiting
from strongroom.sharing import api as sharing


def link(waiting: Waiting) -> Message | Drop:
    """Write `sharing.link`; nothing once the link is closed or the contact has left (L8).

    With a password the document is not named: nothing of it is told before the password (B-7).
    """
    found = sharing.sending_to_render(uuid.UUID(waiting.refs["sending"]))
    if found is None:
        return Drop("link closed")
    letter = Letter(
        to_email=found.to_email,
        to_name=found.to_name,
        subject="{firm} has shared a document with you",
        reply_to=found.sender_email,
    )
    last = found.expires_at - dt.timedelta(seconds=1) if found.expires_at else None
    return write(waiting.kind, waiting.account_id, letter, {"mail": found, "last_moment": last})


def opened(waiting: Waiting) -> Message | Drop:
    """Write `sharing.opened`; nothing to who may not know of the document any more (L8)."""
    found = sharing.opened_to_render(uuid.UUID(waiting.refs["share"]))
    if found is None:
        return Drop("share not theirs")
    letter = Letter(
        to_email=found.to_email,
        to_name=found.to_name,
        subject="A link of yours was opened",
    )
    page = addresses.public(f"/{found.account_slug}/items/{found.item_id}/shares")
    return write(waiting.kind, waiting.account_id, letter, {"mail": found, "page": page})
