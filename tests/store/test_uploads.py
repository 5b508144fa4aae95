"""Resumable uploads: what is acknowledged is kept, and nobody else gets at it (L17)."""

import datetime as dt
import hashlib
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from personas import Firm
from storing import breaking, stage, staged_files
from strongroom.core import clock
from strongroom.core.errors import (
    ConflictError,
    InvalidError,
    NotFoundError,
    StorageFullError,
    TooLargeError,
)
from strongroom.store import api as store
from strongroom.store import appending, hashers, uploads
from strongroom.store.models import StagedUpload
from strongroom.store.staging import Room

ME = uuid.uuid4()


def begin(firm: Firm, length: int, **fields: Any) -> StagedUpload:
    facts: dict[str, Any] = {
        "account_id": firm.account.id,
        "owner_id": ME,
        "surface": "office",
        "target_id": firm.job.library_id,
        "target_kind": "folder",
        "filename": "plan.pdf",
        "length": length,
    }
    return store.create_upload(**{**facts, **fields})


def send(upload: StagedUpload, offset: int, stream: Any, **how: Any) -> StagedUpload:
    return store.append(
        upload.id, owner_id=ME, surface="office", offset=offset, stream=stream, **how
    )


def test_what_arrives_is_acknowledged_on_the_way(firm: Firm) -> None:
    """A server that is killed in the middle of a long body loses some MiB of it, not all."""
    every = appending.ACKNOWLEDGE_EVERY
    upload = begin(firm, 3 * every)
    seen: list[int] = []

    def body() -> Iterator[bytes]:
        for _ in range(6):
            yield b"x" * (every // 2)
            seen.append(StagedUpload.objects.get(id=upload.id).offset)
        raise InvalidError("refused on the way")  # which undoes what was not acknowledged

    with pytest.raises(InvalidError):
        send(upload, 0, body())
    assert [offset // every for offset in seen] == [0, 1, 1, 2, 2, 3]
    assert StagedUpload.objects.get(id=upload.id).offset == 3 * every
    staged = store.finish(StagedUpload.objects.get(id=upload.id))
    assert staged.sha256 == hashlib.sha256(b"x" * (3 * every)).hexdigest()


def test_a_checksum_counts_for_all_or_nothing_however_long(firm: Firm) -> None:
    upload = begin(firm, 2 * appending.ACKNOWLEDGE_EVERY)
    with pytest.raises(appending.ChecksumMismatchError):
        send(upload, 0, [b"x" * upload.length], checksum=("sha256", b"0" * 32))
    assert StagedUpload.objects.get(id=upload.id).offset == 0


def test_parts_become_the_whole(firm: Firm) -> None:
    upload = begin(firm, 10)
    upload = send(upload, 0, [b"01234"])
    assert (upload.offset, upload.length) == (5, 10)
    upload = send(upload, 5, [b"567", b"89"])
    staged = store.finish(upload)
    assert staged.path.read_bytes() == b"0123456789"
    assert staged.sha256 == hashlib.sha256(b"0123456789").hexdigest()
    assert (staged.head, staged.size, staged.kept) == (b"0123456789", 10, True)


def test_another_process_can_go_on(firm: Firm) -> None:
    """What this process remembers of the hash is only a short cut."""
    upload = begin(firm, 10)
    send(upload, 0, [b"01234"])
    hashers.hashers._known.clear()
    upload = send(upload, 5, [b"56789"])
    hashers.hashers._known.clear()
    assert store.finish(upload).sha256 == hashlib.sha256(b"0123456789").hexdigest()


def test_the_offset_must_be_right(firm: Firm) -> None:
    upload = begin(firm, 10)
    send(upload, 0, [b"01234"])
    for wrong in (0, 4, 6, 10):
        with pytest.raises(ConflictError) as error:
            send(upload, wrong, [b"xxxxx"])
        assert (error.value.code, error.value.extra) == ("offset_mismatch", {"offset": 5})
    assert uploads.part_path(upload.id).read_bytes() == b"01234"


def test_a_lost_connection_keeps_what_came(firm: Firm) -> None:
    """A-3: an upload survives a dropped connection by resuming."""
    upload = begin(firm, 10)
    with pytest.raises(ConnectionError):
        send(upload, 0, breaking(b"012", b"3"))
    upload.refresh_from_db()
    assert upload.offset == 4
    upload = send(upload, 4, [b"456789"])
    assert store.finish(upload).path.read_bytes() == b"0123456789"


def test_more_than_announced_is_refused_and_taken_back(firm: Firm) -> None:
    upload = begin(firm, 10)
    send(upload, 0, [b"01234"])
    with pytest.raises(TooLargeError):
        send(upload, 5, [b"567", b"89x"])
    upload.refresh_from_db()
    assert upload.offset == 5
    assert uploads.part_path(upload.id).read_bytes() == b"01234"


def test_a_checksum_decides_over_the_whole_body(firm: Firm) -> None:
    upload = begin(firm, 10)
    good = ("sha1", hashlib.sha1(b"01234").digest())
    upload = send(upload, 0, [b"01", b"234"], checksum=good)
    with pytest.raises(store.ChecksumMismatchError) as error:
        send(upload, 5, [b"5678X"], checksum=("sha256", hashlib.sha256(b"56789").digest()))
    assert error.value.status == 460
    with pytest.raises(ConnectionError):
        send(upload, 5, breaking(b"567"), checksum=("md5", b""))
    upload.refresh_from_db()
    assert upload.offset == 5
    with pytest.raises(InvalidError):
        send(upload, 5, [b"56789"], checksum=("crc32", b""))
    upload = send(upload, 5, [b"56789"], checksum=("sha256", hashlib.sha256(b"56789").digest()))
    assert store.finish(upload).sha256 == hashlib.sha256(b"0123456789").hexdigest()


@pytest.mark.parametrize(
    "stranger",
    [
        {"owner_id": uuid.uuid4(), "surface": "office"},
        {"owner_id": ME, "surface": "mobile"},
        {"owner_id": None, "surface": ""},
    ],
)
def test_l17_a_foreign_upload_does_not_exist(firm: Firm, stranger: dict[str, Any]) -> None:
    upload = begin(firm, 10)
    with pytest.raises(NotFoundError):
        store.get_upload(upload.id, **stranger)
    with pytest.raises(NotFoundError):
        store.append(upload.id, offset=0, stream=[b"x"], **stranger)
    upload.refresh_from_db()
    assert upload.offset == 0


def test_empty_too_large_and_no_room_are_refused_at_the_start(firm: Firm, settings: Any) -> None:
    with pytest.raises(InvalidError, match="empty"):
        begin(firm, 0)
    settings.UPLOAD_LIMIT = 100
    with pytest.raises(TooLargeError, match="100 bytes"):
        begin(firm, 101)
    settings.UPLOAD_LIMIT = 2**62
    with pytest.raises(StorageFullError):
        begin(firm, 2**60)
    assert not StagedUpload.objects.exists()


def test_a_full_disk_takes_the_body_back(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = begin(firm, 10)
    send(upload, 0, [b"01234"])
    rooms: Iterator[int] = iter([1, 0])

    def room(_room: Room, _size: int) -> None:
        if not next(rooms):
            raise StorageFullError

    monkeypatch.setattr(Room, "take", room)
    with pytest.raises(StorageFullError):
        send(upload, 5, [b"56", b"789"])
    assert uploads.part_path(upload.id).read_bytes() == b"01234"
    monkeypatch.undo()
    assert send(upload, 5, [b"56789"]).offset == 10


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_do_not_mix(firm: Firm) -> None:
    """The second is told to come back; no row is locked meanwhile, so others can look."""
    upload = begin(firm, 10)
    reading, go_on = threading.Event(), threading.Event()

    def slow() -> Iterator[bytes]:
        yield b"01234"
        reading.set()
        assert go_on.wait(20)
        yield b"56789"

    def write() -> None:
        try:
            send(upload, 0, slow())
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert reading.wait(20)
    with pytest.raises(ConflictError) as error:
        send(upload, 0, [b"xxxxx"])
    assert error.value.code == "upload_locked"
    with transaction.atomic():
        assert StagedUpload.objects.select_for_update(nowait=True).get(id=upload.id).offset == 0
    go_on.set()
    writer.join(20)
    upload.refresh_from_db()
    assert store.finish(upload).path.read_bytes() == b"0123456789"


def test_an_incomplete_upload_is_not_finished(firm: Firm) -> None:
    upload = send(begin(firm, 10), 0, [b"01234"])
    with pytest.raises(ConflictError):
        store.finish(upload)


def test_the_result_is_kept_and_told(firm: Firm) -> None:
    upload, item = send(begin(firm, 5), 0, [b"01234"]), uuid.uuid4()
    assert store.result_of(upload) is None
    store.record_result(upload, item)
    assert store.result_of(StagedUpload.objects.get(id=upload.id)) == item
    store.terminate(upload)
    with pytest.raises(NotFoundError):
        store.result_of(upload)


def test_termination_and_expiry_leave_nothing(firm: Firm, data_folder: Path) -> None:
    gone, old, young = (send(begin(firm, 10), 0, [b"01234"]) for _ in range(3))
    store.terminate(gone)
    StagedUpload.objects.filter(id=old.id).update(expires_at=clock.now() - dt.timedelta(seconds=1))
    with pytest.raises(NotFoundError):
        send(old, 5, [b"56789"])
    assert store.expire_uploads() == 1
    assert list(StagedUpload.objects.values_list("id", flat=True)) == [young.id]
    parts = [path for path in staged_files(data_folder) if path.suffix == ".part"]
    assert parts == [uploads.part_path(young.id)]


def test_bytes_that_got_lost_end_the_upload(firm: Firm) -> None:
    upload = send(begin(firm, 10), 0, [b"01234"])
    uploads.part_path(upload.id).unlink()
    with pytest.raises(NotFoundError):
        send(upload, 5, [b"56789"])
    assert not uploads.part_path(upload.id).exists()


def test_a_file_that_is_shorter_than_acknowledged_is_never_taken_for_whole(firm: Firm) -> None:
    """A late writer, or a cleaned folder, must not turn into an empty file under a good name."""
    upload = send(begin(firm, 5), 0, [b"01234"])
    uploads.part_path(upload.id).write_bytes(b"")
    with pytest.raises(ConflictError):
        store.finish(upload)
    staged = stage(b"whole")
    staged.path.write_bytes(b"")
    with pytest.raises(RuntimeError):
        store.promote(staged, account_id=firm.account.id)
