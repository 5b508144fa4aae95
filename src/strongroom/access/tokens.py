"""Personal API tokens as rows: shown once, kept only as a hash, narrowed to a surface, revocable.

Who may make or revoke one is asked in `administration.tokens`.
"""

import datetime as dt
import hashlib
import secrets

from django.db.models import Q, QuerySet

from strongroom.access.models import Surface, Token
from strongroom.access.principal import Principal
from strongroom.core import clock
from strongroom.core.errors import InvalidError, UnauthenticatedError
from strongroom.core.statements import columns_of
from strongroom.directory import api as directory
from strongroom.directory.models import Contact, Member

PREFIX = "sr_"
SECRET_BYTES = 32
OVER = "This token is unknown, expired or revoked."
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


def end(tokens: QuerySet[Token]) -> int:
    """Revoke those that are not revoked yet, at once and for good; return how many. Nothing is asked."""
    return tokens.filter(revoked_at=None).update(revoked_at=clock.now())
