"""Changing what an item says of itself: name, tags, the confidential mark."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Principal
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.errors import ConfirmationRequiredError, NameTakenError
from strongroom.core.naming import checked_name, sort_key
from strongroom.documents.guarding import (
    as_file,
    checked_tags,
    entered,
    entered_many,
    gone,
    lock_rows,
    not_root,
    record,
    tell,
    unchanged_since,
    visible_named,
)
from strongroom.documents.listing import get, get_many
from strongroom.documents.moving import move
from strongroom.documents.rows import ItemRow
from strongroom.store import api as store
from strongroom.store.models import Item


@transaction.atomic
def rename(principal: Principal, *, item_id: uuid.UUID, name: str) -> ItemRow:
    """Rename; needs *edit*. NameTakenError when another visible item of the folder has the name.

    A hidden item with the name is not told of and stays as it is (L15).
    """
    facts = not_root(entered(principal, Action.EDIT, item_id))
    _rename(principal, facts, name)
    return get(principal, item_id)


def _rename(principal: Principal, facts: ItemFacts, name: str) -> None:
    name = checked_name(name)
    if facts.parent_id is None:
        return
    item = Item.objects.select_for_update(of=("self",), no_key=True).filter(id=facts.id).first()
    if item is None:
        raise gone()
    if item.name == name:
        return
    store.lock_name(facts.parent_id, name)
    standing = access.library_standing(principal, facts.library_id)
    if visible_named(standing, facts.parent_id, name, but=facts.id):
        raise NameTakenError(f"There is something called “{name}” here already.")
    Item.objects.filter(id=facts.id).update(
        name=name, name_key=sort_key(name), updated_at=clock.now()
    )
    record(principal, "item.renamed", facts, before=item.name, after=name)


@transaction.atomic
def set_tags(principal: Principal, *, item_id: uuid.UUID, tags: Sequence[str]) -> ItemRow:
    """Replace the tags; needs *edit* (A-16)."""
    facts = entered(principal, Action.EDIT, item_id)
    _set_tags(principal, facts, tags)
    return get(principal, item_id)


def _set_tags(principal: Principal, facts: ItemFacts, tags: Sequence[str]) -> None:
    labels = checked_tags(tags)
    changed = Item.objects.filter(~Q(tags=labels), id=facts.id).update(
        tags=labels, updated_at=clock.now()
    )
    if changed:
        record(principal, "item.tagged", facts, tags=labels)


@transaction.atomic
def set_confidential(
    principal: Principal, *, item_ids: Sequence[uuid.UUID], value: bool, confirm: bool = False
) -> list[ItemRow]:
    """Mark or unmark files as confidential (A-9); needs *edit* on each, all or nothing.

    Marking what customers can see in the portal asks first (A-13): ConfirmationRequiredError. The
    mark does not hide it from them.
    """
    facts = [as_file(one) for one in entered_many(principal, Action.EDIT, item_ids, shared=True)]
    rows = get_many(principal, [one.id for one in facts])
    _set_confidential(principal, facts, rows, value=value, confirm=confirm)
    return [dataclasses.replace(row, confidential=value) for row in rows]


def _set_confidential(
    principal: Principal,
    facts: Sequence[ItemFacts],
    rows: Sequence[ItemRow],
    *,
    value: bool,
    confirm: bool,
) -> None:
    if value and not confirm:
        _ask_about_doors([row for row in rows if not row.confidential])
    changing = {row.id for row in rows if row.confidential != value}
    lock_rows(changing)
    Item.objects.filter(id__in=changing).update(confidential=value, updated_at=clock.now())
    verb = "file.marked_confidential" if value else "file.unmarked_confidential"
    audit.record_many(principal.actor, [tell(verb, one) for one in facts if one.id in changing])


def _ask_about_doors(rows: Sequence[ItemRow]) -> None:
    """Say that what is open to somebody outside stays so (A-13); raise ConfirmationRequiredError."""
    portal = [row for row in rows if row.viewable_in_portal]
    linked = [row for row in rows if row.linked]
    if not portal and not linked:
        return
    who = "Customers can see" if portal else "Whoever has its link can see"
    where = " in the portal" if portal else ""
    way = "the portal too" if portal else "them by cancelling the link"
    raise ConfirmationRequiredError(
        f"{who} {_named(portal or linked)}{where}, and still will: “confidential” hides"
        f" it on phones only. Hide it from {way} if that is not what you want.",
        changes={
            "gain": [],
            "lose": [],
            "viewable_in_portal": [str(row.id) for row in portal],
            "linked": [str(row.id) for row in linked],
        },
    )


def _named(rows: Sequence[ItemRow]) -> str:
    return f"“{rows[0].name}”" if len(rows) == 1 else f"{len(rows)} of these files"


@transaction.atomic
def update_item(
    principal: Principal,
    *,
    item_id: uuid.UUID,
    name: str | None = None,
    parent_id: uuid.UUID | None = None,
    confidential: bool | None = None,
    tags: Sequence[str] | None = None,
    confirm: bool = False,
    if_match: dt.datetime | None = None,
) -> ItemRow:
    """Change several things in one transaction; what is None stays as it is.

    `if_match`: the `updated_at` that the caller saw; PreconditionFailedError when somebody changed
    the item since.
    """
    if parent_id is not None:  # takes the exclusive lock, so it comes first
        move(principal, item_ids=[item_id], parent_id=parent_id, confirm=confirm, if_match=if_match)
    edits = name is not None or confidential is not None or tags is not None
    if not edits and parent_id is not None:
        return get(principal, item_id)
    facts = entered(principal, Action.EDIT, item_id)
    if parent_id is None:
        unchanged_since(item_id, if_match)
    row = get(principal, item_id)
    if name is not None:
        _rename(principal, not_root(facts), name)
    if tags is not None:
        _set_tags(principal, facts, tags)
    if confidential is not None:
        _set_confidential(principal, [as_file(facts)], [row], value=confidential, confirm=confirm)
    if confidential and principal.hides_confidential:
        return dataclasses.replace(row, confidential=True)
    return get(principal, item_id)
