"""Personal API tokens: shown once, kept only as a hash, narrowed to a surface, revocable."""

import datetime as dt
import hashlib
import secrets
import uuid

from django.db import transaction
from django.db.models import Q

from strongroom.access.entering import require_entry
from strongroom.access.models import Surface, Token
from strongroom.access.principal import Kind, Principal
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.errors import ForbiddenError, InvalidError, NotFoundError, UnauthenticatedError
from strongroom.core.statements import columns_of
from strongroom.directory import api as directory
from strongroom.directory.models import Account, Contact, Member

PREFIX = "sr_"
SECRET_BYTES = 32
MAX_NAME = 100
OVER = "This token is unknown, expired or revoked."
NOBODY = uuid.UUID(int=0)
NOTE_USE_EVERY = dt.timedelta(hours=1)


COLUMNS = columns_of(Token, "t")
LIVE = """t.secret_hash = %(secret)s and t.revoked_at is null
   and (t.expires_at is null or t.expires_at > %(now)s)"""
"""As `find_live` asks, for a statement in which the token is `t`."""


def hash_of(secret: str) -> str:
    """Return what is kept of a secret: a plain hash is enough: the secret holds 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def issue_token(
    *,
    member: Member | None = None,
    contact: Contact | None = None,
    name: str,
    surface: Surface,
    expires_at: dt.datetime | None = None,
) -> tuple[Token, str]:
    """Make a token for a member or a contact and return it with its secret. No permission is asked."""
    owner = member or contact
    if owner is None or (contact is not None) != (surface == Surface.PORTAL):
        raise InvalidError(
            errors={"surface": "The portal is for contacts; office and mobile are for members."}
        )
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    rows = type(owner).objects.select_related("person")  # as it is now, not as it was read
    now: Member | Contact = rows.get(id=owner.id)
    token = Token.objects.create(
        account_id=owner.account_id,
        member=member,
        contact=contact,
        name=name,
        surface=surface,
        secret_hash=hash_of(secret),
        expires_at=expires_at,
        place_stamp=directory.stamp_of(now),
        person_epoch=now.person.epoch if now.person else 0,
    )
    return token, secret


def is_of(token: Token, principal: Principal) -> bool:
    """Whether place and person are still what they were when the token was made (F-4)."""
    return (token.place_stamp, token.person_epoch) == (
        principal.place_stamp,
        principal.person_epoch,
    )


def find_live(secret: str) -> Token:
    """Return the token of a secret; raise UnauthenticatedError otherwise."""
    token = (
        Token.objects.filter(secret_hash=hash_of(secret), revoked_at=None)
        .filter(Q(expires_at=None) | Q(expires_at__gt=clock.now()))
        .first()
    )
    if token is None:
        raise UnauthenticatedError(OVER)
    return token


def note_use(token: Token) -> None:
    """Note when a token was used last, once an hour."""
    now = clock.now()
    if token.last_used_at is None or now - token.last_used_at > NOTE_USE_EVERY:
        Token.objects.filter(id=token.id).update(last_used_at=now)


@transaction.atomic
def create_token(
    principal: Principal, *, name: str, surface: Surface, expires_on: dt.date | None = None
) -> tuple[Token, str]:
    """Make a token for oneself, never wider than the credential that asks.

    `expires_on` is the last day on which it works, in the account's time zone. Raises ForbiddenError for
    a surface that one may not enter: such a token would be refused each time.
    """
    name = name.strip()
    if not name or len(name) > MAX_NAME:
        raise InvalidError(
            errors={"name": f"Please give the token a name of at most {MAX_NAME} characters."}
        )
    if surface != principal.surface and not _wider(principal, surface):
        raise ForbiddenError("From here you can only make tokens for the same surface.")
    if principal.kind == Kind.MEMBER:
        require_entry(principal, surface)
    zone = Account.objects.values_list("time_zone", flat=True).get(id=principal.account_id)
    if expires_on is not None and expires_on < clock.today(zone):
        raise InvalidError(
            errors={"expires_on": "This day has passed already; choose a later one."}
        )
    token, secret = issue_token(
        member=Member.objects.filter(id=principal.id or NOBODY).first()
        if principal.kind == Kind.MEMBER
        else None,
        contact=Contact.objects.filter(id=principal.id or NOBODY).first()
        if principal.kind == Kind.CONTACT
        else None,
        name=name,
        surface=surface,
        expires_at=clock.end_of_day(expires_on, zone) if expires_on else None,
    )
    change = audit.Change(
        "token.created", principal.account_id, subject_id=token.id, data={"surface": surface}
    )
    audit.record(principal.actor, change)
    return token, secret


def _wider(principal: Principal, surface: Surface) -> bool:
    """From the office a member may make a mobile token, which sees less; never the other way (A-11)."""
    return principal.surface == Surface.OFFICE and surface == Surface.MOBILE


def _own(principal: Principal) -> Q:
    if principal.kind == Kind.MEMBER:
        return Q(member_id=principal.id)
    if principal.kind == Kind.CONTACT:
        return Q(contact_id=principal.id)
    return Q(pk__in=[])


def list_tokens(principal: Principal) -> list[Token]:
    """Return one's own tokens that work or will expire, newest first; never their secrets."""
    mine = Token.objects.filter(
        _own(principal),
        revoked_at=None,
        place_stamp=principal.place_stamp,
        person_epoch=principal.person_epoch,
    )
    return list(mine.order_by("-created_at", "-id"))


def tokens_of_person(person_id: uuid.UUID) -> list[Token]:
    """Return the tokens of all places of a login that have not ended, newest first. One query."""
    whose = Q(member__person=person_id) | Q(contact__person=person_id)
    unexpired = Q(expires_at=None) | Q(expires_at__gt=clock.now())
    found = Token.objects.filter(whose, unexpired, revoked_at=None).select_related(
        "account", "member__person", "contact__person"
    )
    return [token for token in found.order_by("-created_at", "-id") if _is_of_owner(token)]


@transaction.atomic
def revoke_of_person(person_id: uuid.UUID, *, token_id: uuid.UUID) -> None:
    """Revoke a token of one of the login's places, at once and for good; else NotFoundError."""
    whose = Q(member__person=person_id) | Q(contact__person=person_id)
    token = Token.objects.filter(whose, id=token_id, revoked_at=None).first()
    if token is None:
        raise NotFoundError
    Token.objects.filter(id=token_id).update(revoked_at=clock.now())
    kind, place_id = (
        ("member", token.member_id) if token.member_id else ("contact", token.contact_id)
    )
    audit.record(
        audit.Actor(kind=kind, id=place_id, surface=""),
        audit.Change("token.revoked", token.account_id, subject_id=token_id),
    )


def _is_of_owner(token: Token) -> bool:
    owner = token.member or token.contact
    if owner is None or owner.person is None:
        return False
    now = directory.stamp_of(owner), owner.person.epoch
    return now == (token.place_stamp, token.person_epoch)


@transaction.atomic
def revoke_token(principal: Principal, *, token_id: uuid.UUID) -> None:
    """Revoke one of one's own tokens, at once and for good."""
    changed = Token.objects.filter(_own(principal), id=token_id, revoked_at=None).update(
        revoked_at=clock.now()
    )
    if not changed:
        raise NotFoundError
    audit.record(
        principal.actor, audit.Change("token.revoked", principal.account_id, subject_id=token_id)
    )
