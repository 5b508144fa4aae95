"""Invitations: one-time addresses through which somebody accepts a place. No permissions.

A place opens only by its own invitation (F-1), and an invitation only for what it was issued for
(F-2): the caller says what the place can do, as a mark, and compares it again when it is used. Used,
withdrawn, expired and unknown are the same.
"""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from strongroom.core import addresses, clock, crypto
from strongroom.core.errors import NotFoundError
from strongroom.directory.models import Account, Contact, Invitation, Member, Person
from strongroom.directory.people import find_person
from strongroom.outbox import api as outbox

LIFETIME: Final = dt.timedelta(days=7)
MAIL_KIND: Final = "directory.invitation"
NOTED_EVERY: Final = dt.timedelta(hours=1)
SECRET_BYTES: Final = 24
LONGEST_SECRET: Final = 64

ContactOrMember = Contact | Member


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that waits to be used, as whoever invites sees it."""

    id: uuid.UUID
    created_at: dt.datetime
    expires_at: dt.datetime
    mail: str
    """State of its mail: waiting, sent, dropped or failed."""
    issued_for: str
    issued_by: uuid.UUID | None
    """The member who made it; None for the command line."""

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return self.expires_at <= clock.now()


@dataclass(frozen=True, slots=True)
class Invited:
    """Who stands before the door with a good invitation."""

    invitation: Invitation
    account: Account
    place: ContactOrMember
    login: Person | None
    """The login with the e-mail of the place, if there is one."""

    @property
    def is_contact(self) -> bool:
        """Whether it is about the customer portal."""
        return isinstance(self.place, Contact)

    @property
    def email(self) -> str:
        """Whom it is for."""
        return place_email(self.place)

    @property
    def name(self) -> str:
        """The name that was typed."""
        return self.place.name if isinstance(self.place, Contact) else self.place.person.name

    @property
    def is_new(self) -> bool:
        """Whether there is no login with a password yet, so that one is set up here."""
        return self.login is None or not self.login.has_usable_password()


@dataclass(frozen=True, slots=True)
class InvitationMail:
    """What the mail says."""

    to_email: str
    to_name: str
    inviter_name: str
    is_contact: bool
    is_new: bool
    url: str
    expires_at: dt.datetime


def place_email(place: ContactOrMember) -> str:
    """Return the e-mail that the place is for."""
    return place.email if isinstance(place, Contact) else place.person.email


def is_accepted(place: ContactOrMember) -> bool:
    """Whether somebody has accepted the place: it belongs to a login (F-1)."""
    if isinstance(place, Contact):
        return place.person_id is not None
    return not place.person.placeholder


def mail_key(invitation_id: uuid.UUID) -> str:
    """Return the key of the invitation's mail in the outbox."""
    return f"invitation:{invitation_id}"


