"""Verify and prune: damage is found, the unused goes in two steps, and an upload at that moment loses nothing."""

import datetime as dt
import json
import os
import threading
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from personas import PNG, Firm, make_file
from storing import kept_files, stage, staged_files
from strongroom.interfaces.cli.commands import prune as prune_command
from strongroom.interfaces.cli.commands import verify as verify_command
from strongroom.store import api as store
from strongroom.store.models import Blob, Item, Rendition

NOW = dt.timedelta(0)


def path_of(item: Item) -> Path:
    path = store.blob_path(store.storage_key(item.account_id, item.current.blob.sha256))
    assert path is not None
    return path


def unused_blob(firm: Firm, data: bytes = b"left alone") -> Blob:
    """Return a blob whose file was deleted for good."""
    item = make_file(firm.job.library_id, "a.txt", data)
    blob = item.current.blob
    item.delete()
    return blob


def test_verify_reads_every_byte(firm: Firm) -> None:
    damaged, missing, short, fine = (
        make_file(firm.job.library_id, f"{number}.txt", b"bytes of %d" % number)
        for number in range(4)
    )
    assert list(store.verify_blobs()) == []
    path_of(damaged).write_bytes(b"bytes of X")
    path_of(missing).unlink()
    path_of(short).write_bytes(b"bytes")
    found = {finding.id: finding.kind for finding in store.verify_blobs()}
    assert found == {
        str(damaged.current.blob_id): "blob_damaged",
        str(missing.current.blob_id): "blob_missing",
        str(short.current.blob_id): "blob_damaged",
    }
    assert path_of(fine).read_bytes() == b"bytes of 3"


def run(command: Any, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    command.add_arguments(parser)
    status = command.run(parser.parse_args(words))
    return status, capsys.readouterr().out


def test_the_verify_command(firm: Firm, capsys: pytest.CaptureFixture[str]) -> None:
    item = make_file(firm.job.library_id, "a.txt", b"whole")
    assert run(verify_command, capsys) == (0, "Files and tree are whole.\n")
    status, out = run(verify_command, capsys, "--json")
    assert (status, json.loads(out)) == (0, {"ok": True, "findings": []})
    path_of(item).write_bytes(b"WHOLE")
    status, out = run(verify_command, capsys, "--json")
    assert status == 1
    assert json.loads(out)["findings"][0]["kind"] == "blob_damaged"
    status, out = run(verify_command, capsys)
    assert status == 1
    assert "1 things are wrong" in out
    assert run(verify_command, capsys, "--quick") == (0, "The tree is whole.\n")


def test_prune_takes_two_steps(firm: Firm, data_folder: Path) -> None:
    blob = unused_blob(firm)
    kept = len(kept_files(data_folder))
    first = store.prune(grace=NOW)
    assert (first.marked, first.removed) == (1, 0)
    assert len(kept_files(data_folder)) == kept
    assert store.prune(grace=dt.timedelta(hours=1)).removed == 0
    second = store.prune(grace=NOW)
    assert (second.removed, second.removed_bytes) == (1, blob.size)
    assert len(kept_files(data_folder)) == kept - 1
    assert not Blob.objects.filter(id=blob.id).exists()
    assert store.prune(grace=NOW) == store.PruneReport()
    assert list(store.verify_blobs()) == []


def test_pictures_go_with_their_blob(firm: Firm, data_folder: Path) -> None:
    item = make_file(firm.other_job.library_id, "dot.png", PNG + b"other bytes")
    for row in Rendition.objects.filter(blob=item.current.blob):
        store.make_rendition(row.id)
    digest = item.current.blob.sha256
    assert len([path for path in kept_files(data_folder) if digest in path.name]) >= 2
    item.delete()
    store.prune(grace=NOW)
    store.prune(grace=NOW)
    assert not [path for path in kept_files(data_folder) if digest in path.name]
    assert not Rendition.objects.filter(blob__sha256=digest).exists()


def test_a_blob_that_is_used_again_stays(firm: Firm) -> None:
    blob = unused_blob(firm)
    store.prune(grace=NOW)
    item = make_file(firm.job.library_id, "again.txt", b"left alone")
    assert item.current.blob_id == blob.id
    assert store.prune(grace=NOW).removed == 0
    assert path_of(item).read_bytes() == b"left alone"
    blob.refresh_from_db()
    assert blob.unused_since is None


def test_a_mark_that_is_out_of_date_is_taken_back(firm: Firm) -> None:
    """A user that came without `adopt` (a copy) is seen when the row is locked."""
    item = make_file(firm.job.library_id, "a.txt", b"in use")
    Blob.objects.filter(id=item.current.blob_id).update(
        unused_since=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    )
    assert store.prune(grace=NOW).removed == 0
    assert Blob.objects.get(id=item.current.blob_id).unused_since is None
    assert path_of(item).exists()


@pytest.mark.django_db(transaction=True)
def test_prune_leaves_alone_what_an_upload_is_about_to_use(firm: Firm) -> None:
    """The upload has adopted and not committed; prune, meanwhile, does both of its steps."""
    unused_blob(firm)
    store.prune(grace=NOW)
    adopted, go_on = threading.Event(), threading.Event()
    made: list[Item] = []

    def upload() -> None:
        try:
            with transaction.atomic():
                made.append(make_file(firm.job.library_id, "again.txt", b"left alone"))
                adopted.set()
                assert go_on.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=upload)
    thread.start()
    assert adopted.wait(20)
    assert store.prune(grace=NOW).removed == 0
    go_on.set()
    thread.join(20)
    assert store.prune(grace=NOW).removed == 0
    assert path_of(made[0]).read_bytes() == b"left alone"
    assert list(store.verify_blobs()) == []


