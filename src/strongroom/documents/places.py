"""Where items were before they were moved or put into the trash, for their own movers to undo it (E-3)."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection

from strongroom.access import live
from strongroom.access.api import Kind, Principal
from strongroom.core import clock
from strongroom.core.statements import fetch
from strongroom.documents.models import LastPlace
from strongroom.store import hierarchy


@dataclass(frozen=True, slots=True)
class PlaceBefore:
    """One item's place before its last move or deletion, which the asker made."""

    verb: str
    """`moved` or `trashed`."""
    at: dt.datetime
    parent_id: uuid.UUID
    policy: uuid.UUID | None
    """The effective policy that it had there."""
    shares: frozenset[uuid.UUID]
    """The live shares that reached it there."""


_REMEMBER = f"""
{hierarchy.recursive(hierarchy.above(same_settings=True))},
doors(start, share_id) as (
  select up.start, s.id from up
    join access_share s on s.item_id = up.id
    join store_item x on x.id = s.item_id
    join store_library l on l.id = x.library_id
   where {live.door()})
insert into documents_last_place (item_id, member_id, verb, at, parent_id, policy, shares)
select up.start, %(member)s, %(verb)s, %(now)s, up.parent_id, up.policy,
       array(select share_id from doors where doors.start = up.start order by share_id)
  from up where up.depth = 0 and up.parent_id is not null
on conflict (item_id) do update
   set member_id = excluded.member_id, verb = excluded.verb, at = excluded.at,
       parent_id = excluded.parent_id, policy = excluded.policy, shares = excluded.shares
"""


def remember(principal: Principal, verb: LastPlace.Verb, item_ids: Collection[uuid.UUID]) -> None:
    """Write down where the items are, in one statement, before they are moved or trashed."""
    params = {
        "items": list(item_ids),
        "member": principal.id if principal.kind == Kind.MEMBER else None,
        "verb": verb.value,
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, params)


# Not the moment of remembering but the one that the change wrote: whatever came after differs.
_STAMP = """
update documents_last_place p set at = i.updated_at from store_item i
 where i.id = p.item_id and p.item_id = any(%(items)s::uuid[])"""


def labelled_only(since: str, *, but: Sequence[str] = ()) -> str:
    """Return SQL: whether all that happened to item `i` since then was a new name or other tags.

    Null where no event tells. `but`: verbs that don't count, here.
    """
    others = "".join(f" and e.verb <> '{verb}'" for verb in but)
    return (
        "(select bool_and(e.verb in ('item.renamed', 'item.tagged')) from audit_event e"
        f" where e.item_id = i.id and e.at > {since}{others})"
    )


# The event of the move itself is a moment younger than the state that it left.
_UNTOUCHED = f"""
select p.item_id as id from documents_last_place p join store_item i on i.id = p.item_id
 where p.item_id = any(%(items)s::uuid[])
   and (i.updated_at = p.at or {labelled_only("p.at", but=("item.moved", "item.trashed"))})"""


def stamp(item_ids: Collection[uuid.UUID]) -> None:
    """Write down the state in which the change left the items."""
    with connection.cursor() as cursor:
        cursor.execute(_STAMP, {"items": list(item_ids)})


def untouched(item_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return those items that nobody has changed since they were moved or put into the trash.

    A name and tags don't count: they open nothing (E-3).
    """
    return {row["id"] for row in fetch(_UNTOUCHED, {"items": list(item_ids)})}


_AUDIENCES = f"""
{hierarchy.recursive(hierarchy.above(same_settings=True))},
now as (
  select up.start as id, coalesce(s.customer_id, s.link_id) as who from up
    join documents_last_place p on p.item_id = up.start
    join access_share s on s.item_id = up.id
    join store_item x on x.id = s.item_id
    join store_library l on l.id = x.library_id
   where {live.door()}),
was as (
  select p.item_id as id, coalesce(s.customer_id, s.link_id) as who from documents_last_place p
    join access_share s on s.id = any(p.shares)
   where p.item_id = any(%(items)s::uuid[]))
select id, true as opens from (select * from now except select * from was) gained
union select id, false from (select * from was except select * from now) lost"""


def audiences_changed(item_ids: Collection[uuid.UUID], *, opened: bool = False) -> set[uuid.UUID]:
    """Return those of the items that doors open to others now than before their last move or deletion.

    `opened`: only where somebody reaches one who did not.
    """
    found = fetch(_AUDIENCES, {"items": list(item_ids), "now": clock.now()})
    return {row["id"] for row in found if row["opens"] or not opened}


def last_places(
    principal: Principal, item_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, PlaceBefore]:
    """Return for those items that this member was the last to move or trash where they were before.

    Says nothing of whether the member sees them now: the caller has asked.
    """
    if principal.kind != Kind.MEMBER or principal.id is None:
        return {}
    found = LastPlace.objects.filter(item_id__in=item_ids, member_id=principal.id)
    return {
        row.item_id: PlaceBefore(row.verb, row.at, row.parent_id, row.policy, frozenset(row.shares))
        for row in found
    }
