"""The mails about licences that expire: one for each, or one a week. Asked again at sending (C-5, L8)."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.formats import date_format

from strongroom.access import api as access
from strongroom.access.api import Surface
from strongroom.core.errors import StrongroomError
from strongroom.licences import api as licences
from strongroom.licences.api import DigestMail, ReminderMail, Told
from strongroom.notices.letters import Letter, write
from strongroom.outbox.api import Drop, Message, Waiting

DAY = "j F Y"
_OVER = Drop("licence changed, or not to be told any more")


@dataclass(frozen=True, slots=True)
class Part:
    """Licences of one time: overdue, this week, the next 30 days, later."""

    title: str
    lines: list["Line"]


@dataclass(frozen=True, slots=True)
class Line:
    """One licence in a mail: what it is, when it expires in words, and where to renew it."""

    what: str
    when: str
    url: str
    overdue: bool
    number: str


def reminder(waiting: Waiting) -> Message | Drop:
    """Write `licences.reminder`: what expires, what to do, and the address of the page for it."""
    mail = licences.reminder_to_render(uuid.UUID(waiting.refs["notice"]))
    if mail is None:
        return _OVER
    line = _line(mail, mail.told)
    letter = Letter(
        to_email=mail.to_email, to_name=mail.to_name, subject=f"{line.what} {line.when}"
    )
    return write(waiting.kind, waiting.account_id, letter, {"mail": mail, "line": line})


def digest(waiting: Waiting) -> Message | Drop:
    """Write `licences.digest`: what is overdue, what expires this week and then, soonest first."""
    mail = licences.digest_to_render(uuid.UUID(waiting.refs["digest"]))
    if mail is None:
        return _OVER
    count = len(mail.told) + mail.more
    subject = "1 licence to renew" if count == 1 else f"{count} licences to renew"
    letter = Letter(to_email=mail.to_email, to_name=mail.to_name, subject=f"{subject} at {{firm}}")
    context: dict[str, Any] = {"mail": mail, "parts": _parts(mail), "url": _overview(mail)}
    return write(waiting.kind, waiting.account_id, letter, context)


def _parts(mail: DigestMail) -> list[Part]:
    """Return what the mail tells by when it is: a week ends on Sunday; empty parts are left out."""
    sunday = 6 - mail.day.weekday()
    ends = [
        ("Overdue", -1),
        ("This week", sunday),
        (f"Next {licences.AHEAD_DAYS} days", licences.AHEAD_DAYS),
    ]
    parts = {title: Part(title, []) for title in (*(title for title, _ in ends), "Later")}
    for told in mail.told:
        title = next((name for name, last in ends if told.days_left <= last), "Later")
        parts[title].lines.append(_line(mail, told))
    return [part for part in parts.values() if part.lines]


def _line(mail: ReminderMail | DigestMail, told: Told) -> Line:
    what = told.type_name if mail.to_member else f"{told.type_name} of {told.member_name}"
    return Line(what, _when(told), _page(mail, told), told.days_left < 0, told.number)


def _when(told: Told) -> str:
    """Return `expires on 3 March 2027`, or what it is by now."""
    day = date_format(told.expires_on, DAY, use_l10n=False)
    if told.days_left < 0:
        return f"expired on {day}"
    return "expires today" if told.days_left == 0 else f"expires on {day}"


def _page(mail: ReminderMail | DigestMail, told: Told) -> str:
    """Return where the holder renews it, on the phone if they may, or where the firm keeps it."""
    surface = "m/" if mail.member_id and _on_phone(mail.member_id) else ""
    return f"{settings.BASE_URL}/{mail.account_slug}/{surface}licences/{told.licence_id}"


def _overview(mail: DigestMail) -> str:
    surface = "m/" if mail.member_id and _on_phone(mail.member_id) else ""
    return f"{settings.BASE_URL}/{mail.account_slug}/{surface}licences"


def _on_phone(member_id: uuid.UUID) -> bool:
    try:
        access.for_member(member_id, Surface.MOBILE)
    except StrongroomError:
        return False
    return True
