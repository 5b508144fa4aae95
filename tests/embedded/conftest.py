"""Servers and folders for the tests of the launcher."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from strongroom.embedded.api import EmbeddedServer

Start = Callable[[Path], EmbeddedServer]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a server on a folder; it is stopped at the end, whatever happened."""
    servers: list[EmbeddedServer] = []

    def begin(data: Path) -> EmbeddedServer:
        server = EmbeddedServer(data)
        servers.append(server)
        server.start()
        return server

    yield begin
    for server in reversed(servers):
        server.stop()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can pass through (pytest's own are closed to them)."""
    folder = Path(tempfile.mkdtemp(prefix="sr-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def clean_env() -> dict[str, str]:
    """The environment without anything of Strongroom."""
    ours = ("STRONGROOM_", "DATABASE_", "BASE_URL", "DJANGO_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
