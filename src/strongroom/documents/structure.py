"""Whole folders from a person's computer: folders that are missing are made, the others used."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Principal, Standing
from strongroom.audit import api as audit
from strongroom.core.errors import InvalidError
from strongroom.core.naming import clean_name, with_suffix
from strongroom.documents.adding import member_id
from strongroom.documents.clashes import visible_among, visible_named
from strongroom.documents.guarding import folder_entered
from strongroom.store import api as store
from strongroom.store.api import Seedling

MOST_FOLDERS = 2000
"""Folders that one call may ask for."""
MOST_DEEP = 60

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathFolder:
    """The folder that stands for a path: made just now, or there before."""

    id: uuid.UUID
    made: bool


@dataclass(slots=True)
class _Growing:
    """What is known of the paths so far, and what is to be made."""

    places: dict[Path, PathFolder]
    names: dict[tuple[uuid.UUID, str], uuid.UUID] = field(default_factory=dict)
    """The folders to be made, by their folder and their name whatever its case."""
    seedlings: dict[uuid.UUID, list[Seedling]] = field(default_factory=dict)
    """The same by the folder, there before, that they are made in or below."""
    roots: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    """To each folder that is to be made the one that was there before."""

    def make(self, path: Path, name: str) -> None:
        """Note a folder to be made for the path, which gets this name."""
        parent = self.places[path[:-1]].id
        root = self.roots.get(parent, parent)
        new = Seedling(parent, name)
        self.seedlings.setdefault(root, []).append(new)
        self.roots[new.id] = root
        self.names[parent, name.casefold()] = new.id
        self.places[path] = PathFolder(new.id, made=True)

    def use(self, path: Path, item_id: uuid.UUID) -> None:
        """Let a folder stand for the path that is there or noted already."""
        self.places[path] = PathFolder(item_id, made=False)

    def named(self, path: Path) -> uuid.UUID | None:
        """Return the folder to be made that has the path's name in its folder."""
        return self.names.get((self.places[path[:-1]].id, path[-1].casefold()))

    def distinct(self, path: Path) -> str:
        """Return the path's name, or it with the first suffix that none to be made beside it has."""
        parent, name, number = self.places[path[:-1]].id, path[-1], 1
        while (parent, name.casefold()) in self.names:
            number += 1
            name = with_suffix(path[-1], number)
        return name


@transaction.atomic
def ensure_folders(
    principal: Principal, *, parent_id: uuid.UUID, paths: Sequence[Sequence[str]]
) -> list[PathFolder]:
    """Return a folder for each path below `parent_id`, making what is missing; all or nothing.

    Needs *add*. A visible folder of the name is used where one may add to it; where the name belongs
    to a file, or to a folder one may only look at, a new folder gets a suffix. The number of
    statements grows with the depth of the paths and with the folders, there before, that get new ones.
    """
    asked = [_checked(path) for path in paths]
    needed = {path[:depth] for path in asked for depth in range(1, len(path) + 1)}
    if len(needed) > MOST_FOLDERS:
        raise InvalidError(f"That is too many folders at once: at most {MOST_FOLDERS}.")
    folder = folder_entered(principal, Action.ADD, parent_id)
    growing = _Growing({(): PathFolder(parent_id, made=False)})
    for depth in range(1, max(map(len, needed), default=0) + 1):
        level = sorted(path for path in needed if len(path) == depth)
        _ensure(principal, access.standing_of(principal, folder), growing, level)
    _plant(principal, folder, growing)
    return [growing.places[path] for path in asked]


def _ensure(
    principal: Principal, standing: Standing, growing: _Growing, level: Iterable[Path]
) -> None:
    """Find or note the folders of one depth, whose parents are known."""
    there: list[Path] = []
    for path in level:
        parent = growing.places[path[:-1]]
        known = None if parent.made else growing.named(path)
        if known is not None:
            growing.use(path, known)
        elif parent.id in growing.roots:
            growing.make(path, growing.distinct(path))
        else:
            there.append(path)
    if there:
        _ensure_there(principal, standing, growing, there)


def _ensure_there(
    principal: Principal, standing: Standing, growing: _Growing, level: Sequence[Path]
) -> None:
    """Do so for those in folders that were there before."""
    wanted = [(growing.places[path[:-1]].id, path[-1]) for path in level]
    store.lock_names(wanted)
    found = visible_among(standing, wanted)
    folders = {item_id for item_id, is_file in found.values() if not is_file}
    usable = access.check_many(principal, Action.ADD, folders)
    for path, (parent_id, name) in zip(level, wanted, strict=True):
        item_id, _ = found.get((parent_id, name.casefold()), (None, True))
        if item_id is not None and item_id in usable:
            growing.use(path, item_id)
        elif item_id is not None:
            growing.make(path, _with_suffix(standing, growing, path))
        elif known := growing.named(path):
            growing.use(path, known)
        else:
            growing.make(path, name)


def _with_suffix(standing: Standing, growing: _Growing, path: Path) -> str:
    """Return the first name that neither a visible item has nor a folder to be made; few need one."""
    parent_id, number = growing.places[path[:-1]].id, 2
    while True:
        name = with_suffix(path[-1], number)
        if (parent_id, name.casefold()) not in growing.names:
            store.lock_name(parent_id, name)
            if visible_named(standing, parent_id, name) is None:
                return name
        number += 1


def _plant(principal: Principal, folder: ItemFacts, growing: _Growing) -> None:
    """Insert what is missing, with its events."""
    by = member_id(principal)
    for root, seedlings in growing.seedlings.items():
        store.plant(root, seedlings, created_by=by)
    made = [new for seedlings in growing.seedlings.values() for new in seedlings]
    audit.record_many(
        principal.actor,
        [
            audit.NewEvent(
                "folder.made",
                folder.account_id,
                library_id=folder.library_id,
                item_id=new.id,
                data={"parent_id": str(new.parent_id)},
            )
            for new in made
        ],
    )


def _checked(path: Sequence[str]) -> Path:
    if len(path) > MOST_DEEP:
        raise InvalidError(f"The folders are too deep: at most {MOST_DEEP}, one in the other.")
    return tuple(clean_name(name) for name in path)