@pytest.mark.put_back
@pytest.mark.django_db(transaction=True)
def test_an_upload_waits_for_a_removal_and_keeps_its_bytes(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prune has locked the row and removed the bytes, and not committed; the upload comes now."""
    from strongroom.store import maintenance

    unused_blob(firm)
    store.prune(grace=NOW)
    removed, made = threading.Event(), []
    real = maintenance.Blob.delete

    def delete(self: Blob, *args: Any, **how: Any) -> Any:
        removed.set()
        waiting_for_the_row()
        return real(self, *args, **how)

    monkeypatch.setattr(maintenance.Blob, "delete", delete)

    def upload() -> None:
        try:
            assert removed.wait(20)
            made.append(make_file(firm.job.library_id, "again.txt", b"left alone"))
        finally:
            connection.close()

    thread = threading.Thread(target=upload)
    thread.start()
    assert store.prune(grace=NOW).removed == 1
    thread.join(20)
    assert path_of(made[0]).read_bytes() == b"left alone"
    assert list(store.verify_blobs()) == []


def waiting_for_the_row() -> None:
    """Return once another session waits for a lock (the upload's insert behind our delete)."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_stat_activity where datname = current_database()"
                " and wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
        threading.Event().wait(0.02)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
def test_bytes_of_a_rolled_back_upload_are_found(firm: Firm, data_folder: Path) -> None:
    before = kept_files(data_folder)
    staged = store.promote(stage(b"nobody will know me"), account_id=firm.account.id)
    with transaction.atomic():
        store.adopt(staged)
        transaction.set_rollback(True)
    assert staged.path.exists()  # another try is possible
    store.discard(staged)
    (orphan,) = set(kept_files(data_folder)) - set(before)
    assert store.prune().orphans == 0  # too young to be called one
    os.utime(orphan, (1_700_000_000, 1_700_000_000))
    assert store.prune().orphans == 1
    assert orphan.exists()
    assert store.prune(grace=NOW).removed == 1
    assert kept_files(data_folder) == before


def test_what_is_not_ours_is_left_alone(firm: Firm, data_folder: Path) -> None:
    """A stranger's file, and bytes of an account that this database doesn't have: perhaps the wrong one."""
    foreign = data_folder / "blobs" / str(uuid.uuid4()) / "ab" / ("ab" * 32)
    foreign.parent.mkdir(parents=True)
    note = data_folder / "blobs" / "README"
    for path in (foreign, note):
        path.write_bytes(b"not ours")
        os.utime(path, (1_700_000_000, 1_700_000_000))
    report = store.prune(grace=NOW)
    assert sorted(report.unknown) == sorted(
        [foreign.relative_to(data_folder / "blobs").as_posix(), "README"]
    )
    assert foreign.exists()
    assert note.exists()


def test_leftovers_go_and_uploads_under_way_stay(firm: Firm, data_folder: Path) -> None:
    store.prune(grace=NOW)
    staging = data_folder / "staging"
    for path in staged_files(data_folder):
        path.unlink()
    upload = store.create_upload(
        account_id=firm.account.id,
        owner_id=uuid.uuid4(),
        surface="office",
        target_id=firm.job.library_id,
        target_kind="folder",
        filename="a",
        length=10,
    )
    mine = staging / f"{upload.id}.part"
    old = [staging / f"{uuid.uuid4()}.part", staging / f"{uuid.uuid4()}.tmp", mine]
    young = staging / f"{uuid.uuid4()}.tmp"
    work = staging / f"{uuid.uuid4()}.work"
    draft = data_folder / "blobs" / str(firm.account.id) / ".x.draft"
    work.mkdir()
    for path in [*old, young, draft]:
        path.write_bytes(b"x")
    for path in [*old, work, draft]:
        os.utime(path, (1_700_000_000, 1_700_000_000))
    report = store.prune(grace=NOW)
    assert report.leftovers == 4
    assert staged_files(data_folder) == sorted([mine, young])
    assert not draft.exists()


def test_the_prune_command(firm: Firm, capsys: pytest.CaptureFixture[str]) -> None:
    unused_blob(firm)
    status, out = run(prune_command, capsys, "--json", "--grace-hours", "0")
    assert (status, json.loads(out)["marked"]) == (0, 1)
    status, out = run(prune_command, capsys, "--grace-hours", "0", "--trash")
    assert status == 0
    assert "Removed 1 unused files (10 bytes)." in out
