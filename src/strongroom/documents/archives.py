"""What goes into a ZIP: files one may download, under paths that are safe to extract (L5, A-14)."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from strongroom.access import api as access
from strongroom.access.api import Action, Principal
from strongroom.core.errors import InvalidError
from strongroom.core.extractable import zip_name
from strongroom.directory.models import Account
from strongroom.documents.archive_paths import Placed, notes_of, paths_of
from strongroom.documents.contents import content_of
from strongroom.documents.delivered import delivered_many
from strongroom.documents.guarding import MOST_AT_ONCE
from strongroom.documents.rows import ArchiveMember
from strongroom.documents.walking import Node, visible_trees


def archive_members(principal: Principal, item_ids: Sequence[uuid.UUID]) -> list[ArchiveMember]:
    """Return the files of the items and below, as far as one may download them, and empty folders.

    All of the items named must be allowed (L16); what is hidden below them is left out without a
    trace. Paths begin at the items themselves: nothing of what lies above is told. Names are unique
    in the archive whatever their case, and free of what some system can't extract. Longer paths than
    `LONGEST_PATH` are shortened name by name, and a text file at the top says what each was called.
    Whoever comes from outside gets what lies behind a closed folder only where it is named itself (E-1).
    """
    ids = list(dict.fromkeys(item_ids))
    if not ids:
        raise InvalidError("Please choose at least one.")
    if len(ids) > MOST_AT_ONCE:
        raise InvalidError(f"At most {MOST_AT_ONCE} at once, please.")
    items = access.require_many(principal, Action.DOWNLOAD, ids)
    nodes = visible_trees(principal, items, Action.DOWNLOAD)
    zone = Account.objects.values_list("time_zone", flat=True).get(id=principal.account_id)
    trees = _joined(nodes, ids) if principal.outside else nodes
    return list(_members(principal, paths_of(trees), ZoneInfo(zone)))


def archive_name(members: Sequence[ArchiveMember], otherwise: str) -> str:
    """Return what the ZIP is called: as the one folder that is all of it, or `otherwise`.

    `otherwise` has no ending; what a system can't write is replaced in it.
    """
    paths = [member.path for member in members if member.text is None]
    tops = {path.partition("/")[0] for path in paths}
    alone = len(tops) == 1 and all("/" in path for path in paths)
    return zip_name(tops.pop() if alone else otherwise)


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


def _members(
    principal: Principal, placed: Sequence[Placed], zone: ZoneInfo
) -> Iterator[ArchiveMember]:
    """Yield the members, dated in the firm's zone, and notes of what is not as one would expect."""
    files = [each for each in placed if each.row["is_file"]]
    contents = [
        content_of(each.row, item_id=each.row["id"], name=each.row["name"]) for each in files
    ]
    sent = dict(
        zip((each.path for each in files), delivered_many(principal, contents), strict=True)
    )
    for each in placed:
        row = each.row
        if row["is_file"]:
            content = sent[each.path]
            if content is not None:
                yield ArchiveMember(each.path, row["version_at"].astimezone(zone), content)
        else:
            yield ArchiveMember(each.path, row["updated_at"].astimezone(zone))
    held_back = [path for path, content in sent.items() if content is None]
    for note in notes_of(placed, held_back):
        newest = max(each.row["updated_at"] for each in placed).astimezone(zone)
        yield ArchiveMember(note.path, newest, text=note.text)
