"""Keyset paging: a page of rows and an opaque cursor that names the last row's sort values."""

import base64
import binascii
import datetime as dt
import json
import uuid
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from strongroom.core.errors import InvalidError

T = TypeVar("T")

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows in order, and the cursor of the next page or None."""

    results: list[T]
    next: str | None = None


def encode_cursor(values: list[Any]) -> str:
    """Return URL-safe text for the sort values of the last row (strings, numbers, booleans)."""
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def decode_cursor(text: str | None, *, length: int) -> list[Any] | None:
    """Return the values of a cursor, or raise InvalidError when it was not made by this list."""
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        json.dumps(values, ensure_ascii=False).encode()  # halves of a character, which no row holds
    except (binascii.Error, ValueError, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != length:
        raise _not_ours()
    return values


def decode_moment(text: str | None) -> tuple[dt.datetime, uuid.UUID] | None:
    """Return moment and id of a cursor of a list by time, or raise InvalidError as `decode_cursor`."""
    values = decode_cursor(text, length=2)
    if values is None:
        return None
    try:
        at, row_id = dt.datetime.fromisoformat(values[0]), uuid.UUID(values[1])
    except (TypeError, ValueError, AttributeError):
        raise _not_ours() from None
    if at.tzinfo is None:
        raise _not_ours()
    return at, row_id


def _not_ours() -> InvalidError:
    return InvalidError(
        errors={"cursor": "This page address is not valid; start from the first page."}
    )


def clamp_limit(limit: int | None) -> int:
    """Return the page size, 50 if not given; outside 1-200 raise InvalidError."""
    if limit is None:
        return DEFAULT_LIMIT
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidError(errors={"limit": f"The limit must be between 1 and {MAX_LIMIT}."})
    return limit
