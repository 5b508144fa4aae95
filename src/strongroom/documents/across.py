"""Lists of items of all records: one page of what one may see of them, decided in the statement itself."""

from typing import Any

from strongroom.access import api as access
from strongroom.access.api import Action, Kind, Principal, Sql
from strongroom.core.paging import Page, clamp_limit
from strongroom.core.statements import fetch
from strongroom.documents import sql
from strongroom.documents.listing import named, next_cursor
from strongroom.documents.ordering import Ordering
from strongroom.documents.rows import ItemRow


def across(
    principal: Principal,
    which: Sql,
    ordering: Ordering,
    *,
    q: str,
    cursor: str | None,
    limit: int | None,
) -> Page[ItemRow]:
    """Return those of `which` items that the principal may see, in any record of the account.

    `q`: a part of the name, whatever its case. Three statements, however long the page is.
    """
    size = clamp_limit(limit)
    where = access.scope(principal, Action.VIEW) & named(q) & ordering.after(cursor) & which
    found = found_across(principal, where, f"{ordering.clause()} limit {size + 1}")
    return Page(seen_rows(principal, found[:size]), next_cursor(found, ordering, size))


def found_across(
    principal: Principal,
    where: Sql,
    rest: str,
    *,
    joined: Sql = sql.NOTHING_JOINED,
    more: str = "",
) -> list[dict[str, Any]]:
    """Run the SELECT of all rows without a library; `where` holds the scope of who asks."""
    outside = principal.outside
    query = sql.select(
        where,
        viewable="true" if outside else sql.ANY_SHARE,
        linked="false" if outside else sql.ANY_LINK,
        starred_by=principal.id if principal.kind == Kind.MEMBER else None,
        joined=joined,
        more=more,
        rest=rest,
    )
    return fetch(query.text, query.params)


def seen_rows(principal: Principal, found: list[dict[str, Any]]) -> list[ItemRow]:
    """Turn them into what is handed out, each with what may be done with it. Two statements."""
    may = access.may(principal, [row["id"] for row in found])
    parents = access.check_many(
        principal, Action.VIEW, {row["parent_id"] for row in found if row["parent_id"]}
    )
    return sql.decided_rows(found, may, parents)
