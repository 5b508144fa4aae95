"""A mail server that takes mail, and settings that name it."""

from collections.abc import Iterator
from typing import Any

import pytest

from outbox.mail_sink import Sink


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """A mail server that is up, and set up."""
    server = Sink()
    server.start()
    settings.MAIL_URL = server.url
    settings.MAIL_FROM = "Strongroom <files@strongroom.example>"
    yield server
    server.stop()
