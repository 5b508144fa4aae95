"""Records that somebody opened a document, beside the answer and never in its way.

For whoever is outside it is an opening of a share (B-13), for a member what *Recent* shows them.

Of pages and pictures of them, robots that draw a preview of an address and what a browser fetches
ahead are nobody's opening. The bytes of a document always are one, marked as automatic where a program
says so. HEAD and 304 give nothing away; the later parts of a download belong to its first (L30).
"""

import datetime as dt
import logging
import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from strongroom.access.api import Kind, Principal
from strongroom.core.errors import StrongroomError, ThrottledError
from strongroom.documents import api as documents
from strongroom.guard import api as guard
from strongroom.interfaces.common.caller.browsers import on_phone
from strongroom.interfaces.common.caller.network import client_address, client_network
from strongroom.sharing import api as sharing
from strongroom.sharing.api import Opened, Use

_log = logging.getLogger("strongroom.openings")
_ROBOTS = re.compile(
    # CUBOT makes phones.
    r"(?<!cu)bot\b|crawler|spider|preview|whatsapp|facebookexternalhit|facebookcatalog|slack-|"
    r"ms-office|microsoft office|google-|googleimageproxy|feedfetcher|pinterest/|embedly|iframely|"
    r"mattermost|rocket\.chat|nextcloud-|vkshare|skypeuri|snap url|bitlybot|yahoo! slurp|w3c_validator",
    re.IGNORECASE,
)
_AHEAD = ("Purpose", "X-Purpose", "Sec-Purpose", "X-Moz")
_TABLET = re.compile(r"iPad|Tablet|PlayBook|Silk|Android(?!.*Mobile)", re.IGNORECASE)
_FROM_THE_START = re.compile(r"\s*bytes\s*=\s*0+-", re.IGNORECASE)
VISITORS_OF_A_NETWORK = 60
"""Openings of a link in an hour after which a network's visitors are no longer told apart."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who comes by a link, as far as it can be told."""

    name: str = ""
    """What tells visitors apart; who brings no name is told apart by their network alone."""
    acted: bool = True
    """Whether they came back with the name that they were given: what scans mails opens an address once."""


SOMEBODY: Final = Visitor()


def note(
    request: HttpRequest,
    response: HttpResponseBase,
    principal: Principal,
    what: Opened,
    item_ids: Collection[uuid.UUID],
    *,
    visitor: Visitor = SOMEBODY,
) -> None:
    """Record a page or picture that `response` gives to whoever asks, if it is an opening.

    A failure is logged: the visitor gets the document all the same.
    """
    _keep_for_recent(request, response, principal, item_ids)
    if principal.outside and _is_whole(request, response) and not _by_itself(request, principal):
        _record(request, principal, what, item_ids, visitor)


def note_bytes(
    request: HttpRequest,
    response: HttpResponseBase,
    principal: Principal,
    what: Opened,
    item_ids: Collection[uuid.UUID],
    *,
    visitor: Visitor = SOMEBODY,
) -> None:
    """Record that `response` gives bytes of documents to whoever asks, or to their program (B-13)."""
    _keep_for_recent(request, response, principal, item_ids)
    if principal.outside and _has_bytes(request, response):
        _record(
            request,
            principal,
            what,
            item_ids,
            visitor,
            automatic=_by_itself(request, principal),
            continued=not _begins(request, response),
        )


def _keep_for_recent(
    request: HttpRequest,
    response: HttpResponseBase,
    principal: Principal,
    item_ids: Collection[uuid.UUID],
) -> None:
    """Keep that a member opened the one document; a selection is fetched, not opened."""
    if principal.outside or len(item_ids) != 1 or fetched_ahead(request):
        return
    if not _is_whole(request, response):
        return
    try:
        documents.note_opened(principal, *item_ids)
    except DatabaseError:
        _log.exception("an opening was not kept")


def _record(
    request: HttpRequest,
    principal: Principal,
    what: Opened,
    item_ids: Collection[uuid.UUID],
    visitor: Visitor,
    *,
    automatic: bool = False,
    continued: bool = False,
) -> None:
    try:
        use = Use(
            what=what,
            device=device_of(request),
            network=client_address(request),
            visitor=_told_apart(request, principal, visitor.name),
            automatic=automatic,
            acted=visitor.acted,
            continued=continued,
        )
        sharing.record_openings(principal, item_ids, use)
    except (StrongroomError, DatabaseError):
        _log.exception("an opening was not recorded")


def _by_itself(request: HttpRequest, principal: Principal) -> bool:
    """Whether a program says that it fetches before anybody looks.

    Whoever has signed in is no robot, whatever their browser says.
    """
    return fetched_ahead(request) or (principal.kind == Kind.LINK and is_robot(request))


def is_robot(request: HttpRequest) -> bool:
    """Whether it is, by its own words, a robot that draws a preview of an address."""
    return bool(_ROBOTS.search(request.headers.get("User-Agent", "")))


def fetched_ahead(request: HttpRequest) -> bool:
    """Whether a browser fetches it ahead, before anybody looks."""
    ahead = " ".join(request.headers.get(name, "") for name in _AHEAD).lower()
    return "prefetch" in ahead or "prerender" in ahead or "preview" in ahead


def device_of(request: HttpRequest) -> str:
    """Return `Phone`, `Tablet` or `Computer`, by what the browser says of itself."""
    if _TABLET.search(request.headers.get("User-Agent", "")):
        return "Tablet"
    return "Phone" if on_phone(request) else "Computer"


def _is_whole(request: HttpRequest, response: HttpResponseBase) -> bool:
    return _has_bytes(request, response) and _begins(request, response)


def _has_bytes(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer is a page, or some of the bytes. A selection is asked for by POST."""
    sent = {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}
    return request.method in {"GET", "POST"} and response.status_code in sent


def _begins(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the bytes that are sent are those from the first one on."""
    if response.status_code == HTTPStatus.PARTIAL_CONTENT:
        return response.headers.get("Content-Range", "").startswith("bytes 0-")
    wanted = request.headers.get("Range")
    if wanted and response.has_header("X-Accel-Redirect"):  # the proxy cuts the range out
        return bool(_FROM_THE_START.match(wanted))
    return True


def _told_apart(request: HttpRequest, principal: Principal, visitor: str) -> str:
    """Return the visitor, or nothing where a network has so many that somebody may invent them."""
    if not visitor:
        return ""
    counted = ("link-visitors", str(principal.id), client_network(request))
    try:
        guard.throttle(*counted, limit=VISITORS_OF_A_NETWORK, window=dt.timedelta(hours=1))
    except ThrottledError:
        return ""
    return visitor
