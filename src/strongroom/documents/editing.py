"""Changing what an item says of itself: name, tags, the confidential mark."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence
from functools import partial

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, Principal
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm, none_offered
from strongroom.core.errors import NameTakenError
from strongroom.core.naming import checked_name
from strongroom.documents.clashes import visible_named
from strongroom.documents.guarding import (
    Held,
    as_file,
    checked_tags,
    entered_many,
    held,
    hold,
    not_root,
    record,
    tell,
)
from strongroom.documents.moving import move, move_each
from strongroom.documents.moving_marked import MoveAndMark
from strongroom.documents.reading import get_known
from strongroom.documents.rows import ItemRow
from strongroom.store import api as store


@transaction.atomic
def rename(principal: Principal, *, item_id: uuid.UUID, name: str) -> ItemRow:
    """Rename; needs *edit*. NameTakenError when another visible item of the folder has the name.

    A hidden item with the name is not told of and stays as it is (L15).
    """
    item = held(principal, Action.EDIT, item_id)
    _rename(principal, item, name)
    return _answer(principal, [item])[0]


def _answer(principal: Principal, items: Sequence[Held]) -> list[ItemRow]:
    return get_known(principal, [one.standing for one in items], [one.id for one in items])


def _rename(principal: Principal, item: Held, name: str) -> None:
    facts = not_root(item.facts)
    name = checked_name(name)
    if facts.parent_id is None or item.name == name:
        return
    store.lock_name(facts.parent_id, name)
    if visible_named(item.standing, facts.parent_id, name, but=item.id):
        raise NameTakenError(f"There is something called “{name}” here already.")
    store.rename(item.id, name)
    record(principal, "item.renamed", facts, before=item.name, after=name)


@transaction.atomic
def set_tags(principal: Principal, *, item_id: uuid.UUID, tags: Sequence[str]) -> ItemRow:
    """Replace the tags; needs *edit* (A-16)."""
    return tag(principal, item_ids=[item_id], tags=tags)[0]


@transaction.atomic
def tag(
    principal: Principal, *, item_ids: Sequence[uuid.UUID], tags: Sequence[str]
) -> list[ItemRow]:
    """Replace the tags of several items; needs *edit* on each, all or nothing (L16)."""
    items = hold(principal, entered_many(principal, Action.EDIT, item_ids, shared=True))
    _set_tags(principal, items, tags)
    return _answer(principal, items)


def _set_tags(principal: Principal, items: Sequence[Held], tags: Sequence[str]) -> None:
    labels = checked_tags(tags)
    changing = [one for one in items if list(one.tags) != labels]
    if changing:
        store.set_tags([one.id for one in changing], labels)
        audit.record_many(
            principal.actor, [tell("item.tagged", one.facts, tags=labels) for one in changing]
        )


@transaction.atomic
def set_confidential(
    principal: Principal, *, item_ids: Sequence[uuid.UUID], value: bool, confirm: Confirm = False
) -> list[ItemRow]:
    """Mark or unmark files as confidential (A-9); needs *edit* on each, all or nothing.

    Marking what customers can see in the portal asks first (A-13): ConfirmationRequiredError. The
    mark does not hide it from them. Whoever shares it at the same moment is judged before or after.
    """
    items = hold(principal, entered_many(principal, Action.EDIT, item_ids, shared=not value))
    rows = _answer(principal, items)
    _set_confidential(principal, items, rows, value=value, confirm=confirm)
    return [dataclasses.replace(row, confidential=value) for row in rows]


def _set_confidential(
    principal: Principal,
    items: Sequence[Held],
    rows: Sequence[ItemRow],
    *,
    value: bool,
    confirm: Confirm,
) -> None:
    changing = [one for one in items if as_file(one.facts).confidential != value]
    if not changing:
        return
    change = access.Change(
        principal,
        [one.id for one in changing],
        lambda: apply_mark(principal, changing, value=value),
        partial(_still_open, rows),
        typed=frozenset({access.GAINS, access.LOSSES}),
        narrows=True,
    )
    access.judged(change, confirm)


def apply_mark(principal: Principal, items: Sequence[Held], *, value: bool) -> None:
    """Mark or unmark files that are held, all of them so far otherwise; asks nobody."""
    if not items:
        return
    ids = [one.id for one in items]
    store.set_confidential(ids, value=value)
    verb = "file.marked_confidential" if value else "file.unmarked_confidential"
    audit.record_many(principal.actor, [tell(verb, one.facts) for one in items])


def _still_open(rows: Sequence[ItemRow], consequence: access.Consequence) -> str:
    """A-13: what is open to somebody outside stays so."""
    doors = consequence.doors.stays
    portal = any(door.type == "portal" for door in doors)
    open_rows = [row for row in rows if (row.viewable_in_portal if portal else row.linked)]
    if all(door.use.why_not for door in doors):
        return (
            f"Nobody sees {_named(open_rows or rows)} from outside at the moment, but what is listed below"
            " can let them in again: “confidential” hides it on phones only. Cancel the share if that is"
            " not what you want."
        )
    who = "Customers can see" if portal else "Whoever has its link can see"
    where = " in the portal" if portal else ""
    way = "the portal too" if portal else "them by cancelling the link"
    return (
        f"{who} {_named(open_rows or rows)}{where}, and still will: “confidential” hides"
        f" it on phones only. Hide it from {way} if that is not what you want."
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
    confirm: Confirm = False,
    if_match: dt.datetime | None = None,
) -> ItemRow | None:
    """Change several things in one transaction; what is None stays as it is.

    Return None where the principal, as they confirmed, no longer sees the item in its new place.
    `if_match`: the `updated_at` that the caller saw; PreconditionFailedError when somebody changed
    the item since.
    """
    if parent_id is not None and confidential is not None:
        both = MoveAndMark(
            principal,
            item_id,
            value=confidential,
            rest=partial(_set_plain, principal, item_id, name, tags),
            mark=partial(apply_mark, principal, value=confidential),
            still_open=_still_open,
        )
        moved = move_each(principal, {item_id: parent_id}, confirm, seen=if_match, join=both.join)
        if both.joined:
            return both.row(moved)
    elif parent_id is not None:  # takes the exclusive lock, so it comes first
        moved = move(
            principal, item_ids=[item_id], parent_id=parent_id, confirm=confirm, if_match=if_match
        )
        if name is None and tags is None:
            return moved[0] if moved else None
    elif confidential is None:
        none_offered(confirm)
    [item] = hold(
        principal,
        entered_many(principal, Action.EDIT, [item_id], shared=not confidential),
        seen=if_match if parent_id is None else None,
    )
    [row] = _answer(principal, [item])
    if name is not None:
        _rename(principal, item, name)
    if tags is not None:
        _set_tags(principal, [item], tags)
    if confidential is not None:
        _set_confidential(principal, [item], [row], value=confidential, confirm=confirm)
    if confidential and principal.hides_confidential:
        return dataclasses.replace(row, confidential=True)
    return _answer(principal, [item])[0]


def _set_plain(
    principal: Principal, item_id: uuid.UUID, name: str | None, tags: Sequence[str] | None
) -> None:
    """Rename and tag, which changes nothing of who sees it."""
    if name is None and tags is None:
        return
    item = held(principal, Action.EDIT, item_id)
    if name is not None:
        _rename(principal, item, name)
    if tags is not None:
        _set_tags(principal, [item], tags)
