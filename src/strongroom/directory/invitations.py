"""Invitations: one-time addresses by e-mail through which somebody sets up their login. No permissions.

A login is unique over the installation: for one that has a password already an invitation only asks
whether it is theirs, and never changes it. Used, withdrawn, expired and unknown are the same.
"""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Q

from strongroom.audit import api as audit
from strongroom.core import addresses, clock, crypto
from strongroom.core.errors import NotFoundError
from strongroom.directory.models import Account, Contact, Invitation, Member, Person
from strongroom.directory.people import clean_person_name, set_password
from strongroom.outbox import api as outbox

LIFETIME: Final = dt.timedelta(days=7)
MAIL_KIND: Final = "directory.invitation"
NOTED_EVERY: Final = dt.timedelta(hours=1)
SECRET_BYTES: Final = 24
LONGEST_SECRET: Final = 64


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that waits to be used, as whoever invites sees it."""

    id: uuid.UUID
    created_at: dt.datetime
    expires_at: dt.datetime
    mail: str
    """State of its mail: waiting, sent, dropped or failed."""
    address: str = ""
    """Only where asked for: whoever holds it can use it."""

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return self.expires_at <= clock.now()


@dataclass(frozen=True, slots=True)
class Invited:
    """Who stands before the door with a good invitation."""

    id: uuid.UUID
    account: Account
    person: Person
    contact_id: uuid.UUID | None
    member_id: uuid.UUID | None

    @property
    def is_new(self) -> bool:
        """Whether the login has no password yet, so that one is set here."""
        return not self.person.has_usable_password()


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


def mail_key(invitation_id: uuid.UUID) -> str:
    """Return the key of the invitation's mail in the outbox."""
    return f"invitation:{invitation_id}"


