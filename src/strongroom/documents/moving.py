"""Moving items: what they inherit changes with the place, what is their own stays (D-17, D-18, D-19)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import partial

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, Ask, ItemFacts, Principal
from strongroom.access.models import Policy
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import ForbiddenError, InvalidError
from strongroom.core.statements import fetch
from strongroom.documents import hooks, places
from strongroom.documents.clashes import Wanted, settle
from strongroom.documents.guarding import (
    Held,
    as_folder,
    chosen,
    entered_each,
    hold,
    not_root,
    tell,
)
from strongroom.documents.listing import get_known
from strongroom.documents.models import LastPlace
from strongroom.documents.rows import ItemRow
from strongroom.documents.undoing import excused
from strongroom.store import api as store
from strongroom.store.api import hierarchy


@transaction.atomic
def move(
    principal: Principal,
    *,
    item_ids: Sequence[uuid.UUID],
    parent_id: uuid.UUID,
    confirm: Confirm = False,
    if_match: dt.datetime | None = None,
) -> list[ItemRow]:
    """Move items into a folder; all or nothing. A visible item with the same name: a suffix.

    Needs *move* on each item, *add* and *edit* on the folder (D-19: contributor on both). Raises
    ConfirmationRequiredError with the consequence (D-17, E-11), ForbiddenError `opens_outward` (E-3) or
    `other_record` (E-8), InvalidError for a folder moved into itself.
    """
    target, items = _entered(principal, chosen(item_ids), parent_id, seen=if_match)
    moving = [one for one in items if one.facts.parent_id != parent_id]
    if moving:
        access.judged(_change(principal, moving, target), confirm)
    return get_known(principal, [access.standing_of(principal, target)], [one.id for one in items])


def _entered(
    principal: Principal,
    item_ids: Sequence[uuid.UUID],
    parent_id: uuid.UUID,
    *,
    seen: dt.datetime | None,
) -> tuple[ItemFacts, list[Held]]:
    """Decide under the lock; return the folder and the items, or raise what stands in the way."""
    (target,), _, found = entered_each(
        principal,
        (Ask(Action.ADD, [parent_id]), False),
        (Ask(Action.EDIT, [parent_id]), False),
        (Ask(Action.MOVE, item_ids), False),
    )
    items = hold(principal, found, seen=seen)
    moving = [not_root(one.facts) for one in items if one.facts.parent_id != parent_id]
    _refuse_circles(moving, as_folder(target))
    _refuse_crossing(principal, moving, target)
    _refuse_pending(moving, target)
    return target, items


_ABOVE = f"{hierarchy.recursive(hierarchy.above_folder(hierarchy.FOLDERS))} select id from up"


def _refuse_circles(moving: Sequence[ItemFacts], target: ItemFacts) -> None:
    if all(facts.is_file for facts in moving):
        return
    above = {row["id"] for row in fetch(_ABOVE, {"folders": [target.id]})}
    if any(facts.id in above for facts in moving):
        raise InvalidError(errors={"parent_id": "A folder can't be moved into itself."})


def _refuse_pending(moving: Sequence[ItemFacts], target: ItemFacts) -> None:
    """A file whose access would change is not moved while it waits for an approval (D-15)."""
    changing = [facts.id for facts in moving if facts.is_file and settings_change(facts, target)]
    if changing:
        hooks.access_change(changing)


def _refuse_crossing(principal: Principal, moving: Sequence[ItemFacts], target: ItemFacts) -> None:
    """E-8: what goes leaves its record's roles behind; the refusal tells nothing of what it holds."""
    for facts in moving:
        if facts.library_id == target.library_id:
            continue
        standing = access.standing_of(principal, facts)
        if not facts.is_file and not standing.everything:
            raise ForbiddenError(
                "Only an administrator of the record that it leaves can move a folder to another"
                " record. Move the files that you see instead.",
                code="other_record",
            )
        if facts.is_file and Action.DELETE not in access.actions(standing, facts.state):
            raise ForbiddenError(
                "To move this to another record you must be allowed to delete it here.",
                code="other_record",
            )


def _change(principal: Principal, moving: Sequence[Held], target: ItemFacts) -> access.Change[None]:
    """D-17 always asks; what else the move does, only when somebody sees more or less by it."""
    items = [one.facts for one in moving]
    return access.Change(
        principal,
        [facts.id for facts in items],
        lambda: apply_move(principal, moving, target),
        partial(_sentence, items, target),
        always=any(
            _other_record(facts, target) or settings_change(facts, target) for facts in items
        ),
        keeps=True,
        narrows=True,
        excused=excused(
            principal,
            LastPlace.Verb.MOVED,
            {facts.id: (target.id, target.policy) for facts in items},
            items,
        ),
    )


def _other_record(facts: ItemFacts, target: ItemFacts) -> bool:
    return facts.library_id != target.library_id


def settings_change(facts: ItemFacts, target: ItemFacts) -> bool:
    """Whether D-17 asks: the item inherits settings, or the folder has some; not if they are the same."""
    if facts.own_policy is None:
        return facts.policy != target.policy
    return target.policy is not None


_OUTSIDE = {
    frozenset(
        {"portal"}
    ): "What customers can see in the portal will change to match the new folder.",
    frozenset({"link"}): "What can be seen through links will change to match the new folder.",
}
_BOTH = "What can be seen in the portal and through links will change to match the new folder."


def _sentence(
    moving: Sequence[ItemFacts], target: ItemFacts, consequence: access.Consequence
) -> str:
    affected = [facts for facts in moving if settings_change(facts, target)]
    if any(_other_record(facts, target) for facts in moving):
        return "This moves it to another record. Who can see it will change to match that record."
    if any(facts.own_policy is None for facts in affected):
        return "The access settings will change to match those of the new folder."
    if affected:
        return "The new folder has access settings. What you move keeps its own instead."
    doors = consequence.doors.opens + consequence.doors.closes
    return _OUTSIDE.get(frozenset(door.type for door in doors), _BOTH)


def apply_move(principal: Principal, moving: Sequence[Held], target: ItemFacts) -> None:
    """Move items that are held under the exclusive lock, with all that follows; asks nobody.

    A fixed number of statements, whatever the number of items.
    """
    if not moving:
        return
    ids = [one.id for one in moving]
    places.remember(principal, LastPlace.Verb.MOVED, ids)
    store.set_parents(ids, target.id)
    _take_settings_along(moving, target)
    settle(
        [access.standing_of(principal, target)],
        [Wanted(one.id, target.id, one.name) for one in moving],
    )
    audit.record_many(principal.actor, [_moved(one.facts, target) for one in moving])
    places.stamp(ids)
    hooks.items_moved(hooks.ItemsMoved(principal, ids))


def _take_settings_along(moving: Sequence[Held], target: ItemFacts) -> None:
    """The settings of what came along belong to the new library now."""
    left = {one.facts.library_id for one in moving} - {target.library_id}
    if left:
        Policy.objects.filter(library_id__in=left, item__library_id=target.library_id).update(
            library_id=target.library_id
        )


def _moved(facts: ItemFacts, target: ItemFacts) -> audit.Change:
    return tell(
        "item.moved",
        facts,
        before=str(facts.parent_id),
        after=str(target.id),
        library_id=str(target.library_id),
    )
