"""What the sharing dialog says: states of shares, why something can't be shared, the firm's limits."""

import datetime as dt
from typing import Final
from urllib.parse import quote, urlencode

from strongroom.access.api import Permission
from strongroom.core import clock
from strongroom.directory.models import Account
from strongroom.documents.api import ItemRow
from strongroom.interfaces.office.desk import Desk
from strongroom.interfaces.office.sharing.document_sharing import LinkHelp, PortalTick
from strongroom.sharing.api import Limits, ShareRow, ShareState, Surroundings, Unused
from strongroom.store.models import LibraryKind

_STATES: Final = {
    ShareState.LIVE: ("Live", "good"),
    ShareState.SUSPENDED: ("Suspended", "bad"),
    ShareState.ASLEEP: ("Asleep", "neutral"),
    ShareState.EXPIRED: ("Expired", "neutral"),
    ShareState.ENDED: ("Ended", "neutral"),
    ShareState.CANCELLED: ("Cancelled", "neutral"),
}
NO_MAIL_SERVER: Final = "No mail server is set up here, so no e-mail can be sent."
CONFIDENTIAL: Final = "It is confidential, and your firm does not share such documents."


def state_of(row: ShareRow) -> dict[str, str]:
    """Return the state as a word with its colour family, and why where that is not plain."""
    label, tone = _STATES[row.state] if row.unused is None else ("Nobody yet", "neutral")
    return {"label": label, "tone": tone, "why": _why(row)}


def _why(row: ShareRow) -> str:
    if row.unused is not None:
        return f"Nobody can see this yet: {unused_words(row)}."
    if row.state == ShareState.ASLEEP:
        return "It lies in the trash."
    if row.state == ShareState.ENDED:
        return "The record has another customer now."
    if row.state != ShareState.SUSPENDED:
        return ""
    who = row.keeper_name or "Who answered for it"
    if row.suspended_why == "maker_inactive":
        return f"{who} has left. It opens nothing until somebody takes it over."
    return f"{who} may not share this any more. It opens nothing until somebody takes it over."


def unused_words(row: ShareRow | Surroundings) -> str:
    """Return what is missing for somebody to use a portal share, as the half of a sentence (E-6)."""
    if row.unused == Unused.DRAFT:
        kind = row.library_kind if isinstance(row, ShareRow) else row.kind
        return f"the {kind.label.lower() if kind else 'record'} is a draft"
    if row.unused == Unused.MODULE_OFF:
        return f"this part of the portal is switched off for {row.customer_name}"
    if row.unused == Unused.NOT_ACCEPTED:
        who = row.only_contact or f"whoever has portal access for {row.customer_name}"
        return f"{who} has not accepted the invitation yet"
    if row.only_contact:
        return f"{row.only_contact} has no portal access"
    if row.contacts:
        return f"none of the {row.contacts} contacts of {row.customer_name} has portal access"
    return f"{row.customer_name} has no contact with portal access"


def invite_url(desk: Desk, row: ShareRow | Surroundings) -> str:
    """Return where a contact is given portal access, for whoever may, where that is what is missing."""
    missing = row.unused in {Unused.NO_CONTACT, Unused.NOT_ACCEPTED}
    needed = missing and desk.principal.holds(Permission.CUSTOMERS_EDIT)
    if not needed or row.customer_id is None:
        return ""
    return desk.url("customer-contacts", customer_id=row.customer_id)


def portal_words(
    row: ItemRow, around: Surroundings, limits: Limits, *, visible: bool
) -> PortalTick:
    """Return why the tick *Visible in portal* can't be changed, and what to know about it."""
    folder = next((door for door in around.above if door.type == "portal"), None)
    if not around.module:
        return PortalTick("Documents of this kind are not shown in the portal.")
    if not around.customer_name:
        return PortalTick(_NO_CUSTOMER.get(around.kind, _NO_CUSTOMER_AT_ALL))
    if around.hides_new and not visible:
        return PortalTick(f"A new attachment of {around.kind.a_one} is hidden. Share single ones.")
    if folder:
        name = f"the folder “{folder.folder_name}”" if folder.folder_name else "a folder above"
        return PortalTick(f"It is visible because {name} is.")
    if row.is_file and row.confidential and not limits.share_confidential and not visible:
        return PortalTick(CONFIDENTIAL)
    sees = "sees" if visible else "would see"
    note = f"{around.customer_name} {sees} it under {around.module.capitalize()}."
    if around.unused is not None:
        note = f"Nobody would see it yet: {unused_words(around)}."
    return PortalTick(note=note)


_NO_CUSTOMER_AT_ALL: Final = "There is no customer whose portal it could be shown in."
_NO_CUSTOMER: Final = {
    LibraryKind.PROJECT: "The project has no customer. Choose one in its details first.",
}


def link_barred(row: ItemRow, around: Surroundings, limits: Limits) -> str:
    """Return why no link can be made, or an empty text."""
    if around.kind not in limits.link_kinds:
        return f"Your firm does not make links to documents of {around.kind.a_one}."
    if row.is_file and row.confidential and not limits.share_confidential:
        return CONFIDENTIAL
    return ""


def mail_program(row: ShareRow, url: str) -> str:
    """Return the address that opens the person's own mail program with the link written down."""
    fields = {"subject": row.item_name, "body": f"{row.item_name}:\n{url}"}
    return f"mailto:?{urlencode(fields, quote_via=quote)}"


def link_help(account: Account, limits: Limits) -> LinkHelp:
    """Return the firm's limits in words, and the first and last day for the date field."""
    today = clock.today(account.time_zone)
    ends = "It works through the end of that day. Without a date the link never expires."
    last = ""
    if limits.link_max_days:
        latest = today + dt.timedelta(days=limits.link_max_days)
        last = latest.isoformat()
        ends = (
            f"It works through the end of that day. Your firm's links end after at most "
            f"{limits.link_max_days} days: by {latest.day} {latest:%B %Y}."
        )
    asked = "Whoever opens the link is asked for it. Colleagues who may share can read it here."
    if limits.link_password_required:
        asked = f"Your firm's links need a password. {asked}"
    return LinkHelp(ends, asked, today.isoformat(), last)
