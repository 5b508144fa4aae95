"""The compliance matrix (C-8): users down, licence types across. For whoever keeps licences."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from strongroom.access.api import Principal
from strongroom.core.paging import BY_NAME, Total, clamp_limit, total_beside
from strongroom.core.patterns import needle
from strongroom.directory import api as directory
from strongroom.directory.models import Member
from strongroom.licences import shared
from strongroom.licences.licence_types import list_types
from strongroom.licences.models import Licence
from strongroom.licences.needed import lacks_required, required_of
from strongroom.licences.rows import Cell, Matrix, MatrixRow, TypeRow
from strongroom.licences.selecting import checked_kind
from strongroom.licences.states import cell_state

MISSING, NOT_REQUIRED = Cell("missing"), Cell("not_required")
_CHUNK = 500


def matrix(
    principal: Principal,
    *,
    q: str = "",
    kind: str = "",
    gaps_only: bool = False,
    cursor: str | None = None,
    limit: int | None = None,
) -> Matrix:
    """Return live users by name against the types (of one kind, if given): three queries a page.

    A cell tells of the licence that counts longest, or whether one is required of the user by their
    roles or by open jobs that they are assigned to. `gaps_only`: users who lack what is required, or
    have something expired.
    """
    shared.require_manage(principal)
    size = clamp_limit(limit)
    members = _members(principal, q, kind, gaps_only=gaps_only)
    counted = members.annotate(total=Total(members))
    found, following = BY_NAME.page(counted, cursor, size)
    kinds = types_of(principal, kind)
    rows = _rows(kinds, found, shared.today(principal.account_id))
    return Matrix(kinds, rows, following, total_beside(found))


def types_of(principal: Principal, kind: str) -> list[TypeRow]:
    """Return the types that are the matrix's columns."""
    if kind:
        checked_kind(kind)
    return [one for one in list_types(principal) if not kind or one.kind == kind]


def all_rows(
    principal: Principal, kinds: Sequence[TypeRow], *, q: str, kind: str, gaps_only: bool
) -> Iterator[MatrixRow]:
    """Yield the rows of all users in the same order, some hundred at a time, for the export."""
    day = shared.today(principal.account_id)
    batch: list[Any] = []
    for member in _members(principal, q, kind, gaps_only=gaps_only).iterator(_CHUNK):
        batch.append(member)
        if len(batch) == _CHUNK:
            yield from _rows(kinds, batch, day)
            batch = []
    yield from _rows(kinds, batch, day)


def _members(principal: Principal, q: str, kind: str, *, gaps_only: bool) -> QuerySet[Any]:
    members: QuerySet[Any] = Member.objects.filter(
        directory.belongs(), account_id=principal.account_id
    )
    if q := needle(q):
        members = members.filter(Q(person__name__icontains=q) | Q(person__email__icontains=q))
    if gaps_only:
        kind = checked_kind(kind) if kind else ""
        expired = Exists(_expired(principal, kind))
        members = members.filter(expired | lacks_required(OuterRef("id"), kind))
    sorted_: QuerySet[Any] = members.annotate(
        sort=Lower("person__name"), **required_of(OuterRef("id"))
    )
    return sorted_.select_related("person").order_by("sort", "id")


def _expired(principal: Principal, kind: str) -> QuerySet[Any]:
    """Return licences that have expired and of whose type their member has no other that counts."""
    live: QuerySet[Any] = Licence.objects.filter(archived_at=None)
    today = shared.today_of(principal.account_id)
    same = live.filter(member=OuterRef("member"), type=OuterRef("type"))
    counting = same.filter(Q(expires_on=None) | Q(expires_on__gte=today))
    expired = live.filter(member=OuterRef("id"), type__archived=False, expires_on__lt=today)
    if kind:
        expired = expired.filter(type__kind=kind)
    return expired.filter(~Exists(counting))


def _rows(kinds: Sequence[TypeRow], members: Sequence[Any], day: dt.date) -> list[MatrixRow]:
    ids = [member.id for member in members]
    licences = Licence.objects.filter(
        member__in=ids,
        type__in=[one.id for one in kinds],
        archived_at=None,
    ).order_by("member_id", "type_id", F("expires_on").desc(nulls_first=True), "id")
    fields = ("member_id", "type_id", "id", "expires_on", "verification")
    longest = licences.distinct("member_id", "type_id").values_list(*fields)
    best = {
        (member_id, type_id): Cell(
            cell_state(expires_on, day), licence_id, expires_on, verification == "pending"
        )
        for member_id, type_id, licence_id, expires_on, verification in longest
    }
    for member in members:
        for type_id in (*member.by_role, *member.by_job):
            best.setdefault((member.id, type_id), MISSING)
    return [
        MatrixRow(
            member.id,
            member.person.name,
            member.type,
            tuple(best.get((member.id, one.id), NOT_REQUIRED) for one in kinds),
        )
        for member in members
    ]
