"""The re-pointing statement against a naive walk upwards, on random trees and random changes."""

import random
import uuid

import pytest

from personas import Firm, make_file, make_folder
from strongroom.core import clock
from strongroom.store import api as store
from strongroom.store.models import Folder, Item


def naive(item_id: uuid.UUID) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """Walk up from a folder, one row at a time: the nearest with settings, the nearest trashed."""
    policy = trash = None
    at: uuid.UUID | None = item_id
    while at is not None:
        item = Item.objects.get(id=at)
        policy = policy or item.own_policy
        trash = trash or (item.id if item.trashed_at else None)
        at = item.parent_id
    return policy, trash


def require_right(folders: list[uuid.UUID]) -> None:
    stored = {row.item_id: (row.policy, row.trash) for row in Folder.objects.all()}
    for folder in folders:
        assert stored[folder] == naive(folder)
    assert list(store.verify_pointers()) == []


def below(folder: uuid.UUID) -> set[uuid.UUID]:
    found = {folder}
    for child in Item.objects.filter(parent_id=folder, is_file=False).values_list("id", flat=True):
        found |= below(child)
    return found


def change(rng: random.Random, folders: list[uuid.UUID], root: uuid.UUID) -> None:
    """Switch, trash, restore or move one folder, and re-point from there."""
    chosen = rng.choice(folders)
    rows = Item.objects.filter(id=chosen)
    match rng.choice(["on", "off", "trash", "restore", "move"]):
        case "on":
            rows.update(own_policy=chosen)
        case "off":
            rows.update(own_policy=None)
        case "trash":
            rows.update(trashed_at=clock.now())
        case "restore":
            rows.update(trashed_at=None)
        case "move":
            targets = [one for one in [root, *folders] if one not in below(chosen)]
            store.set_parent(chosen, rng.choice(targets))
            return
    store.repoint(chosen)


@pytest.mark.parametrize("seed", range(6))
def test_pointers_are_right_after_any_change(firm: Firm, seed: int) -> None:
    rng = random.Random(seed)
    root = firm.project.library_id
    folders: list[uuid.UUID] = []
    for number in range(12):
        parent = rng.choice([root, *folders])
        folders.append(make_folder(parent, f"folder {number}").id)
        make_file(folders[-1], "a.txt", b"x")
    for _ in range(15):
        change(rng, folders, root)
        require_right(folders)


def test_repointing_touches_only_what_changes(firm: Firm) -> None:
    top = make_folder(firm.project.library_id, "top").id
    own = make_folder(top, "own").id
    under = make_folder(own, "under").id
    open_ = make_folder(top, "open").id
    Item.objects.filter(id=own).update(own_policy=own)
    assert store.repoint(own) == 2
    Item.objects.filter(id=top).update(own_policy=top)
    assert store.repoint(top) == 2  # itself and `open`; what is under `own` keeps its own
    assert store.repoint(top) == 0
    stored = dict(Folder.objects.values_list("item_id", "policy"))
    assert (stored[under], stored[open_]) == (own, top)


def test_verify_finds_what_is_wrong(firm: Firm) -> None:
    folder = make_folder(firm.project.library_id, "folder")
    file = make_file(folder.id, "a.txt")
    assert list(store.verify_pointers()) == []
    Folder.objects.filter(item_id=folder.id).update(policy=uuid.uuid4(), trash=uuid.uuid4())
    Item.objects.filter(id=file.id).update(library_id=firm.job.library_id, current=None)
    found = {(finding.id, finding.detail) for finding in store.verify_pointers()}
    assert found == {
        (str(folder.id), "policy, trash"),
        (str(file.id), "library differs from the folder's"),
        (str(file.id), "a file without a current version"),
    }
