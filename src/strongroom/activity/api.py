"""Reading events: the public face of `activity`. Events about an item are reached from an item in scope."""

import datetime as dt
import json
import uuid
from typing import Any

from strongroom.access import api as access
from strongroom.access.api import Action, Kind, Permission, Principal, Sql
from strongroom.activity.rows import EventRow
from strongroom.core.errors import ForbiddenError
from strongroom.core.paging import Page, clamp_limit, decode_cursor, encode_cursor
from strongroom.core.statements import fetch
from strongroom.core.strict import read_whole
from strongroom.directory.models import MemberType

__all__ = ["EventRow", "of_account", "of_item"]

# The actor may be a member or a contact, the subject a role, too; ids are unique over all.
_SELECT = """
select e.id, e.at, e.verb, e.actor_kind, e.actor_id, e.surface, e.library_id, e.item_id, e.subject_id,
       e.data, coalesce(ap.name, ac.name, '') as actor_name,
       coalesce(sp.name, sc.name, sr.name, '') as subject_name
  from audit_event e
  left join directory_member am on am.id = e.actor_id and e.actor_kind = 'member'
  left join directory_person ap on ap.id = am.person_id
  left join directory_contact ac on ac.id = e.actor_id and e.actor_kind = 'contact'
  left join directory_member sm on sm.id = e.subject_id
  left join directory_person sp on sp.id = sm.person_id
  left join directory_contact sc on sc.id = e.subject_id
  left join access_role sr on sr.id = e.subject_id
 where {where}
 order by e.id desc limit {limit}
"""


def of_item(
    principal: Principal,
    item_id: uuid.UUID,
    *,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[EventRow]:
    """Return what happened to an item, newest first, for in-house users who see it."""
    access.require(principal, Action.VIEW, item_id)
    if principal.kind != Kind.MEMBER or principal.member_type != MemberType.IN_HOUSE:
        raise ForbiddenError("The history is for in-house users.")
    where = Sql(
        "e.account_id = %(account)s and e.item_id = %(item)s",
        {"account": principal.account_id, "item": item_id},
    )
    return _page(where, cursor, limit)


def of_account(
    principal: Principal,
    *,
    item_id: uuid.UUID | None = None,
    member_id: uuid.UUID | None = None,
    verb: str = "",
    after: dt.datetime | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[EventRow]:
    """Return events of the account, newest first (*audit.view*).

    Events about an item are left out where the principal can't see the item (L8); admins see those of
    trashed and purged items too. `member_id` is who did it, `after` the moment after which it happened.
    """
    access.require_permission(principal, Permission.AUDIT_VIEW)
    where = Sql("e.account_id = %(account)s", {"account": principal.account_id})
    wanted: dict[str, Any] = {
        "e.item_id = %(item)s": ("item", item_id),
        "e.actor_id = %(actor)s": ("actor", member_id),
        "e.verb = %(verb)s": ("verb", verb or None),
        "e.at > %(after)s": ("after", after),
    }
    for text, (name, value) in wanted.items():
        if value is not None:
            where &= Sql(text, {name: value})
    if not principal.is_admin:
        seen = access.scope(principal, Action.VIEW)
        where &= Sql(
            "e.item_id is null or exists (select 1 from store_item i"
            f" left join store_folder f on f.item_id = i.parent_id where i.id = e.item_id and {seen.text})",
            seen.params,
        )
    return _page(where, cursor, limit)


def _page(where: Sql, cursor: str | None, limit: int | None) -> Page[EventRow]:
    size = clamp_limit(limit)
    last = decode_cursor(cursor, read_whole)
    if last:
        where &= Sql("e.id < %(before)s", {"before": last[0]})
    found = fetch(_SELECT.format(where=where.text, limit=size + 1), where.params)
    following = encode_cursor([found[size - 1]["id"]]) if len(found) > size else None
    return Page([_row(row) for row in found[:size]], following)


def _row(row: dict[str, Any]) -> EventRow:
    # Django hands out JSON of a raw statement as text.
    return EventRow(**{**row, "data": json.loads(row["data"])})
