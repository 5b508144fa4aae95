"""Each verb takes the same number of statements for 1, 10 and 100 items: issue 9, point 0."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from settings_of import control

from personas import Firm, add_many_files, make_file, make_folder, share
from strongroom.access import facts as loading
from strongroom.access.api import Principal
from strongroom.access.models import Level
from strongroom.documents import api as documents
from strongroom.store import api as store
from strongroom.store.models import Item

SIZES = (1, 10, 100)
Verb = Callable[[Principal, list[uuid.UUID], uuid.UUID], object]


def statements(act: Callable[[], object]) -> list[str]:
    """Return what a call says to the database, without the marks of transactions."""
    with CaptureQueriesContext(connection) as captured:
        act()
    said = [query["sql"] or "" for query in captured.captured_queries]  # a prepared one: no text
    return [text for text in said if "SAVEPOINT" not in text]


def many(firm: Firm, size: int, name: str, *, folders: bool) -> list[uuid.UUID]:
    """Make `size` files in one folder, or as many folders in it with a file and a folder in each."""
    home = make_folder(firm.job.library_id, name)
    if not folders:
        add_many_files(home.id, size)
        return list(Item.objects.filter(parent_id=home.id).values_list("id", flat=True))
    made = [make_folder(home.id, f"folder {number}") for number in range(size)]
    for number, folder in enumerate(made):
        make_file(make_folder(folder.id, "inner").id, f"{number}.txt")
    return [folder.id for folder in made]


def _move(asker: Principal, ids: list[uuid.UUID], target: uuid.UUID) -> None:
    documents.move(asker, item_ids=ids, parent_id=target, confirm=True)


def _move_files(asker: Principal, ids: list[uuid.UUID], target: uuid.UUID) -> None:
    documents.move_files(asker, item_ids=ids, parent_id=target, confirm=True)


def _move_back(asker: Principal, ids: list[uuid.UUID], target: uuid.UUID) -> None:
    documents.move_back(asker, item_ids=ids, confirm=True)


def _copy(asker: Principal, ids: list[uuid.UUID], target: uuid.UUID) -> None:
    documents.copy(asker, item_ids=ids, parent_id=target)


def _trash(asker: Principal, ids: list[uuid.UUID], _: uuid.UUID) -> None:
    documents.trash(asker, item_ids=ids)


def _restore(asker: Principal, ids: list[uuid.UUID], _: uuid.UUID) -> None:
    documents.restore(asker, item_ids=ids, confirm=True)


def _purge(asker: Principal, ids: list[uuid.UUID], _: uuid.UUID) -> None:
    documents.purge(asker, item_ids=ids)


def _mark(asker: Principal, ids: list[uuid.UUID], _: uuid.UUID) -> None:
    documents.set_confidential(asker, item_ids=ids, value=True, confirm=True)


def _tag(asker: Principal, ids: list[uuid.UUID], _: uuid.UUID) -> None:
    documents.tag(asker, item_ids=ids, tags=["plan"])


CONSEQUENCE = 24
"""What the question costs (E-13): what decides, read before and after, however many there are."""
BUDGETS: dict[str, tuple[Verb, int]] = {
    "move": (_move, 16 + CONSEQUENCE),
    "move_files": (_move_files, 24 + CONSEQUENCE),
    "move_back": (_move_back, 17 + CONSEQUENCE),
    "trash": (_trash, 9),
    "restore": (_restore, 11 + CONSEQUENCE),
    "copy": (_copy, 14 + CONSEQUENCE),
    "purge": (_purge, 60),
    "mark": (_mark, 8 + CONSEQUENCE),
    "tag": (_tag, 8),
}
"""The verb, and the most statements that it takes for any number of files or folders."""


@pytest.mark.parametrize("name", BUDGETS)
@pytest.mark.parametrize("folders", [False, True])
def test_as_many_statements_for_100_as_for_1(firm: Firm, name: str, *, folders: bool) -> None:
    verb, most = BUDGETS[name]
    if folders and name == "mark":
        return  # files only
    asker, counts = firm.principal("admin"), {}
    for size in SIZES:
        ids = many(firm, size, f"{size}", folders=folders)
        target = control(make_folder(firm.other_job.library_id, f"to {size}"))
        share(Item.objects.get(id=ids[0]), firm.customers["alder"])
        if name in {"restore", "purge"}:
            documents.trash(asker, item_ids=ids)
        if name == "move_back":
            _move(asker, ids, target.id)
        said = statements(lambda ids=ids, target=target: verb(asker, ids, target.id))
        counts[size] = len(said)
        assert len(said) <= most + 3 * folders, "\n\n".join(said)
    assert len(set(counts.values())) == 1, counts
    assert list(store.verify_pointers()) == []


def test_as_many_statements_where_every_name_is_taken(firm: Firm) -> None:
    """A-3: the names are settled together, among each other too."""
    asker, root, counts = firm.principal("office"), firm.job.library_id, {}
    for size in SIZES:
        target = make_folder(root, f"to {size}")
        ids = []
        for number in range(size):
            make_file(target.id, f"a{number}.txt")
            ids.append(make_file(make_folder(root, f"{size} {number}").id, f"A{number % 7}.txt").id)
        counts[size] = len(statements(lambda ids=ids, to=target: _move(asker, ids, to.id)))
        names = list(Item.objects.filter(parent_id=target.id).values_list("name", flat=True))
        assert len({name.casefold() for name in names}) == 2 * size
    assert len(set(counts.values())) == 1, counts


def test_a_rename_asks_the_decision_twice(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look and, under the lock, ask again: the rest is carried along."""
    office, plan, asked = firm.principal("office"), firm.files["plan.pdf"], []

    def item_facts(principal: Principal, ids: Sequence[uuid.UUID], now: dt.datetime) -> object:
        asked.extend(one for one in ids if one == plan.id)
        return facts(principal, ids, now)

    facts = loading.item_facts
    monkeypatch.setattr(loading, "item_facts", item_facts)
    said = statements(lambda: documents.rename(office, item_id=plan.id, name="b.pdf"))
    assert len(asked) == 2
    assert len(said) <= 10, "\n\n".join(said)


def test_an_upload_takes_nine_statements(firm: Firm) -> None:
    """A picture that nobody has stored before: two of them ask for its previews."""
    office, root = firm.principal("office"), firm.job.library_id
    staged = store.receive([b"\x89PNG\r\n\x1a\n another"])
    said = statements(
        lambda: documents.add_file(office, parent_id=root, name="new.png", staged=staged)
    )
    assert len(said) <= 9, "\n\n".join(said)


def test_a_folder_can_not_be_seen_in_the_answer_where_it_is_hidden(firm: Firm) -> None:
    office, clerk = firm.members["office"], firm.principal("clerk")
    hidden = control(make_folder(firm.job.library_id, "Hidden"), {office: Level.MANAGER})
    own = control(make_file(hidden.id, "own.txt"), {firm.members["clerk"]: Level.CONTRIBUTOR})
    row = documents.rename(clerk, item_id=own.id, name="mine.txt")
    assert (row.name, row.parent_id) == ("mine.txt", None)
