"""Licences on the phone: one's own, soonest expiry first, and the page of one with evidence and renewals."""

import uuid
from dataclasses import dataclass
from typing import Final

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.documents.api import ItemRow
from strongroom.interfaces.common.licences.words import RENEWAL_TONES, TONES, distance
from strongroom.interfaces.mobile.visit import MobileVisit, on_mobile
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceRow, RenewalRow

ACTIVE: Final = "licences"
_MARKS: Final = {"pending": "Waits", "rejected": "Rejected", "withdrawn": "Withdrawn"}
"""What stands on files that were handed in with a renewal and don't count, or not yet."""
_KIND_ICONS: Final = {"qualification": "certificate", "vehicle": "truck", "equipment": "tool"}


@dataclass(frozen=True, slots=True)
class Card:
    """What the card of a licence shows."""

    row: LicenceRow
    url: str
    icon: str
    tone: str
    label: str
    distance: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A file of the evidence; one that does not count, or not yet, carries a mark."""

    row: ItemRow
    mark: str
    content_url: str
    preview_url: str


@dataclass(frozen=True, slots=True)
class Past:
    """A renewal of the history."""

    row: RenewalRow
    tone: str


@require_safe
@on_mobile
def own(visit: MobileVisit) -> HttpResponseBase:
    """Show the licences of whoever asks, of any type of member."""
    rows = licences.own_licences(visit.principal)
    return visit.show(
        "mobile/licences/list.html",
        nav=ACTIVE,
        cards=[_card(visit, row) for row in rows],
        calendar_url=visit.url("licences-calendar"),
    )


@require_safe
@on_mobile
def page(visit: MobileVisit, licence_id: uuid.UUID) -> HttpResponseBase:
    """Show one licence: its state, what can be done, the evidence, the history of its renewals."""
    row = licences.get_licence(visit.principal, licence_id)
    renewals = licences.renewals_of(visit.principal, licence_id)
    waiting = next((one for one in renewals if one.state == "pending"), None)
    shown = _card(visit, row)
    return visit.show(
        "mobile/licences/page.html",
        nav=ACTIVE,
        row=row,
        tone=shown.tone,
        label=shown.label,
        distance=shown.distance,
        whose="" if row.member_id == visit.principal.id else row.member_name,
        back_url=visit.url("licences"),
        renew_url=_renew_url(visit, row, waiting),
        successor_url=_successor(visit, row),
        waiting=waiting,
        withdraw_url=_withdraw_url(visit, row, waiting),
        refused=_refused(renewals),
        evidence=_evidence(visit, row, renewals),
        history=[Past(one, RENEWAL_TONES[one.state]) for one in renewals if one is not waiting],
    )


def _card(visit: MobileVisit, row: LicenceRow) -> Card:
    return Card(
        row=row,
        url=visit.url("licence", licence_id=row.id),
        icon=_KIND_ICONS[row.type_kind],
        tone="neutral" if row.archived else TONES[row.state],
        label="Archived" if row.archived else row.state_label,
        distance=distance(row.days_left),
    )


def may_renew(visit: MobileVisit, row: LicenceRow) -> bool:
    """Whether the one who looks hands in renewals of it: its holder, while it counts."""
    return row.member_id == visit.principal.id and not row.archived


def _renew_url(visit: MobileVisit, row: LicenceRow, waiting: RenewalRow | None) -> str:
    if waiting or not may_renew(visit, row):
        return ""
    return visit.url("licence-renew", licence_id=row.id)


def _withdraw_url(visit: MobileVisit, row: LicenceRow, waiting: RenewalRow | None) -> str:
    if waiting is None or row.member_id != visit.principal.id:
        return ""
    return visit.url("renewal-withdraw", renewal_id=waiting.id)


def _successor(visit: MobileVisit, row: LicenceRow) -> str:
    return visit.url("licence", licence_id=row.replaced_by_id) if row.replaced_by_id else ""


def _refused(renewals: list[RenewalRow]) -> RenewalRow | None:
    """Return the newest renewal if the office has rejected it: its reason stands on top."""
    newest = next((one for one in renewals if one.state != "withdrawn"), None)
    return newest if newest and newest.state == "rejected" else None


def _evidence(visit: MobileVisit, row: LicenceRow, renewals: list[RenewalRow]) -> list[Tile]:
    """Return the tiles of the evidence, newest first; what does not count is marked as such."""
    marks = {one.folder_id: _MARKS.get(one.state, "") for one in renewals}
    return [
        _tile(visit, file, marks.get(file.parent_id, "") if file.parent_id else "")
        for file in licences.evidence(visit.principal, row.id)
    ]


def _tile(visit: MobileVisit, file: ItemRow, mark: str) -> Tile:
    return Tile(
        row=file,
        mark=mark,
        content_url=visit.url("item-content", item_id=file.id),
        preview_url=visit.url("item-preview", item_id=file.id),
    )
