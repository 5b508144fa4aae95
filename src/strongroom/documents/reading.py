"""Reading items by their ids: one, several, or the one where one stands."""

import uuid
from collections.abc import Iterable, Sequence

from strongroom.access import api as access
from strongroom.access.api import Action, Principal, Sql, Standing
from strongroom.core.errors import NotFoundError
from strongroom.documents import sql
from strongroom.documents.here import Here
from strongroom.documents.rows import ItemRow


def get(principal: Principal, item_id: uuid.UUID) -> ItemRow:
    """Return one item, or raise NotFoundError. Its parent is None where one can't see that."""
    return get_many(principal, [item_id])[0]


def get_many(principal: Principal, item_ids: Iterable[uuid.UUID]) -> list[ItemRow]:
    """Return items in the order asked; NotFoundError if one of them can't be seen (L16)."""
    ids = list(item_ids)
    return _all(ids, _seen_of(principal, ids))


def _all(item_ids: Sequence[uuid.UUID], rows: list[ItemRow]) -> list[ItemRow]:
    if len(rows) < len(item_ids):
        raise NotFoundError
    return rows


def _seen_of(principal: Principal, item_ids: Sequence[uuid.UUID]) -> list[ItemRow]:
    may = access.may(principal, item_ids)
    ids = [item_id for item_id in item_ids if Action.VIEW in may.get(item_id, ())]
    linked = "false" if principal.outside else sql.ANY_LINK
    query = sql.select(Sql("i.id = any(%(ids)s::uuid[])", {"ids": ids}), linked=linked)
    found = sql.run(query, few=len(ids) == 1)
    parents = access.check_many(
        principal, Action.VIEW, {row["parent_id"] for row in found if row["parent_id"]}
    )
    rows = {row.id: row for row in sql.decided_rows(found, may, parents)}
    return [rows[item_id] for item_id in ids if item_id in rows]


def get_in(principal: Principal, standing: Standing, item_id: uuid.UUID) -> ItemRow:
    """Return one item of a library whose standing is known and whose folder one can see."""
    query = sql.select(
        Sql("i.id = %(item)s", {"item": item_id}) & standing.condition(Action.VIEW),
        linked="false" if principal.outside else sql.ANY_LINK,
        level=access.level_column(standing),
    )
    rows = sql.standing_rows(principal, standing, sql.run(query, few=True))
    if not rows:
        raise NotFoundError
    return rows[0]


def row_here(here: Here) -> ItemRow:
    """Return the row of the item where one stands. One statement."""
    linked = "false" if here.principal.outside else sql.ANY_LINK
    query = sql.select(Sql("i.id = %(item)s::uuid", {"item": here.id}), linked=linked)
    found = sql.run(query, few=True)
    parents = [crumb.id for crumb in here.way[:-1]]
    rows = sql.decided_rows(found, {here.id: here.may}, parents)
    if not rows:
        raise NotFoundError
    return rows[0]


def get_known(
    principal: Principal, standings: Iterable[Standing], item_ids: Sequence[uuid.UUID]
) -> list[ItemRow]:
    """Return items in the order asked whose libraries are known with the standings there, as `get_many`.

    At most two statements for one library, as many as `get_many` takes for several.
    """
    return _all(item_ids, still_seen(principal, standings, item_ids))


def still_seen(
    principal: Principal, standings: Iterable[Standing], item_ids: Sequence[uuid.UUID]
) -> list[ItemRow]:
    """Return those of the items that one can see, as `get_known`: after a change that may hide some."""
    known = {standing.library_id: standing for standing in standings}
    if len(known) != 1:
        return _seen_of(principal, item_ids)
    (standing,) = known.values()
    query = sql.select(
        Sql("i.id = any(%(items)s::uuid[])", {"items": list(item_ids)})
        & standing.condition(Action.VIEW),
        linked="false" if principal.outside else sql.ANY_LINK,
        level=access.level_column(standing),
    )
    found = {row["id"]: row for row in sql.run(query, few=len(item_ids) == 1)}
    parents = {row["parent_id"] for row in found.values() if row["parent_id"]}
    visible = access.check_many(principal, Action.VIEW, parents)
    return [
        sql.standing_rows(
            principal,
            standing,
            [found[item_id]],
            parent_visible=found[item_id]["parent_id"] in visible,
        )[0]
        for item_id in item_ids
        if item_id in found
    ]
