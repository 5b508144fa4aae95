"""The contract of a blob backend. Each backend runs all of it; add the next one to `BACKENDS`."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from storing import together
from strongroom.core.errors import StorageFullError
from strongroom.store.blobs import BlobStorage, LocalBlobStorage

KEY = "0197d6a0-0000-7000-8000-000000000000/ab/" + "ab" * 32


def local(folder: Path) -> BlobStorage:
    return LocalBlobStorage(location=str(folder / "with spaces" / "blobs"))


BACKENDS: dict[str, Callable[[Path], BlobStorage]] = {"local": local}


@pytest.fixture(params=list(BACKENDS))
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStorage:
    return BACKENDS[request.param](tmp_path)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(b"0123456789" * 1000)
    return path


def test_what_is_promoted_is_read_back_seekable(backend: BlobStorage, source: Path) -> None:
    backend.promote(source, KEY)
    with backend.open(KEY) as file:
        assert file.read() == source.read_bytes()
        file.seek(5)
        assert file.read(5) == b"56789"
    assert backend.exists(KEY)
    assert backend.size(KEY) == 10_000


def test_the_source_stays_and_removing_it_takes_nothing_away(
    backend: BlobStorage, source: Path
) -> None:
    data = source.read_bytes()
    backend.promote(source, KEY)
    assert source.exists()
    source.unlink()
    with backend.open(KEY) as file:
        assert file.read() == data


def test_a_missing_key(backend: BlobStorage) -> None:
    assert not backend.exists(KEY)
    with pytest.raises(FileNotFoundError):
        backend.open(KEY)
    with pytest.raises(FileNotFoundError):
        backend.size(KEY)
    backend.delete(KEY)


def test_promoting_again_keeps_what_is_there(
    backend: BlobStorage, source: Path, tmp_path: Path
) -> None:
    """A reader in the middle of the old bytes is not disturbed either."""
    backend.promote(source, KEY)
    with backend.open(KEY) as reading:
        assert reading.read(3) == b"012"
        backend.promote(source, KEY)
        assert reading.read(3) == b"345"
    assert [key for key, _ in backend.list_keys()] == [KEY]


def test_what_is_found_in_its_place_is_durable_too(
    backend: BlobStorage, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another may have put it there a moment ago, and not have synced the folder's entry yet."""
    backend.promote(source, KEY)
    synced: list[int] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    backend.promote(source, KEY)
    assert Path(backend.path(KEY)).parent.stat().st_ino in synced


def test_a_damaged_copy_of_another_length_is_replaced(
    backend: BlobStorage, source: Path, tmp_path: Path
) -> None:
    short = tmp_path / "short"
    short.write_bytes(b"01234")
    backend.promote(short, KEY)
    backend.promote(source, KEY)
    assert backend.size(KEY) == 10_000


def test_delete_and_list(backend: BlobStorage, source: Path) -> None:
    other = KEY.replace("/ab/", "/cd/")
    backend.promote(source, KEY)
    backend.promote(source, other)
    listed = dict(backend.list_keys())
    assert sorted(listed) == [KEY, other]
    assert all(moment > 1_000_000_000 for moment in listed.values())
    backend.delete(KEY)
    backend.delete(KEY)
    assert [key for key, _ in backend.list_keys()] == [other]


def test_eight_at_once_make_one(backend: BlobStorage, source: Path) -> None:
    together(*[lambda: backend.promote(source, KEY)] * 8)
    assert [key for key, _ in backend.list_keys()] == [KEY]
    assert backend.size(KEY) == 10_000


def test_nothing_is_visible_before_it_is_whole(
    backend: BlobStorage, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last step fails as on a full disk: no key, no half-made file."""

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(StorageFullError):
        backend.promote(source, KEY)
    assert not backend.exists(KEY)
    assert list(backend.list_keys()) == []


def test_where_hard_links_do_not_reach_the_bytes_are_copied(
    backend: BlobStorage, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def elsewhere(*_args: object) -> None:
        raise OSError(errno.EXDEV, "another file system")

    monkeypatch.setattr(os, "link", elsewhere)
    backend.promote(source, KEY)
    with backend.open(KEY) as file:
        assert file.read() == source.read_bytes()
    assert [key for key, _ in backend.list_keys()] == [KEY]
