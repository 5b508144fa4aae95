"""Reading events: the public face of `activity`. Events about an item are reached from an item in scope."""

import datetime as dt
import json
import uuid
from dataclasses import replace
from typing import Any

from strongroom.access import api as access
from strongroom.access.api import Action, Kind, Permission, Principal, Sql
from strongroom.activity.rows import EventRow
from strongroom.core.crypto import blinded
from strongroom.core.errors import ForbiddenError
from strongroom.core.ids import parse_id
from strongroom.core.paging import Page, clamp_limit, seal_cursor, unseal_cursor
from strongroom.core.statements import fetch
from strongroom.core.strict import exactly, read_whole
from strongroom.directory.models import MemberType
from strongroom.store.models import LibraryKind

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
    """Return what happened to an item, newest first, for in-house users who see it.

    What was done to its shares is for whoever may share it, as their history is (B-9, E-5); others are
    told what they did themselves.
    """
    facts = access.require(principal, Action.VIEW, item_id)
    if principal.kind != Kind.MEMBER or principal.member_type != MemberType.IN_HOUSE:
        raise ForbiddenError("The history is for in-house users.")
    where = Sql(
        "e.account_id = %(account)s and e.item_id = %(item)s",
        {"account": principal.account_id, "item": item_id},
    )
    if Action.SHARE not in access.actions(access.standing_of(principal, facts), facts.state):
        own = {"me": principal.id, "shares": "share.%"}
        where &= Sql("(e.verb not like %(shares)s or e.actor_id = %(me)s)", own)
    return _page(principal, where, cursor, limit)


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

    Events about an item or a record are left out where it does not exist for the principal on their
    surface (L8, L49): an admin whose phone hides confidential files hears nothing of them there. Other
    admins hear of trashed and purged items too. `member_id` is who did it, `after` the moment after
    which it happened.
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
    return _page(principal, where & _told(principal), cursor, limit)


def _told(principal: Principal) -> Sql:
    """Return which events are told: about items and records that exist for the principal, on their surface.

    What is gone can't be asked about any more, so only admins from whom nothing is hidden hear of it.
    """
    if _hears_all(principal):
        return Sql("true")
    seen = access.scope(principal, Action.VIEW)
    of_items = Sql(
        "exists (select 1 from store_item i left join store_folder f on f.item_id = i.parent_id"
        f" where i.id = e.item_id and {seen.text})",
        seen.params,
    )
    of_records = Sql("e.library_id is null")
    for kind in LibraryKind:
        of_records |= access.libraries(principal, Action.VIEW, kind, column="e.library_id")
    return of_items | (Sql("e.item_id is null") & of_records)


def _hears_all(principal: Principal) -> bool:
    return principal.is_admin and not principal.hides_confidential


def _page(
    principal: Principal, where: Sql, cursor: str | None, limit: int | None
) -> Page[EventRow]:
    size = clamp_limit(limit)
    # Sealed: events of all firms are numbered together, and none learns how many others have.
    last = unseal_cursor(cursor, exactly(_tag(principal)), read_whole)
    if last:
        where &= Sql("e.id < %(before)s", {"before": last[1]})
    found = fetch(_SELECT.format(where=where.text, limit=size + 1), where.params)
    more = len(found) > size
    following = seal_cursor([_tag(principal), found[size - 1]["id"]]) if more else None
    return Page(_without_hidden(principal, [_row(row) for row in found[:size]]), following)


def _tag(principal: Principal) -> str:
    return f"events {principal.account_id}"


def _row(row: dict[str, Any]) -> EventRow:
    # Django hands out JSON of a raw statement as text.
    return EventRow(
        **{**row, "id": blinded("event", str(row["id"])), "data": json.loads(row["data"])}
    )


_OTHER_ITEMS = ("source_id", "parent_id", "library_id", "before", "after")
"""Facts of an event that name another item: where it came from, where it lies."""


def _without_hidden(principal: Principal, rows: list[EventRow]) -> list[EventRow]:
    """Blank the other items that events name and that don't exist for the principal."""
    if _hears_all(principal):
        return rows
    named = {found for row in rows for _, found in _others(row)}
    hidden = named - access.check_many(principal, Action.VIEW, named) if named else named
    return [_blanked(row, hidden) for row in rows] if hidden else rows


def _others(row: EventRow) -> list[tuple[str, uuid.UUID]]:
    texts = [(name, row.data[name]) for name in _OTHER_ITEMS if isinstance(row.data.get(name), str)]
    return [(name, found) for name, text in texts if (found := parse_id(text))]


def _blanked(row: EventRow, hidden: set[uuid.UUID]) -> EventRow:
    gone = {name: None for name, other in _others(row) if other in hidden}
    return replace(row, data={**row.data, **gone}) if gone else row
