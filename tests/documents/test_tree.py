"""Folders as a tree, the way to an item, settings below, stars: only ever what one can see."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from personas import Firm, make_file, make_folder
from strongroom.access import api as access
from strongroom.access.api import Entry, Level
from strongroom.core.errors import ForbiddenError, NotFoundError
from strongroom.documents import api as documents
from strongroom.documents.favourites import favourite_ids
from strongroom.store.models import Item

pytestmark = pytest.mark.django_db


def control(firm: Firm, item: Item, *names: str, level: Level = Level.VIEWER) -> None:
    entries = [Entry(type="member", id=firm.members[name].id, level=level) for name in names]
    admin = firm.principal("admin")
    access.put_settings(admin, item.id, enabled=True, entries=entries, confirm=True)


def way(firm: Firm, name: str, item: Item) -> list[str]:
    return [crumb.name for crumb in documents.path(firm.principal(name), item.id)]


def test_the_way_begins_below_what_is_hidden(firm: Firm) -> None:
    """DESIGN: breadcrumbs start at the topmost item one may see; not even what lies above that."""
    plans = make_folder(firm.project.library_id, "Plans")
    hidden = make_folder(plans.id, "Hidden")
    level = make_folder(hidden.id, "Level 2")
    file = make_file(level.id, "floor.pdf")
    control(firm, hidden, "office")
    control(firm, level, "viewer", "sub")
    assert way(firm, "admin", file) == ["Harbour Court", "Plans", "Hidden", "Level 2", "floor.pdf"]
    assert way(firm, "viewer", file) == ["Level 2", "floor.pdf"]
    assert way(firm, "sub", file) == ["Level 2", "floor.pdf"]
    for name in ("office", "clerk", "watcher", "stranger"):
        with pytest.raises(NotFoundError):
            way(firm, name, file)
    assert way(firm, "office", hidden) == ["Harbour Court", "Plans", "Hidden"]


def test_many_ways_take_as_few_statements_as_one(firm: Firm) -> None:
    deep = firm.project.library_id
    items = []
    for number in range(12):
        deep = make_folder(deep, f"Level {number}").id
        items.append(deep)
    principal = firm.principal("office")
    with CaptureQueriesContext(connection) as one:
        documents.paths(principal, items[:1])
    with CaptureQueriesContext(connection) as many:
        found = documents.paths(principal, items)
    assert len(many) == len(one)
    assert [len(found[item_id]) for item_id in items] == list(range(2, 14))


def test_l10_hidden_folders_leave_no_trace_in_the_tree(firm: Firm) -> None:
    root = firm.project.library_id
    plans, hidden = make_folder(root, "Plans"), make_folder(root, "Hidden")
    inside = make_folder(plans.id, "Only for the office")
    make_folder(hidden.id, "Below")
    control(firm, hidden, "office")
    control(firm, inside, "office")
    office, clerk = firm.principal("office"), firm.principal("clerk")
    asked = [root, plans.id, hidden.id]
    seen = documents.folders_in(office, root, asked)
    assert [row.name for row in seen[root].folders] == ["Hidden", "Plans"]
    assert [row.has_folders for row in seen[root].folders] == [True, True]
    assert [row.name for row in seen[plans.id].folders] == ["Only for the office"]
    less = documents.folders_in(clerk, root, asked)
    assert set(less) == {root, plans.id}
    assert [(row.name, row.has_folders) for row in less[root].folders] == [("Plans", False)]
    assert less[plans.id].folders == ()
    assert documents.folders_in(firm.principal("stranger"), root, asked) == {}


def test_the_tree_of_a_grantee_begins_with_what_is_granted(firm: Firm) -> None:
    plans = make_folder(firm.project.library_id, "Plans")
    level = make_folder(plans.id, "Level 2")
    rooms = make_folder(level.id, "Rooms")
    control(firm, level, "sub")
    control(firm, rooms, "sub")
    tops = documents.top_folders(firm.principal("sub"), firm.project.library_id)
    assert [(row.name, row.parent_id, row.has_folders) for row in tops.folders] == [
        ("Level 2", None, True)
    ]
    assert documents.top_folders(firm.principal("stranger"), firm.project.library_id).folders == ()


def test_own_settings_below_are_counted_as_far_as_they_are_seen(firm: Firm) -> None:
    """Point 3 and L4: the number is what the viewer can list."""
    plans = make_folder(firm.project.library_id, "Plans")
    level = make_folder(plans.id, "Level 2")
    deep = make_file(make_folder(level.id, "Rooms").id, "deep.pdf")
    beside = make_folder(firm.project.library_id, "Beside")
    trashed = make_file(plans.id, "old.pdf")
    for item in (level, deep, beside, trashed):
        control(firm, item, "office")
    control(firm, deep, "office", "viewer")
    documents.trash(firm.principal("admin"), item_ids=[trashed.id])
    counts = {
        name: documents.own_settings_below(firm.principal(name), plans.id)
        for name in ("admin", "office", "viewer", "clerk")
    }
    assert {name: found.count for name, found in counts.items()} == {
        "admin": 2,
        "office": 2,
        "viewer": 1,
        "clerk": 0,
    }
    assert [crumb.name for crumb in counts["viewer"].first] == ["deep.pdf"]
    assert documents.own_settings_below(firm.principal("office"), deep.id).count == 0
    top = documents.own_settings_below(firm.principal("office"), firm.project.library_id)
    assert top.count == 3
    with pytest.raises(NotFoundError):
        documents.own_settings_below(firm.principal("clerk"), level.id)


def test_a_disabled_policy_does_not_count_as_own_settings(firm: Firm) -> None:
    plans = make_folder(firm.project.library_id, "Plans")
    level = make_folder(plans.id, "Level 2")
    control(firm, level, "office")
    access.put_settings(firm.principal("admin"), level.id, enabled=False, confirm=True)
    assert documents.own_settings_below(firm.principal("office"), plans.id).count == 0


def test_odd_words_find_nothing_and_break_nothing(firm: Firm) -> None:
    root = firm.project.library_id
    make_folder(root, "100% done")
    clerk = firm.principal("clerk")
    for words, expected in {
        "%": 1,
        "_": 0,
        "\\": 0,
        "\0": 0,
        " ": 0,
        "0% D": 1,
        "Harbour": 1,
    }.items():
        assert len(documents.search_folders(clerk, words, first=root)) == expected, repr(words)
    assert documents.search_folders(firm.principal("viewer"), "done", first=root) == []


def test_only_members_star_and_only_what_they_see(firm: Firm) -> None:
    file, viewable = firm.files["project.pdf"], firm.files["viewable.pdf"]
    clerk = firm.principal("clerk")
    assert documents.set_favourite(clerk, item_ids=[file.id, viewable.id], starred=True) == [
        file.id,
        viewable.id,
    ]
    assert documents.set_favourite(clerk, item_ids=[file.id], starred=True) == []
    with pytest.raises(NotFoundError):
        documents.set_favourite(clerk, item_ids=[file.id, uuid.uuid4()], starred=False)
    assert favourite_ids(clerk, [file.id, viewable.id]) == {file.id, viewable.id}
    assert [row.id for row in documents.favourites(clerk, firm.project.library_id)] == [file.id]
    contact = firm.principal("contact")
    with pytest.raises(ForbiddenError):
        documents.set_favourite(contact, item_ids=[viewable.id], starred=True)
    assert documents.favourites(contact, firm.job.library_id) == []
    documents.trash(firm.principal("office"), item_ids=[file.id])
    assert documents.favourites(clerk, firm.project.library_id) == []
    documents.purge(firm.principal("admin"), item_ids=[file.id])
    assert favourite_ids(clerk, [file.id, viewable.id]) == {viewable.id}
