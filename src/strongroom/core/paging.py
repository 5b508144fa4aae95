"""Keyset paging: a page of rows and an opaque cursor that names the last row's sort values.

A list declares the types of its cursor's parts. Whatever a cursor made by hand holds, the database
gets values of these types, or the list answers 422 at `cursor` (L49).
"""

import base64
import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import IntegerField, Q, QuerySet, Subquery, Value

from strongroom.core.crypto import SealBrokenError, seal, unseal
from strongroom.core.errors import InvalidError
from strongroom.core.strict import Reader, exactly, read_id, read_moment, read_text

T = TypeVar("T")

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MOST_COUNTED = 1000
"""How many rows of a list are counted for its total."""
_LONGEST = 8192
"""Characters of a cursor: the longest name is 255 characters, each at most twelve in JSON."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows in order, and the cursor of the next page or None."""

    results: list[T]
    next: str | None = None
    total: int | None = None
    """How many rows there are in all, at most one more than `MOST_COUNTED`; None: not counted."""


class Total(Subquery):
    """How many rows there are in all, at most one more than `MOST_COUNTED`, beside each of a page."""

    template = "(select count(*) from (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        """Count the rows of a list without its place."""
        super().__init__(rows.order_by().values(one=Value(1))[: MOST_COUNTED + 1])


def total_beside(rows: Sequence[Any]) -> int | None:
    """Return the total that stands beside the rows of a page; None where it was not asked, or no row is."""
    return getattr(rows[0], "total", None) if rows else None


@dataclass(frozen=True, slots=True)
class Keyset:
    """The order of a list: its fields with the types of their values, the last one unique.

    `tag` names the order where a list has several, so that a cursor of another one is refused.
    """

    keys: Mapping[str, Reader]
    descending: bool = False
    tag: str = ""

    def order(self) -> list[str]:
        """Return the arguments of `order_by`."""
        return [f"-{key}" if self.descending else key for key in self.keys]

    def after(self, cursor: str | None) -> Q:
        """Return the condition for what follows the cursor; InvalidError when it isn't this list's."""
        tag = [exactly(self.tag)] if self.tag else []
        values = decode_cursor(cursor, *tag, *self.keys.values())
        return self._beyond(values[len(tag) :]) if values else Q()

    def _beyond(self, values: list[Any]) -> Q:
        way = "lt" if self.descending else "gt"
        later, same = Q(), Q()
        for key, value in zip(self.keys, values, strict=True):
            later |= same & Q(**{f"{key}__{way}": value})
            same &= Q(**{key: value})
        first = next(iter(self.keys))
        return (
            Q(**{f"{first}__{way}e": values[0]}) & later
        )  # the first bound is what an index takes

    def page(
        self, rows: QuerySet[Any], cursor: str | None, size: int
    ) -> tuple[list[Any], str | None]:
        """Return at most `size` rows behind the cursor, and the next cursor. One query."""
        found = list(rows.filter(self.after(cursor)).order_by(*self.order())[: size + 1])
        return found[:size], self.cursor(found[size - 1]) if len(found) > size else None

    def cursor(self, row: object) -> str:
        """Return the cursor that continues behind this row."""
        tag = [self.tag] if self.tag else []
        return encode_cursor([*tag, *(getattr(row, key) for key in self.keys)])


BY_NAME = Keyset({"sort": read_text, "id": read_id})
"""By the lower-case name, annotated as `sort`."""
NEWEST = Keyset({"created_at": read_moment, "id": read_id}, descending=True)


def encode_cursor(values: Iterable[Any]) -> str:
    """Return URL-safe text for the sort values of the last row: texts, numbers, booleans, ids, moments."""
    text = json.dumps(list(values), default=_spelled)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _spelled(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def decode_cursor(text: str | None, *parts: Reader) -> list[Any] | None:
    """Return the values of a cursor, each read by its part, or None without one.

    Raises InvalidError at `cursor` when it was not made by a list with these parts.
    """
    if not text:
        return None
    try:
        values = _values(text)
        return [read(value) for read, value in zip(parts, values, strict=True)]
    except (ValueError, RecursionError):  # binascii's, json's and Unicode's errors are ValueErrors
        raise InvalidError(
            errors={"cursor": "This page address is not valid; start from the first page."}
        ) from None


def seal_cursor(values: Iterable[Any]) -> str:
    """Return the same as `encode_cursor`, but so that nobody else reads what is in it."""
    return seal(json.dumps(list(values), default=_spelled))


def unseal_cursor(text: str | None, *parts: Reader) -> list[Any] | None:
    """Return the values of a sealed cursor; raises as `decode_cursor`, also for what we did not seal."""
    if not text:
        return None
    try:
        values = json.loads(unseal(text))
        return [read(value) for read, value in zip(parts, values, strict=True)]
    except (ValueError, TypeError, SealBrokenError):
        raise InvalidError(
            errors={"cursor": "This page address is not valid; start from the first page."}
        ) from None


def hand_out(values: Iterable[Any], *, outside: bool) -> str:
    """Return the cursor of a list with inner values, such as dates: who is outside can't read them."""
    return seal_cursor(values) if outside else encode_cursor(values)


def take_back(text: str | None, *parts: Reader, outside: bool) -> list[Any] | None:
    """Return the values of what `hand_out` gave, or None without one; raises as `decode_cursor`."""
    return unseal_cursor(text, *parts) if outside else decode_cursor(text, *parts)


def cut(
    rows: Sequence[T],
    key: Callable[[T], Sequence[Any]],
    *parts: Reader,
    tag: str,
    cursor: str | None,
    limit: int | None,
) -> Page[T]:
    """Return one page of a short list that is known whole, the largest key first; `tag` names the list."""
    size, last = clamp_limit(limit), decode_cursor(cursor, exactly(tag), *parts)
    left = [row for row in rows if last is None or list(key(row)) < last[1:]]
    more = encode_cursor([tag, *key(left[size - 1])]) if len(left) > size else None
    return Page(left[:size], more)


def _values(text: str) -> list[Any]:
    if len(text) > _LONGEST:
        raise ValueError
    padded = text.encode("ascii") + b"=" * (-len(text) % 4)
    values = json.loads(base64.b64decode(padded, b"-_", validate=True))
    if not isinstance(values, list):
        raise ValueError  # noqa: TRY004 - as for all that is no cursor
    return values


def clamp_limit(limit: int | None) -> int:
    """Return the page size, 50 if not given; outside 1-200 raise InvalidError."""
    if limit is None:
        return DEFAULT_LIMIT
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidError(errors={"limit": f"The limit must be between 1 and {MAX_LIMIT}."})
    return limit
