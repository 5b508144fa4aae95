"""Lists: a folder's children, a record's attachments, how many there are, and which names are taken.

A list is one statement, whatever its length: the condition and the level come from the principal's
standing in the library, `may` from the same columns.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from strongroom.access import api as access
from strongroom.access import live
from strongroom.access.api import Action, ItemFacts, Kind, Principal, Sql, Standing
from strongroom.core.naming import sort_key
from strongroom.core.paging import MOST_COUNTED, Page, clamp_limit
from strongroom.core.patterns import containing, needle
from strongroom.core.statements import counted, fetch
from strongroom.documents import sql
from strongroom.documents.here import Here, as_folder
from strongroom.documents.ordering import Order, Ordering
from strongroom.documents.rows import ItemRow
from strongroom.store import hierarchy
from strongroom.store.models import Library


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which part of a list, in which order."""

    ordering: Ordering
    filters: Sql
    cursor: str | None
    limit: int

    @classmethod
    def of(
        cls,
        principal: Principal,
        *,
        order: str,
        descending: bool,
        q: str,
        tag: str,
        cursor: str | None,
        limit: int | None,
    ) -> "_Wanted":
        return cls(
            Ordering.of(order, descending=descending, outside=principal.outside),
            _filters(q, tag),
            cursor,
            clamp_limit(limit),
        )


def named(q: str) -> Sql:
    """Return the condition for a part of the name, whatever its case; empty means all."""
    words = needle(q)
    return Sql("i.name ilike %(q)s", {"q": containing(words)}) if words else Sql("true")


def _filters(q: str, tag: str) -> Sql:
    result = named(q)
    if label := tag.replace("\0", "").strip():
        result &= Sql("%(tag)s = any(i.tags)", {"tag": label})
    return result


def _page(
    principal: Principal,
    standing: Standing,
    where: Sql,
    level: Sql,
    wanted: _Wanted,
    *,
    folder: uuid.UUID | None,
    starred: bool = False,
) -> Page[ItemRow]:
    """Run one list of one library: the rows that `where` lets through, which says who sees them."""
    viewable, linked, params = sql.ANY_SHARE, sql.ANY_LINK, {}
    if folder is not None:
        viewable, linked, params = sql.CHILD_SHARE, sql.CHILD_LINK, {"folder": folder}
    if principal.outside:
        viewable, linked = "true", "false"
    query = sql.select(
        where & wanted.filters & wanted.ordering.after(wanted.cursor),
        viewable=viewable,
        linked=linked,
        level=level,
        starred_by=principal.id if starred and principal.kind == Kind.MEMBER else None,
        rest=f"{wanted.ordering.clause()} limit {wanted.limit + 1}",
    )
    # Without a search the plan fits every folder: it walks the index of its order.
    known = folder is not None and not wanted.filters.params
    found = sql.run(Sql(query.text, {**query.params, **params}), few=known)
    rows = sql.standing_rows(
        principal, standing, found[: wanted.limit], parent_visible=folder is not None
    )
    return Page(rows, next_cursor(found, wanted.ordering, wanted.limit))


def next_cursor(found: list[dict[str, Any]], ordering: Ordering, limit: int) -> str | None:
    """Return the cursor behind the last row of a page for which one row more was fetched."""
    return ordering.cursor(found[limit - 1]) if len(found) > limit else None


def _folder(principal: Principal, folder_id: uuid.UUID) -> ItemFacts:
    return as_folder(access.require(principal, Action.VIEW, folder_id))


def children(
    principal: Principal,
    folder_id: uuid.UUID,
    *,
    order: Order = "name",
    descending: bool = False,
    q: str = "",
    tag: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ItemRow]:
    """Return a page of what one may see in a folder that one may see; else NotFoundError.

    `name` and `size` put folders first, `created` doesn't. `q`: a part of the name, whatever its case.
    """
    facts = _folder(principal, folder_id)
    wanted = _Wanted.of(
        principal, order=order, descending=descending, q=q, tag=tag, cursor=cursor, limit=limit
    )
    return _children(principal, facts, access.standing_of(principal, facts), wanted)


def children_here(
    here: Here,
    *,
    order: Order = "name",
    descending: bool = False,
    q: str = "",
    tag: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ItemRow]:
    """Return the same of the folder where one stands, in one statement; a member's stars are on the rows."""
    wanted = _Wanted.of(
        here.principal, order=order, descending=descending, q=q, tag=tag, cursor=cursor, limit=limit
    )
    return _children(here.principal, as_folder(here.facts), here.standing, wanted, starred=True)


def _children(
    principal: Principal,
    facts: ItemFacts,
    standing: Standing,
    wanted: _Wanted,
    *,
    starred: bool = False,
) -> Page[ItemRow]:
    place = access.ChildPlace(facts.id, facts.policy)
    where = _within(facts) & access.child_condition(standing, place)
    level = access.child_level(standing, place)
    return _page(principal, standing, where, level, wanted, folder=facts.id, starred=starred)


