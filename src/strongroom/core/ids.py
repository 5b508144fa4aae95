"""Identifiers: time-ordered UUIDs (version 7, RFC 9562), so that new rows stay together in an index."""

import os
import time
import uuid

_RANDOM_BYTES = 10


def new_id() -> uuid.UUID:
    """Return a UUIDv7: 48 bits of milliseconds, then 74 random bits."""
    value = (time.time_ns() // 1_000_000) << 80
    value |= int.from_bytes(os.urandom(_RANDOM_BYTES))
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
