"""What goes in and out of the outbox: frozen values."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from strongroom.outbox.models import State


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail that is to be rendered."""

    id: uuid.UUID
    kind: str
    account_id: uuid.UUID
    refs: Mapping[str, str]
    attempts: int


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: to one address, as plain text and as HTML."""

    to_email: str
    to_name: str
    subject: str
    text: str
    html: str
    reply_to: str = ""
    from_name: str = ""
    """Stands before the address of MAIL_FROM in place of the name there."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Nothing is sent: whom it was for may not see it any more, or it is over."""

    reason: str
    """A word or two for the operator, without names."""


@dataclass(frozen=True, slots=True)
class MailState:
    """Where a mail stands: `at` is when it was settled, or when it will be tried next."""

    state: State
    at: dt.datetime
    attempts: int
    error: str


Renderer = Callable[[Waiting], Message | Drop]
