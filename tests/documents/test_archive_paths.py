"""Paths in archives: as they are, or shortened and told of (L5, A-14)."""

import uuid

from strongroom.core.extractable import length
from strongroom.documents.archive_paths import LONGEST_PATH, NOTE, notes_of, paths_of
from strongroom.documents.walking import Node


def file(name):
    return Node({"id": uuid.uuid4(), "name": name, "is_file": True, "blob_id": uuid.uuid4()})


def folder(name, *children):
    return Node(
        {"id": uuid.uuid4(), "name": name, "is_file": False, "blob_id": None}, list(children)
    )


def nested(depth, *children, name="A folder with a rather long name "):
    node = folder(f"{name}{depth}", *children)
    for level in reversed(range(depth)):
        node = folder(f"{name}{level}", node)
    return node


def test_paths_that_find_room_stay_as_they_are():
    found = paths_of([folder("Plans", folder("Empty"), folder("In", file("a.txt"))), file("b.txt")])
    assert [each.path for each in found] == ["Plans/Empty/", "Plans/In/a.txt", "b.txt"]
    assert notes_of(found) == []


def test_what_would_be_too_long_is_shortened_and_the_rest_is_not():
    long, near = file("x" * 120 + ".pdf"), file("A name of its own.txt")
    found = paths_of([folder("Short", file("c.txt")), nested(5, long, near)])
    assert found[0].path == "Short/c.txt"
    assert all(length(each.path) <= LONGEST_PATH for each in found)
    deep = next(each for each in found if each.row is long.row)
    assert deep.path.endswith("x.pdf")
    assert deep.full.endswith(f"{'x' * 120}.pdf")
    assert {each.path.rpartition("/")[0] for each in found[1:]} == {deep.path.rpartition("/")[0]}
    assert found[-1].path.rpartition("/")[2] == "A name of its own.txt"
    [note] = notes_of(found)
    assert note.path == NOTE
    text = note.text.decode()
    assert f"\r\n{deep.path}\r\n    was: {deep.full}\r\n" in text
    assert "long still" not in text


def test_one_long_name_alone_gives_way_to_short_ones_below():
    found = paths_of([folder("y" * 220, folder("a", file("b.txt")))])
    assert length(found[0].path) == LONGEST_PATH
    assert found[0].path.endswith("y/a/b.txt")


def test_shortened_names_stay_distinct():
    found = paths_of([nested(4, *(file("z" * 200 + f"{number}.txt") for number in range(30)))])
    assert len({each.path.casefold() for each in found}) == 30


def test_what_lies_too_deep_is_said():
    found = paths_of([nested(30, file("deep.txt")), file(NOTE)])
    assert length(found[0].path) > LONGEST_PATH
    [note] = notes_of(found)
    assert note.path == "Shortened names (2).txt"
    assert f"\r\n{found[0].path}\r\n" in note.text.decode().partition("long still")[2]
