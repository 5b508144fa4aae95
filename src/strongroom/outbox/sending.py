"""Sending what waits; what can't be sent now is tried again with growing pauses.

Each mail has a transaction of its own, its row locked, so that two senders at once send it once.
A crash between the server's word and the commit sends it again, with the same Message-ID.
"""

import datetime as dt
import enum
import logging
import uuid
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from strongroom.core import clock
from strongroom.outbox import server
from strongroom.outbox.models import Mail, State
from strongroom.outbox.refusals import AwayError, LaterError, RefusedError, UnwelcomeError
from strongroom.outbox.shapes import Drop, Message, Renderer, Waiting

log = logging.getLogger(__name__)

FIRST_PAUSE: Final = dt.timedelta(minutes=1)
LONGEST_PAUSE: Final = dt.timedelta(hours=1)
GIVE_UP_AFTER: Final = dt.timedelta(days=5)
"""Since the server first put it off; a server that is away loses nothing, however long it is."""


class Outcome(enum.Enum):
    """What became of one attempt."""

    SETTLED = enum.auto()
    LATER = enum.auto()
    AWAY = enum.auto()
    NOTHING = enum.auto()
    """There was nothing to do: sent already, not due, in another sender's hands, or no server."""


class _Bound:
    """The renderer that config binds."""

    renderer: Renderer | None = None


def render_with(renderer: Renderer) -> None:
    """Bind what turns a waiting mail into a message, or drops it; asked again at each attempt (L8)."""
    _Bound.renderer = renderer


def send(mail_id: uuid.UUID) -> bool:
    """Try to send one mail if it is due; True when it is settled now."""
    return _attempt(_due().filter(id=mail_id)) is Outcome.SETTLED


def send_waiting(limit: int = 500) -> int:
    """Try what is due, the longest waiting first; return how many were settled.

    Ends when the server is away: the others keep their place until it is back.
    """
    settled = 0
    for _ in range(limit):
        outcome = _attempt(_due().order_by("due_at"))
        settled += outcome is Outcome.SETTLED
        if outcome in {Outcome.NOTHING, Outcome.AWAY}:
            break
    return settled


def _due() -> QuerySet[Mail]:
    return Mail.objects.filter(state=State.WAITING, due_at__lte=clock.now())


@transaction.atomic
def _attempt(mails: QuerySet[Mail]) -> Outcome:
    """Take the first of the mails that nobody else holds, and try it."""
    if not server.configured():
        return Outcome.NOTHING
    mail = mails.select_for_update(skip_locked=True).first()
    if mail is None:
        return Outcome.NOTHING
    mail.attempts += 1
    try:
        message = _render(mail)
        if isinstance(message, Drop):
            return _settle(mail, State.DROPPED, message.reason)
        server.hand_over(server.build(message, mail_id=str(mail.id)))
    except RefusedError as error:
        return _settle(mail, State.FAILED, str(error))
    except LaterError as error:
        return _put_off(mail, error)
    return _settle(mail, State.SENT)


def _render(mail: Mail) -> Message | Drop:
    if _Bound.renderer is None:
        raise LaterError("nobody renders")
    waiting = Waiting(mail.id, mail.kind, mail.account_id, mail.refs, mail.attempts - 1)
    try:
        with transaction.atomic():
            return _Bound.renderer(waiting)
    except Exception as error:  # noqa: BLE001 - one mail's fault must not hold up the others
        # Its words may hold an address; the place where it happened does not.
        log.error(  # noqa: TRY400
            "mail %s of the kind %s can't be rendered: %s", mail.id, mail.kind, _place(error)
        )
        raise LaterError("not rendered") from None


def _place(error: BaseException) -> str:
    """Return `KeyError in letters.py, line 12`."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    file = trace.tb_frame.f_code.co_filename.rpartition("/")[2]
    return f"{type(error).__name__} in {file}, line {trace.tb_lineno}"


def _settle(mail: Mail, state: State, error: str = "") -> Outcome:
    mail.state, mail.error, mail.settled_at = state, error[:60], clock.now()
    mail.save(update_fields=["state", "error", "settled_at", "attempts"])
    if state == State.FAILED:
        log.warning("mail %s of the kind %s is given up: %s", mail.id, mail.kind, mail.error)
    return Outcome.SETTLED


def _taken_since(moment: dt.datetime) -> bool:
    """Whether the server took any other mail."""
    return Mail.objects.filter(state=State.SENT, settled_at__gt=moment).exists()


def _put_off(mail: Mail, error: LaterError) -> Outcome:
    """Try again later, or give up after five days in which the server put it off; while away, never.

    Who is unwelcome waits on as long as the server takes no mail at all: it is us whom it refuses.
    """
    now = clock.now()
    away = isinstance(error, AwayError)
    mail.tried_since = None if away else mail.tried_since or now
    if mail.tried_since and now - mail.tried_since >= GIVE_UP_AFTER:
        ours = isinstance(error, UnwelcomeError) and not _taken_since(mail.tried_since)
        if not ours:
            return _settle(mail, State.FAILED, str(error))
    mail.due_at = now + min(FIRST_PAUSE * 2 ** min(mail.attempts - 1, 10), LONGEST_PAUSE)
    mail.error = str(error)[:60]
    mail.save(update_fields=["attempts", "due_at", "tried_since", "error"])
    log.info("mail %s of the kind %s has to wait: %s", mail.id, mail.kind, mail.error)
    return Outcome.AWAY if away else Outcome.LATER
