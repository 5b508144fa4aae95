"""Loads what the rule must know, one statement a question, whatever the number of items."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from strongroom.access import live
from strongroom.access.permissions import closure
from strongroom.access.principal import Kind, Principal
from strongroom.access.shapes import ItemState, LibraryFacts
from strongroom.core.statements import fetch, fetch_prepared
from strongroom.store import hierarchy
from strongroom.store.models import LibraryKind


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One item as the decision sees it. Never shown to anybody: it exists before the decision."""

    id: uuid.UUID
    account_id: uuid.UUID
    library_id: uuid.UUID
    parent_id: uuid.UUID | None
    is_file: bool
    own_policy: uuid.UUID | None
    policy: uuid.UUID | None
    """The effective policy: the id of the controlling item at or above, None when open."""
    confidential: bool
    trashed: bool
    state: ItemState
    library: LibraryFacts


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop on the way to an item, and what it is called. Before the decision, like the facts."""

    facts: ItemFacts
    name: str


# The member's seats in the item's library. Roles held there count there only.
_SEATS_OF = """
  cross join lateral (
    select coalesce(array_agg(s.role_id) filter (where s.role_id is not null), '{}') as roles,
           coalesce(string_agg(array_to_string(r.permissions, ','), ','), '') as permissions,
           coalesce(bool_or(s.role_id is null), false) as assigned
      from access_seat s left join access_role r on r.id = s.role_id
     where s.member_id = {me} and s.library_id = l.id) seat
"""
_SEATS = _SEATS_OF.replace("{me}", "%(me)s")

_LIBRARY = f"""
select l.id, l.account_id, l.kind, l.customer_id, l.holder_id, l.in_portal,
       seat.roles, seat.permissions, seat.assigned
  from store_library l {_SEATS}
 where l.id = %(library)s
"""

_ITEM = """
select i.id, i.account_id, i.library_id, i.parent_id, i.is_file, i.own_policy,
       coalesce(i.own_policy, f.policy) as policy, i.confidential,
       (i.trashed_at is not null or f.trash is not null) as trashed,
       l.kind, l.customer_id, l.holder_id, l.in_portal, {columns}
  from {items}
  join store_library l on l.id = i.library_id
  left join store_folder f on f.item_id = i.parent_id
  {joins}
 where {which} and i.account_id = %(account)s
"""


class _Statements(NamedTuple):
    """The same question of many items, of one, and of one with all above it."""

    many: str
    one: str
    """The server keeps the plan of this one and the next: they fit every id."""
    way: str


_ONE = "i.id = %(ids)s::uuid"


def _statements(columns: str, joins: str) -> _Statements:
    way = _ITEM.format(
        columns=f"i.name, {columns}",
        joins=joins,
        items="way join store_item i on i.id = way.id",
        which="true",
    )
    plain = {"columns": columns, "joins": joins, "items": "store_item i"}
    return _Statements(
        many=_ITEM.format(**plain, which="i.id = any(%(ids)s::uuid[])"),
        one=_ITEM.format(**plain, which=_ONE),
        way=f"{hierarchy.recursive(hierarchy.above(_ONE, name='way'))} {way} order by way.depth desc",
    )


_MEMBER_ITEM = _statements(
    columns="""seat.roles, seat.permissions, seat.assigned, false as shared,
       (select max(g.level) from access_grant g
         where g.policy_id = coalesce(i.own_policy, f.policy)
           and (g.until is null or g.until > %(now)s)
           and (g.member_id = %(me)s or g.role_id = any(%(roles)s::uuid[] || seat.roles))) as level""",
    joins=_SEATS,
)


def _reached_by(shares: str) -> _Statements:
    """From the item up to where its settings come from, and whether one of these is so shared (E-1)."""
    return _statements(
        columns=f"""'{{}}'::uuid[] as roles, '' as permissions, false as assigned, null::int as level,
       exists (
         {hierarchy.recursive(hierarchy.above_row(same_settings=True))}
         select 1 from up join access_share s on s.item_id = up.id where {shares}) as shared""",
        joins="",
    )


_OUTSIDE_ITEM = {
    Kind.CONTACT: _reached_by(f"{live.portal()} and s.customer_id = %(customer)s"),
    Kind.LINK: _reached_by(f"{live.link()} and s.id = any(%(shares)s::uuid[])"),
}


def library_facts(principal: Principal, library_id: uuid.UUID) -> LibraryFacts | None:
    """Return the library with the principal's seats in it, or None when there is no such library."""
    found = fetch_prepared(_LIBRARY, {"library": library_id, "me": _member_id(principal)})
    return _library(found[0], found[0]["id"]) if found else None


def item_facts(
    principal: Principal, ids: Sequence[uuid.UUID], now: dt.datetime
) -> dict[uuid.UUID, ItemFacts]:
    """Return the facts of those ids that are items of the principal's account."""
    statements = _OUTSIDE_ITEM.get(principal.kind, _MEMBER_ITEM)
    if len(ids) == 1:
        found = fetch_prepared(statements.one, _asked(principal, ids[0], now))
    else:
        found = fetch(statements.many, _asked(principal, list(ids), now))
    return {row["id"]: _item(row) for row in found}


