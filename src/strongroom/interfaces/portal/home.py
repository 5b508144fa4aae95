"""The portal's first page and its lists: what the firm has for this customer, as cards (A-12)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.core.paging import Page
from strongroom.documents import api as documents
from strongroom.documents.api import ItemRow
from strongroom.interfaces.common.words.statuses import tone
from strongroom.interfaces.kit.paging import wanted
from strongroom.interfaces.portal.documents.listing import counted, folders_url, items_url
from strongroom.interfaces.portal.modules import Module, RecordModule
from strongroom.interfaces.portal.visit import PortalVisit, in_module, in_portal
from strongroom.work import api as work

NEWEST = 6
"""Cards of each module on the first page; the rest is one click away."""
PAGE = 24


@dataclass(frozen=True, slots=True)
class Card:
    """One job or quote: no staff, no other customer, only what is viewable is counted."""

    url: str
    number: str
    title: str
    status: str
    tone: str
    scheduled_on: dt.date | None
    documents: str


@dataclass(frozen=True, slots=True)
class Part:
    """One module's part of the first page: cards of records, or documents as lines."""

    module: Module
    url: str
    more: bool
    """There is more than is shown."""
    cards: Sequence[Card] = ()
    rows: Sequence[ItemRow] = ()
    items_url: str = ""
    folder_url: str = ""


@require_safe
@in_portal()
def home(visit: PortalVisit) -> HttpResponseBase:
    """Show the newest of each module that is on."""
    parts = [_part(visit, module) for module in visit.modules]
    return visit.show(
        "portal/home.html",
        sections=parts,
        nothing=not any(part.cards or part.rows for part in parts),
    )


def _part(visit: PortalVisit, module: Module) -> Part:
    """Return one module's part of the first page."""
    url = visit.url(module.key)
    if isinstance(module, RecordModule):
        found = module.of.list(visit.principal, limit=NEWEST)
        return Part(module, url, found.next is not None, cards=_cards(visit, module, found))
    page = documents.topmost_shared(
        visit.principal, kinds=visit.principal.modules, newest=True, limit=NEWEST
    )
    return Part(
        module,
        url,
        page.next is not None,
        rows=page.results,
        items_url=items_url(visit),
        folder_url=folders_url(visit),
    )


@require_safe
@in_module
def listing(visit: PortalVisit, module: RecordModule) -> HttpResponseBase:
    """Show all of the customer's records of one module, a page at a time."""
    asks = wanted(visit.request, visit.url(module.key))
    page = module.of.list(visit.principal, cursor=asks.cursor or None, limit=PAGE)
    return visit.show(
        "portal/records.html",
        nav=module.key,
        module=module,
        cards=_cards(visit, module, page),
        pager=asks.pager(page, quiet=True),
    )


def _cards(visit: PortalVisit, module: RecordModule, page: Page[work.JobRow]) -> list[Card]:
    counts = documents.counts(visit.principal, [row.library_id for row in page.results])
    return [
        Card(
            url=module.record_url(visit, row.id),
            number=row.number,
            title=row.title,
            status=row.status_label,
            tone=tone(row.status),
            scheduled_on=row.scheduled_on,
            documents=counted(counts.get(row.library_id, 0)),
        )
        for row in page.results
    ]
