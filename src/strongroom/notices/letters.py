"""A letter: one text in two forms, in the firm's name and time zone, without pictures from elsewhere.

`templates/mail/KIND.txt` and `KIND.html` extend `mail/base.txt` and `mail/base.html`.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone

from strongroom.directory.models import Account
from strongroom.outbox.api import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """To whom, and about what. The subject is one line without secrets; `{firm}` is the firm's name."""

    to_email: str
    to_name: str
    subject: str
    reply_to: str = ""


def write(kind: str, account_id: uuid.UUID, letter: Letter, context: Mapping[str, Any]) -> Message:
    """Return the message. The templates also have `firm` (the account) and `letter`."""
    firm = Account.objects.get(id=account_id)
    values = {**context, "firm": firm, "letter": letter}
    with timezone.override(ZoneInfo(firm.time_zone)):
        text = render_to_string(f"mail/{kind}.txt", values)
        html = render_to_string(f"mail/{kind}.html", values)
    return Message(
        to_email=letter.to_email,
        to_name=letter.to_name,
        subject=letter.subject.replace("{firm}", firm.name),
        text=text.strip() + "\n",
        html=html,
        reply_to=letter.reply_to,
        from_name=firm.name,
    )
