"""How it stands with somebody's invitation, and the buttons that go with it: for contacts and users."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.http.response import HttpResponseBase

from strongroom.administration.api import MemberRow
from strongroom.directory.api import InvitationRow
from strongroom.interfaces.kit.page import Parent
from strongroom.interfaces.office.desk import Desk
from strongroom.outbox import api as outbox
from strongroom.work.api import ContactRow

STATES = {
    "none": ("No access", "neutral"),
    "not_invited": ("Not invited yet", "neutral"),
    "invited": ("Invited", "progress"),
    "expired": ("Invitation expired", "bad"),
    "active": ("Active", "good"),
}


@dataclass(frozen=True, slots=True)
class InvitationShown:
    """What the pages show of one person's invitation; buttons without an address are left out."""

    state: str
    name: str
    email: str
    invitation: InvitationRow | None = None
    """The one that waits for them, or has expired."""
    last_used_at: dt.datetime | None = None
    address: str = ""
    """To pass on by hand; only while there is no mail server."""
    hidden: bool = False
    """There is one, for who made the invitation and for administrators (F-3)."""
    elsewhere: str = ""
    """Who can see the address, where the reader may not."""
    unproven: bool = False
    """They have accepted with a login that was set up by an address passed on by hand (F-3)."""
    invite_url: str = ""
    withdraw_url: str = ""
    withdraw_label: str = "Withdraw"
    reset_url: str = ""
    """Where the login is ended, so that it is set up anew (F-3)."""

    @property
    def label(self) -> str:
        """The state in words."""
        return STATES[self.state][0]

    @property
    def tone(self) -> str:
        """The colour of the dot."""
        return STATES[self.state][1]

    @property
    def invited_at(self) -> dt.datetime | None:
        """When they were invited."""
        return self.invitation.created_at if self.invitation else None

    @property
    def expires_at(self) -> dt.datetime | None:
        """Until when they can accept."""
        return self.invitation.expires_at if self.invitation else None

    @property
    def undelivered(self) -> bool:
        """Whether the mail server refused the address for good."""
        mail = self.invitation.mail if self.invitation else None
        return mail == outbox.State.FAILED.value

    @property
    def waits(self) -> bool:
        """Whether somebody was invited before, so that the button sends again."""
        return self.state in {"invited", "expired"}

    @property
    def invite_label(self) -> str:
        """Invite, Send again, or New address where nothing can be sent."""
        if self.unproven:
            return "Ask to confirm the e-mail"
        if not self.waits:
            return "Invite"
        return "Send again" if outbox.configured() else "New address"

    @property
    def invite_icon(self) -> str:
        """The icon that goes with the label."""
        return "mail" if outbox.configured() else "refresh" if self.waits else "user-plus"

    @property
    def by_mail(self) -> bool:
        """Whether a mail server is set up."""
        return outbox.configured()


def of_contact(
    desk: Desk, row: ContactRow, *, may_edit: bool, address: str = "", elsewhere: str = ""
) -> InvitationShown:
    """Return how it stands with a contact's access to the portal."""
    proving = not row.proven and outbox.configured()
    invite = may_edit and row.active and bool(row.email) and (row.portal != "active" or proving)
    withdraw = may_edit and row.portal_access
    return InvitationShown(
        state=row.portal,
        name=row.name,
        email=row.email,
        last_used_at=row.last_used_at,
        address=address,
        elsewhere=elsewhere,
        unproven=row.portal == "active" and not row.proven,
        invite_url=desk.url("contact-invite", contact_id=row.id) if invite else "",
        withdraw_url=desk.url("contact-withdraw", contact_id=row.id) if withdraw else "",
        withdraw_label="Withdraw access" if row.portal == "active" else "Withdraw",
        reset_url=desk.url("contact-reset", contact_id=row.id)
        if may_edit and row.portal == "active"
        else "",
        invitation=row.invitation,
    )


def of_member(
    desk: Desk, row: MemberRow, invitation: InvitationRow | None, *, address: str = ""
) -> InvitationShown:
    """Return how it stands with a user's place."""
    if row.state == "active" and row.has_login:
        state = "active"
    elif invitation is None:
        state = "not_invited"
    else:
        state = "expired" if invitation.expired else "invited"
    proving = state == "active" and not row.proven and outbox.configured()
    invite = row.may_change and row.state != "deactivated" and (state != "active" or proving)
    return InvitationShown(
        state=state,
        name=row.name,
        email=row.email,
        address=address,
        hidden=state == "invited" and not address and not outbox.configured(),
        unproven=state == "active" and not row.proven,
        invite_url=desk.url("user-invite", member_id=row.id) if invite else "",
        withdraw_url=desk.url("user-withdraw", member_id=row.id) if invite and invitation else "",
        withdraw_label="Withdraw invitation",
        invitation=invitation,
    )


def ask_reset(
    desk: Desk, name: str, email: str, crumbs: list[Parent], back_url: str, *, nav: str
) -> HttpResponseBase:
    """Ask whether somebody's login is to be ended."""
    return desk.show(
        "office/people/reset_login.html",
        nav=nav,
        name=name,
        email=email,
        crumbs=crumbs,
        back_url=back_url,
    )


def said(email: str, *, address: str, who: Callable[[], str]) -> str:
    """Return the notice after an invitation was made; `who` sees its address where the reader doesn't."""
    if outbox.configured():
        return f"An invitation is on its way to {email}."
    if address:
        return "The invitation is ready. Copy its address and pass it on."
    return f"The invitation is ready. {passed_on_by(who())}"


def passed_on_by(who: str) -> str:
    """Return the sentence that says who can see an address that the reader may not see."""
    return f"{who} can see its address and pass it on."
