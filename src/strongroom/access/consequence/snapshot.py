"""The touched items at one moment, each as its class; and how many went from which class to which.

A class is all that decides who sees an item, so that 97,000 items come back as a few rows. Its doors
stand behind one id, the *anchor*: the nearest item at or above it, under the same settings (E-1), that
has a live share.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from strongroom.access import live
from strongroom.core.statements import fetch
from strongroom.store.api import hierarchy


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
    sample: tuple[uuid.UUID, ...]
    """A few of their ids."""


_SHARED = """shared(id) as materialized (
  select distinct s.item_id from access_share s
    join store_item x on x.id = s.item_id join store_library l on l.id = x.library_id
   where x.account_id = %(account)s and s.account_id = %(account)s
     and x.library_id in (select library_id from store_item where id = any(%(roots)s::uuid[]))
     and {live})"""
_NEAREST = """nearest(start, id) as materialized (
  select distinct on (up.start) up.start, up.id from up join shared on shared.id = up.id
   order by up.start, up.depth)"""


def _classes() -> str:
    """The touched items and all below them: id and class."""
    walk = hierarchy.below_carrying(
        "f.item_id = any(%(roots)s::uuid[])",
        carried="(select n.id from nearest n where n.start = f.item_id)",
        onward="case when c.item_id in (select id from shared) then c.item_id"
        " when c.policy is not distinct from down.policy then down.carried end",
    )
    up = hierarchy.above("i.id = any(%(roots)s::uuid[])", same_settings=True)
    head = hierarchy.recursive(up, _SHARED.format(live=live.door()), _NEAREST, walk)
    return f"""{head}
select i.id, i.library_id, coalesce(i.own_policy, f.policy) as policy, i.confidential,
       (i.trashed_at is not null or f.trash is not null) as trashed, n.id as anchor
  from store_item i left join store_folder f on f.item_id = i.parent_id
  left join nearest n on n.start = i.id
 where i.id = any(%(roots)s::uuid[]) and i.account_id = %(account)s
union all
select i.id, i.library_id, coalesce(i.own_policy, down.policy), i.confidential,
       (i.trashed_at is not null or down.trash is not null),
       case when i.id in (select id from shared) then i.id
            when i.own_policy is null then down.carried end
  from down join store_item i on i.parent_id = down.id
 where i.id <> all(%(roots)s::uuid[])"""


_COLUMNS = "library_id, policy, confidential, trashed, anchor"
_KEEP = "create temp table consequence_before on commit drop as {classes}"
_KINDS = f"select distinct {_COLUMNS} from consequence_before"
_DROP = "drop table if exists pg_temp.consequence_before"


def _params(account_id: uuid.UUID, roots: Sequence[uuid.UUID], now: dt.datetime) -> dict[str, Any]:
    return {"account": account_id, "roots": list(roots), "now": now}


def keep(account_id: uuid.UUID, roots: Sequence[uuid.UUID], now: dt.datetime) -> list[Class]:
    """Keep the class of each touched item for `passages`; return the different ones."""
    with connection.cursor() as cursor:
        cursor.execute(_DROP)
        cursor.execute(_KEEP.format(classes=_classes()), _params(account_id, roots, now))
    return [_class(row, "") for row in fetch(_KINDS, {})]


def kept(item_ids: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, Class]]:
    """Return what was kept of some items."""
    text = f"select id, {_COLUMNS} from consequence_before where id = any(%(ids)s::uuid[])"
    return [(row["id"], _class(row, "")) for row in fetch(text, {"ids": list(item_ids)})]


def forget() -> None:
    """Drop what was kept."""
    with connection.cursor() as cursor:
        cursor.execute(_DROP)


_EACH = ", ".join(
    f"{side}.{column} as {side}_{column}" for side in ("b", "a") for column in _COLUMNS.split(", ")
)
_PASSAGES = """
select {each}, count(*) as items, (array_agg(a.id order by a.id))[:20] as sample
  from consequence_before b {became} join ({classes}) a on a.id = {now}
 group by {by}"""
_BECAME = "join unnest(%(old)s::uuid[], %(new)s::uuid[]) became(old, new) on became.old = b.id"


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
        classes=_classes(),
        by=names,
        became="" if became is None else _BECAME,
        now="b.id" if became is None else "became.new",
    )
    params = _params(account_id, roots, now)
    params |= {"old": list(became or {}), "new": list((became or {}).values())}
    return [
        Passage(_class(row, "b_"), _class(row, "a_"), row["items"], tuple(row["sample"]))
        for row in fetch(text, params)
    ]


def _class(row: Mapping[str, Any], prefix: str) -> Class:
    return Class(
        row[f"{prefix}library_id"],
        row[f"{prefix}policy"],
        row[f"{prefix}confidential"],
        row[f"{prefix}trashed"],
        row[f"{prefix}anchor"],
    )


_OWN = """select i.id, i.name from consequence_before b join store_item i on i.id = b.id
 where i.id = any(%(policies)s::uuid[]) and i.own_policy is not null
 order by i.is_file, i.name_key, i.id"""


def with_own_settings(policies: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, str]]:
    """Return id and name of those touched items that are themselves among these policies."""
    return [(row["id"], row["name"]) for row in fetch(_OWN, {"policies": list(policies)})]
