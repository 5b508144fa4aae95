"""Bytes on their way in: hashed in blocks, bounded, and gone when anything goes wrong."""

import hashlib
import io
import os
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storing import breaking, staged_files
from strongroom.core.errors import InvalidError, StorageFullError, TooLargeError
from strongroom.store import api as store
from strongroom.store.staging import BLOCK, blocks

MIB = 1024**2


def test_size_hash_head_and_tail() -> None:
    data = os.urandom(3 * BLOCK + 17)
    staged = store.receive(io.BytesIO(data))
    assert staged.size == len(data)
    assert staged.sha256 == hashlib.sha256(data).hexdigest()
    assert staged.path.read_bytes() == data
    assert data.startswith(staged.head)
    assert data.endswith(staged.tail)
    assert staged.path.stat().st_mode & 0o077 == 0 or staged.path.parent.stat().st_mode & 0o077 == 0


def test_pieces_of_any_size_become_blocks() -> None:
    assert [len(block) for block in blocks([b"a" * (2 * BLOCK + 1), b"", b"b"])] == [
        BLOCK,
        BLOCK,
        1,
        1,
    ]


def test_an_empty_body_is_refused(data_folder: Path) -> None:
    with pytest.raises(InvalidError, match="empty"):
        store.receive(io.BytesIO(b""))
    assert staged_files(data_folder) == []


def test_too_large_is_noticed_on_the_way(data_folder: Path) -> None:
    with pytest.raises(TooLargeError, match="at most 1 MB"):
        store.receive(iter([b"x" * MIB, b"x"]), limit=MIB)
    with pytest.raises(TooLargeError):
        store.receive(io.BytesIO(b"never read"), limit=5, length=10)
    assert staged_files(data_folder) == []
    assert store.receive(io.BytesIO(b"x" * MIB), limit=MIB).size == MIB


def test_a_broken_stream_leaves_nothing(data_folder: Path) -> None:
    with pytest.raises(ConnectionError):
        store.receive(breaking(b"x" * MIB, b"y"))
    assert staged_files(data_folder) == []


def test_a_body_shorter_than_announced_was_interrupted(data_folder: Path) -> None:
    with pytest.raises(InvalidError, match="interrupted"):
        store.receive(io.BytesIO(b"12345"), length=6)
    assert staged_files(data_folder) == []


def test_receiving_discards_at_the_end(data_folder: Path) -> None:
    with store.receiving(io.BytesIO(b"12345")) as staged:
        assert staged.path.exists()
    assert staged_files(data_folder) == []


def test_memory_stays_flat() -> None:
    """200 MB pass; a few blocks are held."""
    block = b"m" * MIB

    def stream() -> Iterator[bytes]:
        for _ in range(200):
            yield block

    tracemalloc.start()
    try:
        staged = store.receive(stream())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    store.discard(staged)
    assert peak < 8 * MIB


def test_the_reserve_is_kept_for_the_database(settings: Any, data_folder: Path) -> None:
    settings.STORAGE_RESERVE = 2**60  # capped at a twentieth of the disk
    store.discard(store.receive(io.BytesIO(b"fits")))
    with pytest.raises(StorageFullError, match="What was stored before is safe"):
        store.receive(io.BytesIO(b"x"), limit=2**62, length=2**61)
    assert staged_files(data_folder) == []


def test_a_quota_that_ends_in_the_middle_leaves_nothing(data_folder: Path) -> None:
    """The kernel refuses to write beyond 3 MB, as a quota does; the process goes on."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3 * MIB, hard))
    try:
        with pytest.raises(StorageFullError):
            store.receive(iter([b"x" * MIB] * 5))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert staged_files(data_folder) == []


def test_a_full_disk_leaves_nothing(settings: Any, tmp_path: Path) -> None:
    """A real file system of 4 MB; without the right to mount one, the quota test must do."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("this user may not mount")
    try:
        settings.STAGING_DIR, settings.STORAGE_RESERVE = disk / "staging", 0
        whole = store.receive(iter([b"w" * MIB] * 2))
        with pytest.raises(StorageFullError):
            store.receive(iter([b"x" * MIB] * 9))
        assert list((disk / "staging").iterdir()) == [whole.path]
        assert whole.path.read_bytes() == b"w" * 2 * MIB
        store.receive(iter([b"y" * MIB]))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_what_is_returned_survives_a_kill(data_folder: Path) -> None:
    """The file is synced before `receive` returns: the order is seen from outside with strace-like proof."""
    code = (
        "import os, io\n"
        "calls = []\n"
        "real = os.fsync\n"
        "os.fsync = lambda fd: (calls.append(os.fstat(fd).st_size), real(fd))\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'strongroom.config.settings'\n"
        "import django; django.setup()\n"
        "from strongroom.store import api as store\n"
        "staged = store.receive(io.BytesIO(b'z' * 5000))\n"
        "print(calls == [5000])\n"
        "os.kill(os.getpid(), 9)\n"
    )
    env = {**os.environ, "STRONGROOM_DATA": str(data_folder / "killed")}
    done = subprocess.run(
        [sys.executable, "-u", "-c", code], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == -9
    assert done.stdout.strip() == "True"
    (left,) = (data_folder / "killed" / "staging").iterdir()
    assert left.read_bytes() == b"z" * 5000
