"""Whole folders: what is missing is made, what is there is used, and hidden names tell nothing (A-3, L15)."""

import uuid
from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from settings_of import control, verbs

from personas import Firm, make_file, make_folder
from strongroom.access.models import Level
from strongroom.core.errors import ForbiddenError
from strongroom.documents import api as documents
from strongroom.store import api as store
from strongroom.store.models import Item


def tree(folder_id: uuid.UUID) -> dict[str, object]:
    folders = Item.objects.filter(parent_id=folder_id, is_file=False, trashed_at=None)
    return {folder.name: tree(folder.id) for folder in folders}


def ensure(
    firm: Firm, who: str, parent_id: uuid.UUID, *paths: Sequence[str]
) -> list[documents.PathFolder]:
    return documents.ensure_folders(firm.principal(who), parent_id=parent_id, paths=paths)


def test_what_is_there_is_used_and_the_rest_is_made(firm: Firm) -> None:
    root = make_folder(firm.job.library_id, "Root").id
    plans = make_folder(root, "Plans")
    level = make_folder(plans.id, "Level 1")
    paths = [("plans", "LEVEL 1"), ("Plans", "Level 2", "East"), ("Photos",), ("Photos", "May")]
    first, second, third, fourth = ensure(firm, "office", root, *paths)
    assert (first.id, first.made) == (level.id, False)
    assert [place.made for place in (second, third, fourth)] == [True, True, True]
    assert tree(root) == {
        "Plans": {"Level 1": {}, "Level 2": {"East": {}}},
        "Photos": {"May": {}},
    }
    assert verbs(second.id) == ["folder.made"]
    assert Item.objects.get(id=fourth.id).parent_id == third.id
    again = ensure(firm, "office", root, *paths)
    assert [place.id for place in again] == [first.id, second.id, third.id, fourth.id]
    assert not any(place.made for place in again)
    assert list(store.verify_pointers()) == []


def test_names_that_differ_in_case_alone_stand_for_one_folder(firm: Firm) -> None:
    root = make_folder(firm.job.library_id, "Root").id
    upper, lower, inside = ensure(firm, "office", root, ("A", "x"), ("a", "x"), ("a", "y"))
    assert upper.id == lower.id
    assert tree(root) == {"A": {"x": {}, "y": {}}}
    assert Item.objects.get(id=inside.id).parent_id == Item.objects.get(id=upper.id).parent_id


def test_a_file_or_a_folder_to_look_at_has_the_name(firm: Firm) -> None:
    root = make_folder(firm.job.library_id, "Root").id
    make_file(root, "notes")
    make_folder(root, "notes (2)")
    look = control(make_folder(root, "Look"), {firm.members["clerk"]: Level.VIEWER})
    file, seen = ensure(firm, "clerk", root, ("Notes", "in"), ("Look", "in"))
    assert Item.objects.get(id=file.id).parent.item.name == "Notes (3)"
    assert Item.objects.get(id=seen.id).parent.item.name == "Look (2)"
    assert tree(look.id) == {}


def test_l15_a_hidden_folder_of_the_name_is_neither_used_nor_told_of(firm: Firm) -> None:
    root = make_folder(firm.job.library_id, "Root").id
    hidden = control(make_folder(root, "Plans"))
    (place,) = ensure(firm, "clerk", root, ("Plans",))
    assert place.made
    assert place.id != hidden.id
    assert Item.objects.get(id=place.id).name == "Plans"


def test_below_a_controlled_folder_all_inherits(firm: Firm) -> None:
    clerk = {firm.members["clerk"]: Level.CONTRIBUTOR}
    top = control(make_folder(firm.job.library_id, "Top"), clerk)
    (place,) = ensure(firm, "clerk", firm.job.library_id, ("Top", "a", "b"))
    assert documents.get(firm.principal("clerk"), place.id).access_inherited
    assert list(store.verify_pointers()) == []
    with pytest.raises(ForbiddenError):
        ensure(firm, "viewer", firm.job.library_id, ("x",))
    assert tree(top.id) == {"a": {"b": {}}}


def test_as_many_statements_for_hundreds_as_for_one(firm: Firm) -> None:
    counts = []
    for size in (1, 10, 300):
        paths = [(f"{size}", f"folder {number}", "inner") for number in range(size)]
        with CaptureQueriesContext(connection) as captured:
            ensure(firm, "office", firm.job.library_id, *paths)
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2], counts
