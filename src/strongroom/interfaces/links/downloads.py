"""The bytes behind a link: documents, pictures of them, archives. Each request asks anew (L24, L25)."""

import uuid
from collections.abc import Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.access.api import Principal
from strongroom.core.errors import InvalidError, NotFoundError
from strongroom.core.paging import MAX_LIMIT
from strongroom.documents import api as documents
from strongroom.documents.api import ItemRow
from strongroom.interfaces.common.answers.delivery import preview_response
from strongroom.interfaces.common.documents.delivering import deliver, deliver_archive
from strongroom.interfaces.common.documents.openings import Visitor
from strongroom.interfaces.links.pages import KINDS
from strongroom.interfaces.links.visit import Caller, at_the_door, knock

_SIZES = ("256", "1600")
_MOST_PAGES = 5
"""A link opens at most a thousand documents and folders: five pages of two hundred."""


@at_the_door
@require_safe
def content(request: HttpRequest, token: str) -> HttpResponseBase:
    """Hand out the document of a link that opens just one."""
    caller = knock(request, token)
    found = _topmost(caller.principal)
    if len(found) != 1 or not found[0].is_file:
        raise NotFoundError
    return _file(caller, found[0].id)


@at_the_door
@require_safe
def item_content(request: HttpRequest, token: str, item_id: uuid.UUID) -> HttpResponseBase:
    """Hand out a document that the link reaches, always as an attachment (L36)."""
    return _file(knock(request, token), item_id)


@at_the_door
@require_safe
def item_preview(request: HttpRequest, token: str, item_id: uuid.UUID) -> HttpResponseBase:
    """Hand out a derived picture; 409 while it is being made, never the original instead (L1)."""
    principal = knock(request, token).principal
    size = request.GET.get("size", _SIZES[0])
    if size not in _SIZES:
        raise InvalidError(errors={"size": "The size must be 256 or 1600."})
    return preview_response(request, documents.preview(principal, item_id, int(size)))


@at_the_door
@require_safe
def archive(request: HttpRequest, token: str) -> HttpResponseBase:
    """Pack everything that the link opens."""
    caller = knock(request, token)
    found = _topmost(caller.principal)
    if not found:
        raise NotFoundError
    name = found[0].name if len(found) == 1 else caller.account.name
    return _archive(caller, [row.id for row in found], name)


@at_the_door
@require_safe
def folder_archive(request: HttpRequest, token: str, item_id: uuid.UUID) -> HttpResponseBase:
    """Pack a folder that the link reaches."""
    caller = knock(request, token)
    row = documents.get(caller.principal, item_id)
    if row.is_file:
        raise NotFoundError
    return _archive(caller, [item_id], row.name)


def _topmost(principal: Principal) -> list[ItemRow]:
    """Return where what the link reaches begins, by name."""
    found: list[ItemRow] = []
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        page = documents.topmost_shared(principal, kinds=KINDS, cursor=cursor, limit=MAX_LIMIT)
        found += page.results
        cursor = page.next
        if cursor is None:
            break
    return found


def _archive(caller: Caller, item_ids: Sequence[uuid.UUID], otherwise: str) -> HttpResponseBase:
    return deliver_archive(
        caller.request,
        caller.principal,
        item_ids,
        otherwise=otherwise,
        visitor=_visitor(caller),
    )


def _file(caller: Caller, item_id: uuid.UUID) -> HttpResponseBase:
    return deliver(caller.request, caller.principal, item_id, visitor=_visitor(caller))


def _visitor(caller: Caller) -> Visitor:
    """Return who downloads; whoever brings no cookie is told apart by their network alone."""
    return Visitor(caller.visitor if caller.known else "", acted=caller.known)
