"""Adding files, versions and folders: names, clashes, refusals, and several at once."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import connection, transaction
from settings_of import control, verbs

from personas import Firm, make_file, make_folder
from storing import stage, staged_files, together
from strongroom.access import api as access
from strongroom.access.api import Action
from strongroom.access.models import Level
from strongroom.audit.models import Event
from strongroom.core.errors import ForbiddenError, InvalidError, NameTakenError, NotFoundError
from strongroom.documents import api as documents
from strongroom.documents import hooks
from strongroom.documents.hooks import VersionAdded
from strongroom.store import api as store
from strongroom.store.models import Item, Version


def names(firm: Firm, folder_id: object, who: str = "office") -> list[str]:
    page = documents.children(firm.principal(who), folder_id, limit=200)
    return [row.name for row in page.results]


def test_a7_a_new_file_is_hidden_from_customers(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    row = documents.add_file(office, parent_id=root, name="Photo.jpg", staged=stage(b"data"))
    assert (row.name, row.size, row.version, row.kind) == ("Photo.jpg", 4, 1, "file")
    assert (row.parent_id, row.library_id) == (root, root)
    assert (row.viewable_in_portal, row.confidential) == (False, False)
    assert row.created_by == firm.members["office"].id
    assert row.created_by_name == "Office"
    with store.open_blob(documents.content(office, row.id).storage_key) as file:
        assert file.read() == b"data"
    with pytest.raises(NotFoundError):
        documents.get(firm.principal("contact"), row.id)
    assert verbs(row.id) == ["file.added"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../x", "x"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/passwd", "passwd"),
        ("ä" * 300 + ".pdf", "ä" * 125 + ".pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("مخطط الطابق.pdf", "مخطط الطابق.pdf"),
        ("e\u0301tage.pdf", "étage.pdf"),
        ("a\0b\nc.txt", "abc.txt"),
        ("..", "file"),
        ("   ", "file"),
        ("=cmd|calc!A0.csv", "=cmd|calc!A0.csv"),
    ],
)
def test_names_are_kept_readable(firm: Firm, given: str, kept: str) -> None:
    row = documents.add_file(
        firm.principal("office"), parent_id=firm.job.library_id, name=given, staged=stage()
    )
    assert row.name == kept
    assert len(row.name.encode()) <= 255


def test_what_the_bytes_are_decides_not_the_name(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    exe = documents.add_file(office, parent_id=root, name="p.jpg", staged=stage(b"MZ\x90\0" * 99))
    assert exe.content_type == "application/x-msdownload"
    corrupt = documents.add_file(
        office, parent_id=root, name="c.jpg", staged=stage(b"\xff\xd8\xff\xe0 and then nothing")
    )
    assert corrupt.content_type == "image/jpeg"


def test_a3_a_visible_clash_gets_a_suffix(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    made = [
        documents.add_file(office, parent_id=root, name=name, staged=stage()).name
        for name in ("plan.pdf", "PLAN.PDF", "plan (2).pdf", "Plan.pdf")
    ]
    assert made == ["plan (2).pdf", "PLAN (3).PDF", "plan (2) (2).pdf", "Plan (4).pdf"]
    long = "l" * 251 + ".pdf"
    first, second = (
        documents.add_file(office, parent_id=root, name=long, staged=stage()).name for _ in range(2)
    )
    assert first == long
    assert second.endswith(" (2).pdf")
    assert len(second.encode()) == 255


def test_a3_new_version_when_that_is_chosen(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    row = documents.add_file(
        office,
        parent_id=root,
        name="PLAN.pdf",
        staged=stage(b"second"),
        on_clash="version",
        note="as built",
    )
    assert row.id == firm.files["plan.pdf"].id
    assert (row.name, row.version, row.size) == ("plan.pdf", 2, 6)
    newest, oldest = documents.versions(office, row.id)
    assert (newest.number, newest.name, newest.note, newest.current) == (
        2,
        "PLAN.pdf",
        "as built",
        True,
    )
    assert (oldest.number, oldest.current) == (1, False)
    other = documents.add_file(
        office, parent_id=root, name="new.pdf", staged=stage(), on_clash="version"
    )
    assert other.version == 1
    make_folder(root, "Plans")
    third = documents.add_file(
        office, parent_id=root, name="plans", staged=stage(), on_clash="version"
    )
    assert third.name == "plans (2)"


def test_a_new_version_needs_edit_even_by_a_clash(firm: Firm, data_folder: Path) -> None:
    """An assigned technician may add, not change."""
    staged = stage(b"second")
    with pytest.raises(ForbiddenError):
        documents.add_file(
            firm.principal("tech"),
            parent_id=firm.job.library_id,
            name="plan.pdf",
            staged=staged,
            on_clash="version",
        )
    assert Version.objects.filter(item=firm.files["plan.pdf"]).count() == 1
    assert not staged.path.exists()


@pytest.mark.parametrize("on_clash", ["suffix", "version"])
def test_l15_a_hidden_clash_tells_nothing(firm: Firm, on_clash: str) -> None:
    """The clerk can't see the controlled file, the technician not the confidential one."""
    root = firm.job.library_id
    hidden = control(make_file(root, "hidden.pdf", b"hidden"))
    row = documents.add_file(
        firm.principal("clerk"),
        parent_id=root,
        name="hidden.pdf",
        staged=stage(b"clerk's"),
        on_clash=on_clash,
    )
    assert row.name == "hidden.pdf"
    tech = documents.add_file(
        firm.principal("tech"),
        parent_id=root,
        name="secret.pdf",
        staged=stage(b"tech's"),
        on_clash=on_clash,
    )
    assert tech.name == "secret.pdf"
    assert {row.id, tech.id}.isdisjoint({hidden.id, firm.files["secret.pdf"].id})
    assert Version.objects.filter(item__in=[hidden, firm.files["secret.pdf"]]).count() == 2
    assert names(firm, root, "admin").count("hidden.pdf") == 2


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("viewer", ForbiddenError),
        ("sub", ForbiddenError),
        ("watcher", NotFoundError),
        ("stranger", NotFoundError),
        ("contact", NotFoundError),
    ],
)
def test_who_may_not_add_changes_nothing(
    firm: Firm, who: str, error: type[Exception], data_folder: Path
) -> None:
    before, events = Item.objects.count(), Event.objects.count()
    staged = stage()
    with pytest.raises(error):
        documents.add_file(
            firm.principal(who), parent_id=firm.job.library_id, name="x", staged=staged
        )
    with pytest.raises(error):
        documents.make_folder(firm.principal(who), parent_id=firm.job.library_id, name="x")
    with pytest.raises(error):
        documents.add_version(
            firm.principal(who), item_id=firm.files["plan.pdf"].id, name="x", staged=stage()
        )
    assert (Item.objects.count(), Event.objects.count()) == (before, events)
    assert not staged.path.exists()


