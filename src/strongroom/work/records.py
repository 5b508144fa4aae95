"""Jobs and quotes: the same operations and lists over two tables."""

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
from strongroom.core.errors import PreconditionFailedError
from strongroom.store import api as store
from strongroom.work import drafts, numbers, shared
from strongroom.work.customers_change import Outward, change_outward
from strongroom.work.record_rows import JOBS, QUOTES, Sort, get_record, status_of
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
def create_record(sort: Sort, principal: Principal, draft: Draft) -> JobRow:
    """Make the record with its library, its number and its assignments."""
    access.require_permission(principal, sort.edit)
    title = shared.clean_text(draft.title, "title")
    customer = shared.customer_of(principal, draft.customer_id)
    status = {"status": status_of(sort, draft.status)} if draft.status else {}
    if sort is JOBS:
        status["scheduled_on"] = draft.scheduled_on  # type: ignore[assignment]
    number = numbers.take(sort.letter, principal.account_id, draft.number)
    library = store.create_library(
        account=shared.account_of(principal),
        kind=sort.kind,
        name=f"{number} {title}",
        customer=customer,
        created_by=shared.maker(principal),
        in_portal=sort is not QUOTES or drafts.shows(principal.account_id, draft.status),
    )
    record = sort.model(
        account_id=principal.account_id,
        number=number,
        title=title,
        customer=customer,
        library=library,
        **status,
    )
    record.save(force_insert=True)
    _record(sort, principal, "created", record, {"customer": str(customer.id)})
    members = list(draft.assigned)
    if members:
        administration.assign(
            principal, library_id=library.id, member_ids=members, reason=draft.reason
        )
    return get_record(sort, principal, record.id)


@transaction.atomic
def update_record(
    sort: Sort, principal: Principal, record_id: uuid.UUID, changes: Changes
) -> JobRow:
    """Change a record. Another customer takes the library along (`customers_change`).

    So does a status that brings a quote into the portal, or out of it (A-12).
    """
    before = get_record(sort, principal, record_id)
    shared.require_edit(principal, before.library_id)
    record: Any = sort.model._default_manager.select_for_update().get(id=record_id)  # noqa: SLF001 - Django's name
    if changes.if_updated_at is not None and record.updated_at != changes.if_updated_at:
        raise PreconditionFailedError("Somebody else changed this meanwhile. Load it again.")
    fields = _set_plain(sort, principal, record, changes)
    customer = record.customer
    if changes.customer_id is not None and changes.customer_id != record.customer_id:
        customer = shared.customer_of(principal, changes.customer_id)
        fields.append("customer")
    shown = None
    if sort is QUOTES and "status" in fields:
        shown = drafts.shows(principal.account_id, record.status)
    library = (
        record.library
    )  # read under the lock that `shows` takes: the firm may just have switched
    outward = Outward(customer, library.in_portal if shown is None else shown)
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
        _record(sort, principal, "changed", record, {"fields": fields})
    assigns = wanted != set(before.assigned)
    steps = [step for step, does in ((go_out, goes_out), (assign, assigns)) if does]
    if steps:
        access.do_together(steps, confirm=changes.confirm)
        record.save(update_fields=["updated_at"])
    else:
        none_offered(changes.confirm)
    return replace(get_record(sort, principal, record_id), did=did)


def _set_plain(sort: Sort, principal: Principal, record: Any, changes: Changes) -> list[str]:
    """Set title, number, status and day where they differ; return the names of those that do."""
    wanted: dict[str, object] = {}
    if changes.title is not None:
        wanted["title"] = shared.clean_text(changes.title, "title")
    if changes.status is not None:
        wanted["status"] = status_of(sort, changes.status)
    if changes.scheduled_on is not UNSET and sort is JOBS:
        wanted["scheduled_on"] = changes.scheduled_on
    if changes.number is not None and changes.number.strip() != record.number:
        given = shared.clean_text(changes.number, "number", limit=numbers.MAX_NUMBER)
        wanted["number"] = numbers.take(sort.letter, principal.account_id, given)
    differing = [name for name, value in wanted.items() if getattr(record, name) != value]
    for name in differing:
        setattr(record, name, wanted[name])
    return differing


def _record(
    sort: Sort, principal: Principal, what: str, record: Any, data: dict[str, object]
) -> None:
    audit.record(
        principal.actor,
        audit.NewEvent(
            f"{sort.kind.value}.{what}",
            principal.account_id,
            library_id=record.library_id,
            subject_id=record.id,
            data=data,
        ),
    )
