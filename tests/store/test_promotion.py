"""From staged bytes to a blob: promoted first, adopted by a transaction; nothing refers to lost bytes."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from personas import Firm, make_file
from storing import kept_files, stage, staged_files, together
from strongroom.documents import api as documents
from strongroom.store import api as store
from strongroom.store.api import NewItem, Promoted
from strongroom.store.models import Blob, Item

NOW = timedelta(0)
DATA = b"wanted by two"


def promoted(firm: Firm, data: bytes = DATA) -> Promoted:
    return store.promote(stage(data), account_id=firm.account.id)


def attach(firm: Firm, ready: Promoted, name: str = "new.txt") -> Item:
    """Do what an operation does in its transaction."""
    with transaction.atomic():
        new = NewItem(firm.job.library_id, name, None)
        made, _ = store.insert_file(new, promoted=ready, content_type="text/plain")
    return Item.objects.get(id=made.id)


def require_whole(*items: Item) -> None:
    for item in items:
        with store.open_blob(store.storage_key(item.account_id, item.current.blob.sha256)) as file:
            assert file.read() == DATA
    assert list(store.verify_blobs()) == []


def test_promoted_bytes_are_in_their_place_and_known_to_no_row(
    firm: Firm, data_folder: Path
) -> None:
    before = kept_files(data_folder)
    ready = promoted(firm)
    (path,) = set(kept_files(data_folder)) - set(before)
    assert path.read_bytes() == DATA
    assert not Blob.objects.filter(sha256=ready.sha256).exists()
    assert store.promote(ready, account_id=firm.account.id) is ready


@pytest.mark.put_back
@pytest.mark.django_db(transaction=True)
def test_prune_takes_what_is_promoted_for_an_orphan_and_the_upload_loses_nothing(
    firm: Firm, data_folder: Path
) -> None:
    """The worst order: without any grace, both of its steps between promotion and transaction."""
    before = kept_files(data_folder)
    ready = promoted(firm)
    (path,) = set(kept_files(data_folder)) - set(before)
    assert store.prune(grace=NOW).orphans == 1
    assert store.prune(grace=NOW).removed == 1
    assert not path.exists()
    require_whole(attach(firm, ready))
    assert staged_files(data_folder) == []


@pytest.mark.put_back
@pytest.mark.django_db(transaction=True)
def test_deleted_pruned_and_sent_again(firm: Firm, data_folder: Path) -> None:
    """The upload finds the bytes of a deleted file in their place; then prune removes those."""
    old = make_file(firm.job.library_id, "old.txt", DATA)
    old.delete()
    store.prune(grace=NOW)
    ready = promoted(firm)
    assert store.prune(grace=NOW).removed == 1
    require_whole(attach(firm, ready))


@pytest.mark.django_db(transaction=True)
def test_deleted_and_sent_again_before_prune_comes_to_it(firm: Firm, data_folder: Path) -> None:
    old = make_file(firm.job.library_id, "old.txt", DATA)
    old.delete()
    assert store.prune(grace=NOW).marked == 1
    ready = promoted(firm)
    item = attach(firm, ready)
    assert store.prune(grace=NOW).removed == 0
    require_whole(item)


@pytest.mark.django_db(transaction=True)
def test_two_uploads_of_the_same_bytes_at_once(firm: Firm, data_folder: Path) -> None:
    """Both have promoted before either has a row."""
    before = len(kept_files(data_folder))
    both = threading.Barrier(2)

    def upload(name: str) -> Callable[[], Item]:
        def work() -> Item:
            ready = promoted(firm)
            both.wait(20)
            return attach(firm, ready, name)

        return work

    one, other = together(upload("a.txt"), upload("b.txt"))
    assert one.current.blob_id == other.current.blob_id
    assert len(kept_files(data_folder)) == before + 1
    require_whole(one, other)
    assert staged_files(data_folder) == []


@pytest.mark.django_db(transaction=True)
def test_one_of_two_uploads_fails_and_the_other_keeps_the_bytes(
    firm: Firm, data_folder: Path
) -> None:
    first, second = promoted(firm), promoted(firm)
    with transaction.atomic():
        store.adopt(first)
        transaction.set_rollback(True)
    store.discard(first)
    require_whole(attach(firm, second))


@pytest.mark.put_back
@pytest.mark.django_db(transaction=True)
def test_uploads_deletions_and_prune_without_grace_all_at_once(
    firm: Firm, data_folder: Path
) -> None:
    """The same bytes come and go, while prune runs again and again: what is there is whole."""
    office, stop = firm.principal("office"), threading.Event()

    def uploads(prefix: str) -> Callable[[], Item]:
        def work() -> Item:
            for number in range(10):
                row = documents.add_file(
                    office,
                    parent_id=firm.job.library_id,
                    name=f"{prefix}{number}.txt",
                    staged=stage(DATA),
                )
                if number < 9:
                    Item.objects.get(id=row.id).delete()
            return Item.objects.get(id=row.id)

        return work

    def pruning() -> None:
        try:
            while not stop.is_set():
                store.prune(grace=NOW)
        finally:
            connection.close()

    thread = threading.Thread(target=pruning)
    thread.start()
    try:
        items = together(uploads("a"), uploads("b"))
    finally:
        stop.set()
        thread.join(60)
    require_whole(*items)
