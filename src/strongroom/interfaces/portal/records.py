"""One job or quote in the portal: its viewable attachments, and all of them as a ZIP (A-12)."""

import uuid
from collections.abc import Iterator

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.access.api import Principal
from strongroom.core.errors import NotFoundError
from strongroom.core.paging import MAX_LIMIT
from strongroom.documents import api as documents
from strongroom.interfaces.common.documents.delivering import deliver_archive
from strongroom.interfaces.common.words.statuses import tone
from strongroom.interfaces.kit.paging import wanted
from strongroom.interfaces.portal.documents.listing import (
    counted,
    listing,
    respond,
)
from strongroom.interfaces.portal.modules import RecordModule
from strongroom.interfaces.portal.visit import PortalVisit, in_module
from strongroom.work import api as work

MOST_PACKED = 5000
"""Items in one ZIP of everything; a record with more is taken a selection at a time."""


def _record(visit: PortalVisit, module: RecordModule, record_id: uuid.UUID) -> work.JobRow:
    """Return the record, or raise NotFoundError: another customer's is none of theirs (L33)."""
    return module.of.get(visit.principal, record_id)


@require_safe
@in_module
def card(visit: PortalVisit, module: RecordModule, record_id: uuid.UUID) -> HttpResponseBase:
    """Show one of the customer's records with what is viewable there."""
    row = _record(visit, module, record_id)
    asks = wanted(visit.request, module.record_url(visit, record_id), "q")
    page = documents.attachments(
        visit.principal, row.library_id, q=asks["q"], cursor=asks.cursor or None
    )
    count = documents.counts(visit.principal, [row.library_id]).get(row.library_id, 0)
    listed = listing(visit, page, asks, count_text=counted(count))
    return respond(
        visit,
        "portal/record.html",
        listed,
        nav=module.key,
        module=module,
        record=row,
        tone=tone(row.status),
        back_url=visit.url(module.key),
        archive_url=module.archive_url(visit, record_id) if page.results else "",
    )


@require_safe
@in_module
def archive(visit: PortalVisit, module: RecordModule, record_id: uuid.UUID) -> HttpResponseBase:
    """Stream what the contact sees on the record's page as one ZIP (A-14), and nothing else (L5)."""
    row = _record(visit, module, record_id)
    ids = list(_attachment_ids(visit.principal, row.library_id))
    if not ids:
        raise NotFoundError("There is nothing to download here yet.")
    return deliver_archive(visit.request, visit.principal, ids, otherwise=row.name)


def _attachment_ids(principal: Principal, library_id: uuid.UUID) -> Iterator[uuid.UUID]:
    """Yield the ids of a record's topmost viewable items, at most `MOST_PACKED`."""
    cursor: str | None = None
    for _ in range(MOST_PACKED // MAX_LIMIT):
        page = documents.attachments(principal, library_id, cursor=cursor, limit=MAX_LIMIT)
        yield from (row.id for row in page.results)
        cursor = page.next
        if cursor is None:
            return
