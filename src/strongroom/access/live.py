"""When a share is live: the one file that says it, as SQL on an alias and as a condition of Django's.

Live is: not cancelled, not over; a portal share also: for the customer of its item's library. One
clock decides: the moment is the caller's, from `core.clock`, as a parameter; never the database's.
Whether a link's keeper still answers for it is another question (`links.suspended`).
"""

import datetime as dt

from django.db.models import Q

from strongroom.access.models import Share

UNCANCELLED = Q(cancelled_at=None)
"""What can be cancelled still; it may be over."""


def uncancelled(share: str = "s") -> str:
    """Return the same in SQL."""
    return f"{share}.cancelled_at is null"


def unended(share: str = "s", *, now: str = "now") -> str:
    """Neither cancelled nor over at the moment of the parameter `now`."""
    return (
        f"{uncancelled(share)} and ({share}.expires_at is null or {share}.expires_at > %({now})s)"
    )


def portal(share: str = "s", *, library: str = "l", now: str = "now") -> str:
    """A live portal share; `library` is the alias of the library that its item lies in."""
    return (
        f"{share}.type = 'portal' and {share}.customer_id = {library}.customer_id"
        f" and {unended(share, now=now)}"
    )


def link(share: str = "s", *, now: str = "now") -> str:
    """A live share of a link; it may be suspended."""
    return f"{share}.type = 'link' and {unended(share, now=now)}"


def door(share: str = "s", *, library: str = "l", now: str = "now") -> str:
    """A live share of either type."""
    return (
        f"{unended(share, now=now)}"
        f" and ({share}.type = 'link' or {share}.customer_id = {library}.customer_id)"
    )


def unended_at(now: dt.datetime) -> Q:
    """Return the condition of `unended` for a query set of shares."""
    return UNCANCELLED & (Q(expires_at=None) | Q(expires_at__gt=now))


def has_ended(share: Share, now: dt.datetime) -> bool:
    """Whether a loaded share is cancelled or over."""
    over = share.expires_at is not None and share.expires_at <= now
    return share.cancelled_at is not None or over
