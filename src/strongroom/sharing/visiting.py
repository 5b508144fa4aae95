"""At the door: what an address opens, and the password before it (B-7, B-18).

To a stranger an unknown, expired, cancelled, suspended and sleeping address look the same.
"""

import datetime as dt
import hashlib
import hmac
import uuid
from dataclasses import dataclass

from django.conf import settings

from strongroom.access import api as access
from strongroom.access.api import Principal
from strongroom.access.models import Link
from strongroom.core import clock
from strongroom.core.errors import InvalidError, NotFoundError
from strongroom.directory.models import Account
from strongroom.guard import api as guard
from strongroom.sharing.links import as_typed

UNLOCKED_FOR = dt.timedelta(hours=12)
WINDOW = dt.timedelta(minutes=15)
TRIES = 10
"""Wrong passwords for one link from one network in the window."""
TRIES_OF_A_NETWORK = 50
"""Wrong passwords from one network, whatever the links."""
STRAYS = 60
"""Addresses that lead nowhere, from one network in the window."""
_LONGEST = 1000
_NO_LINK = Link(id=uuid.UUID(int=0), account_id=uuid.UUID(int=0))


class WrongPasswordError(InvalidError):
    """The password is not that of the link."""

    code = "wrong_password"
    title = "That is not the password"


@dataclass(frozen=True, slots=True)
class LinkDoor:
    """What stands behind an address. While locked there is nobody to ask as, and nothing to tell."""

    link_id: uuid.UUID
    account: Account
    locked: bool
    principal: Principal | None


def knock(token: str, *, unlock: str = "", visitor: str = "", network: str = "") -> LinkDoor:
    """Return what an address leads to; `unlock` is the value that `unlock()` gave this visitor.

    Raises NotFoundError for whatever is wrong with the address. A network that tries many such
    addresses gets ThrottledError for them; addresses that are right go on working for its others.
    """
    link = access.find_link(token)
    bearer = access.for_link(link or _NO_LINK)  # as much work for an address that never was
    if link is None or bearer is None:
        if network:
            guard.throttle("link-stray", network, limit=STRAYS, window=WINDOW)
        raise NotFoundError("There is nothing at this address.")
    locked = bool(link.password) and not _unlocks(link, unlock, visitor)
    return LinkDoor(link.id, link.account, locked, None if locked else bearer)


def unlock(token: str, *, password: str, visitor: str, network: str) -> str:
    """Return the value that opens the link for this visitor for twelve hours.

    It is bound to link, password and visitor (L24). Raises NotFoundError as `knock`,
    WrongPasswordError, ThrottledError: counted before it is judged, for each link and network, so
    that nobody locks out another.
    """
    door = knock(token, visitor=visitor, network=network)
    link = access.find_link(token)
    if link is None:
        raise NotFoundError
    here = ("link-unlock", str(door.link_id), network)
    guard.throttle("link-unlock", network, limit=TRIES_OF_A_NETWORK, window=WINDOW)
    guard.throttle(*here, limit=TRIES, window=WINDOW)
    typed = as_typed(password)
    if len(typed) > _LONGEST or not access.password_is(link, typed):
        raise WrongPasswordError("That is not the password. Please try again.")
    guard.forgive("link-unlock", network)
    guard.clear(*here)
    return _sealed(link, visitor, int(clock.now().timestamp()))


def _sealed(link: Link, visitor: str, moment: int) -> str:
    """Return `moment.mac`: only this server makes it, for this link, password and visitor."""
    password = hashlib.sha256(link.password.encode()).hexdigest()
    text = "\0".join(("link-unlock", str(link.id), password, visitor, str(moment)))
    mac = hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
    return f"{moment}.{mac}"


def _unlocks(link: Link, value: str, visitor: str) -> bool:
    moment, _, _ = value.partition(".")
    if not visitor or not moment.isascii() or not moment.isdigit() or len(moment) > 12:  # noqa: PLR2004
        return False
    age = clock.now().timestamp() - int(moment)
    if not 0 <= age < UNLOCKED_FOR.total_seconds():
        return False
    return hmac.compare_digest(_sealed(link, visitor, int(moment)).encode(), value.encode())
