"""The one SELECT behind every row that `documents` hands out, and how its columns become an ItemRow.

Aliases: the item `i`, its folder's side row `f`, its library `l`, the current version `v` and its
bytes `b`. A caller adds the conditions of `access`, whose parameters begin with `acc_`.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from strongroom.access import live
from strongroom.access.api import FALSE, Action, ItemState, Principal, Sql, Standing, actions
from strongroom.core import clock
from strongroom.core.statements import fetch, fetch_prepared
from strongroom.documents.rows import ItemRow
from strongroom.store import hierarchy

FROM = """
  from store_item i
  left join store_folder f on f.item_id = i.parent_id
  join store_library l on l.id = i.library_id
  left join store_version v on v.id = i.current_id
  left join store_blob b on b.id = v.blob_id
  left join directory_member m on m.id = i.created_by_id
  left join directory_person p on p.id = m.person_id
"""
COLUMNS = """i.id, i.account_id, i.library_id, i.parent_id, i.is_file, i.name, i.name_key,
       i.own_policy, coalesce(i.own_policy, f.policy) as policy, i.confidential, i.tags,
       i.created_at, i.created_by_id, i.updated_at, i.trashed_at,
       (i.trashed_at is not null or f.trash is not null) as trashed,
       v.number, v.blob_id, v.content_type, b.size, b.sha256, b.unpictured,
       coalesce(p.name, '') as created_by_name,
       (select newest.approval from store_version newest where newest.item_id = i.id
         order by newest.number desc limit 1) as approval"""
NOW = "doors_now"
"""The parameter that `select` fills: the moment at which a share must be live."""
_SHARED = live.portal(now=NOW)
_LINKED = live.link(now=NOW)
_ON_ITEM = "exists (select 1 from access_share s where s.item_id = i.id and {live})"
_ABOVE_ITEM = f"""exists ({hierarchy.recursive(hierarchy.above_row(same_settings=True))}
    select 1 from up join access_share s on s.item_id = up.id where {{live}})"""
_ABOVE_FOLDER = f"""exists (
    {hierarchy.recursive(hierarchy.above_folder("f.item_id = %(folder)s", same_settings=True))}
    select 1 from up join access_share s on s.item_id = up.id
      join store_item x on x.id = up.id join store_library xl on xl.id = x.library_id
     where {{live}})"""
OWN_SHARE = _ON_ITEM.format(live=_SHARED)
ANY_SHARE = _ABOVE_ITEM.format(live=_SHARED)
"""A live portal share for the record's present customer that reaches the item (E-1)."""
_FOLDER_SHARE = _ABOVE_FOLDER.format(live=live.portal(library="xl", now=NOW))
CHILD_SHARE = f"{OWN_SHARE} or (i.own_policy is null and {_FOLDER_SHARE})"
"""The same in the folder `%(folder)s`, which is asked about once for a listing, not for each row."""
OWN_LINK = _ON_ITEM.format(live=_LINKED)
ANY_LINK = _ABOVE_ITEM.format(live=_LINKED)
"""A link that reaches the item and is neither cancelled nor over; it may be suspended."""
CHILD_LINK = f"{OWN_LINK} or (i.own_policy is null and {_ABOVE_FOLDER.format(live=_LINKED)})"
"""The same in the folder `%(folder)s`."""

NOTHING_JOINED: Final = Sql("", {})
_STARRED = """exists (select 1 from documents_favourite star
    where star.item_id = i.id and star.member_id = %(starred_by)s)"""


def select(
    where: Sql,
    *,
    viewable: str = ANY_SHARE,
    linked: str = ANY_LINK,
    level: Sql | None = None,
    starred_by: uuid.UUID | None = None,
    joined: Sql = NOTHING_JOINED,
    more: str = "",
    rest: str = "",
) -> Sql:
    """Return the SELECT: a condition, more columns (`starred` for one member), and what follows it.

    `joined` comes behind the tables, with `more` columns of its own.
    """
    column = level or Sql("null::int")
    star = Sql(_STARRED, {"starred_by": starred_by}) if starred_by else FALSE
    return Sql(
        f"select {COLUMNS}, {column.text} as level, ({viewable}) as viewable,"
        f" ({linked}) as linked, {star.text} as starred{more} {FROM} {joined.text}"
        f" where {where.text} {rest}",
        {**where.params, **column.params, **star.params, **joined.params, NOW: clock.now()},
    )


def run(query: Sql, *, few: bool) -> list[dict[str, Any]]:
    """Read rows; for few, planning such a statement would take longer than all the rest."""
    return (fetch_prepared if few else fetch)(query.text, query.params)


def state_of(row: Mapping[str, Any], *, outside: bool) -> ItemState:
    """Return what the rule must know of a row that a condition has let through."""
    return ItemState(
        root=row["parent_id"] is None,
        controlled=row["policy"] is not None,
        level=row["level"],
        confidential=row["confidential"],
        trashed=row["trashed"],
        shared=outside,
    )


def row_of(
    row: Mapping[str, Any], may: frozenset[Action], *, parent_visible: bool = True
) -> ItemRow:
    """Turn columns into the row that is handed out."""
    return ItemRow(
        id=row["id"],
        account_id=row["account_id"],
        library_id=row["library_id"],
        parent_id=row["parent_id"] if parent_visible else None,
        is_file=row["is_file"],
        name=row["name"],
        size=row["size"],
        content_type=row["content_type"],
        sha256=row["sha256"],
        version=row["number"],
        blob_id=row["blob_id"],
        confidential=row["confidential"],
        viewable_in_portal=row["viewable"],
        linked=row["linked"],
        access_controlled=row["policy"] is not None,
        access_inherited=row["policy"] is not None and row["own_policy"] is None,
        tags=tuple(row["tags"]),
        may=may,
        created_at=row["created_at"],
        created_by=row["created_by_id"],
        created_by_name=row["created_by_name"],
        updated_at=row["updated_at"],
        trashed_at=row["trashed_at"],
        approval=row["approval"],
        starred=row["starred"],
        unpictured=bool(row["unpictured"]),
    )


def standing_rows(
    principal: Principal,
    standing: Standing,
    rows: Iterable[Mapping[str, Any]],
    *,
    parent_visible: bool = True,
    trash: bool = False,
) -> list[ItemRow]:
    """Turn rows of one library into what is handed out, each with what the principal may do with it."""
    outside = principal.outside
    return [
        row_of(
            row,
            actions(standing, state_of(row, outside=outside), trash=trash),
            parent_visible=parent_visible,
        )
        for row in rows
    ]


def decided_rows(
    rows: Iterable[Mapping[str, Any]],
    may: Mapping[uuid.UUID, frozenset[Action]],
    visible: Iterable[uuid.UUID] = (),
) -> list[ItemRow]:
    """Turn rows into what is handed out, by decisions made already; `visible` are parents one may see."""
    seen = set(visible)
    return [
        row_of(row, may[row["id"]], parent_visible=row["parent_id"] in seen)
        for row in rows
        if row["id"] in may
    ]
