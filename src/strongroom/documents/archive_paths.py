"""The paths of an archive: safe to extract on every system, distinct, and short enough for Windows (L5)."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from strongroom.core.extractable import distinct, extractable, length
from strongroom.documents.walking import Node

LONGEST_PATH = 200
"""Characters of a path in an archive. Windows' own programs write none of 260 or more, and what it is
unpacked into has a path too: `C:\\Users\\Margaret\\Downloads\\Plans\\` has 34."""
SHORTEST_NAME = 12
"""A name is not cut below that, however deep it lies."""
NOTE = "Shortened names.txt"
HELD_BACK = "Not in this ZIP.txt"


@dataclass(frozen=True, slots=True)
class Placed:
    """A file or an empty folder, its path (a folder's ends with a slash), and the path uncut."""

    row: Mapping[str, Any]
    path: str
    full: str


@dataclass(frozen=True, slots=True)
class Note:
    """A text file at the top of the archive that tells of it."""

    path: str
    text: bytes


def paths_of(nodes: Sequence[Node]) -> list[Placed]:
    """Return each file and empty folder of the trees with its path.

    Where something would have a longer path than `LONGEST_PATH`, the names on the way to it are cut:
    each to an equal share of the room, or to what the others leave.
    """
    needs: dict[uuid.UUID, _Need] = {}
    for node in nodes:
        _measure(node, needs)
    return list(_placed(nodes, needs, "", ""))


@dataclass(frozen=True, slots=True)
class _Need:
    """How long the longest path from an item downward is, with how many names; and its own name."""

    name: str
    longest: int
    steps: int


def _measure(node: Node, needs: dict[uuid.UUID, _Need]) -> _Need:
    below = [_measure(child, needs) for child in node.children]
    name = extractable(node.row["name"])
    longest = max((each.longest + 1 for each in below), default=0)
    steps = max((each.steps for each in below), default=0)
    need = _Need(name, length(name) + longest, steps + 1)
    needs[node.row["id"]] = need
    return need


def _placed(
    nodes: Iterable[Node], needs: Mapping[uuid.UUID, _Need], prefix: str, full: str
) -> Iterator[Placed]:
    taken: set[str] = set()
    for node in nodes:
        row, need = node.row, needs[node.row["id"]]
        name = distinct(_fitting(need, LONGEST_PATH - length(prefix)), taken)
        end = "" if row["is_file"] else "/"
        path, uncut = f"{prefix}{name}{end}", f"{full}{need.name}{end}"
        if node.children:
            yield from _placed(node.children, needs, path, uncut)
        elif not row["is_file"] or row["blob_id"] is not None:
            yield Placed(row, path, uncut)


def _fitting(need: _Need, room: int) -> str:
    """Return the name, cut where the longest path with it would not find room."""
    if need.longest <= room:
        return need.name
    share = (room + 1) // need.steps - 1
    left = room - (need.longest - length(need.name))
    return extractable(need.name, most=max(SHORTEST_NAME, share, left))


def notes_of(placed: Sequence[Placed], held_back: Sequence[str] = ()) -> list[Note]:
    """Return the files that tell of paths that were cut or are too long, and of what is not in it."""
    taken: set[str] = set()
    for top in {each.path.partition("/")[0] for each in placed}:
        distinct(top, taken)
    told = ((NOTE, _shortened(placed)), (HELD_BACK, _held_back(held_back)))
    return [
        Note(distinct(name, taken), "".join(f"{line}\r\n" for line in lines).encode())
        for name, lines in told
        if lines
    ]


def _held_back(paths: Sequence[str]) -> list[str]:
    if not paths:
        return []
    return [
        "These pictures may tell where they were taken, and that could not be removed.",
        "Please ask for them in another form, such as JPEG or PDF:",
        "",
        *paths,
    ]


def _shortened(placed: Sequence[Placed]) -> list[str]:
    cut = [each for each in placed if length(each.full) > LONGEST_PATH]
    if not cut:
        return []
    lines = [
        "Windows can't open files whose path has 260 characters or more.",
        "These names were shortened, so that they can be unpacked there:",
        *(line for each in cut for line in ("", each.path, f"    was: {each.full}")),
    ]
    long = [each.path for each in cut if length(each.path) > LONGEST_PATH]
    if long:
        lines += [
            "",
            "These are long still, because many folders lie in one another.",
            "Unpack them into a folder with a short path, such as C:\\Files:",
            "",
            *long,
        ]
    return lines
