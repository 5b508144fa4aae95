"""The document list as a contact gets it: names, sizes, pictures; no staff, no marks, no tags."""

import dataclasses
import uuid
from typing import Any, Final

from django.http import HttpResponse

from strongroom.core.paging import Page
from strongroom.documents.api import ItemRow
from strongroom.interfaces.common.documents.document_list import (
    Columns,
    DocumentList,
    Filter,
    May,
    Urls,
    Words,
    usual,
)
from strongroom.interfaces.common.documents.listing import alone
from strongroom.interfaces.kit.addresses import before_id
from strongroom.interfaces.kit.page import wants_list
from strongroom.interfaces.kit.paging import Wanted
from strongroom.interfaces.portal.visit import PortalVisit

COUNT_CAP = 1000
"""Where `documents.counts` ends."""
_WORDS: Final = Words(
    "Attachments",
    "Nothing has been shared with you here yet",
    "As soon as there is something for you, it appears here.",
)


def listing(
    visit: PortalVisit, page: Page[ItemRow], asks: Wanted, *, count_text: str = ""
) -> DocumentList:
    """Return the list of a page of rows."""
    return DocumentList(
        rows=[bare(row) for row in page.results],
        usual=usual(page.results),
        urls=Urls(
            list=asks.url,
            items=items_url(visit),
            archive=visit.url("archive"),
            folder=folders_url(visit),
        ),
        may=May(archive=bool(page.results)),
        columns=Columns(),
        words=_WORDS,
        filter=Filter(asks["q"]),
        filtered=bool(asks["q"]),
        cursor=asks.cursor,
        pager=asks.pager(page),
        count_text=count_text,
    )


def counted(count: int) -> str:
    """Return a number of documents in words that stay true where counting ends."""
    return f"more than {COUNT_CAP:,}" if count > COUNT_CAP else str(count)


def bare(row: ItemRow) -> ItemRow:
    """Return the row without what a contact is not told (spec 6-api, *item fields*)."""
    return dataclasses.replace(
        row,
        tags=(),
        created_by=None,
        created_by_name="",
        confidential=False,
        access_controlled=False,
        access_inherited=False,
    )


def respond(
    visit: PortalVisit,
    template: str,
    listed: DocumentList,
    *,
    nav: str = "",
    **context: Any,
) -> HttpResponse:
    """Render the page with its list, or to htmx the list alone."""
    if wants_list(visit.request):
        return alone(visit, listed)
    return visit.show(template, nav=nav, documents=listed, **context)


def items_url(visit: PortalVisit) -> str:
    """Return where the bytes of shared items are; an id follows."""
    return before_id("portal:item-content", account=visit.account.slug)


def folders_url(visit: PortalVisit) -> str:
    """Return where shared folders are opened; an id follows."""
    return before_id("portal:folder", account=visit.account.slug)


def folder_url(visit: PortalVisit, item_id: uuid.UUID) -> str:
    """Return where a shared folder is opened."""
    return visit.url("folder", item_id=item_id)
