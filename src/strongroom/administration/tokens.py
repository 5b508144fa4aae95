"""Making and revoking personal API tokens: one's own, and those of the places of one's login."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Q

from strongroom.access import api as access
from strongroom.access.api import Kind, Principal, Surface
from strongroom.access.models import Token
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.errors import ForbiddenError, InvalidError, NotFoundError
from strongroom.core.naming import one_line
from strongroom.directory import api as directory
from strongroom.directory.models import Account, Contact, Member

MAX_NAME = 100
NOBODY = uuid.UUID(int=0)


@transaction.atomic
def create_token(
    principal: Principal, *, name: str, surface: Surface, expires_on: dt.date | None = None
) -> tuple[Token, str]:
    """Make a token for oneself, never wider than the credential that asks.

    `expires_on` is the last day on which it works, in the account's time zone. Raises ForbiddenError for
    a surface that one may not enter: such a token would be refused each time.
    """
    name = one_line(name)
    if not name or len(name) > MAX_NAME:
        raise InvalidError(
            errors={"name": f"Please give the token a name of at most {MAX_NAME} characters."}
        )
    if surface != principal.surface and not _wider(principal, surface):
        raise ForbiddenError("From here you can only make tokens for the same surface.")
    if principal.kind == Kind.MEMBER:
        access.require_entry(principal, surface)
    zone = Account.objects.values_list("time_zone", flat=True).get(id=principal.account_id)
    if expires_on is not None and expires_on < clock.today(zone):
        raise InvalidError(
            errors={"expires_on": "This day has passed already; choose a later one."}
        )
    token, secret = access.issue_token(
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
    change = audit.NewEvent(
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
    access.end_tokens(Token.objects.filter(id=token_id))
    kind, place_id = (
        ("member", token.member_id) if token.member_id else ("contact", token.contact_id)
    )
    audit.record(
        audit.Actor(kind=kind, id=place_id, surface=""),
        audit.NewEvent("token.revoked", token.account_id, subject_id=token_id),
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
    if not access.end_tokens(Token.objects.filter(_own(principal), id=token_id)):
        raise NotFoundError
    audit.record(
        principal.actor, audit.NewEvent("token.revoked", principal.account_id, subject_id=token_id)
    )
