"""The one clock. Everything that depends on the time asks here, so that tests can set it (L29)."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.utils import timezone

_standing: ContextVar[dt.datetime | None] = ContextVar("standing_clock", default=None)


def now() -> dt.datetime:
    """Return the present moment, aware, in UTC."""
    return _standing.get() or timezone.now()


@contextmanager
def standing_at(moment: dt.datetime) -> Iterator[None]:
    """Let the clock stand at an aware moment, in the calling thread: for tests and the demo firm."""
    token = _standing.set(moment)
    try:
        yield
    finally:
        _standing.reset(token)


def written(moment: dt.datetime) -> str:
    """Return an aware moment as the API writes it: ISO 8601 in UTC, with Z."""
    return moment.astimezone(dt.UTC).isoformat().removesuffix("+00:00") + "Z"


def today(zone: str) -> dt.date:
    """Return the calendar day in an account's time zone (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


def end_of_day(day: dt.date, zone: str) -> dt.datetime:
    """Return the first moment after `day` in `zone`: what expires on a day lives until then (B-6).

    The last day that there is has none after it: it ends with its first second.
    """
    if day == dt.date.max:
        last = dt.datetime.combine(day, dt.time(second=1), tzinfo=ZoneInfo(zone))
        return last.astimezone(dt.UTC)
    following = day + dt.timedelta(days=1)
    return dt.datetime.combine(following, dt.time(), tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
