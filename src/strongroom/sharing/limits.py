"""What a firm allows its people when they share: lifetimes, passwords, from which records (issue: limits)."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Opening, Permission, Principal
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.errors import ForbiddenError, InvalidError
from strongroom.directory.models import Account
from strongroom.sharing.models import Limits, Networks
from strongroom.store.models import LibraryKind

LONGEST_DAYS = 3650
"""The longest lifetime that a firm can set."""
MAX_PASSWORD = 128


def limits_of(account_id: uuid.UUID) -> Limits:
    """Return the account's limits; without a row, the defaults. Nobody is asked: operations obey it."""
    return Limits.objects.filter(account_id=account_id).first() or Limits(account_id=account_id)


def get_limits(principal: Principal) -> Limits:
    """Return the limits to a member who may share somewhere or may change them, else ForbiddenError."""
    if not principal.holds(Permission.SETTINGS_MANAGE):
        access.require_permission_anywhere(principal, Permission.DOCUMENTS_SHARE)
    return limits_of(principal.account_id)


@transaction.atomic
def put_limits(principal: Principal, **changes: Any) -> Limits:
    """Change what is given (*settings.manage*); links that exist stay as they are.

    `link_default_days`, `link_max_days`: 1 to 3650 or None; `link_password_required`,
    `share_confidential`: bool; `link_kinds`: kinds of records; `networks`: full, short or none.
    Raises InvalidError with the field.
    """
    access.require_permission(principal, Permission.SETTINGS_MANAGE)
    Account.objects.select_for_update().get(id=principal.account_id)
    limits = limits_of(principal.account_id)
    for name, value in changes.items():
        setattr(limits, name, value)
    _check(limits)
    limits.save()
    audit.record(
        principal.actor,
        audit.NewEvent(
            "sharing.limits_changed", principal.account_id, data={"fields": sorted(changes)}
        ),
    )
    return limits


def _check(limits: Limits) -> None:
    errors = {}
    for name in ("link_default_days", "link_max_days"):
        days = getattr(limits, name)
        if days is not None and not 1 <= days <= LONGEST_DAYS:
            errors[name] = f"Please enter 1 to {LONGEST_DAYS} days, or nothing."
    default, longest = limits.link_default_days, limits.link_max_days
    if not errors and default and longest and default > longest:
        errors["link_default_days"] = f"This is more than the {longest} days that are allowed."
    if set(limits.link_kinds) - {kind.value for kind in LibraryKind}:
        errors["link_kinds"] = "Please choose from the list."
    if limits.networks not in Networks.values:
        errors["networks"] = "Please choose from the list."
    if errors:
        raise InvalidError(errors=errors)


def ends_at(account: Account, limits: Limits, day: dt.date | None) -> dt.datetime | None:
    """Return the first moment after the day in the account's zone (B-6), or raise InvalidError.

    A day of the past, one further than the firm's limit, and none where there is a limit are refused.
    """
    today = clock.today(account.time_zone)
    longest = limits.link_max_days
    if day is None:
        if longest:
            raise _wrong_day(f"Your firm's links end after at most {longest} days. Choose a day.")
        return None
    if day < today:
        raise _wrong_day("That day is over. Choose today or a later day.")
    if longest and (day - today).days > longest:
        latest = today + dt.timedelta(days=longest)
        raise _wrong_day(f"Choose a day up to {latest.day} {latest:%B %Y}.")
    return clock.end_of_day(day, account.time_zone)


def _wrong_day(sentence: str) -> InvalidError:
    return InvalidError(errors={"expires_on": sentence})


def check_password(limits: Limits, password: str) -> None:
    """Raise InvalidError for a password that can't be typed again, or a missing one that is required."""
    if not password:
        if limits.link_password_required:
            raise InvalidError(errors={"password": "Your firm's links need a password."})
        return
    if len(password) > MAX_PASSWORD:
        raise InvalidError(
            errors={"password": f"Please choose a password of at most {MAX_PASSWORD} characters."}
        )
    if not password.isprintable() or not password.strip():
        raise InvalidError(
            errors={"password": "Please choose a password of letters, digits and signs."}
        )


def check_kinds(limits: Limits, kinds: set[LibraryKind]) -> None:
    """Raise ForbiddenError when the firm does not make links from records of one of these kinds."""
    barred = sorted(LibraryKind(kind).a_one for kind in kinds - set(limits.link_kinds))
    if barred:
        raise ForbiddenError(f"Your firm does not make links to documents of {barred[0]}.")


def check_confidential(account_id: uuid.UUID, files: int) -> None:
    """Raise ForbiddenError when that many confidential files would go out and the firm shares none."""
    if files and not limits_of(account_id).share_confidential:
        raise ForbiddenError(
            f"{many_marked(files)} marked as confidential, and your firm does not share such documents."
        )


def many_marked(files: int) -> str:
    """Return the beginning of a sentence about confidential files."""
    return "One document is" if files == 1 else f"{files} documents are"


def refuse_opening(opening: Opening) -> None:
    """The same for whatever change opens confidential files by the way: moved, copied, restored (E-7)."""
    check_confidential(opening.principal.account_id, opening.files)
