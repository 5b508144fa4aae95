"""Identifiers: time-ordered UUIDs (version 7, RFC 9562), so that new rows stay together in an index."""

import hashlib
import itertools
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_RANDOM_BYTES = 10
_planned: ContextVar[Iterator[int] | None] = ContextVar("planned_ids", default=None)


def new_id() -> uuid.UUID:
    """Return a UUIDv7: 48 bits of milliseconds, then 74 random bits."""
    planned = _planned.get()
    if planned is not None:
        return _version_7(next(planned))
    value = (time.time_ns() // 1_000_000) << 80
    return _version_7(value | int.from_bytes(os.urandom(_RANDOM_BYTES)))


@contextmanager
def reproducible(seed: str, *, start_ms: int) -> Iterator[None]:
    """Let `new_id` return the same ids in the same order each time, for the demo firm.

    `start_ms` is the moment (Unix, milliseconds) that the first id names; each further one is a
    millisecond later. Only the calling thread is concerned.
    """

    def values() -> Iterator[int]:
        for number in itertools.count():
            digest = hashlib.sha256(f"{seed}:{number}".encode()).digest()
            yield (start_ms + number) << 80 | int.from_bytes(digest[:_RANDOM_BYTES])

    token = _planned.set(values())
    try:
        yield
    finally:
        _planned.reset(token)


def _version_7(value: int) -> uuid.UUID:
    """Return the UUID of 128 bits with version and variant set."""
    value &= ~(0xF << 76)
    value |= 0x7 << 76
    value &= ~(0x3 << 62)
    value |= 0x2 << 62
    return uuid.UUID(int=value)


def parse_id(text: object) -> uuid.UUID | None:
    """Return the UUID that `text` spells, or None: a malformed id is an unknown id, never an error."""
    if isinstance(text, uuid.UUID):
        return text
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
