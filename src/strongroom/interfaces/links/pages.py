"""What an open link shows: one document, or a list with folders. Nothing around it (B-12)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from strongroom.access.api import Principal
from strongroom.core.errors import NotFoundError, NotReadyError
from strongroom.core.paging import Page
from strongroom.documents import api as documents
from strongroom.documents.api import ItemRow
from strongroom.interfaces.common import openings
from strongroom.interfaces.common.formats import has_preview
from strongroom.interfaces.links.visit import Caller, at_the_door, knock, show
from strongroom.sharing.api import Opened
from strongroom.store.models import LibraryKind

KINDS = frozenset(LibraryKind)
LARGE = 1600
"""The longer edge, in pixels, of the picture on a document's own page."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list, and where it leads."""

    row: ItemRow
    url: str
    content_url: str = ""
    preview_url: str = ""


def first(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Show what the link opens: the document, the folder's content, or the list of several."""
    cursor = request.GET.get("cursor", "")
    page = documents.topmost_shared(caller.principal, kinds=KINDS, cursor=cursor or None)
    if not page.results and not cursor:
        raise NotFoundError
    if len(page.results) == 1 and not page.next and not cursor:
        row = page.results[0]
        show_it = _document if row.is_file else _folder
        response = show_it(request, caller, row)
    else:
        response = _list(
            request,
            caller,
            page,
            heading=f"From {caller.account.name}",
            page_url=caller.url,
            cursor=cursor,
            archive_url=caller.url + "/archive",
        )
    return _noted(request, caller, page.results, response)


@at_the_door
@require_safe
def document(request: HttpRequest, token: str, item_id: uuid.UUID) -> HttpResponseBase:
    """Show one document that the link reaches. NotFoundError for a folder."""
    caller = knock(request, token)
    row = documents.get(caller.principal, item_id)
    if not row.is_file:
        raise NotFoundError
    return _noted(request, caller, [row], _document(request, caller, row))


@at_the_door
@require_safe
def folder(request: HttpRequest, token: str, item_id: uuid.UUID) -> HttpResponseBase:
    """Show what lies in a folder that the link reaches. NotFoundError for a file."""
    caller = knock(request, token)
    row = documents.get(caller.principal, item_id)
    if row.is_file:
        raise NotFoundError
    return _noted(request, caller, [row], _folder(request, caller, row))


@at_the_door
def nowhere(request: HttpRequest, token: str) -> HttpResponseBase:
    """Answer every other address below `/l/` as an unknown link."""
    del request, token
    raise NotFoundError


def _noted(
    request: HttpRequest, caller: Caller, rows: Sequence[ItemRow], response: HttpResponse
) -> HttpResponse:
    openings.note(
        request,
        response,
        caller.principal,
        Opened.VIEWED,
        [row.id for row in rows],
        visitor=caller.visitor,
    )
    return response


def _document(request: HttpRequest, caller: Caller, row: ItemRow) -> HttpResponse:
    here = _listed(caller, row)
    return show(
        request,
        caller,
        "links/document.html",
        item=row,
        here=here,
        crumbs=_crumbs(caller, row),
        preview=_preview(caller.principal, row),
        preview_url=f"{here.preview_url}?size={LARGE}",
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


def _folder(request: HttpRequest, caller: Caller, row: ItemRow) -> HttpResponse:
    cursor = request.GET.get("cursor", "")
    page = documents.children(caller.principal, row.id, cursor=cursor or None)
    url = _address(caller, "folder", row.id)
    return _list(
        request,
        caller,
        page,
        heading=row.name,
        page_url=url,
        cursor=cursor,
        archive_url=f"{url}/archive",
        crumbs=_crumbs(caller, row),
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
    following = f"{page_url}?{urlencode({'cursor': page.next})}" if page.next else ""
    pager = {"first_url": page_url if cursor else "", "next_url": following, "text": ""}
    return show(
        request,
        caller,
        "links/list.html",
        heading=heading,
        rows=[_listed(caller, row) for row in page.results],
        crumbs=crumbs or [],
        pager=pager,
        archive_url=archive_url if page.results else "",
    )


def _listed(caller: Caller, row: ItemRow) -> Listed:
    if not row.is_file:
        return Listed(row, _address(caller, "folder", row.id))
    url = _address(caller, "document", row.id)
    return Listed(row, url, f"{url}/content", f"{url}/preview")


def _crumbs(caller: Caller, row: ItemRow) -> list[dict[str, str]]:
    """Return the way from where the link begins; empty for what it opens alone."""
    several = len(caller.principal.shares) > 1
    first_step = [{"label": "All documents", "url": caller.url}] if several else []
    above = documents.path(caller.principal, row.id)[:-1]
    return first_step + [
        {"label": crumb.name, "url": _address(caller, "folder", crumb.id)} for crumb in above
    ]


def _address(caller: Caller, name: str, item_id: uuid.UUID) -> str:
    return reverse(f"links:{name}", kwargs={"token": caller.token, "item_id": item_id})
