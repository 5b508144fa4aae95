"""Copying items: what one can see, with the rights of the place it comes to (L13)."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Principal
from strongroom.audit import api as audit
from strongroom.core.naming import with_suffix
from strongroom.documents import hooks
from strongroom.documents.adding import member_id
from strongroom.documents.guarding import as_folder, entered_many, free_name, not_root
from strongroom.documents.listing import get_many
from strongroom.documents.rows import ItemRow
from strongroom.documents.walking import Node, visible_trees
from strongroom.store import api as store
from strongroom.store.api import NewItem
from strongroom.store.models import Blob


@transaction.atomic
def copy(
    principal: Principal, *, item_ids: Sequence[uuid.UUID], parent_id: uuid.UUID
) -> list[ItemRow]:
    """Copy items into a folder; all or nothing. Needs *download* on each, *add* on the folder.

    A copy has the current version only, as its first; the confidential mark and the tags come along,
    settings, shares and what one can't see don't. A visible item with the same name: a suffix.
    """
    target = as_folder(access.require(principal, Action.ADD, parent_id))
    sources = entered_many(
        principal, Action.DOWNLOAD, item_ids, shared=True, beside={target.library_id: False}
    )
    target = as_folder(access.require(principal, Action.ADD, parent_id))
    trees = visible_trees(principal, [not_root(facts) for facts in sources], Action.DOWNLOAD)
    standing = access.library_standing(principal, target.library_id)
    made = []
    for node in trees:
        name = free_name(standing, parent_id, node.row["name"])
        made.append(_copy(principal, node, parent_id, name))
    _record(principal, target, [node.row["id"] for node in trees], made)
    return get_many(principal, made)


def _copy(principal: Principal, node: Node, parent_id: uuid.UUID, name: str) -> uuid.UUID:
    """Insert one copy and what is below it; return its id."""
    row = node.row
    new = NewItem(
        parent_id,
        name,
        member_id(principal),
        confidential=row["confidential"],
        tags=row["tags"],
    )
    if row["is_file"]:
        inserted, version = store.insert_file(
            new, blob=Blob(id=row["blob_id"]), content_type=row["content_type"]
        )
        hooks.version_added(hooks.VersionAdded(inserted.id, version.id, version.number))
        return inserted.id
    folder = store.insert_folder(new)
    taken: set[str] = set()
    for child in node.children:
        _copy(principal, child, folder.id, _distinct(child.row["name"], taken))
    return folder.id


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
            audit.Change(
                "item.copied",
                target.account_id,
                library_id=target.library_id,
                item_id=copied,
                data={"source_id": str(source), "parent_id": str(target.id)},
            )
            for source, copied in zip(sources, made, strict=True)
        ],
    )
