"""The document list as a contact gets it: names, sizes, pictures; no staff, no marks, no tags."""

import dataclasses
import uuid
from typing import Any

from django.http import HttpResponse

from strongroom.core.paging import Page
from strongroom.documents.api import ItemRow
from strongroom.interfaces.common.documents.listing import usual
from strongroom.interfaces.kit.addresses import before_id
from strongroom.interfaces.kit.page import wants_list
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.portal.visit import PortalVisit

COUNT_CAP = 1000
"""Where `documents.counts` ends."""
NOTHING_YET = "Nothing has been shared with you here yet"


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What a request wants of a list: letters of the name, and the place in it."""

    url: str
    """The page that the list stands on."""
    q: str = ""
    cursor: str = ""


def asked(visit: PortalVisit, url: str) -> Asked:
    """Read filter and place from the address."""
    query = visit.request.GET
    return Asked(url, query.get("q", "").strip(), query.get("cursor", "").strip())


def listing(
    visit: PortalVisit, page: Page[ItemRow], wanted: Asked, *, count_text: str = ""
) -> dict[str, Any]:
    """Return the context of components/documents/list.html for a page of rows."""
    something = bool(page.results)
    return {
        "rows": [bare(row) for row in page.results],
        "usual": usual(page.results),
        "count_text": count_text,
        "pager": _pager(page, wanted),
        "filtered": bool(wanted.q),
        "filter": {"q": wanted.q, "tag": "", "tags": []},
        "cursor": wanted.cursor,
        "view": "list",
        "urls": {
            "items": items_url(visit),
            "folder": folders_url(visit),
            "list": wanted.url,
            "archive": visit.url("archive"),
        },
        "upload": None,
        "may": {"select": something, "archive": something},
        "columns": {"added": False, "portal": False, "confidential": False},
        "camera": False,
        "empty_title": NOTHING_YET,
        "empty_text": "As soon as there is something for you, it appears here.",
    }


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
    listed: dict[str, Any],
    *,
    nav: str = "",
    **context: Any,
) -> HttpResponse:
    """Render the page with its list, or to htmx the list alone."""
    if wants_list(visit.request):
        return visit.fragment("components/documents/list.html", documents=listed, flashes=[])
    return visit.show(template, nav=nav, documents=listed, **context)


def archive_name(name: str) -> str:
    """Return what a ZIP is called after a record or the firm: no path in it."""
    return f"{name.replace('/', '-').replace(chr(92), '-')}.zip"


def items_url(visit: PortalVisit) -> str:
    """Return where the bytes of shared items are; an id follows."""
    return before_id("portal:item-content", account=visit.account.slug)


def folders_url(visit: PortalVisit) -> str:
    """Return where shared folders are opened; an id follows."""
    return before_id("portal:folder", account=visit.account.slug)


def folder_url(visit: PortalVisit, item_id: uuid.UUID) -> str:
    """Return where a shared folder is opened."""
    return visit.url("folder", item_id=item_id)


def _pager(page: Page[ItemRow], wanted: Asked) -> dict[str, str | None] | None:
    """Return the links of keyset paging; None when everything stands on one page."""
    if not page.next and not wanted.cursor:
        return None
    kept = {"q": wanted.q} if wanted.q else {}
    return {
        "first_url": address(wanted.url, kept) if wanted.cursor else None,
        "next_url": address(wanted.url, {**kept, "cursor": page.next}) if page.next else None,
        "text": f"{len(page.results)} shown",
    }
