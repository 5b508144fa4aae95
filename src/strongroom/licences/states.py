"""Days: when a licence is expiring or overdue, and when each step of the ladder is due. No tables."""

import calendar
import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from strongroom.core.errors import InvalidError

EXPIRING_DAYS: Final = 90
HOUR: Final = 7
"""Mails of a day go out from this hour on, in the account's zone."""
FIRST_YEAR, LAST_YEAR = 1900, 2199
STEPS: Final = {
    "P3M": "three months before",
    "P1M": "one month before",
    "P7D": "one week before",
    "P0D": "on the day",
}
"""The lead times of C-4, the earliest first."""
_MONTHS: Final = {"P3M": 3, "P1M": 1, "P7D": 0, "P0D": 0}
_DAYS: Final = {"P3M": 0, "P1M": 0, "P7D": 7, "P0D": 0}


def due_on(expires_on: dt.date, step: str) -> dt.date:
    """Return the day on which a step is told: calendar months back, at most to a month's last day."""
    months = expires_on.year * 12 + expires_on.month - 1 - _MONTHS[step]
    year, month = divmod(months, 12)
    day = min(expires_on.day, calendar.monthrange(year, month + 1)[1])
    return dt.date(year, month + 1, day) - dt.timedelta(days=_DAYS[step])


def telling_day(now: dt.datetime, zone: str) -> dt.date:
    """Return the latest day whose mails may go out at that moment: today from 07:00 on, else yesterday."""
    local = now.astimezone(ZoneInfo(zone))
    return local.date() - dt.timedelta(days=local.hour < HOUR)


def monday_of(day: dt.date) -> dt.date:
    """Return the Monday of the day's week."""
    return day - dt.timedelta(days=day.weekday())


def state_of(expires_on: dt.date | None, today: dt.date) -> str:
    """Return active, expiring (within 90 days, the day itself included) or overdue (after the day)."""
    if expires_on is None:
        return "active"
    if expires_on < today:
        return "overdue"
    return "expiring" if (expires_on - today).days <= EXPIRING_DAYS else "active"


def cell_state(expires_on: dt.date | None, day: dt.date) -> str:
    """Return the same in the words of the matrix: valid, expiring or expired."""
    return {"active": "valid", "expiring": "expiring", "overdue": "expired"}[
        state_of(expires_on, day)
    ]


def checked_day(day: dt.date | None, field: str) -> dt.date | None:
    """Return a day that a licence can have, or raise InvalidError at `field`."""
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidError(
            errors={
                field: f"Please check the year: it lies between {FIRST_YEAR} and {LAST_YEAR}."
                " What never expires has no date."
            }
        )
    return day


def check_days(issued_on: dt.date | None, expires_on: dt.date | None) -> None:
    """Raise InvalidError for days that can't be, or an expiry before the issue."""
    checked_day(issued_on, "issued_on")
    checked_day(expires_on, "expires_on")
    if issued_on is not None and expires_on is not None and expires_on < issued_on:
        raise InvalidError(
            errors={"expires_on": "It would expire before it was issued. Please check both dates."}
        )
