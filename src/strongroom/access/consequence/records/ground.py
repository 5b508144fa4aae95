"""What a change of people leaves as it is: the records, what decides in them, and the links they keep.

A fixed number of statements for any number of records, settings and links.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from strongroom.access import live
from strongroom.access.consequence.moment import (
    NO_GRANTS,
    Grants,
    ShareFacts,
    grants_in_force,
    share_facts,
)
from strongroom.access.consequence.records.holdings import Scope
from strongroom.access.consequence.snapshot import Class
from strongroom.core.statements import fetch
from strongroom.store.models import LibraryKind


@dataclass(frozen=True, slots=True)
class Record:
    """One record by its library, and its place among all by name."""

    id: uuid.UUID
    kind: LibraryKind
    customer_id: uuid.UUID | None
    holder_id: uuid.UUID | None
    name: str
    place: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A link's share that is neither cancelled nor over, who keeps it, and where its item stands."""

    share: ShareFacts
    keeper_id: uuid.UUID | None
    where: Class


@dataclass(frozen=True, slots=True)
class Ground:
    """All that is asked about, by what decides who sees it."""

    records: Mapping[uuid.UUID, Record]
    """In the order of their names."""
    classes: Sequence[Class]
    """What is open in each record, and what is ruled by settings, outside of the trash."""
    grants: Mapping[uuid.UUID, Grants]
    kept: Sequence[Kept]

    def grants_of(self, policy: uuid.UUID | None) -> Grants:
        """Return the grants of a policy; none when open."""
        return self.grants.get(policy, NO_GRANTS) if policy else NO_GRANTS


_WITHIN = "(%(library)s::uuid is null or {library} = %(library)s::uuid)"
_ITEMS = f"""i.account_id = %(account)s and {_WITHIN.format(library="i.library_id")}
   and i.trashed_at is null and f.trash is null"""
_RECORDS = f"""
select l.id, l.kind, l.customer_id, l.holder_id, i.name
  from store_library l join store_item i on i.id = l.id
 where l.account_id = %(account)s and {_WITHIN.format(library="l.id")}
 order by i.name_key, l.id"""
_RULED = f"""
select i.library_id, i.id as policy, i.confidential
  from access_policy p join store_item i on i.id = p.item_id and i.own_policy = i.id
  left join store_folder f on f.item_id = i.parent_id
 where {_ITEMS}"""
_CONFIDENTIAL = f"""
select distinct i.library_id, coalesce(i.own_policy, f.policy) as policy, i.confidential
  from store_item i left join store_folder f on f.item_id = i.parent_id
 where i.confidential and {_ITEMS}"""
# A share sleeps in the trash, before the change and after it.
_KEPT = f"""
select s.id, s.item_id, s.type, s.customer_id, s.link_id, s.created_at, s.expires_at, s.keeper_id,
       '' as customer, coalesce(p.name, '') as by, coalesce(kp.name, '') as keeper,
       i.library_id, coalesce(i.own_policy, f.policy) as policy, i.confidential
  from access_share s
  join store_item i on i.id = s.item_id
  left join store_folder f on f.item_id = i.parent_id
  left join directory_member m on m.id = s.created_by_id
  left join directory_person p on p.id = m.person_id
  left join directory_member k on k.id = s.keeper_id
  left join directory_person kp on kp.id = k.person_id
 where {live.link()} and {_ITEMS}"""


def read(account_id: uuid.UUID, scope: Scope, now: dt.datetime, *, confidential: bool) -> Ground:
    """Read it; `confidential`: whether somebody is told of confidential files otherwise than before."""
    params = {"account": account_id, "library": scope.library_id, "now": now}
    records = [
        Record(place=place, **{**row, "kind": LibraryKind(row["kind"])})
        for place, row in enumerate(fetch(_RECORDS, params))
    ]
    ruled = [_class(row) for row in fetch(_RULED, params)]
    open_ = [Class(one.id, None, confidential=False, trashed=False, anchor=None) for one in records]
    classes = [*open_, *ruled]
    if confidential:
        hidden = {_class(row) for row in fetch(_CONFIDENTIAL, params)}
        classes += sorted(hidden.difference(ruled), key=str)
    return Ground(
        {record.id: record for record in records},
        classes,
        grants_in_force([one.policy for one in ruled if one.policy], now),
        [Kept(share_facts(row), row["keeper_id"], _class(row)) for row in fetch(_KEPT, params)],
    )


def _class(row: Mapping[str, Any]) -> Class:
    return Class(row["library_id"], row["policy"], row["confidential"], trashed=False, anchor=None)
