"""What is shared with somebody, across all libraries, and where it lies (D-20)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from strongroom.access import api as access
from strongroom.access.api import Action, Principal, Sql
from strongroom.core import clock
from strongroom.core.paging import Page, clamp_limit
from strongroom.core.statements import fetch
from strongroom.documents import sql
from strongroom.documents.here import Crumb
from strongroom.documents.listing import named, next_cursor
from strongroom.documents.ordering import Ordering
from strongroom.documents.paths import paths
from strongroom.documents.rows import ItemRow
from strongroom.store.models import LibraryKind

_GRANTED_TO_ME = """i.own_policy in (
    select g.policy_id from access_grant g
     where (g.until is null or g.until > %(now)s)
       and (g.member_id = %(me)s or g.role_id = any(%(roles)s::uuid[]))
    union all
    select g.policy_id from access_seat s
      join access_grant g on g.role_id = s.role_id
      join access_policy o on o.item_id = g.policy_id and o.library_id = s.library_id
     where s.member_id = %(me)s and (g.until is null or g.until > %(now)s))"""


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
    size, ordering = clamp_limit(limit), Ordering("name")
    where = access.scope(principal, Action.VIEW) & named(q) & ordering.after(cursor)
    if not principal.outside:
        mine = {"me": principal.id, "roles": sorted(principal.roles), "now": clock.now()}
        where &= Sql(_GRANTED_TO_ME, mine)
    if library_id is not None:
        where &= Sql("i.library_id = %(library)s", {"library": library_id})
    outside = principal.outside
    query = sql.select(
        where,
        viewable="true" if outside else sql.ANY_SHARE,
        linked="false" if outside else sql.ANY_LINK,
        rest=f"{ordering.clause()} limit {size + 1}",
    )
    found = fetch(query.text, query.params)
    shown = found[:size]
    may = access.may(principal, [row["id"] for row in shown])
    parents = access.check_many(
        principal, Action.VIEW, {row["parent_id"] for row in shown if row["parent_id"]}
    )
    return Page(sql.decided_rows(shown, may, parents), next_cursor(found, ordering, size))


@dataclass(frozen=True, slots=True)
class SharedPlace:
    """Where a shared item lies, as far as its viewer may know (D-20)."""

    record: str
    """The name of the project, job, quote or customer: that is told whether or not one sees it."""
    kind: LibraryKind
    way: tuple[Crumb, ...]
    """The folders above it, from the topmost that one may see in a row; the record's root included."""


def shared_places(principal: Principal, rows: Sequence[ItemRow]) -> dict[uuid.UUID, SharedPlace]:
    """Return the places of items that one may see; the others are left out. Few statements for all."""
    ways = paths(principal, [row.id for row in rows])
    libraries = {row.library_id for row in rows if row.id in ways}
    found = fetch(
        "select l.id, i.name, l.kind from store_library l join store_item i on i.id = l.id"
        " where l.id = any(%(libraries)s::uuid[])",
        {"libraries": list(libraries)},
    )
    records = {row["id"]: (row["name"], LibraryKind(row["kind"])) for row in found}
    return {
        row.id: SharedPlace(*records[row.library_id], tuple(ways[row.id][:-1]))
        for row in rows
        if row.id in ways and row.library_id in records
    }