def invite(place: Contact | Member, *, created_by: uuid.UUID | None) -> Invitation:
    """Make an invitation and post its mail, in the caller's transaction; older ones end with it.

    The caller holds a lock on the contact or member, and has asked whether they may.
    """
    withdraw_invitations(place)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    now = clock.now()
    made = Invitation(
        account_id=place.account_id,
        secret_hash=_hash(secret),
        secret=crypto.seal(secret),
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


def withdraw_invitations(place: Contact | Member) -> int:
    """End what stands open for a contact or member; return how many, 0 or 1."""
    mine = {"contact": place} if isinstance(place, Contact) else {"member": place}
    waiting = Invitation.objects.filter(**mine, used_at=None, withdrawn_at=None)
    return waiting.update(withdrawn_at=clock.now(), secret="")


def waiting_invitations(
    ids: Iterable[uuid.UUID], *, address: bool = False
) -> dict[uuid.UUID, InvitationRow]:
    """Return what waits to be used, or has expired, by contact or member id. Two queries.

    `address` reveals the address of each that still works, unless its login opens another place too:
    whoever held it would get in there as well (L19).
    """
    whose = Q(contact_id__in=ids) | Q(member_id__in=ids)
    found = list(Invitation.objects.filter(whose, used_at=None, withdrawn_at=None))
    states = outbox.state_of([mail_key(row.id) for row in found]) if found else {}
    result = {}
    for row in found:
        state = states.get(mail_key(row.id))
        shown = InvitationRow(
            id=row.id,
            created_at=row.created_at,
            expires_at=row.expires_at,
            mail=state.state.value if state else outbox.State.WAITING.value,
            address=_address(row) if address and _may_be_shown(row) else "",
        )
        result[row.contact_id or row.member_id] = shown
    return result  # type: ignore[return-value]  # one of the two ids is set: invitation_of_one


def _may_be_shown(row: Invitation) -> bool:
    """Whether the address works, and its login has no place but this one, live or not."""
    place = _place(row)
    person = place.person if place else None
    return row.expires_at > clock.now() and person is not None and _only_here(row, person)


def _only_here(row: Invitation, person: Person) -> bool:
    elsewhere = Contact.objects.filter(person=person).exclude(Q(id=row.contact_id))
    belongs = Member.objects.filter(person=person).exclude(Q(id=row.member_id))
    return not elsewhere.exists() and not belongs.exists()


def find_invited(secret: str) -> Invited:
    """Return who is invited by that secret, or raise NotFoundError, whatever is wrong with it."""
    return _invited(secret, lock=False)[1]


@transaction.atomic
def accept_as_new(secret: str, *, name: str, password: str) -> Invited:
    """Set up the login and use the invitation up.

    Raises NotFoundError for whatever is wrong with it, also when the login has got a password
    meanwhile, or another place while the address was passed on by hand (L19); InvalidError at
    `name` or `new_password`.
    """
    invitation, invited = _invited(secret, lock=True)
    person = Person.objects.select_for_update().get(id=invited.person.id)
    if person.has_usable_password():
        raise NotFoundError
    if not _was_mailed(invitation) and not _only_here(invitation, person):
        raise NotFoundError
    person.name = clean_person_name(name)
    set_password(person, password)
    person.save(update_fields=["name"])
    _use_up(invitation, person)
    return Invited(invited.id, invited.account, person, invited.contact_id, invited.member_id)


@transaction.atomic
def accept_as_known(secret: str, *, person_id: uuid.UUID) -> Invited:
    """Use the invitation up for the login that it is meant for; nothing of the login changes."""
    invitation, invited = _invited(secret, lock=True)
    if invited.person.id != person_id or invited.is_new:
        raise NotFoundError
    _use_up(invitation, invited.person)
    return invited


def invitation_to_render(invitation_id: uuid.UUID) -> InvitationMail | None:
    """Return what the mail says, or None when there is nothing to send any more."""
    rows = Invitation.objects.select_related("created_by__person").filter(id=invitation_id)
    invitation = rows.first()
    if invitation is None or not invitation.secret:
        return None
    secret = crypto.unseal(invitation.secret)
    try:
        invited = find_invited(secret)
    except NotFoundError:
        return None
    inviter = invitation.created_by
    return InvitationMail(
        to_email=invited.person.email,
        to_name=invited.person.name,
        inviter_name=inviter.person.name if inviter else "",
        is_contact=invited.contact_id is not None,
        is_new=invited.is_new,
        url=_address(invitation),
        expires_at=invitation.expires_at,
    )


def note_use(contact_id: uuid.UUID) -> None:
    """Note that the contact uses the portal, at most once an hour."""
    now = clock.now()
    unnoted = Q(last_used_at=None) | Q(last_used_at__lte=now - NOTED_EVERY)
    Contact.objects.filter(unnoted, id=contact_id).update(last_used_at=now)


def _invited(secret: str, *, lock: bool) -> tuple[Invitation, Invited]:
    """Find the invitation and whom it lets in, live at this moment."""
    if not 1 <= len(secret) <= LONGEST_SECRET or not secret.isascii():
        raise NotFoundError
    rows = Invitation.objects.filter(
        secret_hash=_hash(secret), used_at=None, withdrawn_at=None, expires_at__gt=clock.now()
    )
    if lock:
        rows = rows.select_for_update()
    invitation = rows.first()
    if invitation is None:
        raise NotFoundError
    place = _place(invitation)
    person = place.person if place else None
    if place is None or person is None or not person.is_active:
        raise NotFoundError
    account = Account.objects.get(id=invitation.account_id)
    return invitation, Invited(
        invitation.id, account, person, invitation.contact_id, invitation.member_id
    )


def _place(invitation: Invitation) -> Contact | Member | None:
    """Return the live contact or member; None once their access has ended."""
    if invitation.contact_id is not None:
        contacts = Contact.objects.filter(active=True, portal_access=True)
        return contacts.select_related("person").filter(invitations=invitation).first()
    members = Member.objects.filter(active=True).select_related("person")
    return members.filter(invitations=invitation).first()


def _was_mailed(invitation: Invitation) -> bool:
    """Whether the mailbox had it: only who reads that may set up a login that opens several places."""
    key = mail_key(invitation.id)
    state = outbox.state_of([key]).get(key)
    return state is not None and state.state == outbox.State.SENT


def _use_up(invitation: Invitation, person: Person) -> None:
    invitation.used_at, invitation.secret = clock.now(), ""
    invitation.save(update_fields=["used_at", "secret"])
    kind = "contact" if invitation.contact_id else "member"
    place_id = invitation.contact_id or invitation.member_id
    audit.record(
        audit.Actor(kind=kind, id=place_id, surface=""),
        audit.Change(
            "invitation.accepted",
            invitation.account_id,
            subject_id=place_id,
            data={"person": str(person.id)},
        ),
    )


def _hash(secret: str) -> str:
    """A plain hash is enough: the secret holds 192 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _address(invitation: Invitation) -> str:
    """Return the address; empty when the key that sealed it is gone."""
    try:
        return addresses.public(f"/invitation/{crypto.unseal(invitation.secret)}")
    except crypto.SealBrokenError:
        return ""
