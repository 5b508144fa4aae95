"""How the mail of an account stands as a whole; trying now, and a mail that tries the server."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Max, Min, Q

from strongroom.core import clock
from strongroom.core.ids import new_id
from strongroom.outbox import hooks, server
from strongroom.outbox.models import Mail, State
from strongroom.outbox.refusals import LaterError, RefusedError
from strongroom.outbox.shapes import Message

RECENT: Final = dt.timedelta(days=30)
AT_ONCE: Final = 200
"""Mails that are tried at once; the minute's sweep takes the others."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The mail of one account."""

    waiting: int
    refused: int
    """Of those that wait: how many the server, or the way to it, has refused so far."""
    error: str
    """The short class of error that the latest of these met."""
    since: dt.datetime | None
    """When the oldest of them was posted."""
    next_at: dt.datetime | None
    """When the first of them is tried again."""
    given_up: int
    """In the last thirty days."""
    last_sent_at: dt.datetime | None


def standing(account_id: uuid.UUID) -> Standing:
    """Return how the account's mail stands. Two queries."""
    mails = Mail.objects.filter(account_id=account_id)
    recent = clock.now() - RECENT
    stuck = Q(state=State.WAITING) & ~Q(error="")
    found = mails.aggregate(
        since=Min("created_at", filter=stuck),
        next_at=Min("due_at", filter=stuck),
        last_sent_at=Max("settled_at", filter=Q(state=State.SENT)),
    )
    waiting = mails.filter(state=State.WAITING)
    errors = list(waiting.exclude(error="").order_by("-due_at").values_list("error", flat=True))
    return Standing(
        waiting=waiting.count(),
        refused=len(errors),
        error=errors[0] if errors else "",
        since=found["since"],
        next_at=found["next_at"],
        given_up=mails.filter(state=State.FAILED, settled_at__gt=recent).count(),
        last_sent_at=found["last_sent_at"],
    )


@transaction.atomic
def try_now(account_id: uuid.UUID) -> int:
    """Let the account's waiting mail be tried at once; return how many wait."""
    waiting = Mail.objects.filter(account_id=account_id, state=State.WAITING)
    ids = list(waiting.order_by("due_at").values_list("id", flat=True))
    waiting.update(due_at=clock.now())
    for mail_id in ids[:AT_ONCE]:
        hooks.mail_waiting(mail_id)
    return len(ids)


def try_server(message: Message) -> str:
    """Hand a mail to the server here and now; return nothing, or the short class of error.

    It stands in no table. Takes up to some minutes with a server that does not answer.
    """
    try:
        server.hand_over(server.build(message, mail_id=str(new_id())))
    except (LaterError, RefusedError) as error:
        return str(error)
    return ""
