"""Defaults → Licence notification settings (C-4, C-12), and what a missing licence means (C-9)."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Permission, Principal
from strongroom.audit import api as audit
from strongroom.core.errors import InvalidError
from strongroom.directory import api as directory
from strongroom.licences import shared
from strongroom.licences.models import Digest, OnMissing, Settings
from strongroom.licences.states import STEPS

MOST_EMAILS = 20


@dataclass(frozen=True, slots=True)
class NotificationSettings:
    """How an account is told of expiries. Lead times stand with the earliest first."""

    lead_times: tuple[str, ...]
    notify_member: bool
    emails: tuple[str, ...]
    digest: str
    on_missing: str


def settings_of(account_id: uuid.UUID) -> NotificationSettings:
    """Return the account's settings, the defaults if it has chosen none. One query; asks nobody."""
    kept = Settings.objects.filter(account_id=account_id).first() or Settings()
    return _row(kept)


def get_notification_settings(principal: Principal) -> NotificationSettings:
    """Return the settings, for whoever keeps licences or the account's settings."""
    if not shared.sees_all(principal):
        access.require_permission(principal, Permission.SETTINGS_MANAGE)
    return settings_of(principal.account_id)


@transaction.atomic
def put_notification_settings(
    principal: Principal,
    *,
    lead_times: Iterable[str] | None = None,
    notify_member: bool | None = None,
    emails: Iterable[str] | None = None,
    digest: str | None = None,
    on_missing: str | None = None,
) -> NotificationSettings:
    """Change what is given (*settings.manage*). InvalidError names the field and the fault.

    Whoever is named newly is told of what has been due already, once a licence.
    """
    access.require_permission(principal, Permission.SETTINGS_MANAGE)
    Settings.objects.get_or_create(account_id=principal.account_id)
    kept = Settings.objects.select_for_update().get(account_id=principal.account_id)
    before = _row(kept)
    if lead_times is not None:
        kept.lead_times = _steps(lead_times)
    if notify_member is not None:
        kept.notify_member = notify_member
    if emails is not None:
        kept.emails = _emails(emails)
    if digest is not None:
        kept.digest = _choice(digest, "digest", Digest.values)
    if on_missing is not None:
        kept.on_missing = _choice(on_missing, "on_missing", OnMissing.values)
    if _row(kept) != before:
        kept.save()
        _record(principal, before, _row(kept))
    return _row(kept)


def get_assignment_rule(principal: Principal) -> str:
    """Return what happens when a required licence is missing: `warn` or `block`."""
    return settings_of(principal.account_id).on_missing


def _row(kept: Settings) -> NotificationSettings:
    return NotificationSettings(
        lead_times=tuple(step for step in STEPS if step in kept.lead_times),
        notify_member=kept.notify_member,
        emails=tuple(kept.emails),
        digest=str(kept.digest),
        on_missing=str(kept.on_missing),
    )


def _steps(given: Iterable[str]) -> list[str]:
    wanted = set(given)
    if not wanted <= set(STEPS):
        raise InvalidError(errors={"lead_times": f"The lead times are {', '.join(STEPS)}."})
    return [step for step in STEPS if step in wanted]


def _emails(given: Iterable[str]) -> list[str]:
    """Return the addresses in lower case, each once, in the order given."""
    kept: dict[str, None] = {}
    for raw in given:
        if not raw.strip():
            continue
        try:
            kept[directory.clean_email(raw)] = None
        except InvalidError:
            shown = " ".join(raw.split())[:100]
            raise InvalidError(
                errors={"emails": f"“{shown}” is not an e-mail address, like ann@firm.com."}
            ) from None
    if len(kept) > MOST_EMAILS:
        raise InvalidError(errors={"emails": f"At most {MOST_EMAILS} addresses, please."})
    return list(kept)


def _choice(value: str, field: str, choices: Iterable[str]) -> str:
    if value not in choices:
        raise InvalidError(errors={field: f"The choices are {', '.join(choices)}."})
    return value


def _record(
    principal: Principal, before: NotificationSettings, after: NotificationSettings
) -> None:
    old, new = asdict(before), asdict(after)
    changed = sorted(name for name, value in new.items() if value != old[name])
    # How many addresses, never which: events hold no addresses.
    facts = {name: new[name] for name in changed if name != "emails"}
    audit.record(
        principal.actor,
        audit.NewEvent(
            "settings.licences_changed",
            principal.account_id,
            data={"fields": changed, "emails": len(after.emails), **facts},
        ),
    )
