"""The trash: putting in, taking out, for good (D-29)."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Principal
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.errors import (
    ConfirmationRequiredError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
)
from strongroom.core.naming import sort_key
from strongroom.core.statements import fetch
from strongroom.documents.adding import member_id
from strongroom.documents.guarding import entered_many, free_name, not_root, record, tell
from strongroom.documents.listing import get_many
from strongroom.documents.moving import hang
from strongroom.documents.rows import ItemRow
from strongroom.store import api as store
from strongroom.store.models import Folder, Item


@transaction.atomic
def trash(principal: Principal, *, item_ids: Sequence[uuid.UUID]) -> None:
    """Put items into the trash; needs *delete* on each, all or nothing (L16).

    A folder takes along what is in it, hidden or not, and nothing is told of that (D-29).
    """
    chosen = entered_many(principal, Action.DELETE, item_ids, shared=False)
    items = [not_root(facts) for facts in _topmost(chosen)]
    now = clock.now()
    Item.objects.filter(id__in=[facts.id for facts in items]).update(
        trashed_at=now, trashed_by_id=member_id(principal), updated_at=now
    )
    for facts in items:
        if not facts.is_file:
            store.repoint(facts.id)
    audit.record_many(principal.actor, [tell("item.trashed", facts) for facts in items])


_INSIDE = """
with recursive up(start, parent_id) as (
  select i.id, i.parent_id from store_item i where i.id = any(%(ids)s::uuid[])
  union
  select up.start, a.parent_id from up join store_folder a on a.item_id = up.parent_id)
select distinct start as id from up where parent_id = any(%(ids)s::uuid[])
"""


def _topmost(chosen: Sequence[ItemFacts]) -> list[ItemFacts]:
    """Leave out what lies inside another of the chosen: it goes, and comes back, with that."""
    inside = {row["id"] for row in fetch(_INSIDE, {"ids": [facts.id for facts in chosen]})}
    return [facts for facts in chosen if facts.id not in inside]


@transaction.atomic
def restore(
    principal: Principal, *, item_ids: Sequence[uuid.UUID], confirm: bool = False
) -> list[ItemRow]:
    """Take items out of the trash; needs *delete* under the settings that they kept (D-29).

    Each comes back to its folder, or to the library's root while that folder is itself in the trash
    (which needs *add* there, and asks first when its settings came from the folder). A visible item
    with the same name: a suffix.
    """
    items = entered_many(principal, Action.DELETE, item_ids, shared=False, trash=True)
    for facts in items:
        _in_trash(facts)
    for facts in items:
        _restore_one(principal, facts, confirm=confirm)
    return get_many(principal, [facts.id for facts in items])


def _in_trash(facts: ItemFacts) -> None:
    if not Item.objects.filter(id=facts.id, trashed_at__isnull=False).exists():
        raise ConflictError(
            "This is not in the trash itself; look for the folder that it lies in.",
            code="not_in_trash",
        )


def _restore_one(principal: Principal, facts: ItemFacts, *, confirm: bool) -> None:
    home = Folder.objects.get(item_id=facts.parent_id or facts.library_id)
    root = access.require(principal, Action.ADD, facts.library_id) if home.trash else None
    if root is not None and facts.own_policy is None and facts.policy is not None and not confirm:
        raise ConfirmationRequiredError(
            "The folder that it was in is in the trash too. At the top of the record it would be open"
            " to everybody who can see the record.",
            changes={"gain": [], "lose": []},
        )
    item = Item.objects.get(id=facts.id)
    Item.objects.filter(id=facts.id).update(
        trashed_at=None, trashed_by=None, updated_at=clock.now()
    )
    if root is not None:
        hang(principal, facts, root)
    else:
        _settle(principal, item, home.item_id)
        if not facts.is_file:
            store.repoint(facts.id)
    record(principal, "item.restored", facts, to_root=root is not None)


def _settle(principal: Principal, item: Item, folder_id: uuid.UUID) -> None:
    """Give the item a suffix if its name was taken meanwhile."""
    standing = access.library_standing(principal, item.library_id)
    name = free_name(standing, folder_id, item.name, but=item.id)
    if name != item.name:
        Item.objects.filter(id=item.id).update(name=name, name_key=sort_key(name))


@transaction.atomic
def purge(principal: Principal, *, item_ids: Sequence[uuid.UUID]) -> None:
    """Delete items of the trash for good; needs *delete* on each and on all that is in it.

    A folder that holds something hidden from the one who deletes is for admins only (D-29); so the
    refusal says no more than that. The bytes go later, with `strongroom prune`.
    """
    items = entered_many(principal, Action.DELETE, item_ids, shared=False, trash=True)
    for facts in items:
        _in_trash(facts)
        if not facts.is_file:
            _require_all_below(principal, facts)
    for facts in items:
        record(principal, "item.purged", facts, is_file=facts.is_file)
        _delete(facts.id)


_BELOW = """
with recursive down(id) as (
  select f.item_id from store_folder f where f.item_id = %(item)s
  union
  select c.item_id from down join store_folder c on c.parent_id = down.id)
"""


def _require_all_below(principal: Principal, facts: ItemFacts) -> None:
    standing = access.library_standing(principal, facts.library_id)
    allowed = standing.condition(Action.DELETE, trash=True)
    found = fetch(
        f"{_BELOW} select 1 from down d join store_item i on i.parent_id = d.id"
        " left join store_folder f on f.item_id = i.parent_id"
        f" where ({allowed.text}) is not true limit 1",
        {**allowed.params, "item": facts.id},
    )
    if found:
        raise ForbiddenError("Only an administrator can delete this folder for good.")


def _delete(item_id: uuid.UUID) -> None:
    """Delete the rows of an item and all below it, with what refers to them."""
    found = fetch(
        f"{_BELOW} select %(item)s::uuid as id"
        " union select i.id from down d join store_item i on i.parent_id = d.id",
        {"item": item_id},
    )
    Item.objects.filter(id__in=[row["id"] for row in found]).delete()


def purge_expired_trash() -> int:
    """Purge what has lain in the trash for longer than TRASH_RETENTION_DAYS; return how many items.

    0 days: nothing is ever purged by itself. One transaction an item.
    """
    days = settings.TRASH_RETENTION_DAYS
    if days <= 0:
        return 0
    before = clock.now() - dt.timedelta(days=days)
    expired = Item.objects.filter(trashed_at__lte=before).values_list("id", "account_id")
    count = 0
    for item_id, account_id in list(expired):
        try:
            purge(access.system(account_id, "trash retention"), item_ids=[item_id])
        except (NotFoundError, ConflictError):
            continue  # restored, or gone with its folder, in the meantime
        count += 1
    return count