_LIVE_SHARE = f"s.customer_id = %(top_customer)s and {live.portal(now='top_now')}"
_AROUND = hierarchy.above_folder("f.item_id = i.parent_id", same_settings=True)
_TOPMOST = f"""i.id in (select s.item_id from access_share s
      join store_item x on x.id = s.item_id join store_library l on l.id = x.library_id
     where {_LIVE_SHARE})
  and not exists ({hierarchy.recursive(_AROUND)}
    select 1 from up join access_share s on s.item_id = up.id
      join store_library l on l.id = i.library_id where {_LIVE_SHARE})"""


def topmost(standing: Standing) -> Sql:
    """Return the condition for items at which what a contact may see begins.

    Those shared themselves in a folder that no share reaches (E-1). Found from the shares, which are few; it
    stands beside the condition of `access`, not in its place.
    """
    return Sql(_TOPMOST, {"top_customer": standing.customer_id, "top_now": standing.now})


def attachments(
    principal: Principal,
    library_id: uuid.UUID,
    *,
    order: Order = "name",
    descending: bool = False,
    q: str = "",
    tag: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ItemRow]:
    """Return a page of a record's attachments: for members what is in its root folder.

    For a contact: the items at which what they may see begins, wherever those lie. NotFoundError
    when the record doesn't exist for the principal.
    """
    if not principal.outside:
        return children(
            principal,
            library_id,
            order=order,
            descending=descending,
            q=q,
            tag=tag,
            cursor=cursor,
            limit=limit,
        )
    wanted = _Wanted.of(
        principal, order=order, descending=descending, q=q, tag=tag, cursor=cursor, limit=limit
    )
    standing = access.may_enter(principal, library_id)
    where = topmost(standing) & standing.condition(Action.VIEW)
    level = access.level_column(standing)
    return _page(principal, standing, where, level, wanted, folder=None)


def count_files(principal: Principal, folder_id: uuid.UUID, cap: int = 1000) -> tuple[int, bool]:
    """Return how many files one may see in the folder, and whether there are more than `cap`.

    For a contact the folder is the library's root and the files those that `attachments` lists.
    """
    if principal.outside and Library.objects.filter(id=folder_id).exists():
        standing = access.may_enter(principal, folder_id)
        return _count(standing, topmost(standing), cap)
    facts = _folder(principal, folder_id)
    return _count(access.standing_of(principal, facts), _within(facts), cap)


def counts_here(here: Here, *, q: str = "", tag: str = "") -> tuple[int, int]:
    """Return how many files a member may see where they stand, and how many rows `children_here` has.

    Each at most one more than `MOST_COUNTED`. One statement.
    """
    facts = as_folder(here.facts)
    place = access.ChildPlace(facts.id, facts.policy)
    within = _within(facts) & access.child_condition(here.standing, place)
    rows = within & _filters(q, tag)
    files = counted(f"{_BARE} where i.is_file and {within.text}", MOST_COUNTED)
    every = counted(f"{_BARE} where {rows.text}", MOST_COUNTED)
    (found,) = fetch(f"select {files} as files, {every} as every", rows.params)
    return found["files"], found["every"]


_BARE = "select 1 from store_item i left join store_folder f on f.item_id = i.parent_id"


def _within(folder: ItemFacts) -> Sql:
    return Sql("i.parent_id = %(folder)s", {"folder": folder.id})


def _count(standing: Standing, which: Sql, cap: int) -> tuple[int, bool]:
    where = which & standing.condition(Action.VIEW)
    text = (
        "select count(*) as n from (select 1 from store_item i"
        " left join store_folder f on f.item_id = i.parent_id"
        f" where i.is_file and {where.text} limit {int(cap) + 1}) counted"
    )
    number = fetch(text, where.params)[0]["n"]
    return min(number, cap), number > cap


def names_taken(principal: Principal, folder_id: uuid.UUID, names: Iterable[str]) -> set[str]:
    """Return those of the names that an item has which one may see in the folder, whatever its case.

    A hidden item with the name is not told of (A-3, L15).
    """
    facts = _folder(principal, folder_id)
    return taken_among(access.standing_of(principal, facts), folder_id, names)


def taken_among(standing: Standing, folder_id: uuid.UUID, names: Iterable[str]) -> set[str]:
    """Return the same for a folder that has been asked about already."""
    asked = {name for name in names if "\0" not in name}
    where = standing.condition(Action.VIEW) & Sql(
        "i.parent_id = %(folder)s and i.name_key = any(%(keys)s)",
        {"folder": folder_id, "keys": [sort_key(name) for name in asked]},
    )
    found = fetch(
        "select i.name from store_item i left join store_folder f on f.item_id = i.parent_id"
        f" where {where.text}",
        where.params,
    )
    present = {row["name"].casefold() for row in found}
    return {name for name in asked if name.casefold() in present}
