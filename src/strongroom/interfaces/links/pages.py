"""What an open link shows: one document, or a list with folders. Nothing around it (B-12)."""

import uuid
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from strongroom.access.api import Principal
from strongroom.core.errors import NotFoundError, NotReadyError
from strongroom.core.paging import Page
from strongroom.documents import api as documents
from strongroom.documents.api import Here, ItemRow
from strongroom.interfaces.common.documents import openings
from strongroom.interfaces.kit.addresses import before_id
from strongroom.interfaces.kit.formats import has_preview
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.links.visit import Caller, at_the_door, knock, show
from strongroom.sharing.api import Opened
from strongroom.store.models import LibraryKind

KINDS = frozenset(LibraryKind)
LARGE = 1600
"""The longer edge, in pixels, of the picture on a document's own page."""


def first(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Show what the link opens: the document, the folder's content, or the list of several."""
    cursor = request.GET.get("cursor", "")
    page = documents.topmost_shared(caller.principal, kinds=KINDS, cursor=cursor or None)
    if not page.results and not cursor:
        raise NotFoundError
    if len(page.results) == 1 and not page.next and not cursor:
        row = page.results[0]
        # Nothing above it can be seen: it is where the link begins.
        if row.is_file:
            response = _document(request, caller, row, _beginning(caller))
        else:
            response = _folder(request, caller, documents.here(caller.principal, row.id))
    else:
        response = _list(
            request,
            caller,
            page,
            heading=f"From {caller.account.name}",
            page_url=caller.url,
            cursor=cursor,
            archive_url=reverse("links:archive", kwargs={"token": caller.token}),
        )
    return _noted(request, caller, [row.id for row in page.results], response)


@at_the_door
@require_safe
def document(request: HttpRequest, token: str, item_id: uuid.UUID) -> HttpResponseBase:
    """Show one document that the link reaches. NotFoundError for a folder."""
    caller = knock(request, token)
    here = documents.here(caller.principal, item_id)
    if not here.facts.is_file:
        raise NotFoundError
    row = documents.row_here(here)
    response = _document(request, caller, row, _crumbs(caller, here))
    return _noted(request, caller, [item_id], response)


@at_the_door
@require_safe
def folder(request: HttpRequest, token: str, item_id: uuid.UUID) -> HttpResponseBase:
    """Show what lies in a folder that the link reaches. NotFoundError for a file."""
    caller = knock(request, token)
    here = documents.here(caller.principal, item_id)
    if here.facts.is_file:
        raise NotFoundError
    return _noted(request, caller, [item_id], _folder(request, caller, here))


@at_the_door
def nowhere(request: HttpRequest, token: str) -> HttpResponseBase:
    """Answer every other address below `/l/` as an unknown link."""
    del request, token
    raise NotFoundError


def _noted(
    request: HttpRequest, caller: Caller, item_ids: Sequence[uuid.UUID], response: HttpResponse
) -> HttpResponse:
    openings.note(
        request,
        response,
        caller.principal,
        Opened.VIEWED,
        item_ids,
        visitor=caller.visitor,
    )
    return response


def _document(
    request: HttpRequest, caller: Caller, row: ItemRow, crumbs: Sequence[dict[str, str]]
) -> HttpResponse:
    return show(
        request,
        caller,
        "links/document.html",
        item=row,
        url=_address(caller, "document", row.id),
        content_url=_address(caller, "item-content", row.id),
        crumbs=crumbs,
        preview=_preview(caller.principal, row),
        preview_url=address(_address(caller, "item-preview", row.id), {"size": str(LARGE)}),
    )


def _preview(principal: Principal, row: ItemRow) -> str:
    """Return whether the large picture is `ready`, still `waiting`, or nothing when there is none."""
    if not has_preview(row.content_type):
        return ""
    try:
        documents.preview(principal, row.id, LARGE)
    except NotReadyError:
        return "waiting"
    except NotFoundError:
        return ""
    return "ready"


def _folder(request: HttpRequest, caller: Caller, here: Here) -> HttpResponse:
    cursor = request.GET.get("cursor", "")
    page = documents.children_here(here, cursor=cursor or None)
    url = _address(caller, "folder", here.id)
    return _list(
        request,
        caller,
        page,
        heading=here.name,
        page_url=url,
        cursor=cursor,
        archive_url=_address(caller, "folder-archive", here.id),
        crumbs=_crumbs(caller, here),
    )


def _list(
    request: HttpRequest,
    caller: Caller,
    page: Page[ItemRow],
    *,
    heading: str,
    page_url: str,
    cursor: str,
    archive_url: str,
    crumbs: list[dict[str, str]] | None = None,
) -> HttpResponse:
    following = address(page_url, {"cursor": page.next}) if page.next else ""
    pager = {"first_url": page_url if cursor else "", "next_url": following, "text": ""}
    return show(
        request,
        caller,
        "links/list.html",
        heading=heading,
        rows=page.results,
        items=before_id("links:document", token=caller.token),
        folders=before_id("links:folder", token=caller.token),
        crumbs=crumbs or [],
        pager=pager,
        archive_url=archive_url if page.results else "",
    )


def _crumbs(caller: Caller, here: Here) -> list[dict[str, str]]:
    """Return the way from where the link begins; empty for what it opens alone."""
    return _beginning(caller) + [
        {"label": crumb.name, "url": _address(caller, "folder", crumb.id)}
        for crumb in here.way[:-1]
    ]


def _beginning(caller: Caller) -> list[dict[str, str]]:
    """Return the way to all that a link to several opens."""
    several = len(caller.principal.shares) > 1
    return [{"label": "All documents", "url": caller.url}] if several else []


def _address(caller: Caller, name: str, item_id: uuid.UUID) -> str:
    return reverse(f"links:{name}", kwargs={"token": caller.token, "item_id": item_id})
