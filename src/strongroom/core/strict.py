"""Readers of values that may have been made by hand: each gives a value that PostgreSQL takes, or ValueError.

What comes back may be sent to the database as it is (L49). Dates and moments are those of RFC 3339.
"""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

Reader = Callable[[object], Any]

LARGEST = 2**63 - 1
"""The largest whole number of a bigint column."""
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,9})?"
    r"(Z|z|[+-][0-9]{2}:[0-9]{2})"
)
_NO_ZONE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:]{8}(\.[0-9]{1,9})?")
_FARTHEST = dt.timedelta(hours=15, minutes=59)
"""PostgreSQL knows no zone beyond; no place on earth has more than 14 hours."""


def exactly(word: str) -> Reader:
    """Return a reader that takes this one text."""

    def read(value: object) -> str:
        if value != word:
            raise ValueError(f"Input should be {word}")
        return word

    return read


def read_text(value: object) -> str:
    """Return a text without NUL and without halves of a character, which no row holds."""
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("Input should be text")
    value.encode()  # UnicodeEncodeError is a ValueError
    return value


def read_id(value: object) -> uuid.UUID:
    """Return the id that is spelled as we spell ids: 36 characters, no braces, no prefix."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError("Input should be an id")
    return uuid.UUID(value)


def read_whole(value: object) -> int:
    """Return a whole number from 0 to LARGEST; `true` is none."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
        raise ValueError("Input should be a whole number")
    return value


def read_flag(value: object) -> bool:
    """Return true or false; a number is neither."""
    if not isinstance(value, bool):
        raise ValueError("Input should be true or false")  # noqa: TRY004 - one error for all readers
    return value


def read_day(value: object) -> dt.date:
    """Return the day of `YYYY-MM-DD`: no week dates, no times, no numbers."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("Input should be a date like 2026-11-30")
    return dt.date.fromisoformat(value)


def read_since(value: object) -> dt.datetime:
    """Return a moment as `read_moment`; without a zone it is in UTC, a day alone is its beginning there."""
    text = value if isinstance(value, str) else ""
    if _DAY.fullmatch(text):
        text += "T00:00:00"
    return read_moment(f"{text}Z" if _NO_ZONE.fullmatch(text) else value)


def read_moment(value: object) -> dt.datetime:
    """Return the moment in UTC; it needs a zone within 15:59 hours, and lies in the years 1 to 9999 there.

    What is finer than a microsecond is cut off.
    """
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("Input should be a moment like 2026-11-30T12:00:00Z")
    day, time, fraction, zone = found.groups(default="")
    at = dt.datetime.fromisoformat(
        f"{day}T{time}{fraction[:7]:0<7}" if fraction else f"{day}T{time}"
    )
    away = dt.timedelta()
    if zone not in {"Z", "z"}:
        away = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        if int(zone[4:6]) > 59 or away > _FARTHEST:  # noqa: PLR2004 - minutes of an hour
            raise ValueError("Input should have a zone that exists")
    try:
        at = at + away if zone[0] == "-" else at - away
    except OverflowError:
        raise ValueError("Input should lie within the years 1 to 9999") from None
    return at.replace(tzinfo=dt.UTC)
