"""Which file writes which kind of mail."""

from collections.abc import Mapping
from typing import Final

from strongroom.directory import api as directory
from strongroom.licences import api as licences
from strongroom.notices import invitations, passwords, sharing
from strongroom.notices import licences as expiries
from strongroom.outbox.api import Drop, Message, Renderer, Waiting

RENDERERS: Final[Mapping[str, Renderer]] = {
    directory.MAIL_KIND: invitations.invitation,
    directory.RESET_MAIL: passwords.reset,
    "sharing.link": sharing.link,
    "sharing.opened": sharing.opened,
    licences.REMINDER: expiries.reminder,
    licences.DIGEST: expiries.digest,
}


def render(waiting: Waiting) -> Message | Drop:
    """Return what is to be sent now, or that nothing is. LookupError for a kind that nobody writes."""
    return RENDERERS[waiting.kind](waiting)
