"""In every test: bytes are put in their place before the transaction that adopts them, never inside."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import connection

from strongroom.store.blobs import LocalBlobStorage
from strongroom.store.keys import parse_key


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail where it was done inside, unless the test is marked `put_back`: by design, what was lost is."""
    inside: list[str] = []
    real = LocalBlobStorage.promote

    def promote(self: LocalBlobStorage, source: Path, key: str) -> None:
        picture = (parse_key(key) or ("", "", False))[2]
        if not picture and any(not one._from_testcase for one in connection.atomic_blocks):
            inside.append(key)
        real(self, source, key)

    with patch.object(LocalBlobStorage, "promote", promote):
        yield
    assert item.get_closest_marker("put_back") or not inside
