"""Mailing a link to a contact, and what the mails will say when they are sent (L8).

The outbox holds references only: the address is read again, and access asked again, at sending.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Principal
from strongroom.access.models import Share, ShareType
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.errors import ConflictError, InvalidError
from strongroom.core.ids import new_id
from strongroom.directory.models import Account, Contact
from strongroom.guard import api as guard
from strongroom.outbox import api as outbox
from strongroom.sharing.asking import require_sharing
from strongroom.sharing.link_addresses import require_told
from strongroom.sharing.models import Opening, Sending
from strongroom.sharing.rows import SendingRow, ShareRow, ShareState
from strongroom.sharing.selectors import rows_by_id, share_row

LINK_MAIL = "sharing.link"
MAX_MESSAGE = 2000
MAILS_AN_HOUR = 100
"""Links that one person may mail in an hour."""


@dataclass(frozen=True, slots=True)
class LinkMail:
    """What the mail with a link says."""

    to_email: str
    to_name: str
    account_name: str
    sender_name: str
    sender_email: str
    document_name: str
    url: str
    message: str
    expires_at: dt.datetime | None
    has_password: bool
    account_time_zone: str


@dataclass(frozen=True, slots=True)
class OpenedMail:
    """What the mail about a first opening says."""

    to_email: str
    to_name: str
    account_name: str
    account_slug: str
    document_name: str
    item_id: uuid.UUID
    opened_at: dt.datetime
    account_time_zone: str


def send_link(
    principal: Principal,
    share_id: uuid.UUID,
    *,
    contact_id: uuid.UUID,
    message: str = "",
    sending_id: uuid.UUID | None = None,
) -> None:
    """Mail the address of a live link to a contact of the record's customer, with a few words.

    The password is never mailed. `sending_id` is chosen by whoever may send twice: the second time
    nothing is mailed. Raises ConflictError (`not_live`), InvalidError (`contact_id`,
    `message`), ForbiddenError with an event (B-2), or when it opens more than they may share (L27).
    """
    row = share_row(principal, share_id)
    require_sharing(principal, [row.item_id])
    require_told(principal, Share.objects.select_related("item").get(id=share_id))
    if row.type != ShareType.LINK or row.state != ShareState.LIVE:
        raise ConflictError("This link does not work at the moment.", code="not_live")
    contact = _contact(principal, row, contact_id)
    guard.throttle(
        "link-mail", str(principal.id), limit=MAILS_AN_HOUR, window=dt.timedelta(hours=1)
    )
    words = message.replace("\r\n", "\n").strip()
    if len(words) > MAX_MESSAGE or "\0" in words:
        raise InvalidError(
            errors={"message": f"Please write at most {MAX_MESSAGE} characters of plain text."}
        )
    with transaction.atomic():
        sending = Sending(
            id=sending_id or new_id(),
            share_id=share_id,
            contact=contact,
            message=words,
            sent_by_id=principal.id,
            at=clock.now(),
        )
        Sending.objects.bulk_create([sending], ignore_conflicts=True)
        posted = outbox.post(
            LINK_MAIL,
            key=_key(sending.id),
            account_id=principal.account_id,
            refs={"sending": str(sending.id)},
        )
        if not posted:
            return
        share = Share.objects.select_related("item").get(id=share_id)
        audit.record(
            principal.actor,
            access.share_event("share.sent", share, share.item.library_id, contact=str(contact.id)),
        )


def _key(sending_id: uuid.UUID) -> str:
    return f"{LINK_MAIL}:{sending_id}"


def _contact(principal: Principal, row: ShareRow, contact_id: uuid.UUID) -> Contact:
    found = Contact.objects.filter(
        id=contact_id, account_id=principal.account_id, customer=row.customer_id, active=True
    ).first()
    if found is None:
        raise InvalidError(errors={"contact_id": "Please choose a contact of the customer."})
    if not found.email:
        raise InvalidError(errors={"contact_id": f"{found.name} has no e-mail address."})
    return found


def contacts_for(principal: Principal, item_id: uuid.UUID) -> list[tuple[uuid.UUID, str, str]]:
    """Return id, name and e-mail of the contacts to whom a link to the item can be mailed, by name."""
    facts = require_sharing(principal, [item_id])[0]
    if facts.library.customer_id is None:
        return []
    found = Contact.objects.filter(
        account_id=principal.account_id, customer_id=facts.library.customer_id, active=True
    ).exclude(email="")
    return list(found.order_by("name", "id").values_list("id", "name", "email")[:200])


def sendings_of(principal: Principal, share_id: uuid.UUID) -> list[SendingRow]:
    """Return the last mailings of a link, newest first, and what became of them."""
    share_row(principal, share_id)
    found = list(
        Sending.objects.filter(share_id=share_id)
        .select_related("contact", "sent_by__person")
        .order_by("-at", "-id")[:50]
    )
    states = outbox.state_of([_key(sending.id) for sending in found])
    return [
        SendingRow(
            id=sending.id,
            at=sending.at,
            contact_name=sending.contact.name,
            email=sending.contact.email,
            sent_by_name=sending.sent_by.person.name if sending.sent_by else "",
            mail=str(states[_key(sending.id)].state) if _key(sending.id) in states else "",
        )
        for sending in found
    ]


def sending_to_render(sending_id: uuid.UUID) -> LinkMail | None:
    """Return what to mail, or None when the link does not work now or the contact has left."""
    sending = (
        Sending.objects.select_related("contact__account", "sent_by__person", "share")
        .filter(id=sending_id, contact__active=True)
        .first()
    )
    if sending is None or not sending.contact.email:
        return None
    account = sending.contact.account
    row = rows_by_id(account.id, [sending.share_id], look=True)[0]
    if (
        row.state != ShareState.LIVE
        or row.url is None
        or row.customer_id != sending.contact.customer_id
    ):
        return None
    sender = sending.sent_by.person if sending.sent_by else None
    return LinkMail(
        to_email=sending.contact.email,
        to_name=sending.contact.name,
        account_name=account.name,
        sender_name=sender.name if sender else account.name,
        sender_email=sender.email if sender else "",
        document_name=row.item_name,
        url=row.url,
        message=sending.message,
        expires_at=row.expires_at,
        has_password=row.has_password,
        account_time_zone=account.time_zone,
    )


def opened_to_render(share_id: uuid.UUID) -> OpenedMail | None:
    """Return what to mail to the keeper of a share that was opened, or None when they may not know."""
    share = Share.objects.select_related("keeper__person", "account").filter(id=share_id).first()
    first = Opening.objects.filter(share_id=share_id, automatic=False).order_by("at", "id").first()
    if share is None or first is None or share.keeper is None:
        return None
    row = rows_by_id(share.account_id, [share.id])[0]
    if row.state == ShareState.ASLEEP or access.suspended(share.account_id, [share]):
        return None
    account: Account = share.account
    return OpenedMail(
        to_email=share.keeper.person.email,
        to_name=share.keeper.person.name,
        account_name=account.name,
        account_slug=account.slug,
        document_name=row.item_name,
        item_id=row.item_id,
        opened_at=first.at,
        account_time_zone=account.time_zone,
    )
