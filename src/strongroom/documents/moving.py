"""Moving items: what they inherit changes with the place, what is their own stays (D-17, D-18, D-19)."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, Ask, ItemFacts, Principal
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError
from strongroom.core.statements import fetch
from strongroom.documents import hooks, places
from strongroom.documents.clashes import Arrival, settle
from strongroom.documents.guarding import (
    Held,
    as_folder,
    chosen,
    entered_each,
    hold,
    not_root,
    tell,
)
from strongroom.documents.models import LastPlace
from strongroom.documents.reading import still_seen
from strongroom.documents.rows import ItemRow
from strongroom.documents.undoing import excused
from strongroom.store import api as store
from strongroom.store import hierarchy


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

    Return those that the principal still sees: what was confirmed may hide one from them, too. Needs
    *move* on each item, *add* and *edit* on the folder (D-19: contributor on both). Raises
    ConfirmationRequiredError with the consequence (D-17, E-11), ForbiddenError `opens_outward` (E-3) or
    `other_record` (E-8), InvalidError for a folder moved into itself.
    """
    return move_each(principal, dict.fromkeys(chosen(item_ids), parent_id), confirm, seen=if_match)


@transaction.atomic
def move_back(
    principal: Principal, *, item_ids: Sequence[uuid.UUID], confirm: Confirm = False
) -> list[ItemRow]:
    """Move items back to where the principal's own last move took each from; see `move`.

    Raises ConflictError (`not_moved`) when somebody else has moved one since.
    """
    ids = chosen(item_ids)
    before = places.last_places(principal, ids)
    homes = {id_: one.parent_id for id_, one in before.items() if one.verb == LastPlace.Verb.MOVED}
    if len(homes) < len(ids):
        raise ConflictError("Somebody else has moved some of this since.", code="not_moved")
    return move_each(principal, homes, confirm)


Targets = Mapping[uuid.UUID, ItemFacts]
"""The folder that each item comes to."""
Join = Callable[[access.Change[None], Sequence[Held]], access.Change[None]]


def move_each(
    principal: Principal,
    homes: Mapping[uuid.UUID, uuid.UUID],
    confirm: Confirm,
    *,
    seen: dt.datetime | None = None,
    join: Join | None = None,
) -> list[ItemRow]:
    """Move each item to its own folder, in the caller's transaction; see `move`.

    `join` makes one change of the move and of what else is done to the items.
    """
    targets, items = _entered(principal, homes, seen=seen)
    moving = [one for one in items if one.facts.parent_id != homes[one.id]]
    if moving:
        change = _change(principal, moving, targets)
        access.judged(join(change, moving) if join else change, confirm)
    return still_seen(principal, _standings(principal, targets), [one.id for one in items])


def _standings(principal: Principal, targets: Targets) -> list[access.Standing]:
    """Return what the principal is in the libraries of the folders."""
    libraries = {target.library_id: target for target in targets.values()}
    return [access.standing_of(principal, target) for target in libraries.values()]


def _entered(
    principal: Principal, homes: Mapping[uuid.UUID, uuid.UUID], *, seen: dt.datetime | None
) -> tuple[Targets, list[Held]]:
    """Decide under the lock; return the folders and the items, or raise what stands in the way."""
    folder_ids = list(dict.fromkeys(homes.values()))
    folders, _, found = entered_each(
        principal,
        (Ask(Action.ADD, folder_ids), False),
        (Ask(Action.EDIT, folder_ids), False),
        (Ask(Action.MOVE, list(homes)), False),
    )
    items = hold(principal, found, seen=seen)
    by_id = {folder.id: as_folder(folder) for folder in folders}
    targets = {one.id: by_id[homes[one.id]] for one in items}
    moving = [not_root(one.facts) for one in items if one.facts.parent_id != homes[one.id]]
    _refuse_circles(moving, targets)
    _refuse_crossing(principal, moving, targets)
    _refuse_pending(moving, targets)
    return targets, items


_ABOVE = (
    f"{hierarchy.recursive(hierarchy.above_folder(hierarchy.FOLDERS))} select start, id from up"
)


def _refuse_circles(moving: Sequence[ItemFacts], targets: Targets) -> None:
    folders = [facts for facts in moving if not facts.is_file]
    if not folders:
        return
    ids = list({targets[facts.id].id for facts in folders})
    above = {(row["start"], row["id"]) for row in fetch(_ABOVE, {"folders": ids})}
    if any((targets[facts.id].id, facts.id) in above for facts in folders):
        raise InvalidError(errors={"parent_id": "A folder can't be moved into itself."})


