"""Rows of the tree: where an item takes its library from, numbers of versions, moves between libraries."""

import uuid

import pytest
from django.db import transaction

from personas import Firm, make_file, make_folder
from storing import stage, together
from strongroom.core.errors import NotFoundError
from strongroom.store import api as store
from strongroom.store.api import NewItem
from strongroom.store.models import Blob, Folder, Item, LibraryKind, Version


def test_a_library_has_a_root_of_its_own_id(firm: Firm) -> None:
    library = store.create_library(account=firm.account, kind=LibraryKind.PROJECT, name="x" * 300)
    root = Item.objects.get(id=library.id)
    assert (root.parent_id, root.is_file, len(root.name)) == (None, False, 255)
    folder = Folder.objects.get(item_id=library.id)
    assert (folder.library_id, folder.policy, folder.trash) == (library.id, None, None)


def test_an_item_takes_library_and_account_from_its_folder(firm: Firm) -> None:
    plans = make_folder(firm.job.library_id, "Plans")
    file = make_file(plans.id, "a.txt")
    for item in (plans, file):
        assert (item.library_id, item.account_id) == (firm.job.library_id, firm.account.id)
    assert Folder.objects.get(item_id=plans.id).parent_id == firm.job.library_id


def test_a_new_folder_inherits_and_a_file_copies_nothing(firm: Firm) -> None:
    outer = make_folder(firm.job.library_id, "Outer")
    Item.objects.filter(id=outer.id).update(own_policy=outer.id)
    store.repoint(outer.id)
    inner = make_folder(outer.id, "Inner")
    assert Folder.objects.get(item_id=inner.id).policy == outer.id
    assert make_file(inner.id, "a.txt").own_policy is None


def test_there_is_no_adding_to_what_is_gone(firm: Firm) -> None:
    with pytest.raises(NotFoundError):
        store.insert_folder(NewItem(uuid.uuid4(), "x", None))
    with pytest.raises(NotFoundError):
        store.insert_version(
            uuid.uuid4(), blob_id=uuid.uuid4(), name="x", content_type="text/plain", created_by=None
        )
    file = firm.files["plan.pdf"]
    with pytest.raises(NotFoundError):
        store.insert_folder(NewItem(file.id, "below a file", None))


@pytest.mark.django_db(transaction=True)
def test_version_numbers_are_distinct_under_parallel_uploads(firm: Firm) -> None:
    file = firm.files["plan.pdf"]

    def add(number: int) -> None:
        promoted = store.promote(stage(b"%d" % number), account_id=firm.account.id)
        with transaction.atomic():
            store.insert_version(
                file.id,
                blob_id=store.adopt(promoted),
                name="v",
                content_type="text/plain",
                created_by=None,
            )

    together(*[lambda number=number: add(number) for number in range(8)])
    versions = Version.objects.filter(item=file)
    assert sorted(versions.values_list("number", flat=True)) == list(range(1, 10))
    file.refresh_from_db()
    assert file.current == versions.get(number=9)


def test_the_same_bytes_are_stored_once_per_account(firm: Firm) -> None:
    make_file(firm.job.library_id, "a.txt", b"the same")
    make_file(firm.quote.library_id, "b.txt", b"the same")
    make_file(firm.foreign_job.library_id, "c.txt", b"the same")
    blobs = Blob.objects.filter(size=len(b"the same"))
    assert sorted(blobs.values_list("account_id", flat=True)) == sorted(
        [firm.account.id, firm.other.id]
    )


def test_moving_to_another_library_takes_everything_along(firm: Firm) -> None:
    outer = make_folder(firm.job.library_id, "Outer")
    inner = make_folder(outer.id, "Inner")
    file = make_file(inner.id, "a.txt")
    there = firm.other_job.library_id
    store.set_parent(outer.id, there)
    assert set(
        Item.objects.filter(id__in=[outer.id, inner.id, file.id]).values_list(
            "library_id", flat=True
        )
    ) == {there}
    assert set(
        Folder.objects.filter(item_id__in=[outer.id, inner.id]).values_list("library_id", flat=True)
    ) == {there}
    assert list(store.verify_pointers()) == []


def test_adopting_outside_a_transaction_is_a_fault() -> None:
    with pytest.raises(RuntimeError, match="inside a transaction"):
        store.adopt(store.promote(stage(), account_id=uuid.uuid4()))
