"""A disk that is full: a clear error, nothing half-stored, and what was stored before stays whole."""

import datetime as dt
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from personas import Firm
from storing import kept_files, staged_files
from strongroom.core.errors import StorageFullError
from strongroom.documents import api as documents
from strongroom.store import api as store
from strongroom.store.models import Blob, Item, StagedUpload

pytestmark = pytest.mark.django_db(transaction=True)
BLOCK = 1024 * 1024


@pytest.fixture(autouse=True)
def disk(data_folder: Path, settings: Any) -> Iterator[Path]:
    """A file system of 8 MB of its own at the data folder; needs the right to mount."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(data_folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this user may not mount")
    settings.STORAGE_RESERVE = 0
    try:
        yield data_folder
    finally:
        subprocess.run(["umount", str(data_folder)], check=True)


def test_files_until_it_is_full(disk: Path, firm: Firm) -> None:
    office, root = firm.principal("office"), firm.other_job.library_id
    stored = []

    def fill() -> None:
        for number in range(20):
            staged = store.receive(iter([os.urandom(BLOCK)] * 2))
            row = documents.add_file(office, parent_id=root, name=f"{number}", staged=staged)
            stored.append(row)

    with pytest.raises(StorageFullError, match="storage is full"):
        fill()
    assert 1 <= len(stored) < 5
    assert staged_files(disk) == []
    assert len(kept_files(disk)) == Blob.objects.count()
    assert [row.name for row in documents.children(office, root).results] == [
        row.name for row in stored
    ]
    assert list(store.verify_blobs()) == []
    documents.trash(office, item_ids=[stored[0].id])
    documents.purge(office, item_ids=[stored[0].id])
    for _ in range(2):
        store.prune(grace=dt.timedelta(0))
    staged = store.receive(iter([os.urandom(BLOCK)]))
    assert documents.add_file(office, parent_id=root, name="fits again", staged=staged)


def test_a_resumable_upload_goes_on_once_there_is_room(disk: Path, firm: Firm) -> None:
    office = firm.principal("office")
    upload = documents.begin_upload(
        office, parent_id=firm.job.library_id, filename="big", length=5 * BLOCK
    )
    data = os.urandom(5 * BLOCK)
    documents.append_upload(office, upload_id=upload.id, offset=0, stream=[data[:BLOCK]])
    (disk / "other").write_bytes(b"x" * 5 * BLOCK)
    with pytest.raises(StorageFullError):
        documents.append_upload(office, upload_id=upload.id, offset=BLOCK, stream=[data[BLOCK:]])
    assert StagedUpload.objects.get(id=upload.id).offset == BLOCK
    assert not Item.objects.filter(name="big").exists()
    with pytest.raises(StorageFullError):  # told before a byte is sent
        documents.begin_upload(
            office, parent_id=firm.job.library_id, filename="more", length=5 * BLOCK
        )
    (disk / "other").unlink()
    upload = documents.append_upload(
        office, upload_id=upload.id, offset=BLOCK, stream=[data[BLOCK:]]
    )
    assert upload.result_id is not None
    with store.open_blob(documents.content(office, upload.result_id).storage_key) as file:
        assert file.read() == data
    assert list(store.verify_blobs()) == []
