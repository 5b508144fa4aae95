"""Moving items: what they inherit changes with the place, what is their own stays (D-17, D-18, D-19)."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Principal
from strongroom.access.models import Policy
from strongroom.core import clock
from strongroom.core.errors import ConfirmationRequiredError, InvalidError
from strongroom.core.naming import sort_key
from strongroom.core.statements import fetch
from strongroom.documents import changes, hooks
from strongroom.documents.guarding import (
    as_folder,
    entered_many,
    free_name,
    lock_rows,
    not_root,
    record,
    unchanged_since,
)
from strongroom.documents.listing import get_many
from strongroom.documents.rows import ItemRow
from strongroom.store import api as store
from strongroom.store.models import Item


@transaction.atomic
def move(
    principal: Principal,
    *,
    item_ids: Sequence[uuid.UUID],
    parent_id: uuid.UUID,
    confirm: bool = False,
    if_match: dt.datetime | None = None,
) -> list[ItemRow]:
    """Move items into a folder; all or nothing. A visible item with the same name: a suffix.

    Needs *move* on each item, *add* and *edit* on the folder (D-19: contributor on both). Raises
    ConfirmationRequiredError when settings would change, a portal share or a link would begin or end to
    reach it, or the record would be another (D-17), InvalidError for a folder moved into itself.
    """
    target = as_folder(access.require(principal, Action.ADD, parent_id))
    items = entered_many(
        principal, Action.MOVE, item_ids, shared=False, beside={target.library_id: False}
    )
    target = as_folder(access.require_many(principal, Action.ADD, [parent_id])[0])
    access.require(principal, Action.EDIT, parent_id)
    lock_rows(facts.id for facts in items)
    for facts in items:
        unchanged_since(facts.id, if_match)
    moving = [not_root(facts) for facts in items if facts.parent_id != parent_id]
    _refuse_circles(moving, target)
    for facts in moving:
        if facts.is_file and changes.settings_change(facts, target):
            hooks.access_change(facts.id)
    if not confirm:
        _ask_first(principal, moving, target)
    for facts in moving:
        _move_one(principal, facts, target)
    return get_many(principal, [facts.id for facts in items])


def _refuse_circles(moving: Sequence[ItemFacts], target: ItemFacts) -> None:
    above = {row["id"] for row in fetch(_ABOVE, {"folder": target.id})}
    if any(facts.id in above for facts in moving):
        raise InvalidError(errors={"parent_id": "A folder can't be moved into itself."})


_ABOVE = """
with recursive up(id, parent_id) as (
  select f.item_id, f.parent_id from store_folder f where f.item_id = %(folder)s
  union
  select a.item_id, a.parent_id from up join store_folder a on a.item_id = up.parent_id)
select id from up
"""


_OUTSIDE = {
    "portal": "What customers can see in the portal will change to match the new folder.",
    "link": "What can be seen through links will change to match the new folder.",
    "both": "What can be seen in the portal and through links will change to match the new folder.",
}


def _ask_first(principal: Principal, moving: Sequence[ItemFacts], target: ItemFacts) -> None:
    affected = [facts for facts in moving if changes.settings_change(facts, target)]
    if any(facts.library_id != target.library_id for facts in moving):
        sentence = (
            "This moves it to another record. Who can see it will change to match that record."
        )
    elif any(facts.own_policy is None for facts in affected):
        sentence = "The access settings will change to match those of the new folder."
    elif affected:
        sentence = "The new folder has access settings. What you move keeps its own instead."
    elif doors := changes.doors_that_change(moving, target):
        sentence = _OUTSIDE["both" if len(doors) > 1 else doors.pop()]
    else:
        return
    raise ConfirmationRequiredError(
        sentence, changes=changes.for_move(principal, moving, target.id)
    )


def _move_one(principal: Principal, facts: ItemFacts, target: ItemFacts) -> None:
    hang(principal, facts, target)
    record(
        principal,
        "item.moved",
        facts,
        before=str(facts.parent_id),
        after=str(target.id),
        library_id=str(target.library_id),
    )
    hooks.item_moved(hooks.ItemMoved(principal, facts.id))


def hang(principal: Principal, facts: ItemFacts, target: ItemFacts) -> None:
    """Give the item its new folder, a free name there, and its settings the new library."""
    standing = access.library_standing(principal, target.library_id)
    item = Item.objects.get(id=facts.id)
    name = free_name(standing, target.id, item.name)
    if name != item.name:
        Item.objects.filter(id=item.id).update(name=name, name_key=sort_key(name))
    store.set_parent(item.id, target.id)
    Item.objects.filter(id=item.id).update(updated_at=clock.now())
    if facts.library_id != target.library_id:
        # The settings of what came along belong to the new library now.
        Policy.objects.filter(
            library_id=facts.library_id, item__library_id=target.library_id
        ).update(library_id=target.library_id)
