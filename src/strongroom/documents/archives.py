"""What goes into a ZIP: files one may download, under paths that are safe to extract (L5)."""

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence

from strongroom.access import api as access
from strongroom.access.api import Action, Principal
from strongroom.core.errors import InvalidError
from strongroom.core.naming import clean_name, with_suffix
from strongroom.documents.contents import content_of
from strongroom.documents.guarding import MOST_AT_ONCE
from strongroom.documents.rows import ArchiveMember
from strongroom.documents.walking import Node, visible_trees

_UNSAFE = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def archive_members(principal: Principal, item_ids: Sequence[uuid.UUID]) -> list[ArchiveMember]:
    """Return the files of the items and below, as far as one may download them.

    All of the items named must be allowed (L16); what is hidden below them is left out without a
    trace. Paths begin at the items themselves: nothing of what lies above is told. Names are unique
    in the archive whatever their case, and free of what some system can't extract. Whoever comes
    from outside gets what lies behind a closed folder only where it is named itself (E-1).
    """
    ids = list(dict.fromkeys(item_ids))
    if not ids:
        raise InvalidError("Please choose at least one.")
    if len(ids) > MOST_AT_ONCE:
        raise InvalidError(f"At most {MOST_AT_ONCE} at once, please.")
    items = access.require_many(principal, Action.DOWNLOAD, ids)
    nodes = visible_trees(principal, items, Action.DOWNLOAD)
    return list(_members(_joined(nodes, ids) if principal.outside else nodes, ""))


def _joined(nodes: Sequence[Node], ids: Sequence[uuid.UUID]) -> list[Node]:
    """Return the items as trees in which each step is seen: as the pages of the folders show them."""
    every = {node.row["id"]: node for node in _all(nodes)}
    for node in every.values():
        node.children = [each for each in node.children if each.row["parent_id"] == node.row["id"]]
    inside = {each.row["id"] for id_ in ids for each in _all(every[id_].children)}
    return [every[id_] for id_ in ids if id_ not in inside]


def _all(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _all(node.children)


def _members(nodes: Iterable[Node], prefix: str) -> Iterator[ArchiveMember]:
    taken: set[str] = set()
    for node in nodes:
        name = _distinct(_extractable(node.row["name"]), taken)
        path = f"{prefix}{name}"
        if not node.row["is_file"]:
            yield from _members(node.children, f"{path}/")
        elif node.row["blob_id"] is not None:
            content = content_of(node.row, item_id=node.row["id"], name=node.row["name"])
            yield ArchiveMember(path, content)


def _extractable(name: str) -> str:
    """Return the name as every system can write it."""
    name = _UNSAFE.sub("_", clean_name(name)).rstrip(". ") or "file"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def _distinct(name: str, taken: set[str]) -> str:
    candidate, number = name, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = with_suffix(name, number)
    taken.add(candidate.casefold())
    return candidate
