"""In every request of every test: bytes are put in their place before the transaction that adopts them."""

import threading
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.client import ClientHandler

from strongroom.store.blobs import LocalBlobStorage
from strongroom.store.keys import parse_key


class _Depth(threading.local):
    """How many transactions a test had open around the request that this thread answers."""

    around: int | None = None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail where it was done inside, unless the test is marked `put_back`: by design, what was lost is."""
    inside: list[str] = []
    depth = _Depth()
    answer, real = ClientHandler.get_response, LocalBlobStorage.promote

    def get_response(self: WSGIHandler, request: object) -> object:
        depth.around = len(connection.atomic_blocks)
        try:
            return answer(self, request)
        finally:
            depth.around = None

    def promote(self: LocalBlobStorage, source: Path, key: str) -> None:
        picture = (parse_key(key) or ("", "", False))[2]
        if depth.around not in {None, len(connection.atomic_blocks)} and not picture:
            inside.append(key)
        real(self, source, key)

    with (
        patch.object(LocalBlobStorage, "promote", promote),
        patch.object(ClientHandler, "get_response", get_response),
    ):
        yield
    assert item.get_closest_marker("put_back") or not inside
