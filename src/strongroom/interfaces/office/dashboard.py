"""The office's first page: licences at a glance (C-6), renewals and approvals that wait. No more."""

from typing import Any

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.approvals import api as approvals
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.licences_words import line
from strongroom.interfaces.office.paging import address
from strongroom.licences import api as licences

_LICENCES, _WAITING = 10, 5
"""Rows of each quick view."""


@require_safe
@at_desk
def page(desk: Desk) -> HttpResponseBase:
    """Show what the member keeps or has of licences, and what waits for their answer."""
    requests = approvals.waiting_for_me(desk.principal, limit=_WAITING)
    return desk.show(
        "office/dashboard.html",
        nav="home",
        licences=_licences(desk),
        renewals=_renewals(desk),
        approvals=[
            {
                "row": row,
                "url": desk.url("item-details", item_id=row.item_id) + "?tab=approvals",
            }
            for row in requests.results
        ],
        approvals_url=desk.url("approvals") if requests.next else "",
    )


def _licences(desk: Desk) -> dict[str, Any] | None:
    """Return the quick view: overdue ones first, then what expires soonest; None if there is nothing.

    Who keeps licences sees everybody's; others their own.
    """
    keeps = licences.sees_all(desk.principal)
    page = licences.list_licences(desk.principal, limit=_LICENCES)
    if not keeps and not page.results:
        return None
    base = desk.url("licences") if keeps else desk.url("licences-own")
    return {
        "keeps": keeps,
        "lines": [line(desk, row) for row in page.results],
        "states": _states(desk, base) if keeps else [],
        "all_url": base if page.next or keeps else "",
    }


def _states(desk: Desk, base: str) -> list[dict[str, Any]]:
    counts = licences.licence_counts(desk.principal)
    return [
        {
            "label": label,
            "tone": tone,
            "count": count,
            "url": address(base, {"state": state}),
        }
        for state, label, tone, count in (
            ("overdue", "Overdue", "bad", counts.overdue),
            ("expiring", "Expiring within 90 days", "warn", counts.expiring),
            ("active", "Active", "good", counts.active),
        )
    ]


def _renewals(desk: Desk) -> dict[str, Any]:
    """Return the renewals that wait: all for whoever keeps licences, one's own for others."""
    page = licences.pending_renewals(desk.principal, limit=_WAITING)
    return {
        "keeps": licences.sees_all(desk.principal),
        "lines": [
            {"row": row, "url": desk.url("licence", licence_id=row.licence_id)}
            for row in page.results
        ],
        "more": page.next is not None,
    }
