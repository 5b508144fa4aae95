"""Calendar feeds (C-11): expiries under a secret address that can be revoked; rights are asked each time."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from strongroom.access import api as access
from strongroom.access.api import Kind, Principal, Surface
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.crypto import SealBrokenError, seal, unseal
from strongroom.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    UnauthenticatedError,
)
from strongroom.directory import api as directory
from strongroom.licences import shared
from strongroom.licences.listing import expiring_licences
from strongroom.licences.models import Feed
from strongroom.licences.rows import FeedRow, LicenceRow
from strongroom.licences.selecting import LicenceFilter

SCOPES: Final = ("own", "firm")
MOST_EVENTS = 5000
MOST_FEEDS = 20
"""Live addresses that one member can have."""
_TOKEN_BYTES = 32
_SHORTEST, _LONGEST = 20, 200


@dataclass(frozen=True, slots=True)
class FeedEvents:
    """What a calendar shows: its name, and the licences that expire, soonest first."""

    name: str
    firm: bool
    account_slug: str
    surface: Surface
    """Where its maker may look at the licences."""
    licences: list[LicenceRow]


def list_feeds(principal: Principal) -> list[FeedRow]:
    """Return one's own live feeds, newest first; a keeper sees the firm's of others too, without secret."""
    rows = _live(principal)
    if not shared.sees_all(principal):
        rows = rows.filter(member_id=principal.id)
    found = rows.order_by("-created_at", "-id")[:200]
    return [_row(principal, feed) for feed in found if _is_of_maker(feed)]


@transaction.atomic
def make_feed(principal: Principal, *, scope: str) -> FeedRow:
    """Make a feed: `own`, for any member, or `firm` (*licences.manage*); at most 20 each."""
    if scope not in SCOPES:
        raise InvalidError(errors={"scope": f"The choices are {', '.join(SCOPES)}."})
    member = shared.maker(principal)
    if member is None:
        raise ForbiddenError
    if scope == "firm":
        shared.require_manage(principal)
    of_now = {"place_stamp": principal.place_stamp, "person_epoch": principal.person_epoch}
    if _live(principal).filter(member=member, **of_now).count() >= MOST_FEEDS:
        raise ConflictError(
            f"You have {MOST_FEEDS} calendar addresses. Revoke one that you don't use.",
            code="too_many_feeds",
        )
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    feed = Feed.objects.create(
        account_id=principal.account_id,
        member=member,
        firm=scope == "firm",
        token_hash=_hash(token),
        token=seal(token),
        created_at=clock.now(),
        **of_now,
    )
    _record(principal, "licence_feed.made", feed)
    return _row(principal, feed)


@transaction.atomic
def revoke_feed(principal: Principal, *, feed_id: uuid.UUID) -> None:
    """End a feed: its own maker, or a keeper of licences; its address answers nothing from then on."""
    feeds = _live(principal).select_for_update(of=("self",)).filter(id=feed_id)
    if not shared.sees_all(principal):
        feeds = feeds.filter(member_id=principal.id)
    feed = feeds.first()
    if feed is None:
        raise NotFoundError
    Feed.objects.filter(id=feed_id).update(revoked_at=clock.now())
    _record(principal, "licence_feed.revoked", feed)


def feed_events(token: str) -> FeedEvents:
    """Return what the bearer of the address may see: what its maker may see now, else NotFoundError.

    One answer for an unknown, a revoked and a lapsed address.
    """
    feed = _found(token)
    principal = _maker_of(feed)
    wanted = LicenceFilter(member_id=None if feed.firm else feed.member_id)
    Feed.objects.filter(id=feed.id).update(last_read_at=clock.now())
    account = feed.account
    name = f"Licences of {account.name}" if feed.firm else f"My licences at {account.name}"
    surface = principal.surface or Surface.OFFICE
    shown = expiring_licences(principal, wanted, MOST_EVENTS)
    return FeedEvents(name, feed.firm, account.slug, surface, shown)


def _found(token: str) -> Feed:
    if not _SHORTEST <= len(token) <= _LONGEST or not token.isascii():
        raise NotFoundError
    feeds = Feed.objects.filter(token_hash=_hash(token), revoked_at=None)
    feed = feeds.select_related("account").first()
    if feed is None:
        raise NotFoundError
    return feed


def _maker_of(feed: Feed) -> Principal:
    """Return the principal of the feed's maker, on a surface that they may use (L34, L40)."""
    for surface in (Surface.OFFICE, Surface.MOBILE):
        try:
            principal = access.for_member(feed.member_id, surface)
        except ForbiddenError:
            continue
        except UnauthenticatedError:
            break
        if (feed.place_stamp, feed.person_epoch) != (
            principal.place_stamp,
            principal.person_epoch,
        ):
            break  # it was made for a time that is over (F-4)
        if feed.firm and not shared.sees_all(principal):
            break
        return principal
    raise NotFoundError


def _is_of_maker(feed: Any) -> bool:
    """Whether its maker's place and password are still those of when it was made (F-4)."""
    now = directory.stamp_of(feed.member), feed.member.person.epoch
    return now == (feed.place_stamp, feed.person_epoch)


def _live(principal: Principal) -> QuerySet[Any]:
    if principal.kind != Kind.MEMBER:
        return Feed.objects.none()
    rows: QuerySet[Any] = Feed.objects.filter(account_id=principal.account_id, revoked_at=None)
    return rows.select_related("member__person", "account")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _row(principal: Principal, feed: Any) -> FeedRow:
    return FeedRow(
        id=feed.id,
        scope="firm" if feed.firm else "own",
        name="All licences of the firm" if feed.firm else "Own licences",
        token=_secret(feed) if feed.member_id == principal.id else None,
        member_id=feed.member_id,
        created_at=feed.created_at,
        created_by_name=feed.member.person.name,
        revoked_at=feed.revoked_at,
        last_read_at=feed.last_read_at,
    )


def _secret(feed: Feed) -> str | None:
    """Return the secret again, or None when the key that sealed it is gone: revoke it and make another."""
    try:
        return unseal(feed.token)
    except SealBrokenError:
        return None


def _record(principal: Principal, verb: str, feed: Feed) -> None:
    audit.record(
        principal.actor,
        audit.NewEvent(
            verb,
            principal.account_id,
            subject_id=feed.member_id,
            data={"feed": str(feed.id), "firm": feed.firm},
        ),
    )
