"""The touched items at one moment, each as its class; and how many went from which class to which.

A class is all that decides who sees an item. Its doors stand behind one id, the *anchor*: the nearest
item at or above it, under the same settings (E-1), that has a live share. What a change does not name
itself changes by what it inherits, so the plain files of a folder are kept as one row with their number.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from strongroom.access import live
from strongroom.core.statements import fetch
from strongroom.store import hierarchy


@dataclass(frozen=True, slots=True)
class Class:
    """What decides who sees an item."""

    library: uuid.UUID
    policy: uuid.UUID | None
    confidential: bool
    trashed: bool
    anchor: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Passage:
    """How many items went from one class to another."""

    before: Class
    after: Class
    items: int
    mark: str
    """Text that differs when they are other items of the same number."""


# Found from the items of a small library, else from the shares of the account: whichever are fewer.
_FEW = 2000
_LIBRARY = """library as materialized (
  select id, customer_id from store_library
   where id in (select library_id from store_item where id = any(%(roots)s::uuid[])))"""
_SMALL = f"""small(yes) as materialized (
  select count(*) < {_FEW} from (
    select from store_item where library_id in (select id from library) limit {_FEW}) item)"""
_SHARES = """shares(item, live) as materialized (
  select s.item_id, bool_or({live}) from (
    select x.library_id, s.* from store_item x
      cross join lateral (select * from access_share where item_id = x.id offset 0) s
     where (select yes from small) and x.library_id in (select id from library)
     union all
    select x.library_id, s.* from access_share s
      cross join lateral (select library_id from store_item where id = s.item_id offset 0) x
     where not (select yes from small) and x.library_id in (select id from library)
       and s.account_id = %(account)s) s
    join library l on l.id = s.library_id
   where s.account_id = %(account)s
   group by s.item_id)"""
_SHARED = "shared(id) as materialized (select item from shares where live)"
_NEAREST = """nearest(start, id) as materialized (
  select distinct on (up.start) up.start, up.id from up join shared on shared.id = up.id
   order by up.start, up.depth)"""
_ROOTS = """
select i.id as key, false as plain, i.library_id as library,
       coalesce(i.own_policy, f.policy) as policy, i.confidential,
       (i.trashed_at is not null or f.trash is not null) as trashed, n.id as anchor, 1::bigint as n,
       uuid_hash_extended(coalesce(i.current_id, i.id), 0)::numeric as mark
  from store_item i left join store_folder f on f.item_id = i.parent_id
  left join nearest n on n.start = i.id
 where i.id = any(%(roots)s::uuid[]) and i.account_id = %(account)s"""
_FOLDERS = """
select down.id, false, down.library, down.policy, false, down.trash is not null, down.carried, 1,
       uuid_hash_extended(down.id, 0)
  from down where down.id <> all(%(roots)s::uuid[])"""
_FILES = """
select coalesce(s.special, down.id), s.special is null, i.library_id,
       coalesce(i.own_policy, down.policy), i.confidential,
       (i.trashed_at is not null or down.trash is not null),
       case when s.special in (select id from shared) then s.special
            when i.own_policy is null then down.carried end,
       count(*), sum(uuid_hash_extended(coalesce(i.current_id, i.id), 0))
  from down join store_item i on i.parent_id = down.id and i.is_file
  cross join lateral (
    select case when {special} then i.id end as special) s
 where i.id <> all(%(roots)s::uuid[])
 group by 1, 2, 3, 4, 5, 6, 7"""
_SPECIAL = """i.own_policy is not null or i.confidential or i.trashed_at is not null
                  or i.id in (select item from shares)"""


def _classes(*, each: bool = False) -> str:
    """The touched items and all below them, as `key`, whether it stands for plain files, class, number, mark.

    The mark is the sum of hashes: another item, or another version of a file, makes it another.

    With `each` every file is a row of its own.
    """
    walk = hierarchy.below_carrying(
        "f.item_id = any(%(roots)s::uuid[])",
        carried="(select n.id from nearest n where n.start = f.item_id)",
        onward="case when c.item_id in (select id from shared) then c.item_id"
        " when c.policy is not distinct from down.policy then down.carried end",
    )
    up = hierarchy.above("i.id = any(%(roots)s::uuid[])", same_settings=True)
    shares = _SHARES.format(live=live.door())
    head = hierarchy.recursive(up, _LIBRARY, _SMALL, shares, _SHARED, _NEAREST, walk)
    files = _FILES.format(special="true" if each else _SPECIAL)
    return f"{head} {_ROOTS} union all {_FOLDERS} union all {files}"


_COLUMNS = "library, policy, confidential, trashed, anchor"
_KEEP = "create temp table consequence_before on commit drop as {classes}"
_KINDS = f"select distinct {_COLUMNS} from consequence_before"
_DROP = "drop table if exists pg_temp.consequence_before"


def _params(account_id: uuid.UUID, roots: Sequence[uuid.UUID], now: dt.datetime) -> dict[str, Any]:
    return {"account": account_id, "roots": list(roots), "now": now}


def keep(
    account_id: uuid.UUID, roots: Sequence[uuid.UUID], now: dt.datetime, *, each: bool = False
) -> list[Class]:
    """Keep the class of each touched item for `passages`; return the different ones.

    `each`: for copies, which are held against what they were made from one by one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DROP)
        cursor.execute(_KEEP.format(classes=_classes(each=each)), _params(account_id, roots, now))
    return [_class(row, "") for row in fetch(_KINDS, {})]


