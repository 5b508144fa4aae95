"""Renewals as rows: one, those of a licence, and those that wait, limited by the decision."""

import uuid
from typing import Any, Final

from strongroom.access import api as access
from strongroom.access.api import Action, Kind, Principal, Sql
from strongroom.core.errors import NotFoundError
from strongroom.core.paging import Page, clamp_limit, decode_cursor, encode_cursor
from strongroom.core.statements import fetch_prepared
from strongroom.core.strict import read_id, read_moment
from strongroom.licences import shared
from strongroom.licences.rows import RenewalRow
from strongroom.store.models import LibraryKind

MOST_LISTED = 200
_ROWS: Final = """
select r.id, r.licence_id, c.member_id, p.name as member_name, c.type_id, t.name as type_name,
       r.number, r.issued_on, r.expires_on, r.previous_expires_on, r.note, r.state, r.reason,
       r.folder_id, c.library_id, coalesce(sp.name, '') as submitted_by_name, r.submitted_at,
       coalesce(dp.name, '') as decided_by_name, r.decided_at
  from licences_renewal r
  join licences_licence c on c.id = r.licence_id
  join licences_type t on t.id = c.type_id
  join directory_member m on m.id = c.member_id
  join directory_person p on p.id = m.person_id
  left join directory_member sm on sm.id = r.submitted_by_id
  left join directory_person sp on sp.id = sm.person_id
  left join directory_member dm on dm.id = r.decided_by_id
  left join directory_person dp on dp.id = dm.person_id
 where c.account_id = %(account)s::uuid and {where} {rest}"""


def get_renewal(principal: Principal, renewal_id: uuid.UUID) -> RenewalRow:
    """Return a renewal of a licence that one may see, or raise NotFoundError."""
    found = _found(principal, Sql("r.id = %(id)s::uuid", {"id": renewal_id}))
    if not found:
        raise NotFoundError
    return RenewalRow(**found[0])


def renewals_of(principal: Principal, licence_id: uuid.UUID) -> list[RenewalRow]:
    """Return the history of a licence's renewals, newest first; at most 200."""
    if not shared.visible(principal).filter(id=licence_id).exists():
        raise NotFoundError
    its_own = Sql("r.licence_id = %(licence)s::uuid", {"licence": licence_id})
    rest = f"order by r.submitted_at desc, r.id desc limit {MOST_LISTED}"
    return [RenewalRow(**row) for row in _found(principal, its_own, rest)]


def pending_renewals(
    principal: Principal, *, cursor: str | None = None, limit: int | None = None
) -> Page[RenewalRow]:
    """Return what waits to be verified, oldest first: a keeper sees all, others their own. One query."""
    size, after = clamp_limit(limit), _after(cursor)
    if principal.kind not in {Kind.MEMBER, Kind.SYSTEM}:
        return Page([])
    waiting = Sql("r.state = 'pending'") & after
    found = _found(principal, waiting, f"order by r.submitted_at, r.id limit {size + 1}")
    last = found[size - 1] if len(found) > size else None
    following = encode_cursor([last["submitted_at"], last["id"]]) if last else None
    return Page([RenewalRow(**row) for row in found[:size]], following)


def _after(cursor: str | None) -> Sql:
    last = decode_cursor(cursor, read_moment, read_id)
    if last is None:
        return Sql("true")
    text = "(r.submitted_at, r.id) > (%(at)s::timestamptz, %(after)s::uuid)"
    return Sql(text, {"at": last[0], "after": last[1]})


def _found(principal: Principal, where: Sql, rest: str = "") -> list[dict[str, Any]]:
    opened = access.record_condition(principal, Action.VIEW, LibraryKind.LICENCE, "c.library_id")
    both = opened & where
    text = _ROWS.format(where=both.text, rest=rest)
    return fetch_prepared(text, {**both.params, "account": principal.account_id})
