"""What a principal can see of some items and everything below them: for copies and archives (L5, L13)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Principal
from strongroom.core.statements import fetch
from strongroom.documents.several import in_any
from strongroom.store import hierarchy


@dataclass(slots=True)
class Node:
    """One visible item and the visible items in it, by name."""

    row: dict[str, Any]
    children: list["Node"] = field(default_factory=list)


_BELOW = hierarchy.recursive(hierarchy.below("f.item_id = any(%(roots)s::uuid[])"))
_COLUMNS = """i.id, i.parent_id, i.is_file, i.name, i.name_key, i.confidential, i.tags, i.updated_at,
       i.account_id, v.blob_id, v.content_type, v.created_at as version_at, b.size, b.sha256, b.crc32"""


def visible_trees(
    principal: Principal, items: Sequence[ItemFacts], action: Action = Action.VIEW
) -> list[Node]:
    """Return the items, which one may see, in the order asked, with what one may see below them.

    What lies visible in a hidden folder hangs from the nearest visible folder above: the hidden one
    leaves no trace. An item that is below another of the items is there only once.
    """
    nodes = _trees(principal, items, action)
    order = {facts.id: position for position, facts in enumerate(items)}
    return sorted(nodes, key=lambda node: order.get(node.row["id"], len(order)))


def _trees(principal: Principal, items: Sequence[ItemFacts], action: Action) -> list[Node]:
    """Two statements, whatever the number of items and libraries."""
    roots = [facts.id for facts in items]
    folders = {
        row["id"]: row["parent_id"]
        for row in fetch(f"{_BELOW} select id, parent_id from down", {"roots": roots})
    }
    where = in_any([access.standing_of(principal, facts) for facts in items], action)
    found = fetch(
        f"{_BELOW}, chosen(id) as (select unnest(%(roots)s::uuid[])"
        " union select c.id from down d join store_item c on c.parent_id = d.id)"
        f" select {_COLUMNS} from chosen join store_item i on i.id = chosen.id"
        " left join store_folder f on f.item_id = i.parent_id"
        " left join store_version v on v.id = i.current_id"
        " left join store_blob b on b.id = v.blob_id"
        f" where {where.text} order by i.is_file, i.name_key, i.id",
        {**where.params, "roots": roots},
    )
    nodes = {row["id"]: Node(row) for row in found}
    tops = []
    for node in nodes.values():
        above = _nearest(node.row["parent_id"], folders, nodes)
        if above is None:
            tops.append(node)
        else:
            nodes[above].children.append(node)
    return tops


def _nearest(
    folder_id: uuid.UUID | None,
    folders: dict[uuid.UUID, uuid.UUID | None],
    visible: dict[uuid.UUID, Node],
) -> uuid.UUID | None:
    """Walk up, within what was chosen, to the first folder that can be seen."""
    while folder_id is not None and folder_id in folders:
        if folder_id in visible:
            return folder_id
        folder_id = folders[folder_id]
    return None
