"""How licences are told on office and phone alike: colours, distances of days."""

from typing import Final

TONES: Final = {
    "active": "good",
    "expiring": "warn",
    "overdue": "bad",
    "valid": "good",
    "expired": "bad",
    "missing": "neutral",
}
"""The colour family of a state, of licences and of what is required; its word stands beside it."""

RENEWAL_TONES: Final = {
    "pending": "progress",
    "verified": "good",
    "rejected": "bad",
    "withdrawn": "neutral",
}
"""The same of a renewal."""

_FORTNIGHT, _MONTHS_FROM, _YEARS_FROM = 14, 60, 730

_WEEK, _MONTH, _YEAR = 7, 30.44, 365.25


def distance(days: int | None) -> str:
    """Return how far away a day is: `today`, `in 3 weeks`, `5 days ago`; empty for none."""
    if days is None:
        return ""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    count, unit = _rounded(abs(days))
    words = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"in {words}" if days > 0 else f"{words} ago"


def _rounded(days: int) -> tuple[int, str]:
    if days < _FORTNIGHT:
        return days, "day"
    if days < _MONTHS_FROM:
        return round(days / _WEEK), "week"
    if days < _YEARS_FROM:
        return round(days / _MONTH), "month"
    return round(days / _YEAR), "year"
