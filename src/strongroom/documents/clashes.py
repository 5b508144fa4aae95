"""Names that are taken: settled among what the principal can see, a hidden name tells nothing (A-3, L15)."""

import re
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from strongroom.access.api import Action, Standing
from strongroom.core.naming import MAX_BYTES, sort_key, with_suffix
from strongroom.core.statements import fetch, fetch_prepared
from strongroom.documents.listing import taken_among
from strongroom.documents.several import in_any
from strongroom.store import api as store

_AHEAD = 50
"""Suffixes looked at with one statement."""
_SUFFIX_BYTES = 15
"""Room for any suffix; a name that leaves less may be cut by one."""


def next_free_name(standing: Standing, folder_id: uuid.UUID, name: str) -> str:
    """Return a name that is taken with the first free suffix, held to the end of the transaction.

    Free means: no item that the principal can see in the folder has it (A-3, L15).
    """
    number = 1
    while True:
        number += 1
        ahead = [with_suffix(name, later) for later in range(number, number + _AHEAD)]
        taken = taken_among(standing, folder_id, ahead)
        free = (later for later, known in enumerate(ahead, number) if known not in taken)
        number = next(free, number + _AHEAD)
        candidate = with_suffix(name, number)
        store.lock_name(folder_id, candidate)
        if visible_named(standing, folder_id, candidate) is None:
            return candidate


def visible_named(
    standing: Standing, folder_id: uuid.UUID, name: str, *, but: uuid.UUID | None = None
) -> tuple[uuid.UUID, bool] | None:
    """Return id and whether it is a file of the visible item with the name (whatever its case).

    The oldest, if several; None if there is none. `but`: an item that doesn't count.
    """
    where = standing.condition(Action.VIEW)
    found = fetch_prepared(
        "select i.id, i.is_file, i.name from store_item i"
        " left join store_folder f on f.item_id = i.parent_id"
        " where i.parent_id = %(folder)s and i.name_key = %(key)s"
        f" and i.id is distinct from %(but)s and {where.text} order by i.id",
        {**where.params, "folder": folder_id, "key": sort_key(name), "but": but},
    )
    for row in found:
        if row["name"].casefold() == name.casefold():
            return row["id"], row["is_file"]
    return None


def visible_among(
    standing: Standing, wanted: Collection[tuple[uuid.UUID, str]]
) -> dict[tuple[uuid.UUID, str], tuple[uuid.UUID, bool]]:
    """Return the same for several names in folders of one library, by folder and case-folded name.

    One statement; what nothing visible is called is left out.
    """
    folders, keys = [folder for folder, _ in wanted], [sort_key(name) for _, name in wanted]
    found = _named(_SAME, [standing], folders, keys, but=())
    return {
        (row["parent_id"], row["name"].casefold()): (row["id"], row["is_file"])
        for row in reversed(found)
    }


@dataclass(frozen=True, slots=True)
class Arrival:
    """An item that has come to a folder, and the name that it had."""

    item_id: uuid.UUID
    folder_id: uuid.UUID
    name: str

    @property
    def key(self) -> tuple[uuid.UUID, str]:
        """What clashes: the folder, and the name whatever its case."""
        return self.folder_id, self.name.casefold()


Taken = set[tuple[uuid.UUID, str]]


def settle(standings: Collection[Standing], wanted: Sequence[Arrival]) -> None:
    """Write free names of items that have come to folders of these libraries; see `free_names`."""
    names = free_names(standings, wanted)
    store.set_names({one.item_id: names[one.item_id] for one in wanted if renamed(one, names)})


def renamed(one: Arrival, names: dict[uuid.UUID, str]) -> bool:
    """Whether the item must have another name than it had."""
    return names[one.item_id] != one.name


def free_names(standings: Collection[Standing], wanted: Sequence[Arrival]) -> dict[uuid.UUID, str]:
    """Return a free name for each item in the order given, among each other too: two statements at most.

    Needs the exclusive lock of the libraries: it keeps every other writer of names out. `standings`
    are those of the folders' libraries.
    """
    taken = _matching(_SAME, standings, wanted, [sort_key(one.name) for one in wanted])
    again = _clashing(wanted, taken)
    if again:
        taken |= _matching(_NUMBERED, standings, again, [_beginning(one.name) for one in again])
    return _chosen(wanted, taken)


def _clashing(wanted: Iterable[Arrival], taken: Taken) -> list[Arrival]:
    seen, clashing = set(taken), []
    for one in wanted:
        if one.key in seen:
            clashing.append(one)
        seen.add(one.key)
    return clashing


def _chosen(wanted: Iterable[Arrival], taken: Taken) -> dict[uuid.UUID, str]:
    names: dict[uuid.UUID, str] = {}
    last: dict[tuple[uuid.UUID, str], int] = {}
    for one in wanted:
        name, number = one.name, last.get(one.key, 1)
        while (one.folder_id, name.casefold()) in taken:
            number += 1
            name = with_suffix(one.name, number)
        last[one.key] = number
        taken.add((one.folder_id, name.casefold()))
        names[one.item_id] = name
    return names


_SAME = "i.name_key = wanted.key"
_NUMBERED = "starts_with(i.name_key, wanted.key)"
_NAMED = """
select i.parent_id, i.name, i.id, i.is_file
  from (select distinct folder_id, key collate "C" as key
          from unnest(%(folders)s::uuid[], %(keys)s::text[]) as asked(folder_id, key)) wanted
  join store_item i on i.parent_id = wanted.folder_id and {match}
  left join store_folder f on f.item_id = i.parent_id
 where i.id <> all(%(but)s::uuid[]) and ({where}) order by i.id
"""


def _matching(
    match: str, standings: Collection[Standing], wanted: Sequence[Arrival], keys: Sequence[str]
) -> Taken:
    """Return the visible names in the folders, but for the items' own, that match one of the keys."""
    folders, but = [one.folder_id for one in wanted], [one.item_id for one in wanted]
    found = _named(match, standings, folders, keys, but=but)
    return {(row["parent_id"], row["name"].casefold()) for row in found}


def _named(
    match: str,
    standings: Collection[Standing],
    folders: Sequence[uuid.UUID],
    keys: Sequence[str],
    *,
    but: Sequence[uuid.UUID],
) -> list[dict[str, Any]]:
    """Return the visible items of folders, whose sort keys match, the oldest first; one may come twice."""
    where = in_any(standings, Action.VIEW)
    params = {"folders": list(folders), "keys": list(keys), "but": list(but)}
    return fetch(_NAMED.format(match=match, where=where.text), {**where.params, **params})


def _beginning(name: str) -> str:
    """Return what the sort key of the name with any suffix begins with.

    Of a long name the suffix may cut something off; the digits at the cut may be part of a number.
    """
    stem = name.rpartition(".")[0] or name
    if len(name.encode()) <= MAX_BYTES - _SUFFIX_BYTES:
        return sort_key(f"{stem} (")
    return re.sub(r"\d+$", "", sort_key(stem[:-_SUFFIX_BYTES]))
