"""Recent: what a member opened, added or changed lately, and what is new in what they see.

What was opened stands in a table of its own; what was added and changed is read from the events.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from strongroom.access import api as access
from strongroom.access.api import Action, Kind, Principal, Sql
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.ids import new_id
from strongroom.core.paging import Page, clamp_limit, decode_cursor, encode_cursor
from strongroom.core.strict import exactly, read_id, read_moment
from strongroom.documents.across import across, found_across, seen_rows
from strongroom.documents.listing import named
from strongroom.documents.ordering import Ordering
from strongroom.documents.rows import ItemRow

KEPT: Final = dt.timedelta(days=90)
"""How long it is kept that a member opened a file."""
NEW_FOR: Final = dt.timedelta(days=30)
"""How long a file counts as new."""
_MOST = 500
"""Of each kind, the newest that are looked at: a list of what was lately, not a history."""
_ADDED: Final = ("file.added", "folder.made", "item.copied")
_CHANGED: Final = (
    "item.renamed",
    "item.tagged",
    "item.moved",
    "item.restored",
    "file.marked_confidential",
    "file.unmarked_confidential",
    "version.added",
    "version.restored",
    "version.deleted",
)
_LOOKED = """
with gone as (
    delete from documents_last_look where member_id = %(member)s and at < %(before)s)
insert into documents_last_look (id, member_id, item_id, at)
select %(id)s, %(member)s, i.id, %(now)s from store_item i where i.id = %(item)s and i.is_file
on conflict (member_id, item_id) do update set at = excluded.at
 where documents_last_look.at < excluded.at - interval '1 minute'"""
_RECENT = f"""join (
    select t.item_id, max(t.at) as at, (array_agg(t.what order by t.at desc))[1] as what from (
        (select item_id, at, 'opened' as what from documents_last_look
          where member_id = %(me)s order by at desc limit {_MOST})
        union all
        (select item_id, at, case when verb = any(%(added)s) then 'added' else 'changed' end as what
           from ({audit.newest_of_actor(_MOST)}) e)
    ) t group by t.item_id
) recent on recent.item_id = i.id"""


def note_opened(principal: Principal, item_id: uuid.UUID) -> None:
    """Keep that a member opened a file that they may see: the caller has asked. One statement.

    Opened again within a minute, it stays as it is. A private note of the member: no event is written.
    """
    if principal.kind != Kind.MEMBER:
        return
    now = clock.now()
    values = {"id": new_id(), "member": principal.id, "item": item_id}
    with connection.cursor() as cursor:
        cursor.execute(_LOOKED, {**values, "now": now, "before": now - KEPT})


@dataclass(frozen=True, slots=True)
class RecentRow:
    """An item that a member was at lately."""

    item: ItemRow
    at: dt.datetime
    what: str
    """What they did last: opened, added or changed."""


def recent_items(
    principal: Principal, *, q: str = "", cursor: str | None = None, limit: int | None = None
) -> Page[RecentRow]:
    """Return what the member opened, added or changed last and can still see (L3), the newest first.

    `q`: a part of the name. The number of statements does not depend on how much that is.
    """
    size, following = clamp_limit(limit), _after(cursor)  # refused whoever asks
    if principal.kind != Kind.MEMBER:
        return Page([])
    where = access.scope(principal, Action.VIEW) & named(q) & following
    found = found_across(
        principal,
        where & Sql("i.parent_id is not null"),
        f"order by recent.at desc, i.id desc limit {size + 1}",
        joined=Sql(_RECENT, _asked(principal)),
        more=", recent.at as recent_at, recent.what as recent_what",
    )
    times = {row["id"]: (row["recent_at"], row["recent_what"]) for row in found[:size]}
    rows = seen_rows(principal, found[:size])
    return Page([RecentRow(row, *times[row.id]) for row in rows], _next(found, size))


def _asked(principal: Principal) -> dict[str, Any]:
    return {"me": principal.id, "verbs": [*_ADDED, *_CHANGED], "added": list(_ADDED)}


_PARTS = (exactly("recent"), read_moment, read_id)


def _after(cursor: str | None) -> Sql:
    values = decode_cursor(cursor, *_PARTS)
    if values is None:
        return Sql("true")
    params = dict(zip(("c_at", "c_id"), values[1:], strict=True))
    return Sql("(recent.at, i.id) < (%(c_at)s::timestamptz, %(c_id)s::uuid)", params)


def _next(found: list[dict[str, Any]], size: int) -> str | None:
    if len(found) <= size:
        return None
    return encode_cursor(["recent", found[size - 1]["recent_at"], found[size - 1]["id"]])


def new_items(
    principal: Principal, *, q: str = "", cursor: str | None = None, limit: int | None = None
) -> Page[ItemRow]:
    """Return the files that others added to what the member sees in the last 30 days, the newest first."""
    ordering = Ordering("created", descending=True)
    ordering.after(cursor)  # refused whoever asks
    if principal.kind != Kind.MEMBER:
        return Page([])
    which = Sql(
        "i.is_file and i.created_at > %(since)s and i.created_by_id is distinct from %(me)s",
        {"since": clock.now() - NEW_FOR, "me": principal.id},
    )
    return across(principal, which, ordering, q=q, cursor=cursor, limit=limit)
