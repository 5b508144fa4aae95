"""The firm's own settings: name, time zone, logo. For whoever keeps the settings."""

import hashlib
import zoneinfo
from dataclasses import dataclass

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Permission, Principal
from strongroom.audit import api as audit
from strongroom.core.errors import InvalidError, TooLargeError
from strongroom.directory import api as directory
from strongroom.directory.models import Account
from strongroom.store import api as store

LOGO_EDGE = 480
"""The longer edge of the kept picture, in pixels."""
LOGO_BYTES = 5 * 1024**2
"""The largest picture that is taken."""


@dataclass(frozen=True, slots=True)
class Firm:
    """What stands on the firm's page of settings."""

    name: str
    time_zone: str
    logo_tag: str
    """Empty without a logo."""


def get_firm(principal: Principal) -> Firm:
    """Return the settings (*settings.manage*)."""
    access.require_permission(principal, Permission.SETTINGS_MANAGE)
    account = Account.objects.get(id=principal.account_id)
    return Firm(account.name, account.time_zone, account.logo_tag)


@transaction.atomic
def update_firm(principal: Principal, *, name: str, time_zone: str) -> Firm:
    """Change name and time zone (*settings.manage*). Raises InvalidError with the field.

    Links that end with a day keep the moment that was computed when they were made.
    """
    access.require_permission(principal, Permission.SETTINGS_MANAGE)
    cleaned = directory.clean_account_name(name)
    if time_zone not in zoneinfo.available_timezones():
        raise InvalidError(errors={"time_zone": "Please choose a time zone from the list."})
    account = Account.objects.select_for_update(no_key=True).get(id=principal.account_id)
    if (account.name, account.time_zone) != (cleaned, time_zone):
        directory.change_account(account, name=cleaned, time_zone=time_zone)
        _record(principal, "account.changed")
    return get_firm(principal)


def put_logo(principal: Principal, data: bytes) -> Firm:
    """Keep a picture, drawn afresh and made smaller, as the logo (*settings.manage*).

    Raises InvalidError (`logo`) for what is no picture, TooLargeError above 5 MB.
    """
    access.require_permission(principal, Permission.SETTINGS_MANAGE)
    if len(data) > LOGO_BYTES:
        raise TooLargeError("The logo may have up to 5 MB.")
    try:
        picture = store.redrawn(data, LOGO_EDGE)
    except InvalidError:
        raise InvalidError(
            errors={"logo": "This can't be read as a picture. Choose a PNG, JPEG or WebP file."}
        ) from None
    tag = hashlib.sha256(picture).hexdigest()[:32]
    with transaction.atomic():
        directory.keep_logo(principal.account_id, picture, tag)
        _record(principal, "account.logo_changed")
    return get_firm(principal)


@transaction.atomic
def remove_logo(principal: Principal) -> Firm:
    """Take the logo away (*settings.manage*); the firm's name stands alone then."""
    access.require_permission(principal, Permission.SETTINGS_MANAGE)
    if directory.drop_logo(principal.account_id):
        _record(principal, "account.logo_removed")
    return get_firm(principal)


def _record(principal: Principal, verb: str) -> None:
    audit.record(
        principal.actor,
        audit.NewEvent(verb, principal.account_id, subject_id=principal.account_id),
    )
