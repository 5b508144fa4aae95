"""What lies in the trash of a library, across its folders."""

import uuid
from collections.abc import Sequence

from strongroom.access import api as access
from strongroom.access.api import Action, Principal, Sql
from strongroom.core.errors import NotFoundError
from strongroom.core.paging import Page, clamp_limit
from strongroom.core.statements import fetch
from strongroom.documents import sql
from strongroom.documents.listing import next_cursor
from strongroom.documents.ordering import Ordering
from strongroom.documents.rows import ItemRow


def trash_list(
    principal: Principal,
    library_id: uuid.UUID,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ItemRow]:
    """Return what was put into the trash of a library, newest first, as far as one could delete it (D-29).

    What lies below a trashed folder comes back with that folder and is not listed on its own.
    """
    standing = access.library_standing(principal, library_id)
    size = clamp_limit(limit)
    ordering = Ordering("trashed", descending=True)
    query = sql.select(
        _in_trash(standing, library_id) & ordering.after(cursor),
        level=access.level_column(standing),
        rest=f"{ordering.clause()} limit {size + 1}",
    )
    found = fetch(query.text, query.params)
    if not found and not standing.enters:
        raise NotFoundError
    parents = access.check_many(
        principal, Action.VIEW, {row["parent_id"] for row in found[:size] if row["parent_id"]}
    )
    rows = sql.standing_rows(principal, standing, found[:size], trash=True)
    may = {row.id: row.may for row in rows}
    return Page(sql.decided_rows(found[:size], may, parents), next_cursor(found, ordering, size))


def trashed(
    principal: Principal, library_id: uuid.UUID, item_ids: Sequence[uuid.UUID]
) -> list[ItemRow]:
    """Return those of these items that `trash_list` shows, in no order, without their folders."""
    standing = access.library_standing(principal, library_id)
    query = sql.select(
        _in_trash(standing, library_id) & Sql("i.id = any(%(items)s::uuid[])", {"items": item_ids}),
        level=access.level_column(standing),
    )
    return sql.standing_rows(principal, standing, fetch(query.text, query.params), trash=True)


def _in_trash(standing: access.Standing, library_id: uuid.UUID) -> Sql:
    own = Sql("i.library_id = %(library)s and i.trashed_at is not null", {"library": library_id})
    return own & standing.condition(Action.DELETE, trash=True)
