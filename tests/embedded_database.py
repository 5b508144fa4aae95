"""The database of the tests: that of DATABASE_URL, or an embedded server for the length of the run.

Under pytest-xdist the controller starts one server for all workers; each has its own database.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from strongroom.config.database import database_settings
from strongroom.embedded.api import EmbeddedServer

# Nobody needs these rows after a power failure.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_running: list[EmbeddedServer] = []


def _start() -> str:
    server = EmbeddedServer(Path(tempfile.mkdtemp(prefix="strongroom-tests-")), configuration=HASTY)
    server.start()
    _running.append(server)
    return server.address


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Start the server before the workers, which inherit its address."""
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = _start()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Without xdist: start the server when the first test asks for the database."""
    if settings.DATABASE_URL:
        return
    address = _start()
    settings.DATABASES["default"].update(database_settings(address, pool_size=16))
    settings.DATABASE_URL = address


def pytest_unconfigure() -> None:
    """Stop what was started, and leave nothing behind."""
    while _running:
        server = _running.pop()
        server.stop()
        shutil.rmtree(server.layout.data, ignore_errors=True)