def way_facts(principal: Principal, item_id: uuid.UUID, now: dt.datetime) -> list[Stop]:
    """Return the way to an item of the principal's account, from its library's root, itself last."""
    statements = _OUTSIDE_ITEM.get(principal.kind, _MEMBER_ITEM)
    found = fetch_prepared(statements.way, _asked(principal, item_id, now))
    return [Stop(_item(row), row["name"]) for row in found]


def _asked(
    principal: Principal, ids: uuid.UUID | list[uuid.UUID], now: dt.datetime
) -> dict[str, Any]:
    return {
        "ids": ids,
        "account": principal.account_id,
        "now": now,
        "me": _member_id(principal),
        "roles": sorted(principal.roles),
        "customer": principal.customer_id,
        "shares": sorted(principal.shares),
    }


_ALL_SEATS = """
select s.member_id, s.role_id, array_to_string(r.permissions, ',') as permissions
  from access_seat s left join access_role r on r.id = s.role_id
 where s.library_id = %(library)s
"""
_GRANTS = """
select g.member_id, g.role_id, g.level from access_grant g
 where g.policy_id = %(policy)s and (g.until is null or g.until > %(now)s)
"""


def for_members(
    asked: ItemFacts, members: Sequence[Principal], now: dt.datetime
) -> list[tuple[Principal, ItemFacts]]:
    """Return the same item's facts as each of the members has them, in two statements for all."""
    seats: dict[uuid.UUID, list[dict[str, Any]]] = {}
    for seat in fetch(_ALL_SEATS, {"library": asked.library_id}):
        seats.setdefault(seat["member_id"], []).append(seat)
    grants = fetch(_GRANTS, {"policy": asked.policy, "now": now}) if asked.policy else []
    return [(member, _as_seen_by(asked, member, seats, grants)) for member in members]


_KEPT = f"""
select kept.share, i.id, i.account_id, i.library_id, i.parent_id, i.is_file, i.own_policy,
       coalesce(i.own_policy, f.policy) as policy, i.confidential, false as trashed,
       l.kind, l.customer_id, l.holder_id, l.in_portal, seat.roles, seat.permissions, seat.assigned,
       false as shared,
       (select max(g.level) from access_grant g
         where g.policy_id = coalesce(i.own_policy, f.policy)
           and (g.until is null or g.until > %(now)s)
           and (g.member_id = kept.keeper_id or g.role_id in (
             select held.role_id from access_seat held where held.member_id = kept.keeper_id
                and (held.library_id is null or held.library_id = l.id)))) as level
  from (select s.id as share, s.item_id, s.keeper_id from access_share s
         where s.id = any(%(shares)s::uuid[])) kept
  join store_item i on i.id = kept.item_id
  join store_library l on l.id = i.library_id
  left join store_folder f on f.item_id = i.parent_id
  {_SEATS_OF.replace("{me}", "kept.keeper_id")}
"""


def for_keepers(share_ids: Sequence[uuid.UUID], now: dt.datetime) -> dict[uuid.UUID, ItemFacts]:
    """Return by share its item's facts as the share's keeper has them, in one statement for all.

    A trashed item counts as if it were not: that it sleeps there is another question.
    """
    found = fetch_prepared(_KEPT, {"shares": list(share_ids), "now": now})
    return {row["share"]: _item(row) for row in found}


def _as_seen_by(
    asked: ItemFacts,
    member: Principal,
    seats: dict[uuid.UUID, list[dict[str, Any]]],
    grants: list[dict[str, Any]],
) -> ItemFacts:
    own = seats.get(member.id, []) if member.id else []
    roles = frozenset(seat["role_id"] for seat in own if seat["role_id"])
    library = replace(
        asked.library,
        roles=roles,
        permissions=closure(
            code for seat in own for code in (seat["permissions"] or "").split(",")
        ),
        assigned=any(seat["role_id"] is None for seat in own),
    )
    levels = [
        grant["level"]
        for grant in grants
        if grant["member_id"] == member.id or grant["role_id"] in roles | member.roles
    ]
    state = replace(asked.state, level=max(levels, default=None), shared=False)
    return replace(asked, library=library, state=state)


def _member_id(principal: Principal) -> uuid.UUID | None:
    return principal.id if principal.kind == Kind.MEMBER else None


def _library(row: dict[str, Any], library_id: uuid.UUID) -> LibraryFacts:
    return LibraryFacts(
        id=library_id,
        account_id=row["account_id"],
        kind=LibraryKind(row["kind"]),
        customer_id=row["customer_id"],
        holder_id=row["holder_id"],
        in_portal=row["in_portal"],
        roles=frozenset(row["roles"]),
        permissions=closure(row["permissions"].split(",")),
        assigned=row["assigned"],
    )


def _item(row: dict[str, Any]) -> ItemFacts:
    return ItemFacts(
        id=row["id"],
        account_id=row["account_id"],
        library_id=row["library_id"],
        parent_id=row["parent_id"],
        is_file=row["is_file"],
        own_policy=row["own_policy"],
        policy=row["policy"],
        confidential=row["confidential"],
        trashed=row["trashed"],
        state=ItemState(
            root=row["parent_id"] is None,
            controlled=row["policy"] is not None,
            level=row["level"],
            confidential=row["confidential"],
            trashed=row["trashed"],
            shared=row["shared"],
        ),
        library=_library(row, row["library_id"]),
    )
