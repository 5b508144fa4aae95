"""Gives a command its database: the one of DATABASE_URL, the running embedded one, or its own.

Inside the block Django is set up and may be imported.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from strongroom.embedded.api import (
    EmbeddedServer,
    EmbeddedServerError,
    is_locked,
    recorded_address,
)

PATIENCE = 60.0
"""Seconds to wait for a server that is just starting."""


def is_external() -> bool:
    """Tell whether the database is given by the environment."""
    return bool(os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"))


@contextmanager
def database(data: Path) -> Iterator[None]:
    """Set Django up with a database for the length of the block.

    DATABASE_URL wins; else a Strongroom running on `data` shares its server; else one is started,
    and its schema brought up to date. EmbeddedServerError if there is none to be had.
    """
    if is_external():
        yield from _with_django()
    elif is_locked(data):
        os.environ["DATABASE_URL"] = _running_address(data)
        yield from _with_django()
    else:
        server = EmbeddedServer(data)
        server.start()
        try:
            os.environ["DATABASE_URL"] = server.address
            yield from _with_django(own_server=True)
        finally:
            server.stop()


def _running_address(data: Path) -> str:
    patience = time.monotonic() + PATIENCE
    while not (address := recorded_address(data)):
        if time.monotonic() > patience:
            raise EmbeddedServerError(
                f"Strongroom is starting on {data}, but its database is not ready yet. "
                "Try again in a moment."
            )
        time.sleep(0.1)
    return address


def _with_django(*, own_server: bool = False) -> Iterator[None]:
    import django

    django.setup()
    try:
        if own_server:
            from strongroom.interfaces.cli.schema import bring_up_to_date

            bring_up_to_date()
        yield
    finally:
        _disconnect()


def _disconnect() -> None:
    """Close the pool, or its threads complain about the server that stops under them."""
    if "django.db" in sys.modules:
        from django.db import connections
        from django.db.backends.postgresql.base import DatabaseWrapper

        for connection in connections.all(initialized_only=True):
            connection.close()
            if isinstance(connection, DatabaseWrapper):
                connection.close_pool()
