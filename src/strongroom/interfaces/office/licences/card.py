"""The page of one licence: evidence, renewals, and who was told what of it; for keepers and its holder."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.core.errors import NotFoundError
from strongroom.documents import api as documents
from strongroom.documents.api import ItemRow
from strongroom.interfaces.common.documents.listing import document_list, list_fragment
from strongroom.interfaces.kit.page import wants_list
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.explorer.trash import trash_url
from strongroom.interfaces.office.licences import tables
from strongroom.interfaces.office.licences.words import KINDS, crumbs, line
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceRow, RenewalRow

_SHOWN_FILES = 20


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file that was handed in with a renewal."""

    row: ItemRow
    url: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The renewal that waits to be verified, with its files and what can be done about it."""

    row: RenewalRow
    files: Sequence[HandedIn]
    verify_url: str
    reject_url: str
    withdraw_url: str


@require_safe
@at_desk
def card(desk: Desk, licence_id: uuid.UUID) -> HttpResponseBase:
    """Show one licence; to htmx the list of its evidence alone."""
    row = licences.get_licence(desk.principal, licence_id)
    url = desk.url("licence", licence_id=licence_id)
    if wants_list(desk.request):
        return list_fragment(desk, row.library_id, page_url=url)
    renewals = licences.renewals_of(desk.principal, licence_id)
    shown = line(desk, row)
    listed = document_list(desk, row.library_id, page_url=url, called="evidence")
    return desk.show(
        "office/licences/card.html",
        nav="admin" if row.may_edit else "",
        row=row,
        label=shown.label,
        tone=shown.tone,
        distance=shown.distance,
        kind=dict(KINDS)[row.type_kind],
        crumbs=crumbs(desk),
        documents=listed,
        waiting=_waiting(desk, renewals),
        renewals=tables.renewals([one for one in renewals if one.state != "pending"]),
        notices=tables.notices(licences.ledger(desk.principal, licence_id)),
        trash_url=trash_url(desk, row.library_id, url) if row.may_edit else "",
        urls=_urls(desk, row, renewals),
    )


def _waiting(desk: Desk, renewals: list[RenewalRow]) -> Waiting | None:
    row = next((one for one in renewals if one.state == "pending"), None)
    if row is None:
        return None
    keeps = licences.sees_all(desk.principal)
    return Waiting(
        row=row,
        files=[
            HandedIn(file, desk.url("item-content", item_id=file.id))
            for file in _files(desk, row.folder_id)
        ],
        verify_url=desk.url("renewal-verify", renewal_id=row.id) if keeps else "",
        reject_url=desk.url("renewal-reject", renewal_id=row.id) if keeps else "",
        withdraw_url=desk.url("renewal-withdraw", renewal_id=row.id),
    )


def _files(desk: Desk, folder_id: uuid.UUID) -> list[ItemRow]:
    """Return what was handed in; nothing where somebody has put it into the trash."""
    try:
        page = documents.attachments(desk.principal, folder_id, limit=_SHOWN_FILES)
    except NotFoundError:
        return []
    return [row for row in page.results if row.is_file]


def _urls(desk: Desk, row: LicenceRow, renewals: list[RenewalRow]) -> dict[str, str]:
    """Return where the buttons lead that the member may press."""

    def to(page: str) -> str:
        return desk.url(page, licence_id=row.id)

    urls: dict[str, str] = {}
    if row.replaced_by_id:
        urls["successor"] = desk.url("licence", licence_id=row.replaced_by_id)
    waits = any(one.state == "pending" for one in renewals)
    if row.member_id == desk.principal.id and not row.archived and not waits:
        urls["renew"] = to("licence-renew")
    if not row.may_edit:
        return urls
    urls |= {"delete": to("licence-delete"), "edit": to("licence-edit")}
    if not row.archived:
        urls |= {"archive": to("licence-archive"), "replace": to("licence-replace")}
    elif not row.replaced_by_id:
        urls["unarchive"] = to("licence-unarchive")
    return urls