def kept(item_ids: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, Class]]:
    """Return what was kept of some items."""
    text = f"select key, {_COLUMNS} from consequence_before where key = any(%(ids)s) and not plain"
    return [(row["key"], _class(row, "")) for row in fetch(text, {"ids": list(item_ids)})]


def contents(item_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Return the current version of each file among these items."""
    text = "select id, current_id from store_item where id = any(%(ids)s::uuid[]) and is_file"
    return {row["id"]: row["current_id"] for row in fetch(text, {"ids": list(item_ids)})}


def any_folder(item_ids: Sequence[uuid.UUID]) -> bool:
    """Whether a folder is among these items."""
    text = "select 1 from store_item where id = any(%(ids)s::uuid[]) and not is_file limit 1"
    return bool(fetch(text, {"ids": list(item_ids)}))


def forget() -> None:
    """Drop what was kept."""
    with connection.cursor() as cursor:
        cursor.execute(_DROP)


_EACH = ", ".join(
    f"{side}.{column} as {side}_{column}" for side in ("b", "a") for column in _COLUMNS.split(", ")
)
_PASSAGES = """
select {each}, sum(a.n)::bigint as items, sum(b.mark)::text as mark
  from consequence_before b {became} join ({classes}) a on a.key = {now} and a.plain = b.plain
 group by {by}"""
_BECAME = "join unnest(%(old)s::uuid[], %(new)s::uuid[]) became(old, new) on became.old = b.key"


def passages(
    account_id: uuid.UUID,
    roots: Sequence[uuid.UUID],
    now: dt.datetime,
    became: Mapping[uuid.UUID, uuid.UUID] | None = None,
) -> list[Passage]:
    """Return how many items went from which class to which since `keep`.

    `became`: copies, by what they were made from; each is held against that. `roots` are then copies.
    """
    names = ", ".join(f"{side}.{column}" for side in "ba" for column in _COLUMNS.split(", "))
    text = _PASSAGES.format(
        each=_EACH,
        classes=_classes(each=became is not None),
        by=names,
        became="" if became is None else _BECAME,
        now="b.key" if became is None else "became.new",
    )
    params = _params(account_id, roots, now)
    params |= {"old": list(became or {}), "new": list((became or {}).values())}
    return [
        Passage(_class(row, "b_"), _class(row, "a_"), row["items"], row["mark"])
        for row in fetch(text, params)
    ]


def _class(row: Mapping[str, Any], prefix: str) -> Class:
    return Class(
        row[f"{prefix}library"],
        row[f"{prefix}policy"],
        row[f"{prefix}confidential"],
        row[f"{prefix}trashed"],
        row[f"{prefix}anchor"],
    )


_OWN = """select i.id, i.name from consequence_before b join store_item i on i.id = b.key
 where i.id = any(%(policies)s::uuid[]) and i.own_policy is not null and not b.plain
 order by i.is_file, i.name_key, i.id"""


def with_own_settings(policies: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, str]]:
    """Return id and name of those touched items that are themselves among these policies."""
    return [(row["id"], row["name"]) for row in fetch(_OWN, {"policies": list(policies)})]


_CONFIDENTIAL = """select b.key from consequence_before b
 where b.confidential and (b.library, coalesce(b.policy, b.library), coalesce(b.anchor, b.library))
       in (select * from unnest(%(libraries)s::uuid[], %(policies)s::uuid[], %(anchors)s::uuid[]))
 order by b.key limit %(most)s"""


def confidential_of(classes: Sequence[Class], most: int) -> list[uuid.UUID]:
    """Return the ids of some confidential files of these classes, as they were."""
    params = {
        "libraries": [one.library for one in classes],
        "policies": [one.policy or one.library for one in classes],
        "anchors": [one.anchor or one.library for one in classes],
        "most": most,
    }
    return [row["key"] for row in fetch(_CONFIDENTIAL, params)]