def test_a_folder_a_file_and_the_trash_as_targets(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    with pytest.raises(InvalidError):
        documents.add_file(office, parent_id=firm.files["plan.pdf"].id, name="x", staged=stage())
    folder = documents.make_folder(office, parent_id=root, name="Plans")
    with pytest.raises(InvalidError):
        documents.add_version(office, item_id=folder.id, name="x", staged=stage())
    inner = documents.make_folder(office, parent_id=folder.id, name="Level 2")
    documents.trash(office, item_ids=[folder.id])
    for gone in (folder.id, inner.id):
        with pytest.raises(NotFoundError):
            documents.add_file(office, parent_id=gone, name="x", staged=stage())


def test_make_folder_and_its_clash(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    row = documents.make_folder(office, parent_id=root, name=" Plans ")
    assert (row.name, row.kind, row.size, row.version) == ("Plans", "folder", None, None)
    assert verbs(row.id) == ["folder.made"]
    for taken in ("plans", "PLAN.PDF"):
        with pytest.raises(NameTakenError):
            documents.make_folder(office, parent_id=root, name=taken)
    for wrong in ("", "a/b", "..", "x" * 256, "a\u202eb"):
        with pytest.raises(InvalidError):
            documents.make_folder(office, parent_id=root, name=wrong)
    control(make_file(root, "Hidden"))
    clerk = firm.principal("clerk")
    assert documents.make_folder(clerk, parent_id=root, name="Hidden").name == "Hidden"


def test_a16_tags(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.job.library_id
    row = documents.add_file(
        office, parent_id=root, name="x", staged=stage(), tags=[" before ", "before", "", "plan"]
    )
    assert row.tags == ("before", "plan")
    with pytest.raises(InvalidError):
        documents.add_file(office, parent_id=root, name="x", staged=stage(), tags=["t" * 41])


def test_the_hook_is_told_inside_the_transaction(firm: Firm) -> None:
    told: list[tuple[VersionAdded, bool]] = []

    def listen(added: Sequence[VersionAdded]) -> None:
        (fact,) = added
        told.append((fact, connection.in_atomic_block))
        if fact.number == 2:
            raise ZeroDivisionError

    hooks.version_added.bind(listen)
    try:
        office = firm.principal("office")
        row = documents.add_file(office, parent_id=firm.job.library_id, name="x", staged=stage())
        with pytest.raises(ZeroDivisionError):
            documents.add_version(office, item_id=row.id, name="x", staged=stage(b"2"))
    finally:
        hooks.version_added.unbind(listen)
    assert [(fact.item_id, fact.number, inside) for fact, inside in told] == [
        (row.id, 1, True),
        (row.id, 2, True),
    ]
    assert documents.get(office, row.id).version == 1
    assert verbs(row.id) == ["file.added"]


@pytest.mark.django_db(transaction=True)
def test_two_uploads_of_one_name_at_once_become_two_entries(firm: Firm, data_folder: Path) -> None:
    office, folder = firm.principal("office"), firm.other_job.library_id

    def add(number: int) -> str:
        staged = store.receive(io.BytesIO(b"upload %d" % number))
        return documents.add_file(office, parent_id=folder, name="same.txt", staged=staged).name

    made = together(*[lambda number=number: add(number) for number in range(8)])
    assert sorted(made) == [f"same ({n}).txt" for n in range(2, 9)] + ["same.txt"]
    assert sorted(names(firm, folder)) == sorted(made)
    assert staged_files(data_folder) == []
    assert list(store.verify_blobs()) == []
    assert list(store.verify_pointers()) == []


@pytest.mark.django_db(transaction=True)
def test_one_of_several_equal_folders_at_once_wins(firm: Firm) -> None:
    office, root = firm.principal("office"), firm.other_job.library_id

    def make() -> bool:
        try:
            documents.make_folder(office, parent_id=root, name="Plans")
        except NameTakenError:
            return False
        return True

    assert sorted(together(*[make] * 6)) == [False] * 5 + [True]
    assert names(firm, root) == ["Plans"]


@pytest.mark.django_db(transaction=True)
def test_versions_at_once_have_numbers_of_their_own(firm: Firm) -> None:
    office, item = firm.principal("office"), firm.files["plan.pdf"]

    def add(number: int) -> int | None:
        staged = store.receive(io.BytesIO(b"version %d" % number))
        return documents.add_version(office, item_id=item.id, name="v", staged=staged).version

    together(*[lambda number=number: add(number) for number in range(6)])
    assert [row.number for row in documents.versions(office, item.id)] == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.django_db(transaction=True)
def test_l14_a_right_withdrawn_at_the_same_moment_counts(firm: Firm) -> None:
    """The folder is being protected; an upload that comes meanwhile waits and is then refused."""
    import threading

    clerk, root = firm.principal("clerk"), firm.other_job.library_id
    folder = make_folder(root, "Plans")
    outcome: list[BaseException | None] = []

    def upload() -> None:
        try:
            staged = store.receive(io.BytesIO(b"late"))
            documents.add_file(clerk, parent_id=folder.id, name="late.txt", staged=staged)
            outcome.append(None)
        except NotFoundError as error:
            outcome.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        store.lock_library(root, shared=False)
        control(folder, {firm.members["office"]: Level.MANAGER})
        thread = threading.Thread(target=upload)
        thread.start()
        waiting_for_a_lock()
    thread.join(20)
    assert isinstance(outcome[0], NotFoundError)
    assert not Item.objects.filter(name="late.txt").exists()


def waiting_for_a_lock() -> None:
    """Return once another session of this database waits for an advisory lock."""
    import threading
    import time

    until = time.monotonic() + 20
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_stat_activity where datname = current_database()"
                " and wait_event_type = 'Lock' and wait_event = 'advisory'"
            )
            if cursor.fetchone()[0]:
                return
        threading.Event().wait(0.02)
    raise AssertionError("nobody waits")


def test_a_folder_that_moved_while_the_bytes_came_is_asked_about_where_it_is(firm: Firm) -> None:
    """It was looked at before the body; it lies in another record when its library is locked."""
    office, there = firm.principal("office"), firm.other_job.library_id
    plans = make_folder(firm.job.library_id, "Plans")
    plan = make_file(plans.id, "plan.txt")
    folder = access.require(office, Action.ADD, plans.id)
    file = access.require(office, Action.EDIT, plan.id)
    store.set_parent(plans.id, there)
    row = documents.add_file(
        office, parent_id=plans.id, name="a.txt", staged=stage(b"a"), looked=folder
    )
    assert (row.library_id, row.parent_id) == (there, plans.id)
    again = documents.add_version(
        office, item_id=plan.id, name="plan.txt", staged=stage(b"b"), looked=file
    )
    assert (again.library_id, again.version) == (there, 2)


def test_l14_a_right_that_ended_while_the_bytes_came_counts(firm: Firm, data_folder: Path) -> None:
    clerk, office = firm.principal("clerk"), firm.members["office"]
    plans = make_folder(firm.job.library_id, "Plans")
    plan = make_file(plans.id, "plan.txt")
    folder = access.require(clerk, Action.ADD, plans.id)
    file = access.require(clerk, Action.EDIT, plan.id)
    control(plans, {office: Level.MANAGER})
    before = staged_files(data_folder)
    with pytest.raises(NotFoundError):
        documents.add_file(
            clerk, parent_id=plans.id, name="a.txt", staged=stage(b"a"), looked=folder
        )
    with pytest.raises(NotFoundError):
        documents.add_version(
            clerk, item_id=plan.id, name="plan.txt", staged=stage(b"b"), looked=file
        )
    assert not Item.objects.filter(name="a.txt").exists()
    assert Version.objects.filter(item=plan).count() == 1
    assert staged_files(data_folder) == before
