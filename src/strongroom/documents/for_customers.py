"""What a customer's contact finds across records: where shared trees begin, and how much is in each.

Both are one statement with the account-wide condition of `access`, so that a page of cards costs the
same however many records stand on it.
"""

import uuid
from collections.abc import Collection

from strongroom.access import api as access
from strongroom.access.api import Action, Principal, Sql
from strongroom.core.paging import DEFAULT_LIMIT, Page, clamp_limit
from strongroom.core.patterns import containing, needle
from strongroom.core.statements import fetch, fetch_prepared
from strongroom.documents import sql
from strongroom.documents.ordering import Ordering
from strongroom.documents.rows import ItemRow
from strongroom.store.models import LibraryKind

COUNT_CAP = 1000
"""Where counting one library ends."""


def counts(
    principal: Principal, library_ids: Collection[uuid.UUID], *, cap: int = COUNT_CAP
) -> dict[uuid.UUID, int]:
    """Return how many files the principal may see in each library, folders and all; `cap` + 1 is more.

    A library in which they see none counts 0, as one that doesn't exist: the number shown is the
    number that can be listed (L4).
    """
    if not library_ids:
        return {}
    where = Sql("i.library_id = wanted.id and i.is_file") & access.scope(principal, Action.VIEW)
    text = (
        "select wanted.id, counted.n from unnest(%(libraries)s::uuid[]) wanted(id)"
        " cross join lateral (select count(*) as n from (select 1 from store_item i"
        " left join store_folder f on f.item_id = i.parent_id"
        f" where {where.text} limit {int(cap) + 1}) each) counted"
    )
    found = fetch(text, {**where.params, "libraries": list(library_ids)})
    return {row["id"]: row["n"] for row in found}


def topmost_shared(
    principal: Principal,
    *,
    kinds: Collection[LibraryKind],
    newest: bool = False,
    q: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ItemRow]:
    """Return by name, or the newest first, the items at which what a visitor sees begins.

    That is what is shared itself, in libraries of these kinds, and not again what lies in a shared
    folder. The visitor is a contact or a link's bearer; nothing for a member. `q` as in a list.
    """
    size = clamp_limit(limit)
    by = "created" if newest else "name"
    ordering = Ordering(by, descending=newest, outside=principal.outside)
    where = (
        access.shared_roots(principal)
        & Sql("l.kind = any(%(kinds)s::text[])", {"kinds": sorted(kind.value for kind in kinds)})
        & _named(q)
        & ordering.after(cursor)
    )
    query = sql.select(
        where, viewable="true", linked="false", rest=f"{ordering.clause()} limit {size + 1}"
    )
    run = fetch_prepared if size == DEFAULT_LIMIT else fetch
    found = run(query.text, query.params)
    shown = found[:size]
    may = access.may(principal, [row["id"] for row in shown])
    more = ordering.cursor(found[size - 1]) if len(found) > size else None
    return Page(sql.decided_rows(shown, may), more)


def _named(q: str) -> Sql:
    """Return the condition for a part of the name, whatever its case; empty means all."""
    words = needle(q)
    return Sql("i.name ilike %(q)s", {"q": containing(words)}) if words else Sql("true")
