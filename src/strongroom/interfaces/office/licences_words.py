"""How licences look on the office's pages: colours, distances of days, lines of lists, sections."""

import datetime as dt
from typing import Any, Final

from strongroom.interfaces.office.desk import Desk
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceRow, TypeKind

TONES: Final = {
    "active": "good",
    "expiring": "warn",
    "overdue": "bad",
    "valid": "good",
    "expired": "bad",
    "missing": "neutral",
}
"""The colour family of a state, of licences and of what is required; its word stands beside it."""
KINDS: Final = tuple((kind.value, str(kind.label)) for kind in TypeKind)
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


def line(desk: Desk, row: LicenceRow) -> dict[str, Any]:
    """Return what one line of a list of licences shows."""
    return {
        "row": row,
        "url": desk.url("licence", licence_id=row.id),
        "tone": "neutral" if row.archived else TONES[row.state],
        "label": "Archived" if row.archived else row.state_label,
        "distance": distance(row.days_left),
        "kind_label": dict(KINDS)[row.type_kind] if row.type_kind != "qualification" else "",
    }


def sections(desk: Desk, active: str) -> list[dict[str, Any]]:
    """Return the pages of *User licences*, for whoever keeps them."""
    pages = (
        ("licences", "Overview"),
        ("licences-matrix", "Matrix"),
        ("licence-types", "Licence types"),
    )
    return [
        {"label": label, "url": desk.url(page), "active": page == active} for page, label in pages
    ]


def crumbs(desk: Desk) -> list[dict[str, str]]:
    """Return the parent of a licence's page: the overview, or one's own licences."""
    if licences.sees_all(desk.principal):
        return [{"label": "User licences", "url": desk.url("licences")}]
    return [{"label": "Your licences", "url": desk.url("licences-own")}]


def day(value: dt.date | None) -> str:
    """Return a day as pages write it, e.g. `3 March 2027`."""
    return f"{value.day} {value:%B} {value.year}" if value else ""
