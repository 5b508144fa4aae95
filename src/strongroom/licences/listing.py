"""Lists of licences and their figures: one set-based query each, limited by the decision."""

import dataclasses
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db.models import Q

from strongroom.access.api import Kind, Principal, Sql
from strongroom.core.errors import NotFoundError
from strongroom.core.paging import Page, clamp_limit
from strongroom.core.patterns import needle
from strongroom.core.statements import fetch, fetch_prepared, stream
from strongroom.directory import api as directory
from strongroom.directory.models import Member
from strongroom.licences import shared
from strongroom.licences.rows import LicenceCounts, LicenceRow, MemberChoice
from strongroom.licences.selecting import CONDITIONS, LicenceFilter, Sorting, narrowed, selected
from strongroom.licences.states import state_of

MOST_CHOICES, MOST_OWN = 1000, 200
_COUNTS: Final = f"""
select count(*) as all,
       count(*) filter (where {CONDITIONS["overdue"]}) as overdue,
       count(*) filter (where {CONDITIONS["expiring"]}) as expiring,
       count(*) filter (where c.verification = 'pending') as pending"""


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
    size, wanted, sorting = clamp_limit(limit), filters or LicenceFilter(), Sorting.of(sort)
    where = narrowed(wanted) & sorting.after(cursor)
    found = _sorted(principal, where, sorting, size + 1, searching=bool(wanted.q))
    rows = [_row(principal, row) for row in found[:size]]
    return Page(rows, sorting.cursor(found[size - 1]) if len(found) > size else None)


def all_licences(
    principal: Principal, filters: LicenceFilter, sort: str, *, chunk: int
) -> Iterator[LicenceRow]:
    """Yield the licences that the filter leaves, `chunk` at a time; inside a transaction. One query."""
    sorting = Sorting.of(sort)
    query = selected(principal, narrowed(filters), sorting.columns(), sorting.clause())
    for row in stream(query.text, query.params, chunk=chunk):
        yield _row(principal, row)


def expiring_licences(principal: Principal, filters: LicenceFilter, most: int) -> list[LicenceRow]:
    """Return those that expire at all, soonest first. One query."""
    where = narrowed(filters) & Sql("c.expires_on is not null")
    found = _sorted(principal, where, Sorting.of("expires"), most)
    return [_row(principal, row) for row in found]


def licence_counts(principal: Principal, *, filters: LicenceFilter | None = None) -> LicenceCounts:
    """Return how many there are in each state under the filter, whose own state is ignored. One query."""
    wanted = dataclasses.replace(filters or LicenceFilter(), state="all")
    query = selected(principal, narrowed(wanted), _COUNTS)
    figures = (fetch if wanted.q else fetch_prepared)(query.text, query.params)[0]
    return LicenceCounts(active=figures["all"] - figures["overdue"], **figures)


def get_licence(principal: Principal, licence_id: uuid.UUID) -> LicenceRow:
    """Return one licence, archived or not, or raise NotFoundError."""
    return _one(principal, Sql("c.id = %(id)s::uuid", {"id": licence_id}))


def licence_of_library(principal: Principal, library_id: uuid.UUID) -> LicenceRow:
    """Return the licence that owns the library, or raise NotFoundError."""
    return _one(principal, Sql("c.library_id = %(library)s::uuid", {"library": library_id}))


def _one(principal: Principal, which: Sql) -> LicenceRow:
    query = selected(principal, which)
    found = fetch_prepared(query.text, query.params)
    if not found:
        raise NotFoundError
    return _row(principal, found[0])


def own_licences(principal: Principal) -> list[LicenceRow]:
    """Return the licences of the one who asks, soonest expiry first; at most 200. One query."""
    if principal.kind != Kind.MEMBER or principal.id is None:
        return []
    mine = narrowed(LicenceFilter(member_id=principal.id))
    found = _sorted(principal, mine, Sorting.of("expires"), MOST_OWN)
    return [_row(principal, row) for row in found]


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


def _sorted(
    principal: Principal, where: Sql, sorting: Sorting, most: int, *, searching: bool = False
) -> list[dict[str, Any]]:
    """Return the columns of the first `most`; a search is planned for its words."""
    rest = f"{sorting.clause()} limit {most}"
    query = selected(principal, where, sorting.columns(), rest)
    return (fetch if searching else fetch_prepared)(query.text, query.params)


_NOT_SHOWN: Final = {"today", "by_expiry", "by_member", "by_type"}


def _row(principal: Principal, row: Mapping[str, Any]) -> LicenceRow:
    expires_on, today = row["expires_on"], row["today"]
    return LicenceRow(
        **{name: value for name, value in row.items() if name not in _NOT_SHOWN},
        state=state_of(expires_on, today),
        days_left=(expires_on - today).days if expires_on else None,
        may_edit=shared.sees_all(principal),
    )
