"""Folders as a tree: what hangs below which, where one may put something, what has settings of its own."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from strongroom.access import api as access
from strongroom.access.api import Action, Principal, Sql
from strongroom.core.patterns import containing, needle
from strongroom.core.statements import fetch, fetch_prepared
from strongroom.documents.here import Crumb, Here
from strongroom.documents.paths import paths
from strongroom.store import hierarchy

MOST_FOLDERS = 200
"""Folders shown below one folder; whoever has more finds them in the list and by searching."""
MOST_FOUND = 50
MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder in the tree."""

    id: uuid.UUID
    name: str
    parent_id: uuid.UUID | None
    has_folders: bool
    access_controlled: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """The folders in a folder, and whether there are more than are shown."""

    folders: tuple[FolderRow, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """What lies below a folder and has access settings of its own, as far as one can see it."""

    count: int
    more: bool
    """Whether there are more than were counted."""
    first: tuple[Crumb, ...]


_COLUMNS = (
    "i.id, i.name, i.parent_id, coalesce(i.own_policy, f.policy) is not null as access_controlled"
)


def _has_folders(below: Sql) -> str:
    return (
        "exists (select 1 from store_item c left join store_folder cf on cf.item_id = c.parent_id"
        f" where c.parent_id = i.id and not c.is_file and {below.text})"
    )


def folders_in(
    principal: Principal,
    library_id: uuid.UUID,
    folder_ids: Iterable[uuid.UUID],
    *,
    here: Here | None = None,
) -> dict[uuid.UUID, Branch]:
    """Return the folders in each of several folders of a library, by name, in one statement.

    A folder that one can't see is left out of the answer; what is in it is not told to be there.
    What stands on the way `here`, a place in the library, is not asked about again.
    """
    asked = set(folder_ids)
    known = {crumb.id for crumb in here.way} if here else set()
    parents = asked & known
    if asked - known:
        parents |= access.check_many(principal, Action.VIEW, asked - known)
    if not parents:
        return {}
    standing = here.standing if here else access.library_standing(principal, library_id)
    where = standing.condition(Action.VIEW)
    below = standing.condition(Action.VIEW, "c", "cf")
    found = fetch_prepared(
        f"select row.* from unnest(%(parents)s::uuid[]) p(id) cross join lateral ("
        f" select {_COLUMNS}, {_has_folders(below)} as has_folders"
        " from store_item i left join store_folder f on f.item_id = i.parent_id"
        f" where i.parent_id = p.id and not i.is_file and {where.text}"
        f" order by i.is_file, i.name_key, i.id limit {MOST_FOLDERS + 1}) row",
        {**below.params, **where.params, "parents": list(parents)},
    )
    rows: dict[uuid.UUID, list[FolderRow]] = {parent: [] for parent in parents}
    for row in found:
        rows[row["parent_id"]].append(FolderRow(**row))
    return {
        parent: Branch(tuple(listed[:MOST_FOLDERS]), len(listed) > MOST_FOLDERS)
        for parent, listed in rows.items()
    }


def top_folders(principal: Principal, library_id: uuid.UUID) -> Branch:
    """Return where the tree begins for whoever can't see the root: the topmost folders granted to them.

    What is open is closed to them, or they would see the root; so each of these has settings of its
    own, and the search begins there.
    """
    standing = access.library_standing(principal, library_id)
    where = standing.condition(Action.VIEW)
    below = standing.condition(Action.VIEW, "c", "cf")
    above = standing.condition(Action.VIEW, "a", "af")
    found = fetch(
        f"select {_COLUMNS}, {_has_folders(below)} as has_folders"
        " from access_policy p join store_item i on i.id = p.item_id"
        " left join store_folder f on f.item_id = i.parent_id"
        " where p.library_id = %(library)s and p.enabled and not i.is_file"
        f" and {where.text} and not exists (select 1 from store_item a"
        " left join store_folder af on af.item_id = a.parent_id"
        f" where a.id = i.parent_id and {above.text})"
        f" order by i.name_key, i.id limit {MOST_FOLDERS + 1}",
        {**above.params, **below.params, **where.params, "library": library_id},
    )
    rows = [FolderRow(**{**row, "parent_id": None}) for row in found]
    return Branch(tuple(rows[:MOST_FOLDERS]), len(rows) > MOST_FOLDERS)


def search_folders(
    principal: Principal, q: str, *, first: uuid.UUID
) -> list[tuple[FolderRow, list[Crumb]]]:
    """Return folders of all records by a part of the name, to which one may add, with the way there.

    Those of the library `first` come before the others; at most 50. What lies in licences has its own pages.
    """
    words = needle(q)
    if not words:
        return []
    where = access.scope(principal, Action.ADD)
    found = fetch(
        f"select {_COLUMNS}, false as has_folders"
        " from store_folder o join store_item i on i.id = o.item_id"
        " join store_library l on l.id = o.library_id and l.kind <> 'licence'"
        " left join store_folder f on f.item_id = i.parent_id"
        f" where i.name ilike %(q)s and {where.text}"
        f" order by o.library_id <> %(first)s, i.name_key, i.id limit {MOST_FOUND}",
        {**where.params, "first": first, "q": containing(words)},
    )
    rows = [FolderRow(**row) for row in found]
    ways = paths(principal, [row.id for row in rows])
    return [(row, ways[row.id][:-1]) for row in rows if row.id in ways]


_WITHIN = f"""
exists ({hierarchy.recursive(hierarchy.above_folder("f.item_id = i.parent_id"))}
  select 1 from up where up.id = any(%(folders)s::uuid[]))
"""


def own_settings_below(principal: Principal, folder_id: uuid.UUID, cap: int = 1000) -> OwnSettings:
    """Return how many items below a folder have settings of their own, and the first of them (point 3).

    Only what one can see counts (L4). NotFoundError for a folder that one can't see.
    """
    facts = access.require(principal, Action.VIEW, folder_id)
    if facts.is_file:
        return OwnSettings(0, more=False, first=())
    standing = access.library_standing(principal, facts.library_id)
    where = standing.condition(Action.VIEW)
    found = fetch(
        "select i.id, i.name from access_policy p join store_item i on i.id = p.item_id"
        " left join store_folder f on f.item_id = i.parent_id"
        " where p.library_id = %(library)s and p.enabled and i.own_policy is not null"
        f" and {where.text} and {_WITHIN}"
        f" order by i.is_file, i.name_key, i.id limit {int(cap) + 1}",
        {**where.params, "library": facts.library_id, "folders": [folder_id]},
    )
    first = tuple(Crumb(row["id"], row["name"], is_root=False) for row in found[:MOST_LISTED])
    return OwnSettings(min(len(found), cap), more=len(found) > cap, first=first)


def count_own_settings_below(
    principal: Principal, folder_ids: Sequence[uuid.UUID], cap: int = 1000
) -> int:
    """Return how many items below any of these folders have settings of their own, at most `cap`.

    Only what one can see counts (L4, E-2). One statement.
    """
    if not folder_ids:
        return 0
    where = access.scope(principal, Action.VIEW)
    (found,) = fetch(
        "select count(*) as number from (select from access_policy p"
        " join store_item i on i.id = p.item_id left join store_folder f on f.item_id = i.parent_id"
        " where p.library_id in (select library_id from store_item where id = any(%(folders)s::uuid[]))"
        f" and p.enabled and i.own_policy is not null and {where.text} and {_WITHIN}"
        f" limit {int(cap)}) counted",
        {**where.params, "folders": list(folder_ids)},
    )
    number: int = found["number"]
    return number
