"""A package's tables are written by itself; others ask its face to. Read from the source, SQL too.

What is otherwise stands here with the reason; nothing else may be, and nothing may stand here in vain.
"""

import types
from importlib import import_module
from pathlib import Path

import pytest

import source_imports
import source_writes
import strongroom

ROOT = Path(strongroom.__file__).parent
MODULES = source_imports.sources(ROOT)

WRITTEN_BY = {
    "access_role": "administration",
    "access_seat": "administration",
}
"""The decision reads them, entries refer to them, and only administration gives and takes."""

ELSEWHERE: dict[tuple[str, str], str] = {
    (
        "interfaces/cli/demo/loading.py",
        table,
    ): "dates and passwords of the demo firm, which no operation sets"
    for table in (
        "directory_account",
        "directory_contact",
        "directory_customer",
        "directory_member",
        "directory_person",
        "work_job",
        "work_project",
        "work_quote",
    )
}

UNTOLD = {
    ("directory/models.py", "? person.save"): "a login: Django's manager makes its own model",
    ("directory/sessions.py", "? self.create"): "Django's session, kept by `directory`",
    ("embedded/server.py", "? self.layout.create"): "folders of the embedded PostgreSQL",
    ("interfaces/cli/demo/papers.py", "? document.save"): "a document of Word",
    ("interfaces/office/sharing/qr_code.py", "? code.save"): "a picture of a code",
    ("store/converter.py", "? picture.save"): "a picture",
    ("store/felling.py", "? _referring(relation, ids).update"): "as a foreign key says: set null",
    ("store/felling.py", "? found._raw_delete"): "as a foreign key says: cascade",
    ("work/records.py", "? record.save"): "a job or a quote",
}
"""What the reader can't work out: where, and what is called."""


def _written(modules: dict[str, str]) -> dict[tuple[str, str], list[int]]:
    """Return the lines on which each file writes each table, or something that can't be told."""
    found: dict[tuple[str, str], list[int]] = {}
    for path, text in modules.items():
        for write in source_writes.writes(text, vars(_module(path))):
            found.setdefault((path, write.table), []).append(write.line)
    return found


def _module(path: str) -> types.ModuleType:
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return import_module(f"strongroom.{name}" if name != "__init__" else "strongroom")


@pytest.fixture(scope="module")
def written() -> dict[tuple[str, str], list[int]]:
    return _written({path: text for path, text in MODULES.items() if path != "__main__.py"})


def _strangers(written: dict[tuple[str, str], list[int]]) -> dict[tuple[str, str], list[int]]:
    owners = {**source_writes.tables(), **WRITTEN_BY}
    return {
        (path, table): lines
        for (path, table), lines in written.items()
        if table in owners and owners[table] != path.split("/")[0]
    }


def test_a_table_is_written_by_its_package(written: dict[tuple[str, str], list[int]]) -> None:
    strange = _strangers(written)
    assert strange.keys() == ELSEWHERE.keys(), strange


def test_every_write_can_be_told(written: dict[tuple[str, str], list[int]]) -> None:
    """Otherwise a write could hide behind a name that the reader does not follow."""
    untold = {key: lines for key, lines in written.items() if key[1].startswith("?")}
    assert untold.keys() == UNTOLD.keys(), untold


def test_every_table_with_rows_is_seen_to_be_written(
    written: dict[tuple[str, str], list[int]],
) -> None:
    """Or the reader would be blind to it."""
    seen = {table for _, table in written}
    assert source_writes.tables().keys() - seen == set()


PLANTED = {
    "by a manager": ("store_item", "Item.objects.filter(name='x').update(name='y')"),
    "by a constructor": ("store_item", "item = Item(name='x')\n    item.save()"),
    "many at once": ("store_item", "Item.objects.bulk_create([])"),
    "by a query that has a name": (
        "store_item",
        "rows = Item.objects.all()\n    some = rows.filter(name='x')\n    some.delete()",
    ),
    "by what is given": ("store_item", "given.save()"),
    "by one of many": ("store_item", "for one in several:\n        one.delete()"),
    "by a relation": ("store_library", "given.library.save()"),
    "by a relation back": ("store_version", "given.versions.all().delete()"),
    "inside a function inside": (
        "store_item",
        "def apply():\n        given.save()\n    apply()",
    ),
    "by what a function returns": ("directory_member", "shared.maker(None).save()"),
    "by SQL": ("store_item", "execute('update store_item set name = %s')"),
    "by SQL in pieces": ("store_item", "execute(f'delete from store_item where {given}')"),
    "by an insert": ("store_version", "execute('INSERT INTO store_version (id) values (1)')"),
}


@pytest.mark.parametrize(("table", "body"), PLANTED.values(), ids=PLANTED.keys())
def test_it_sees_a_write(table: str, body: str) -> None:
    """Of `work`, into what belongs to others."""
    text = (
        "from strongroom.store.models import Item\nfrom strongroom.work import shared\n"
        f"def planted(given: Item, several: list[Item], execute):\n    {body}\n"
    )
    names: dict[str, object] = {}
    exec(text, names)
    found = source_writes.writes(text, names)
    assert [write.table for write in found] == [table]
    strange = _strangers({("work/planted.py", write.table): [write.line] for write in found})
    assert strange.keys() == {("work/planted.py", table)}


def test_it_tells_what_it_can_not_tell() -> None:
    text = "def planted(given):\n    given.save()\n    given.rows.filter(id=1).delete()\n"
    found = source_writes.writes(text, {})
    assert [write.table for write in found] == ["? given.save", "? given.rows.filter(id=1).delete"]


def test_it_passes_over_what_is_no_row() -> None:
    text = (
        "import hashlib\ndef planted(some: dict[str, int], many: set[int]):\n"
        "    some.update(a=1)\n    many.update([1])\n    hashlib.sha256().update(b'')\n"
    )
    assert source_writes.writes(text, {"hashlib": __import__("hashlib")}) == []
