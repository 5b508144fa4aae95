"""Lists of licences and their figures: one set-based query each, limited by the decision."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, DateField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower

from strongroom.access.api import Kind, Principal
from strongroom.core.errors import InvalidError, NotFoundError
from strongroom.core.paging import Keyset, Page, clamp_limit
from strongroom.core.patterns import needle
from strongroom.core.strict import Reader, read_day, read_id, read_text
from strongroom.directory import api as directory
from strongroom.directory.models import Member
from strongroom.licences import shared
from strongroom.licences.models import TypeKind
from strongroom.licences.rows import LicenceCounts, LicenceRow, MemberChoice
from strongroom.licences.states import EXPIRING_DAYS, state_of

STATES: Final = ("active", "expiring", "overdue", "all", "archived")
MOST_CHOICES, MOST_OWN = 1000, 200
NEVER = dt.date(9999, 12, 31)
"""Sorts after every expiry that a licence can have."""
_SOON = ExpressionWrapper(F("today") + Value(EXPIRING_DAYS), output_field=DateField())
_CONDITIONS: Final = {
    "active": Q(expires_on=None) | Q(expires_on__gte=F("today")),
    "expiring": Q(expires_on__gte=F("today"), expires_on__lte=_SOON),
    "overdue": Q(expires_on__lt=F("today")),
}
SORTS: Final = {
    "expires": ("by_expiry", "by_member", "id"),
    "member": ("by_member", "by_expiry", "id"),
    "type": ("by_type", "by_member", "id"),
}
_KEYS: Final[dict[str, Reader]] = {
    "by_expiry": read_day,
    "by_member": read_text,
    "by_type": read_text,
    "id": read_id,
}


@dataclass(frozen=True, slots=True)
class LicenceFilter:
    """What a list is narrowed by. `q` is looked for in the user's name and address, and the number."""

    state: str = "all"
    """One of STATES, or several of active, expiring and overdue with commas between."""
    type_id: uuid.UUID | None = None
    member_id: uuid.UUID | None = None
    q: str = ""
    kind: str = ""
    include_left: bool = False
    """Deactivated users too; they are left out unless one of them is asked for."""


