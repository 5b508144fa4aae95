"""Waiting for a condition, with a limit that only a fault reaches."""

import time
from collections.abc import Callable

LIMIT = 120.0


def until(condition: Callable[[], object], what: str) -> None:
    """Return when the condition holds; fail the test if it never does."""
    end = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.05)
