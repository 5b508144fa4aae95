"""The ledger as people read it, and what a mail is made of when it is sent: everything is asked again."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from strongroom.access.api import Principal
from strongroom.core.errors import NotFoundError
from strongroom.licences import shared
from strongroom.licences.ladder import digest_key, reminder_key
from strongroom.licences.models import Digest, Licence, Notice, WeeklyMail
from strongroom.licences.notifications import settings_of
from strongroom.licences.rows import DigestMail, NoticeRow, ReminderMail, Told
from strongroom.licences.states import STEPS
from strongroom.outbox import api as outbox

MEMBER, EMAIL = "member:", "email:"
MOST_LISTED, MOST_TOLD = 200, 1000
AHEAD_DAYS = 30
"""How far the weekly mail looks forward."""


def ledger(principal: Principal, licence_id: uuid.UUID) -> list[NoticeRow]:
    """Return who is told what of a licence, newest first, at most 200, and what became of each mail.

    The holder sees their own rows only. Three queries.
    """
    licence = shared.visible(principal).select_related("member__person").filter(id=licence_id)
    found = licence.first()
    if found is None:
        raise NotFoundError
    notices = Notice.objects.filter(licence_id=licence_id).order_by("-due_on", "recipient", "id")
    if not shared.sees_all(principal):
        notices = notices.filter(recipient=f"{MEMBER}{found.member_id}")
    rows = list(notices[:MOST_LISTED])
    mails = outbox.state_of([_key(row) for row in rows if row.state == Notice.State.POSTED])
    weekly = settings_of(principal.account_id).digest == Digest.WEEKLY
    holder = found.member.person.name
    return [
        _row(
            row,
            holder,
            mails.get(_key(row)),
            weekly=weekly,
            holds=row.expires_on == found.expires_on,
        )
        for row in rows
    ]


def _key(notice: Notice) -> str:
    return digest_key(notice.weekly_id) if notice.weekly_id else reminder_key(notice.id)


def _row(
    notice: Notice, holder: str, mail: outbox.MailState | None, *, weekly: bool, holds: bool
) -> NoticeRow:
    to_member = notice.recipient.startswith(MEMBER)
    state = str(notice.state)
    if state == Notice.State.WAITING:
        state = ("digest" if weekly else "waiting") if holds else "dropped"
    elif state == Notice.State.POSTED:
        state = mail.state.value if mail else "waiting"
    return NoticeRow(
        id=notice.id,
        step=notice.step,
        step_label=STEPS[notice.step],
        expires_on=notice.expires_on,
        due_on=notice.due_on,
        recipient=holder if to_member else notice.recipient.removeprefix(EMAIL),
        to_member=to_member,
        decided_at=notice.decided_at,
        state=state,
        at=mail.at if mail else None,
        error=mail.error if mail else "",
        attempts=mail.attempts if mail else 0,
    )


def reminder_to_render(notice_id: uuid.UUID) -> ReminderMail | None:
    """Return what the mail says now, or None when it is not to be sent any more.

    That is so when the licence is archived, replaced, deleted or has another date, its holder has
    left, the recipient is not chosen any more, or a later notice has replaced this one.
    """
    notice = _tellable(Notice.objects.filter(id=notice_id)).first()
    if notice is None:
        return None
    to = _address(notice.account_id, notice.recipient, notice.licence.member)
    if to is None:
        return None
    account = notice.account
    day = shared.today(account.id)
    return ReminderMail(
        account.slug, account.name, *to, step=notice.step, told=_told(notice.licence, day)
    )


def digest_to_render(digest_id: uuid.UUID) -> DigestMail | None:
    """Return what the weekly mail says now, soonest expiry first, or None when no notice of it holds.

    It looks forward as well: beside what its notices tell it names all that is overdue or expires
    within 30 days, of the holder, or of everybody for an address of the settings.
    """
    weekly = WeeklyMail.objects.filter(id=digest_id).select_related("account").first()
    if weekly is None:
        return None
    notices = _tellable(Notice.objects.filter(weekly=weekly))
    first = notices.first()
    to = first and _address(weekly.account_id, weekly.recipient, first.licence.member)
    if not to:
        return None
    day, account = shared.today(weekly.account_id), weekly.account
    found = _worth_telling(weekly, notices, day)
    listed = list(found.order_by("expires_on", "member__person__name", "id")[:MOST_TOLD])
    return DigestMail(
        account.slug,
        account.name,
        *to,
        day=day,
        told=[_told(licence, day) for licence in listed],
        more=found.count() - len(listed),
    )


def _worth_telling(weekly: WeeklyMail, notices: QuerySet[Any], day: dt.date) -> QuerySet[Any]:
    near = Q(expires_on__lte=day + dt.timedelta(days=AHEAD_DAYS))
    if weekly.recipient.startswith(MEMBER):
        near &= Q(member_id=weekly.recipient.removeprefix(MEMBER))
    return Licence.objects.filter(
        near | Q(id__in=notices.order_by().values("licence_id")),
        account_id=weekly.account_id,
        archived_at=None,
        member__active=True,
        member__person__is_active=True,
    ).select_related("type", "member__person")


def _tellable(notices: QuerySet[Notice]) -> QuerySet[Any]:
    """Limit notices to those that still hold: the licence, its date, its holder, no later notice."""
    later = Notice.objects.filter(
        licence=OuterRef("licence"),
        expires_on=OuterRef("expires_on"),
        recipient=OuterRef("recipient"),
        due_on__gt=OuterRef("due_on"),
    )
    rows: QuerySet[Any] = notices.filter(
        ~Exists(later),
        state=Notice.State.POSTED,
        licence__archived_at=None,
        licence__member__active=True,
        licence__member__person__is_active=True,
        licence__expires_on=F("expires_on"),
    )
    return rows.select_related("account", "licence__type", "licence__member__person")


def _address(
    account_id: uuid.UUID, recipient: str, holder: Any
) -> tuple[str, str, uuid.UUID | None] | None:
    """Return address, name, and the holder's id, if the settings still name the recipient."""
    chosen = settings_of(account_id)
    if recipient.startswith(MEMBER):
        if not chosen.notify_member or recipient != f"{MEMBER}{holder.id}":
            return None
        return holder.person.email, holder.person.name, holder.id
    address = recipient.removeprefix(EMAIL)
    return (address, "", None) if address in chosen.emails else None


def _told(licence: Any, day: dt.date) -> Told:
    return Told(
        licence_id=licence.id,
        type_name=licence.type.name,
        number=licence.number,
        member_name=licence.member.person.name,
        expires_on=licence.expires_on,
        days_left=(licence.expires_on - day).days,
    )