def _refuse_pending(moving: Sequence[ItemFacts], targets: Targets) -> None:
    """A file whose access would change is not moved while it waits for an approval (D-15)."""
    changing = [
        facts.id for facts in moving if facts.is_file and settings_change(facts, targets[facts.id])
    ]
    if changing:
        hooks.access_change(changing)


def _refuse_pending_at_doors(moved: Sequence[Held]) -> None:
    """D-15 of doors: whom they let in is known once the files lie where they come to."""
    files = [one.id for one in moved if one.facts.is_file]
    changed = places.audiences_changed(files) if files else set()
    if changed:
        hooks.access_change(sorted(changed))


def _refuse_crossing(principal: Principal, moving: Sequence[ItemFacts], targets: Targets) -> None:
    """E-8: what goes leaves its record's roles behind; the refusal tells nothing of what it holds."""
    for facts in moving:
        if facts.library_id == targets[facts.id].library_id:
            continue
        standing = access.standing_of(principal, facts)
        if not facts.is_file and not standing.everything:
            raise ForbiddenError(
                "Only an administrator may move a whole folder out of its record. You can move the"
                " files in it that you see.",
                code="other_record",
            )
        if facts.is_file and Action.DELETE not in access.actions(standing, facts.state):
            raise ForbiddenError(
                "To move this to another record you must be allowed to delete it here.",
                code="other_record",
            )


def _change(principal: Principal, moving: Sequence[Held], targets: Targets) -> access.Change[None]:
    """D-17 always asks; what else the move does, only when somebody sees more or less by it."""
    items = [one.facts for one in moving]
    return access.Change(
        principal,
        [facts.id for facts in items],
        lambda: _apply_move(principal, moving, targets),
        partial(_sentence, items, targets),
        always=any(
            _other_record(facts, targets[facts.id]) or settings_change(facts, targets[facts.id])
            for facts in items
        ),
        keeps=True,
        narrows=True,
        excused=excused(
            principal,
            LastPlace.Verb.MOVED,
            {facts.id: (targets[facts.id].id, targets[facts.id].policy) for facts in items},
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
    moving: Sequence[ItemFacts], targets: Targets, consequence: access.Consequence
) -> str:
    affected = [facts for facts in moving if settings_change(facts, targets[facts.id])]
    if any(_other_record(facts, targets[facts.id]) for facts in moving):
        it = "it" if len(moving) == 1 else "them"
        if not consequence.people and consequence.doors:
            return (
                f"This moves {it} to another record, which changes who reaches {it} from outside."
            )
        if not consequence.people:
            kept = " What has settings of its own keeps them." if consequence.keeps else ""
            return f"This moves {it} to another record. Nobody gains or loses access by it.{kept}"
        return (
            f"This moves {it} to another record. Who can see {it} will change to match that record."
        )
    if any(facts.own_policy is None for facts in affected):
        return "The access settings will change to match those of the new folder."
    if affected:
        return "The new folder has access settings. What you move keeps its own instead."
    doors = consequence.doors.opens + consequence.doors.closes
    return _OUTSIDE.get(frozenset(door.type for door in doors), _BOTH)


def _apply_move(principal: Principal, moving: Sequence[Held], targets: Targets) -> None:
    """Move items that are held under the exclusive lock, with all that follows; asks nobody.

    A fixed number of statements, whatever the number of items.
    """
    ids = [one.id for one in moving]
    places.remember(principal, LastPlace.Verb.MOVED, ids)
    store.set_places({id_: targets[id_].id for id_ in ids})
    _take_settings_along(moving, targets)
    settle(
        _standings(principal, targets),
        [Arrival(one.id, targets[one.id].id, one.name) for one in moving],
    )
    audit.record_many(principal.actor, [_moved(one.facts, targets[one.id]) for one in moving])
    places.stamp(ids)
    _refuse_pending_at_doors(moving)
    hooks.items_moved(hooks.ItemsMoved(principal, ids))


def _take_settings_along(moving: Sequence[Held], targets: Targets) -> None:
    """The settings of what came along belong to the new library now."""
    left = {
        one.facts.library_id for one in moving if one.facts.library_id != targets[one.id].library_id
    }
    if left:
        access.settings_follow(left)


def _moved(facts: ItemFacts, target: ItemFacts) -> audit.NewEvent:
    return tell(
        "item.moved",
        facts,
        before=str(facts.parent_id),
        after=str(target.id),
        library_id=str(target.library_id),
    )