def invite(place: ContactOrMember, *, created_by: uuid.UUID | None, issued_for: str) -> Invitation:
    """Make an invitation and post its mail, in the caller's transaction; older ones end with it.

    The caller holds a lock on the contact or member, and has asked whether they may. `issued_for` is
    the mark of what the place can do at this moment (F-2).
    """
    withdraw_invitations(place)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    now = clock.now()
    made = Invitation(
        account_id=place.account_id,
        secret_hash=_hash(secret),
        secret=crypto.seal(secret),
        issued_for=issued_for,
        created_by_id=created_by,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    if isinstance(place, Contact):
        made.contact = place
    else:
        made.member = place
    made.save(force_insert=True)
    refs = {"invitation": str(made.id)}
    outbox.post(MAIL_KIND, key=mail_key(made.id), account_id=place.account_id, refs=refs)
    return made


def withdraw_invitations(place: ContactOrMember) -> int:
    """End what stands open for a contact or member; return how many, 0 or 1."""
    mine = {"contact": place} if isinstance(place, Contact) else {"member": place}
    waiting = Invitation.objects.filter(**mine, used_at=None, withdrawn_at=None)
    return waiting.update(withdrawn_at=clock.now(), secret="")


def waiting_invitations(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, InvitationRow]:
    """Return what waits to be used, or has expired, by contact or member id. Two queries."""
    whose = Q(contact_id__in=ids) | Q(member_id__in=ids)
    found = list(Invitation.objects.filter(whose, used_at=None, withdrawn_at=None))
    states = outbox.state_of([mail_key(row.id) for row in found]) if found else {}
    result: dict[uuid.UUID, InvitationRow] = {}
    for row in found:
        state = states.get(mail_key(row.id))
        shown = InvitationRow(
            id=row.id,
            created_at=row.created_at,
            expires_at=row.expires_at,
            mail=state.state.value if state else outbox.State.WAITING.value,
            issued_for=row.issued_for,
            issued_by=row.created_by_id,
        )
        whom = row.contact_id or row.member_id
        if whom is not None:  # invitation_of_one
            result[whom] = shown
    return result


def show_address(place: ContactOrMember, *, issued_for: str) -> str:
    """Return the address that waits to be used, to pass on by hand; empty if there is none that works.

    From then on it proves no mailbox, since more than the mailbox has seen it (F-3).
    """
    mine = {"contact": place} if isinstance(place, Contact) else {"member": place}
    row = Invitation.objects.filter(
        **mine, used_at=None, withdrawn_at=None, expires_at__gt=clock.now(), issued_for=issued_for
    ).first()
    if row is None:
        return ""
    if row.shown_at is None:
        Invitation.objects.filter(id=row.id, shown_at=None).update(shown_at=clock.now())
    return _address(row)


def open_invitation(secret: str, *, lock: bool = False) -> Invited:
    """Return what a secret opens, its place live, or raise NotFoundError, whatever is wrong with it.

    With `lock` nothing of account, invitation and place changes until the end of the transaction.
    """
    if not 1 <= len(secret) <= LONGEST_SECRET or not secret.isascii():
        raise NotFoundError
    rows = Invitation.objects.filter(
        secret_hash=_hash(secret), used_at=None, withdrawn_at=None, expires_at__gt=clock.now()
    )
    invitation = rows.first()
    if invitation is None:
        raise NotFoundError
    accounts = Account.objects.all()
    if lock:  # the account first, as every change of who may do what does
        accounts = accounts.select_for_update(no_key=True)
    account = accounts.get(id=invitation.account_id)
    place = _live_place(invitation, lock=lock)
    if lock:
        invitation = rows.select_for_update().first()
    if invitation is None or place is None:
        raise NotFoundError
    login = find_person(place_email(place))
    if login is not None and not login.is_active:
        raise NotFoundError
    return Invited(invitation, account, place, login)


def was_mailed(invitation: Invitation) -> bool:
    """Whether the mailbox had the address, and nobody else: using it proves that one reads it (F-3)."""
    key = mail_key(invitation.id)
    state = outbox.state_of([key]).get(key)
    sent = state is not None and state.state == outbox.State.SENT
    return sent and invitation.shown_at is None


def use_up(invitation: Invitation) -> None:
    """Note that the invitation is used: its address opens nothing any more."""
    invitation.used_at, invitation.secret = clock.now(), ""
    invitation.save(update_fields=["used_at", "secret"])


def secret_of(invitation_id: uuid.UUID) -> str:
    """Return the secret of an invitation for its mail; empty once it is used or withdrawn."""
    row = Invitation.objects.filter(id=invitation_id).first()
    return crypto.unseal(row.secret) if row and row.secret else ""


def words_of(invited: Invited) -> InvitationMail:
    """Return what the mail of an invitation says."""
    by = invited.invitation.created_by_id
    members = Member.objects.select_related("person")
    inviter = members.filter(id=by).first() if by else None
    return InvitationMail(
        to_email=invited.email,
        to_name=invited.name,
        inviter_name=inviter.person.name if inviter else "",
        is_contact=invited.is_contact,
        is_new=invited.is_new,
        url=_address(invited.invitation),
        expires_at=invited.invitation.expires_at,
    )


def note_use(contact_id: uuid.UUID) -> None:
    """Note that the contact uses the portal, at most once an hour."""
    now = clock.now()
    unnoted = Q(last_used_at=None) | Q(last_used_at__lte=now - NOTED_EVERY)
    Contact.objects.filter(unnoted, id=contact_id).update(last_used_at=now)


def _live_place(invitation: Invitation, *, lock: bool) -> ContactOrMember | None:
    """Return the live contact or member; None once their access has ended."""
    if invitation.contact_id is not None:
        contacts = Contact.objects.filter(active=True, portal_access=True)
        if lock:
            contacts = contacts.select_for_update()
        return contacts.filter(id=invitation.contact_id).first()
    members = Member.objects.filter(active=True)
    if lock:
        members = members.select_for_update(of=("self",))
    return members.select_related("person").filter(invitations=invitation).first()


def _hash(secret: str) -> str:
    """A plain hash is enough: the secret holds 192 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _address(invitation: Invitation) -> str:
    """Return the address; empty when the key that sealed it is gone."""
    try:
        return addresses.public(f"/invitation/{crypto.unseal(invitation.secret)}")
    except crypto.SealBrokenError:
        return ""
