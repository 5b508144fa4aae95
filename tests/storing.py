"""A data folder of one's own for a test, bytes to store, and things that happen at once."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from strongroom.store import api as store
from strongroom.store.api import Staged


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    """Return the data folder of this test: `staging` and `blobs` are in it and nowhere else."""
    settings.STAGING_DIR = tmp_path / "staging"
    settings.STORAGES = {
        **settings.STORAGES,
        "blobs": {
            "BACKEND": "strongroom.store.blobs.LocalBlobStorage",
            "OPTIONS": {"location": str(tmp_path / "blobs")},
        },
    }
    return tmp_path


def stage(data: bytes = b"some words\n") -> Staged:
    return store.receive(io.BytesIO(data))


def staged_files(folder: Path) -> list[Path]:
    staging = folder / "staging"
    return sorted(staging.iterdir()) if staging.exists() else []


def kept_files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "blobs").rglob("*") if path.is_file())


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at once, each on its own connection; return results, or raise the first error."""
    barrier = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)
    errors: list[BaseException] = []

    def run(position: int, call: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=20)
            results[position] = call()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if errors:
        raise errors[0]
    return results


def breaking(*pieces: bytes, error: BaseException | None = None) -> Iterator[bytes]:
    """Yield the pieces, then break off as a lost connection does."""
    yield from pieces
    raise error or ConnectionError("the other side is gone")
