"""What is shared with somebody, across all libraries: which items, at what level, by whom (D-20)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from strongroom.access.api import Level, Principal, Sql
from strongroom.core import clock
from strongroom.core.paging import Page
from strongroom.core.statements import fetch
from strongroom.directory.models import MemberType
from strongroom.documents.across import across
from strongroom.documents.ordering import Ordering
from strongroom.documents.rows import ItemRow

_LIVE = "(g.until is null or g.until > %(now)s)"
_GRANTED_TO_ME = f"""i.own_policy in (
    select g.policy_id from access_grant g
     where {_LIVE} and (g.member_id = %(me)s or g.role_id = any(%(roles)s::uuid[]))
    union all
    select g.policy_id from access_seat s
      join access_grant g on g.role_id = s.role_id
      join access_policy o on o.item_id = g.policy_id and o.library_id = s.library_id
     where s.member_id = %(me)s and {_LIVE})"""
_BY_WHOM = f"""
select distinct on (g.policy_id) g.policy_id as item_id, g.level, coalesce(r.name, '') as role,
       g.created_by_id as by, coalesce(p.name, '') as by_name, g.created_at as since
  from access_grant g
  left join access_role r on r.id = g.role_id
  left join directory_member m on m.id = g.created_by_id
  left join directory_person p on p.id = m.person_id
 where g.policy_id = any(%(items)s::uuid[]) and {_LIVE}
   and (g.member_id = %(me)s or g.role_id = any(%(roles)s::uuid[]) or exists (
        select 1 from access_seat s join access_policy o on o.library_id = s.library_id
         where o.item_id = g.policy_id and s.role_id = g.role_id and s.member_id = %(me)s))
 order by g.policy_id, g.level desc, g.member_id nulls last, g.created_at, g.id"""
"""Of the entries that reach somebody the highest, one that names them before one by a role, the oldest."""


def shared_items(
    principal: Principal,
    *,
    library_id: uuid.UUID | None = None,
    q: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ItemRow]:
    """Return by name what is shared with the principal, in all libraries or one.

    For a member: items whose own access settings name them or a role of theirs (D-20). For a
    contact: everything that is viewable in the portal. `q`: a part of the name, whatever its case.
    """
    which = Sql("true") if principal.outside else Sql(_GRANTED_TO_ME, _mine(principal))
    if library_id is not None:
        which &= Sql("i.library_id = %(library)s", {"library": library_id})
    return across(principal, which, Ordering("name"), q=q, cursor=cursor, limit=limit)


@dataclass(frozen=True, slots=True)
class SharedBy:
    """By which entry an item is shared with whoever asks; of several, the one that gives most."""

    level: Level
    """What they have by it: a subcontractor views, whatever the entry says (D-5)."""
    role: str
    """The role that the entry names; empty where it names the member."""
    by: uuid.UUID | None
    by_name: str
    """Who wrote the entry; empty when they are gone."""
    since: dt.datetime


def shared_by(principal: Principal, rows: Sequence[ItemRow]) -> dict[uuid.UUID, SharedBy]:
    """Return by whom shared items are shared with a member, and since when. One statement for all."""
    if principal.outside:
        return {}
    items = {"items": [row.id for row in rows]}
    found = fetch(_BY_WHOM, {**_mine(principal), **items})
    views_only = principal.member_type == MemberType.SUBCONTRACTOR
    return {row.pop("item_id"): _entry(row, views_only=views_only) for row in found}


def _entry(row: dict[str, Any], *, views_only: bool) -> SharedBy:
    level = Level.VIEWER if views_only else Level(row["level"])
    return SharedBy(**{**row, "level": level})


def _mine(principal: Principal) -> dict[str, Any]:
    return {"me": principal.id, "roles": sorted(principal.roles), "now": clock.now()}
