"""Whole folders from a person's computer: folders that are missing are made, the others used."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, Principal
from strongroom.core.errors import InvalidError
from strongroom.core.naming import clean_name
from strongroom.documents.adding import make_folder
from strongroom.documents.clashes import free_name, visible_named
from strongroom.documents.guarding import folder_entered

MOST_FOLDERS = 2000
"""Folders that one call may ask for."""
MOST_DEEP = 60


@dataclass(frozen=True, slots=True)
class Place:
    """The folder that stands for a path: made just now, or there before."""

    id: uuid.UUID
    made: bool


@transaction.atomic
def ensure_folders(
    principal: Principal, *, parent_id: uuid.UUID, paths: Sequence[Sequence[str]]
) -> list[Place]:
    """Return a folder for each path below `parent_id`, making what is missing; all or nothing.

    Needs *add*. A visible folder of the name is used where one may add to it; where the name belongs
    to a file, or to a folder one may only look at, a new folder gets a suffix.
    """
    asked = [_checked(path) for path in paths]
    needed = {path[:depth] for path in asked for depth in range(1, len(path) + 1)}
    if len(needed) > MOST_FOLDERS:
        raise InvalidError(f"That is too many folders at once: at most {MOST_FOLDERS}.")
    folder_entered(principal, Action.ADD, parent_id)
    places: dict[tuple[str, ...], Place] = {(): Place(parent_id, made=False)}
    for path in sorted(needed, key=lambda each: (len(each), each)):
        places[path] = _ensure(principal, places[path[:-1]], path[-1])
    return [places[path] for path in asked]


def _ensure(principal: Principal, parent: Place, name: str) -> Place:
    library_id = access.require(principal, Action.ADD, parent.id).library_id
    standing = access.library_standing(principal, library_id)
    found = None if parent.made else visible_named(standing, parent.id, name)
    if found is not None:
        item_id, is_file = found
        if not is_file and access.check(principal, Action.ADD, item_id).allowed:
            return Place(item_id, made=False)
    free = free_name(standing, parent.id, name)
    return Place(make_folder(principal, parent_id=parent.id, name=free).id, made=True)


def _checked(path: Sequence[str]) -> tuple[str, ...]:
    if len(path) > MOST_DEEP:
        raise InvalidError(f"The folders are too deep: at most {MOST_DEEP}, one in the other.")
    return tuple(clean_name(name) for name in path)
