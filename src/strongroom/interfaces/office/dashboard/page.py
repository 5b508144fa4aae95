"""The office's first page: licences at a glance (C-6), renewals and approvals that wait. No more."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.approvals import api as approvals
from strongroom.approvals.api import ApprovalRow
from strongroom.core.paging import Page
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.kit.table import Table
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.licences.tables import short
from strongroom.interfaces.office.licences.words import line
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceCounts, RenewalRow

_LICENCES, _WAITING = 10, 5
"""Rows of each quick view."""


@dataclass(frozen=True, slots=True)
class Figure:
    """How many licences are in a state, with the way to them."""

    label: str
    tone: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Licences:
    """The quick view of licences: everybody's for whoever keeps them, one's own for others."""

    keeps: bool
    table: Table
    states: Sequence[Figure]
    all_url: str


@dataclass(frozen=True, slots=True)
class Renewal:
    """A renewal that waits, with the way to its licence."""

    row: RenewalRow
    url: str


@dataclass(frozen=True, slots=True)
class Renewals:
    """The renewals that wait: all for whoever keeps licences, one's own for others."""

    keeps: bool
    lines: Sequence[Renewal]
    more: bool
    """There are further ones than are shown."""


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval that waits for the member, with the way to its file."""

    row: ApprovalRow
    url: str


@require_safe
@at_desk
def page(desk: Desk) -> HttpResponseBase:
    """Show what the member keeps or has of licences, and what waits for their answer."""
    waiting = approvals.waiting_count(desk.principal)
    requests = _requests(desk) if waiting else _NO_REQUESTS
    counts = licences.licence_counts(desk.principal) if _keeps(desk) else None
    return desk.show(
        "office/dashboard/page.html",
        frame=desk.frame("home", waiting),
        licences=_licences(desk, counts),
        renewals=_renewals(desk),
        approvals=[_approval(desk, row) for row in requests.results],
        approvals_url=desk.url("approvals") if requests.next else "",
    )


_NO_REQUESTS: Page[ApprovalRow] = Page([])


def _requests(desk: Desk) -> Page[ApprovalRow]:
    return approvals.waiting_for_me(desk.principal, limit=_WAITING)


def _approval(desk: Desk, row: ApprovalRow) -> Approval:
    details = desk.url("item-details", item_id=row.item_id)
    return Approval(row, address(details, {"tab": "approvals"}))


def _keeps(desk: Desk) -> bool:
    return licences.sees_all(desk.principal)


def _licences(desk: Desk, counts: LicenceCounts | None) -> Licences | None:
    """Return the quick view: overdue ones first, then what expires soonest; None if there is nothing.

    Who keeps licences sees everybody's; others their own.
    """
    page = licences.list_licences(desk.principal, limit=_LICENCES)
    keeps = counts is not None
    if not keeps and not page.results:
        return None
    base = desk.url("licences") if keeps else desk.url("licences-own")
    return Licences(
        keeps=keeps,
        table=short((line(desk, row) for row in page.results), whose=keeps),
        states=_states(base, counts) if counts else [],
        all_url=base if page.next or keeps else "",
    )


def _states(base: str, counts: LicenceCounts) -> list[Figure]:
    return [
        Figure(label, tone, count, address(base, {"state": state}))
        for state, label, tone, count in (
            ("overdue", "Overdue", "bad", counts.overdue),
            ("expiring", "Expiring within 90 days", "warn", counts.expiring),
            ("active", "Active", "good", counts.active),
        )
    ]


def _renewals(desk: Desk) -> Renewals:
    page = licences.pending_renewals(desk.principal, limit=_WAITING)
    return Renewals(
        keeps=_keeps(desk),
        lines=[
            Renewal(row, desk.url("licence", licence_id=row.licence_id)) for row in page.results
        ],
        more=page.next is not None,
    )
