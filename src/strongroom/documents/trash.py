"""The trash: putting in, taking out, for good (D-29)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Principal
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import ConflictError, ForbiddenError, NotFoundError
from strongroom.core.statements import fetch
from strongroom.documents import hooks, places
from strongroom.documents.adding import member_id
from strongroom.documents.clashes import Arrival, settle
from strongroom.documents.guarding import Held, entered_many, hold, not_root, tell
from strongroom.documents.models import LastPlace
from strongroom.documents.reading import still_seen
from strongroom.documents.rows import ItemRow
from strongroom.documents.several import in_any
from strongroom.documents.undoing import excused
from strongroom.store import api as store
from strongroom.store import hierarchy
from strongroom.store.models import Item


@transaction.atomic
def trash(principal: Principal, *, item_ids: Sequence[uuid.UUID]) -> None:
    """Put items into the trash; needs *delete* on each, all or nothing (L16).

    A folder takes along what is in it, hidden or not, and nothing is told of that (D-29).
    """
    chosen = entered_many(principal, Action.DELETE, item_ids, shared=False)
    apply_trash(principal, [not_root(facts) for facts in _topmost(chosen)])


def apply_trash(principal: Principal, items: Sequence[ItemFacts]) -> None:
    """Put items that are held under the exclusive lock, none below another, into the trash; asks nobody."""
    ids, now = [facts.id for facts in items], clock.now()
    places.remember(principal, LastPlace.Verb.TRASHED, ids)
    store.put_into_trash(ids, by=member_id(principal), now=now)
    places.stamp(ids)
    _repoint(items)
    audit.record_many(principal.actor, [tell("item.trashed", facts) for facts in items])


def _repoint(items: Sequence[ItemFacts]) -> None:
    folders = [facts.id for facts in items if not facts.is_file]
    if folders:
        store.repoint(*folders)


def _topmost(chosen: Sequence[ItemFacts]) -> list[ItemFacts]:
    """Leave out what lies inside another of the chosen: it goes, and comes back, with that."""
    found = fetch(hierarchy.topmost(), {"items": [facts.id for facts in chosen]})
    top = {row["id"] for row in found}
    return [facts for facts in chosen if facts.id in top]


@dataclass(frozen=True, slots=True)
class Return:
    """An item of the trash, and the folder that it comes back to."""

    held: Held
    folder_id: uuid.UUID

    @property
    def to_root(self) -> bool:
        """Whether it comes to the top of the record, because its own folder is in the trash too."""
        return self.folder_id != self.held.facts.parent_id


@transaction.atomic
def restore(
    principal: Principal, *, item_ids: Sequence[uuid.UUID], confirm: Confirm = False
) -> list[ItemRow]:
    """Take items out of the trash; needs *delete* under the settings that they kept (D-29).

    Return those that the principal sees where they lie now.
    Each comes back to its folder, or to the library's root while that folder is itself in the trash
    (which needs *add* there). A visible item with the same name: a suffix. Raises
    ConfirmationRequiredError with the consequence, ForbiddenError `opens_outward` (E-3); undoing one's
    own deletion asks nothing, while settings and doors are as they were.
    """
    items = _held_in_trash(principal, item_ids)
    returns = _returns(principal, items)
    access.judged(_change(principal, returns), confirm)
    return still_seen(principal, [one.standing for one in items], [one.id for one in items])


def _held_in_trash(principal: Principal, item_ids: Sequence[uuid.UUID]) -> list[Held]:
    """Decide under the exclusive lock; ConflictError for what lies in the trash with its folder only."""
    items = hold(
        principal, entered_many(principal, Action.DELETE, item_ids, shared=False, trash=True)
    )
    if any(one.trashed_at is None for one in items):
        raise ConflictError(
            "This is not in the trash itself; look for the folder that it lies in.",
            code="not_in_trash",
        )
    return items


def _returns(principal: Principal, items: Sequence[Held]) -> list[Return]:
    """Say where each comes back to: to its folder if that is out of the trash then, else to the root."""
    back = {one.id for one in items}
    returns = [Return(one, _home(one.facts, one.home_trash, back)) for one in items]
    roots = list(dict.fromkeys(one.folder_id for one in returns if one.to_root))
    if roots:
        access.require_many(principal, Action.ADD, roots)
    return returns


def _home(facts: ItemFacts, home_trash: uuid.UUID | None, back: set[uuid.UUID]) -> uuid.UUID:
    home = facts.parent_id or facts.library_id
    return home if home_trash is None or home_trash in back else facts.library_id


def _change(principal: Principal, returns: Sequence[Return]) -> access.Change[None]:
    """What lies in the trash is judged by the settings that it keeps: coming back opens doors alone."""
    items = [one.held.facts for one in returns]
    return access.Change(
        principal,
        [facts.id for facts in items],
        lambda: apply_restore(principal, returns),
        _AT_THE_TOP if any(one.to_root for one in returns) else _UNDER_A_DOOR,
        always=any(one.to_root and _opened(one.held.facts) for one in returns),
        kept=True,
        excused=excused(
            principal,
            LastPlace.Verb.TRASHED,
            {one.held.id: (one.folder_id, one.held.facts.policy) for one in returns},
            items,
        ),
    )


_AT_THE_TOP = (
    "The folder that it was in is in the trash too. At the top of the record it would be open"
    " to everybody who can see the record."
)
_UNDER_A_DOOR = "Where it comes back to, it can be seen from outside."


def _opened(facts: ItemFacts) -> bool:
    """Whether it has none but the settings of the folder that it leaves."""
    return facts.own_policy is None and facts.policy is not None


def apply_restore(principal: Principal, returns: Sequence[Return]) -> None:
    """Take items that are held under the exclusive lock out of the trash; asks nobody.

    A fixed number of statements, whatever the number of items.
    """
    items = [one.held.facts for one in returns]
    store.take_out_of_trash([facts.id for facts in items])
    moved = {one.held.id: one.folder_id for one in returns if one.to_root}
    if moved:
        store.set_places(moved)
    _repoint([facts for facts in items if facts.id not in moved])
    settle(
        [one.held.standing for one in returns],
        [Arrival(one.held.id, one.folder_id, one.held.name) for one in returns],
    )
    audit.record_many(
        principal.actor,
        [tell("item.restored", one.held.facts, to_root=one.to_root) for one in returns],
    )
    _refuse_pending(returns)


def _refuse_pending(returns: Sequence[Return]) -> None:
    """D-15: a file that waits for an approval comes back to no other access, doors included.

    At its own place what has closed meanwhile was closed by somebody else's decision.
    """
    files = [one for one in returns if one.held.facts.is_file]
    elsewhere = [one.held.id for one in files if one.to_root]
    changed = {one.held.id for one in files if one.to_root and _opened(one.held.facts)}
    if elsewhere:
        changed |= places.audiences_changed(elsewhere)
    here = [one.held.id for one in files if not one.to_root]
    if here:
        changed |= places.audiences_changed(here, opened=True)
    if changed:
        hooks.access_change(sorted(changed))


@transaction.atomic
def purge(principal: Principal, *, item_ids: Sequence[uuid.UUID]) -> None:
    """Delete items of the trash for good; needs *delete* on each and on all that is in it.

    A folder that holds something hidden from the one who deletes is for admins only (D-29); so the
    refusal says no more than that. The bytes go later, with `strongroom prune`.
    """
    items = _held_in_trash(principal, item_ids)
    _require_all_below([one for one in items if not one.facts.is_file])
    audit.record_many(
        principal.actor,
        [tell("item.purged", one.facts, is_file=one.facts.is_file) for one in items],
    )
    _delete([one.id for one in items])


_BELOW = hierarchy.recursive(hierarchy.below("f.item_id = any(%(items)s::uuid[])"))


def _require_all_below(folders: Sequence[Held]) -> None:
    if not folders:
        return
    allowed = in_any([one.standing for one in folders], Action.DELETE, trash=True)
    found = fetch(
        f"{_BELOW} select 1 from down d join store_item i on i.parent_id = d.id"
        " left join store_folder f on f.item_id = i.parent_id"
        f" where ({allowed.text}) is not true limit 1",
        {**allowed.params, "items": [one.id for one in folders]},
    )
    if found:
        raise ForbiddenError("Only an administrator can delete this folder for good.")


def files_below(principal: Principal, library_id: uuid.UUID, item_ids: Sequence[uuid.UUID]) -> int:
    """Return how many files *Delete for good* takes: these, and those in them that one may delete (E-12)."""
    allowed = access.library_standing(principal, library_id).condition(Action.DELETE, trash=True)
    (row,) = fetch(
        f"{_BELOW} select count(*) as files from store_item i"
        " left join store_folder f on f.item_id = i.parent_id"
        " where i.is_file and i.library_id = %(library)s and (" + allowed.text + ")"
        "   and (i.id = any(%(items)s::uuid[]) or i.parent_id in (select id from down))",
        {**allowed.params, "items": list(item_ids), "library": library_id},
    )
    return int(row["files"])


def _delete(item_ids: Sequence[uuid.UUID]) -> None:
    """Delete the rows of items and all below them, with what refers to them."""
    found = fetch(
        f"{_BELOW} select unnest(%(items)s::uuid[]) as id"
        " union select i.id from down d join store_item i on i.parent_id = d.id",
        {"items": list(item_ids)},
    )
    store.fell([row["id"] for row in found])


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
