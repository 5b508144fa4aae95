"""What an open link shows: one document, or a list with folders. Nothing around it (B-12)."""

import uuid
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.access.api import Principal
from strongroom.core.errors import NotFoundError, NotReadyError
from strongroom.core.paging import Page
from strongroom.documents import api as documents
from strongroom.documents.api import Here, ItemRow
from strongroom.interfaces.common.documents import openings
from strongroom.interfaces.common.documents.openings import Visitor
from strongroom.interfaces.kit.addresses import before_id
from strongroom.interfaces.kit.formats import has_preview
from strongroom.interfaces.kit.page import Parent
from strongroom.interfaces.kit.paging import Wanted, address
from strongroom.interfaces.links.visit import Caller, at_the_door, knock
from strongroom.sharing.api import Opened
from strongroom.store.models import LibraryKind

KINDS = frozenset(LibraryKind)
LARGE = 1600
"""The longer edge, in pixels, of the picture on a document's own page."""


def first(caller: Caller) -> HttpResponse:
    """Show what the link opens: the document, the folder's content, or the list of several."""
    cursor = caller.request.GET.get("cursor", "")
    page = documents.topmost_shared(caller.principal, kinds=KINDS, cursor=cursor or None)
    if not page.results and not cursor:
        raise NotFoundError
    if len(page.results) == 1 and not page.next and not cursor:
        row = page.results[0]
        # Nothing above it can be seen: it is where the link begins.
        if row.is_file:
            response = _document(caller, row, _beginning(caller))
        else:
            response = _folder(caller, documents.here(caller.principal, row.id))
    else:
        response = _list(
            caller,
            page,
            heading=f"From {caller.account.name}",
            page_url=caller.url(),
            cursor=cursor,
            archive_url=caller.url("archive"),
        )
    return _noted(caller, [row.id for row in page.results], response)


@at_the_door
@require_safe
def document(request: HttpRequest, token: str, item_id: uuid.UUID) -> HttpResponseBase:
    """Show one document that the link reaches. NotFoundError for a folder."""
    caller = knock(request, token)
    here = documents.here(caller.principal, item_id)
    if not here.facts.is_file:
        raise NotFoundError
    row = documents.row_here(here)
    response = _document(caller, row, _crumbs(caller, here))
    return _noted(caller, [item_id], response)


@at_the_door
@require_safe
def folder(request: HttpRequest, token: str, item_id: uuid.UUID) -> HttpResponseBase:
    """Show what lies in a folder that the link reaches. NotFoundError for a file."""
    caller = knock(request, token)
    here = documents.here(caller.principal, item_id)
    if here.facts.is_file:
        raise NotFoundError
    return _noted(caller, [item_id], _folder(caller, here))


@at_the_door
def nowhere(request: HttpRequest, token: str) -> HttpResponseBase:
    """Answer every other address below `/l/` as an unknown link."""
    del request, token
    raise NotFoundError


def _noted(caller: Caller, item_ids: Sequence[uuid.UUID], response: HttpResponse) -> HttpResponse:
    openings.note(
        caller.request,
        response,
        caller.principal,
        Opened.VIEWED,
        item_ids,
        visitor=Visitor(caller.visitor, acted=caller.known),
    )
    return response


def _document(caller: Caller, row: ItemRow, crumbs: Sequence[Parent]) -> HttpResponse:
    return caller.show(
        "links/document.html",
        item=row,
        url=caller.url("document", item_id=row.id),
        content_url=caller.url("item-content", item_id=row.id),
        crumbs=crumbs,
        preview=_preview(caller.principal, row),
        preview_url=address(caller.url("item-preview", item_id=row.id), {"size": str(LARGE)}),
    )


def _preview(principal: Principal, row: ItemRow) -> str:
    """Return whether the large picture is `ready`, still `waiting`, or nothing when there is none."""
    if row.unpictured or not has_preview(row.content_type):
        return ""
    try:
        documents.preview(principal, row.id, LARGE)
    except NotReadyError:
        return "waiting"
    except NotFoundError:
        return ""
    return "ready"


def _folder(caller: Caller, here: Here) -> HttpResponse:
    cursor = caller.request.GET.get("cursor", "")
    page = documents.children_here(here, cursor=cursor or None)
    url = caller.url("folder", item_id=here.id)
    return _list(
        caller,
        page,
        heading=here.name,
        page_url=url,
        cursor=cursor,
        archive_url=caller.url("folder-archive", item_id=here.id),
        crumbs=_crumbs(caller, here),
    )


def _list(
    caller: Caller,
    page: Page[ItemRow],
    *,
    heading: str,
    page_url: str,
    cursor: str,
    archive_url: str,
    crumbs: Sequence[Parent] = (),
) -> HttpResponse:
    return caller.show(
        "links/list.html",
        heading=heading,
        rows=page.results,
        items=before_id("links:document", token=caller.token),
        folders=before_id("links:folder", token=caller.token),
        crumbs=crumbs,
        pager=Wanted(page_url, {}, cursor).pager(page, quiet=True),
        archive_url=archive_url if page.results else "",
    )


def _crumbs(caller: Caller, here: Here) -> list[Parent]:
    """Return the way from where the link begins; empty for what it opens alone."""
    return _beginning(caller) + [
        Parent(crumb.name, caller.url("folder", item_id=crumb.id)) for crumb in here.way[:-1]
    ]


def _beginning(caller: Caller) -> list[Parent]:
    """Return the way to all that a link to several opens."""
    several = len(caller.principal.shares) > 1
    return [Parent("All documents", caller.url())] if several else []
