"""Making and changing numbered records: the same for each kind."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Principal
from strongroom.administration import api as administration
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm, Confirmation, none_offered
from strongroom.core.errors import InvalidError, PreconditionFailedError
from strongroom.store import api as store
from strongroom.work import numbers, shared, shown
from strongroom.work.customers_change import Outward, change_outward
from strongroom.work.described import Numbered
from strongroom.work.record_rows import get_record, status_of
from strongroom.work.rows import UNSET, JobRow, Unset


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new record begins with."""

    title: str
    customer_id: uuid.UUID
    number: str | None = None
    status: str | None = None
    assigned: Iterable[uuid.UUID] = ()
    scheduled_on: dt.date | None = None
    reason: str = ""
    """Why people are assigned although a licence is missing (C-9)."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to change; None (and UNSET) leave as it is."""

    title: str | None = None
    number: str | None = None
    status: str | None = None
    customer_id: uuid.UUID | None = None
    assigned: Iterable[uuid.UUID] | None = None
    scheduled_on: dt.date | Unset | None = UNSET
    reason: str = ""
    """Why people are assigned although a licence is missing (C-9)."""
    confirm: Confirm = False
    if_updated_at: dt.datetime | None = None
    """Refuse with PreconditionFailedError if the record was changed since then."""


@transaction.atomic
def create_record(kind: Numbered, principal: Principal, draft: Draft) -> JobRow:
    """Make the record with its library, its number and its assignments."""
    access.require_permission(principal, kind.edit)
    day = _day(kind, draft.scheduled_on or UNSET)
    _require_reasoned(kind, draft.reason)
    title = shared.clean_text(draft.title, "title")
    customer = shared.customer_of(principal, draft.customer_id)
    status = status_of(kind, draft.status) if draft.status else kind.first_status
    number = numbers.take(kind, principal.account_id, draft.number)
    library = store.create_library(
        account=shared.account_of(principal),
        kind=kind.library,
        name=f"{number} {title}",
        customer=customer,
        created_by=shared.maker(principal),
        in_portal=shown.shows(kind, principal.account_id, status),
    )
    record = kind.model(
        account_id=principal.account_id,
        number=number,
        title=title,
        customer=customer,
        library=library,
        status=status,
        **day,
    )
    record.save(force_insert=True)
    _record(kind, principal, "created", record, {"customer": str(customer.id)})
    members = list(draft.assigned)
    if members:
        administration.assign(
            principal, library_id=library.id, member_ids=members, reason=draft.reason
        )
    return get_record(kind, principal, record.id)


@transaction.atomic
def update_record(
    kind: Numbered, principal: Principal, record_id: uuid.UUID, changes: Changes
) -> JobRow:
    """Change a record. Another customer takes the library along (`customers_change`).

    So does a status that brings it into the portal, or out of it (A-12).
    """
    before = get_record(kind, principal, record_id)
    shared.require_edit(principal, before.library_id)
    _require_reasoned(kind, changes.reason)
    record: Any = kind.model._default_manager.select_for_update().get(id=record_id)  # noqa: SLF001 - Django's name
    if changes.if_updated_at is not None and record.updated_at != changes.if_updated_at:
        raise PreconditionFailedError("Somebody else changed this meanwhile. Load it again.")
    fields = _set_plain(kind, principal, record, changes)
    customer = record.customer
    if changes.customer_id is not None and changes.customer_id != record.customer_id:
        customer = shared.customer_of(principal, changes.customer_id)
        fields.append("customer")
    shows = None
    if kind.hidden_status is not None and "status" in fields:
        shows = shown.shows(kind, principal.account_id, record.status)
    library = (
        record.library
    )  # read under the lock that `shows` takes: the firm may just have switched
    outward = Outward(customer, library.in_portal if shows is None else shows)
    goes_out = "customer" in fields or outward.in_portal != library.in_portal
    if goes_out:
        store.lock_library(library.id, shared=False)
        record.customer = customer
    wanted = set(before.assigned if changes.assigned is None else changes.assigned)
    did: access.Consequence | None = None

    def go_out(answer: Confirmation) -> None:
        change_outward(principal, library.id, outward, confirm=answer)

    def assign(answer: Confirmation) -> None:
        nonlocal did
        did = administration.assign(
            principal,
            library_id=record.library_id,
            member_ids=wanted,
            reason=changes.reason,
            confirm=answer,
        )

    if fields:  # before people are assigned: C-9 asks about the record's new day
        record.save(update_fields=[*fields, "updated_at"])
        if {"number", "title"} & set(fields):
            store.rename_root(record.library_id, f"{record.number} {record.title}")
        _record(kind, principal, "changed", record, {"fields": fields})
    assigns = wanted != set(before.assigned)
    steps = [step for step, does in ((go_out, goes_out), (assign, assigns)) if does]
    if steps:
        access.do_together(steps, confirm=changes.confirm)
        record.save(update_fields=["updated_at"])
    else:
        none_offered(changes.confirm)
    return replace(get_record(kind, principal, record_id), did=did)


def _set_plain(kind: Numbered, principal: Principal, record: Any, changes: Changes) -> list[str]:
    """Set title, number, status and day where they differ; return the names of those that do."""
    wanted: dict[str, object] = {}
    if changes.title is not None:
        wanted["title"] = shared.clean_text(changes.title, "title")
    if changes.status is not None:
        wanted["status"] = status_of(kind, changes.status)
    wanted |= _day(kind, changes.scheduled_on)
    if changes.number is not None and changes.number != record.number:
        given = shared.clean_text(changes.number, "number", limit=numbers.MAX_NUMBER)
        wanted["number"] = numbers.take(kind, principal.account_id, given, besides=record.id)
    differing = [name for name, value in wanted.items() if getattr(record, name) != value]
    for name in differing:
        setattr(record, name, wanted[name])
    return differing


def _day(kind: Numbered, day: dt.date | Unset | None) -> dict[str, dt.date | None]:
    """Return the day as a column, or raise InvalidError at `scheduled_on` for a kind that has none."""
    if day is UNSET:
        return {}
    if not kind.scheduled:
        raise InvalidError(errors={"scheduled_on": f"{kind.a_one.capitalize()} has no day."})
    return {"scheduled_on": day}


def _require_reasoned(kind: Numbered, reason: str) -> None:
    """Raise InvalidError at `reason` for a kind whose people are assigned without licences."""
    if reason and not kind.licensed:
        raise InvalidError(errors={"reason": f"{kind.title} require no licences. Leave this out."})


def _record(
    kind: Numbered, principal: Principal, what: str, record: Any, data: dict[str, object]
) -> None:
    audit.record(
        principal.actor,
        audit.NewEvent(
            f"{kind.library.value}.{what}",
            principal.account_id,
            library_id=record.library_id,
            subject_id=record.id,
            data=data,
        ),
    )
