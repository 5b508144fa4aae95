"""Helpers for tests of licences: a keeper, licences made quickly, evidence."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

from django.utils import timezone

from personas import PNG, Firm, make_member
from strongroom.access import api as access
from strongroom.access.api import Principal
from strongroom.access.models import Role, Surface
from strongroom.licences import api as licences
from strongroom.licences.api import EvidenceFile, LicenceRow
from strongroom.licences.models import Settings
from strongroom.store import api as store

KEEPER_ROLE = ["surface.office", "surface.mobile", "licences.manage", "settings.manage"]


def at(text: str) -> dt.datetime:
    """Return the moment, UTC unless it says otherwise."""
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def keeper(firm: Firm, surface: Surface = Surface.OFFICE) -> Principal:
    """Return somebody in-house who keeps licences and the settings, and nothing else."""
    if "keeper" not in firm.members:
        role = Role.objects.create(account=firm.account, name="Keeper", permissions=KEEPER_ROLE)
        firm.members["keeper"] = make_member(firm.account, "keeper", role)
    return access.for_member(firm.members["keeper"].id, surface)


def photo(name: str = "card.png", data: bytes = PNG) -> EvidenceFile:
    return EvidenceFile(name, store.receive(io.BytesIO(data + uuid.uuid4().bytes)))


def add(
    firm: Firm, who: str = "tech", kind: str = "Forklift ticket", expires: str = "", **more: Any
) -> LicenceRow:
    """Add a licence as the keeper does."""
    return licences.add_licence(
        keeper(firm),
        member_id=firm.members[who].id,
        new_type=kind,
        expires_on=day(expires) if expires else None,
        **more,
    )


def choose(firm: Firm, **fields: Any) -> None:
    """Write notification settings without asking anybody."""
    Settings.objects.update_or_create(account=firm.account, defaults=fields)


def in_zone(firm: Firm, zone: str) -> None:
    firm.account.time_zone = zone
    firm.account.save()


def today() -> dt.date:
    return timezone.now().date()
