"""What a job or a role requires (C-9): in their forms, when somebody is assigned, and on the job's card."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.db import transaction

from strongroom.core.confirmation import Confirm
from strongroom.core.errors import ConflictError, ForbiddenError
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.table import NOTHING, Cell, Column, Detailed, Note, Row, Table
from strongroom.interfaces.kit.table import day as table_day
from strongroom.interfaces.office.desk import Desk
from strongroom.interfaces.office.licences.words import day
from strongroom.licences import api as licences
from strongroom.licences.api import Check, TypeRow
from strongroom.work.api import JobRow, NumberedKind

MISSING: Final = "licence_missing"
_NAMED = 3
"""Gaps that a notice names; the card shows all."""
_SHOWN: Final = {
    "valid": ("Valid", "good"),
    "expiring": ("Valid", "good"),
    "expired": ("Expired", "bad"),
    "missing": ("Missing", "bad"),
}
"""On a job's day a licence is valid or not; word and colour."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A licence that somebody to be assigned lacks, as the form names it."""

    member_name: str
    type_name: str
    label: str
    tone: str


def offer(form: forms.Form, desk: Desk, chosen: list[TypeRow]) -> None:
    """Offer the licence types at `required`, those chosen before too; no types: no field.

    Who may not read the list of types has no field either, and so leaves it as it is.
    """
    try:
        types = licences.list_types(desk.principal)
    except ForbiddenError:
        types = []
    names = {str(one.id): one.name for one in types}
    names.update((str(one.id), one.name) for one in chosen)
    field = form.fields["required"]
    if not types or not isinstance(field, forms.ChoiceField):
        del form.fields["required"]
        return
    by_name = sorted(names.items(), key=lambda pair: str(pair[1]).casefold())
    field.choices = by_name
    form.initial["required"] = [str(one.id) for one in chosen]


def of_job(desk: Desk, kind: NumberedKind, row: JobRow | None) -> list[TypeRow]:
    """Return what a job requires; a new one, and a quote, nothing."""
    if row is None or not kind.licensed:
        return []
    return licences.requirements_of_job(desk.principal, row.id)


def wanted(form: forms.Form) -> set[uuid.UUID] | None:
    """Return the types that are ticked; None where the form doesn't offer them."""
    if "required" not in form.fields:
        return None
    return {uuid.UUID(text) for text in form.cleaned_data["required"]}


def before(form: forms.Form) -> set[uuid.UUID]:
    """Return the types that were required when the form was made."""
    return set(map(uuid.UUID, form.initial["required"]))


def create(desk: Desk, kind: NumberedKind, form: Any) -> JobRow:
    """Make a job, say what it requires, and then assign: whoever is assigned must have it.

    Quotes require nothing. A refused assignment leaves its gaps at the form, and nothing is made.
    """
    values, required = form.values(), wanted(form)
    with _noting_gaps(form), transaction.atomic():
        if not required:
            return kind.create(desk.principal, **values)
        assigned, reason = values.pop("assigned", []), values.pop("reason", "")
        row = kind.create(desk.principal, **values)
        licences.set_job_requirements(desk.principal, job_id=row.id, type_ids=required)
        if not assigned:
            return row
        return kind.update(desk.principal, row.id, assigned=assigned, reason=reason)


def update(
    desk: Desk,
    kind: NumberedKind,
    form: Any,
    record_id: uuid.UUID,
    *,
    confirm: Confirm,
    if_updated_at: dt.datetime | None,
) -> JobRow:
    """Change a job; what it requires now counts for whoever is assigned in the same Save."""
    required = wanted(form)
    with _noting_gaps(form), transaction.atomic():
        if required is not None and required != before(form):
            licences.set_job_requirements(desk.principal, job_id=record_id, type_ids=required)
        return kind.update(
            desk.principal,
            record_id,
            confirm=confirm,
            if_updated_at=if_updated_at,
            **form.values(),
        )


@contextlib.contextmanager
def _noting_gaps(form: Any) -> Iterator[None]:
    """Keep the gaps of a refused assignment at the form, which shows them and asks for a reason."""
    try:
        yield
    except ConflictError as error:
        if error.code == MISSING:
            form.gaps = [
                Gap(gap["member_name"], gap["type_name"], *_SHOWN[gap["state"]])
                for gap in error.extra["gaps"]
            ]
        raise


def warn(desk: Desk, kind: NumberedKind, row: JobRow) -> None:
    """Leave a notice for the next page of what those who are assigned lack on the job's day."""
    gaps = [check for check in _checks(desk, row) if check.gap] if kind.licensed else []
    if not gaps:
        return
    named = "; ".join(
        f"{gap.member_name}: “{gap.type_name}” is {gap.label.lower()}" for gap in gaps[:_NAMED]
    )
    more = f" and {len(gaps) - _NAMED} more" if len(gaps) > _NAMED else ""
    when = f"on {day(row.scheduled_on)}" if row.scheduled_on else "today"
    said = f"Not everybody has what is required {when}. {named}{more}."
    flash.add(desk.request, said, level="warning")


@dataclass(frozen=True, slots=True)
class Required:
    """What a job requires of those who are assigned, on its day."""

    table: Table
    gaps: Sequence[Check]
    day: dt.date | None


def on_card(desk: Desk, row: JobRow) -> Required:
    """Return what the job's card shows: each assigned member and licence on the job's day."""
    checks = _checks(desk, row)
    table = Table(_CAPTION, _COLUMNS, [_check(check) for check in checks])
    return Required(table, [check for check in checks if check.gap], row.scheduled_on)


_CAPTION: Final = "Whether those who are assigned have the licences that are required"
_COLUMNS: Final = (
    Column("User", "sr-cell-main", named=False),
    Column("Licence type", "sr-break"),
    Column("On the day"),
    Column("Expires", "sr-nowrap"),
    Column("Required by"),
)


def _check(check: Check) -> Row:
    label, tone = _SHOWN[check.state]
    anyway = [Note(f"Assigned all the same: {check.reason}")] if check.overridden else []
    return Row(
        [
            Cell(check.member_name),
            Cell(check.type_name),
            Detailed(label, tone=tone, notes=anyway),
            table_day(check.expires_on, NOTHING),
            Cell("This job" if check.required_by == "job" else "Their role"),
        ]
    )


def _checks(desk: Desk, row: JobRow) -> list[Check]:
    if not row.assigned:
        return []
    return licences.check_assignment(desk.principal, job_id=row.id, member_ids=row.assigned)
