"""Numbered records as rows, newest first or one, limited by the decision in the same statement."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from strongroom.access import api as access
from strongroom.access.api import Action, Kind, Principal, Sql
from strongroom.administration import api as administration
from strongroom.core.errors import InvalidError, NotFoundError
from strongroom.core.paging import MOST_COUNTED, Page, clamp_limit, hand_out, take_back
from strongroom.core.patterns import containing, needle
from strongroom.core.statements import counted, fetch, fetch_prepared
from strongroom.core.strict import read_id, read_moment
from strongroom.work.described import Numbered
from strongroom.work.rows import JobRow


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed by. `mine`: only what the principal is assigned to."""

    q: str = ""
    status: str = ""
    customer_id: uuid.UUID | None = None
    mine: bool = False
    counted: bool = False
    """Whether the page tells how many there are in all."""


_RECORDS: Final = """
select r.*, {edit} as may_edit, {add} as may_add, {total} as total
  from (select r.id, r.account_id, r.number, r.title, r.status, r.customer_id,
               c.name as customer_name, r.library_id, {scheduled} as scheduled_on, r.created_at,
               r.updated_at
          from {table} r join directory_customer c on c.id = r.customer_id
         where r.account_id = %(account)s and {where}
         order by r.created_at desc, r.id desc limit {most}) r
 order by r.created_at desc, r.id desc"""
"""What one may do is asked of the rows of the page, or it would be worked out for all there are; the limit
stands in the text, so that the plan for all values knows it."""
_ALL: Final = """select 1 from {table} r join directory_customer c on c.id = r.customer_id
 where r.account_id = %(account)s and {where}"""
_HELD_BY = """exists (select from access_seat s
 where s.library_id = r.library_id and s.member_id = %(mine)s and s.role_id is null)"""


def list_records(
    kind: Numbered, principal: Principal, wanted: Filter, *, cursor: str | None, limit: int | None
) -> Page[JobRow]:
    """Return records newest first: one query, and one for who is assigned (members only)."""
    size = clamp_limit(limit)
    narrowed, place = _narrowed(kind, principal, wanted), _after(principal, cursor)
    found = _found(
        kind,
        principal,
        narrowed & place,
        most=size + 1,
        searching=bool(wanted.q),
        of=narrowed if wanted.counted else None,
    )
    more = len(found) > size
    last = found[size - 1] if more else {}
    behind = [last["created_at"], last["id"]] if more else []
    following = hand_out(behind, outside=principal.outside) if more else None
    total = found[0]["total"] if found else None
    return Page(_rows(kind, principal, found[:size]), following, total)


def get_record(kind: Numbered, principal: Principal, record_id: uuid.UUID) -> JobRow:
    """Return one record, or raise NotFoundError."""
    found = _found(kind, principal, Sql("r.id = %(id)s", {"id": record_id}), most=1)
    if not found:
        raise NotFoundError
    return _rows(kind, principal, found)[0]


def status_of(kind: Numbered, value: str) -> str:
    """Return the status, or raise InvalidError at `status` for one that there is not."""
    if value not in kind.status.values:
        raise InvalidError(
            errors={"status": f"The statuses are {', '.join(map(str, kind.status.values))}."}
        )
    return value


def _narrowed(kind: Numbered, principal: Principal, wanted: Filter) -> Sql:
    where = Sql("true")
    if q := needle(wanted.q):
        text = "(r.number ilike %(q)s or r.title ilike %(q)s or c.name ilike %(q)s)"
        where &= Sql(text, {"q": containing(q)})
    if wanted.status:
        where &= Sql("r.status = %(status)s", {"status": status_of(kind, wanted.status)})
    if wanted.customer_id is not None:
        where &= Sql("r.customer_id = %(customer)s", {"customer": wanted.customer_id})
    if wanted.mine:
        where &= Sql(_HELD_BY, {"mine": principal.id})
    return where


def _after(principal: Principal, cursor: str | None) -> Sql:
    last = take_back(cursor, read_moment, read_id, outside=principal.outside)
    if last is None:
        return Sql("true")
    return Sql("(r.created_at, r.id) < (%(at)s, %(after)s)", {"at": last[0], "after": last[1]})


def _found(
    kind: Numbered,
    principal: Principal,
    where: Sql,
    *,
    most: int,
    searching: bool = False,
    of: Sql | None = None,
) -> list[dict[str, Any]]:
    """Return the columns of records that the principal sees, with what they may do with each.

    A search is planned for its words. `of`: what all that are counted have in common.
    """

    def opened(action: Action) -> Sql:
        return access.record_condition(principal, action, kind.library, "r.library_id")

    edit, add = opened(Action.EDIT), opened(Action.ADD)
    viewed = opened(Action.VIEW)
    seen = where & viewed
    total = "null::int"
    if of is not None:
        total = counted(_ALL.format(table=kind.table, where=(of & viewed).text), MOST_COUNTED)
    text = _RECORDS.format(
        table=kind.table,
        scheduled="r.scheduled_on" if kind.scheduled else "null::date",
        edit=edit.text,
        add=add.text,
        where=seen.text,
        most=most,
        total=total,
    )
    params = {**edit.params, **add.params, **seen.params}
    asked = {**params, "account": principal.account_id}
    return (fetch if searching else fetch_prepared)(text, asked)


def _rows(kind: Numbered, principal: Principal, found: list[dict[str, Any]]) -> list[JobRow]:
    told = found and principal.kind != Kind.CONTACT
    by_library = administration.assigned_to(row["library_id"] for row in found) if told else {}
    return [_row(kind, row, by_library.get(row["library_id"], [])) for row in found]


def _row(kind: Numbered, row: Mapping[str, Any], assigned: list[tuple[uuid.UUID, str]]) -> JobRow:
    shown = {name: value for name, value in row.items() if name != "total"}
    return JobRow(
        **shown,
        status_label=str(kind.status(row["status"]).label),
        assigned=tuple(member_id for member_id, _ in assigned),
        assigned_names=tuple(name for _, name in assigned),
    )
