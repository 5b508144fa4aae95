"""Copying items: what one can see, with the rights of the place it comes to (L13)."""

import dataclasses
import uuid
from collections.abc import Iterator, Sequence

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, Ask, ItemFacts, Principal
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm
from strongroom.core.naming import with_suffix
from strongroom.documents import hooks
from strongroom.documents.adding import member_id
from strongroom.documents.clashes import Arrival, free_names
from strongroom.documents.guarding import as_folder, chosen, entered_each, not_root
from strongroom.documents.reading import get_known
from strongroom.documents.rows import ItemRow
from strongroom.documents.walking import Node, visible_trees
from strongroom.store import api as store
from strongroom.store.api import FirstVersion, Seedling


@transaction.atomic
def copy(
    principal: Principal,
    *,
    item_ids: Sequence[uuid.UUID],
    parent_id: uuid.UUID,
    confirm: Confirm = False,
) -> list[ItemRow]:
    """Copy items into a folder; all or nothing. Needs *download* on each, *add* on the folder.

    A copy has the current version only, as its first; the confidential mark and the tags come along,
    settings, shares and what one can't see don't. A visible item with the same name: a suffix. Raises
    ConfirmationRequiredError when somebody would see a copy who doesn't see the original (E-9),
    ForbiddenError `opens_outward` (E-3).
    """
    (target,), sources = entered_each(
        principal,
        (Ask(Action.ADD, [parent_id]), False),
        (Ask(Action.DOWNLOAD, chosen(item_ids)), True),
    )
    target = as_folder(target)
    trees = visible_trees(principal, [not_root(facts) for facts in sources], Action.DOWNLOAD)
    change = access.Change(
        principal,
        [node.row["id"] for node in trees],
        lambda: apply_copy(principal, trees, target),
        "The copy would be seen by others than the original.",
        copies=lambda made: made,
    )
    made = access.judged(change, confirm)
    standing = access.standing_of(principal, target)
    return get_known(principal, [standing], [made[node.row["id"]] for node in trees])


def apply_copy(
    principal: Principal, trees: Sequence[Node], target: ItemFacts
) -> dict[uuid.UUID, uuid.UUID]:
    """Insert copies of trees into a folder that is held exclusively; asks nobody.

    Return the id of every copy by that of its original, the trees' tops and all below them.
    A fixed number of statements, whatever the number of items and their depth.
    """
    tops = [_seedling(node, target.id, node.row["name"]) for node in trees]
    names = free_names(
        [access.standing_of(principal, target)],
        [Arrival(top.id, target.id, top.name) for top in tops],
    )
    tops = [dataclasses.replace(top, name=names[top.id]) for top in tops]
    made = {node.row["id"]: top for node, top in zip(trees, tops, strict=True)}
    for node, top in zip(trees, tops, strict=True):
        made.update(_below(node, top.id))
    seedlings = list(made.values())
    store.plant(target.id, seedlings, created_by=member_id(principal))
    _record(principal, target, [node.row["id"] for node in trees], [top.id for top in tops])
    hooks.version_added(
        [hooks.VersionAdded(one.id, one.version.id, 1) for one in seedlings if one.version]
    )
    return {source: one.id for source, one in made.items()}


def _seedling(node: Node, parent_id: uuid.UUID, name: str) -> Seedling:
    row = node.row
    version = FirstVersion(row["blob_id"], row["content_type"]) if row["is_file"] else None
    return Seedling(
        parent_id, name, confidential=row["confidential"], tags=row["tags"], version=version
    )


def _below(node: Node, parent_id: uuid.UUID) -> Iterator[tuple[uuid.UUID, Seedling]]:
    """Yield copies of what is in a folder with their originals' ids, each folder before what is in it."""
    waiting = [(node, parent_id)]
    while waiting:
        source, copied = waiting.pop()
        taken: set[str] = set()
        for child in source.children:
            made = _seedling(child, copied, _distinct(child.row["name"], taken))
            yield child.row["id"], made
            waiting.append((child, made.id))


def _distinct(name: str, taken: set[str]) -> str:
    """Return a name that the new folder doesn't have yet."""
    candidate, number = name, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = with_suffix(name, number)
    taken.add(candidate.casefold())
    return candidate


def _record(
    principal: Principal,
    target: ItemFacts,
    sources: Sequence[uuid.UUID],
    made: Sequence[uuid.UUID],
) -> None:
    audit.record_many(
        principal.actor,
        [
            audit.NewEvent(
                "item.copied",
                target.account_id,
                library_id=target.library_id,
                item_id=copied,
                data={"source_id": str(source), "parent_id": str(target.id)},
            )
            for source, copied in zip(sources, made, strict=True)
        ],
    )