def list_licences(
    principal: Principal,
    *,
    filters: LicenceFilter | None = None,
    sort: str = "expires",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[LicenceRow]:
    """Return licences that exist for the principal (C-1). One query.

    `sort` is expires (soonest first, what does not expire last), member or type; `-` turns it round.
    """
    size = clamp_limit(limit)
    rows, order = ordered(narrowed(principal, filters or LicenceFilter()), sort)
    found, following = order.page(rows, cursor, size)
    return Page([licence_row(principal, row) for row in found], following)


def narrowed(principal: Principal, filters: LicenceFilter) -> QuerySet[Any]:
    """Return the visible licences that the filter leaves, with what a row needs."""
    states = _states(filters.state)
    rows = shared.visible(principal).filter(archived_at__isnull=states != {"archived"})
    if states <= set(_CONDITIONS):
        wanted = Q()
        for state in states:
            wanted |= _CONDITIONS[state]
        rows = rows.filter(wanted)
    if filters.type_id is not None:
        rows = rows.filter(type_id=filters.type_id)
    if filters.kind:
        rows = rows.filter(type__kind=checked_kind(filters.kind))
    if filters.member_id is not None:
        rows = rows.filter(member_id=filters.member_id)
    elif not filters.include_left:
        rows = rows.filter(directory.belongs("member__"))
    if q := needle(filters.q):
        rows = rows.filter(
            Q(member__person__name__icontains=q)
            | Q(member__person__email__icontains=q)
            | Q(number__icontains=q)
        )
    return rows.select_related("member__person", "type")


def _states(text: str) -> set[str]:
    """Return the states asked for: one, or several separated by commas; nothing means all."""
    states = set((text.replace(" ", "") or "all").split(","))
    alone = bool(states & {"all", "archived"})
    if not states <= set(STATES) or (alone and len(states) > 1):
        raise InvalidError(errors={"state": f"The states are {', '.join(STATES)}."})
    return states


def ordered(rows: QuerySet[Any], sort: str) -> tuple[QuerySet[Any], Keyset]:
    """Return the rows in order, and that order."""
    keys = SORTS.get(sort.removeprefix("-"))
    if keys is None:
        raise InvalidError(errors={"sort": f"The orders are {', '.join(SORTS)}; - turns them."})
    rows = rows.annotate(
        by_expiry=Coalesce("expires_on", Value(NEVER)),
        by_member=Lower("member__person__name"),
        by_type=Lower("type__name"),
    )
    order = Keyset({key: _KEYS[key] for key in keys}, descending=sort.startswith("-"), tag=sort)
    return rows.order_by(*order.order()), order


def licence_counts(principal: Principal, *, filters: LicenceFilter | None = None) -> LicenceCounts:
    """Return how many there are in each state under the filter, whose own state is ignored. One query."""
    wanted = filters or LicenceFilter()
    rows = narrowed(
        principal,
        LicenceFilter(
            type_id=wanted.type_id,
            member_id=wanted.member_id,
            q=wanted.q,
            kind=wanted.kind,
            include_left=wanted.include_left,
        ),
    )
    figures = rows.aggregate(
        all=Count("id"),
        overdue=Count("id", filter=_CONDITIONS["overdue"]),
        expiring=Count("id", filter=_CONDITIONS["expiring"]),
        pending=Count("id", filter=Q(verification="pending")),
    )
    return LicenceCounts(
        active=figures["all"] - figures["overdue"],
        expiring=figures["expiring"],
        overdue=figures["overdue"],
        all=figures["all"],
        pending=figures["pending"],
    )


def get_licence(principal: Principal, licence_id: uuid.UUID) -> LicenceRow:
    """Return one licence, archived or not, or raise NotFoundError."""
    return _one(principal, id=licence_id)


def licence_of_library(principal: Principal, library_id: uuid.UUID) -> LicenceRow:
    """Return the licence that owns the library, or raise NotFoundError."""
    return _one(principal, library_id=library_id)


def _one(principal: Principal, **which: uuid.UUID) -> LicenceRow:
    rows = shared.visible(principal).select_related("member__person", "type")
    found = rows.filter(**which).first()
    if found is None:
        raise NotFoundError
    return licence_row(principal, found)


def own_licences(principal: Principal) -> list[LicenceRow]:
    """Return the licences of the one who asks, soonest expiry first; at most 200. One query."""
    if principal.kind != Kind.MEMBER or principal.id is None:
        return []
    rows, _ = ordered(narrowed(principal, LicenceFilter(member_id=principal.id)), "expires")
    return [licence_row(principal, row) for row in rows[:MOST_OWN]]


def member_choices(principal: Principal, *, q: str = "") -> list[MemberChoice]:
    """Return the members by name, the invited too, at most 1,000, for whoever adds licences."""
    shared.require_manage(principal)
    members = Member.objects.filter(
        directory.belongs(), account_id=principal.account_id
    ).select_related("person")
    if q := needle(q):
        members = members.filter(Q(person__name__icontains=q) | Q(person__email__icontains=q))
    return [
        MemberChoice(one.id, one.person.name, one.type_words)
        for one in members.order_by("person__name", "id")[:MOST_CHOICES]
    ]


def checked_kind(kind: str) -> str:
    """Return the kind of type, or raise InvalidError at `kind`."""
    if kind not in TypeKind.values:
        raise InvalidError(errors={"kind": f"The kinds are {', '.join(TypeKind.values)}."})
    return kind


def licence_row(principal: Principal, row: Any) -> LicenceRow:
    """Return the row of a licence that was read with `today`, member, person and type."""
    left = (row.expires_on - row.today).days if row.expires_on else None
    return LicenceRow(
        id=row.id,
        account_id=row.account_id,
        member_id=row.member_id,
        member_name=row.member.person.name,
        member_type=row.member.type,
        member_active=directory.is_there(row.member),
        type_id=row.type_id,
        type_name=row.type.name,
        type_kind=row.type.kind,
        number=row.number,
        issued_on=row.issued_on,
        expires_on=row.expires_on,
        state=state_of(row.expires_on, row.today),
        days_left=left,
        archived=row.archived_at is not None,
        replaced_by_id=row.replaced_by_id,
        verification=row.verification,
        library_id=row.library_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
        may_edit=shared.sees_all(principal),
    )
