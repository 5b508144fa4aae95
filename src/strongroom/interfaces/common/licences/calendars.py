"""Calendars of expiries under a secret address (C-11): the file itself, and what its pages show of it.

Whatever is wrong with an address (unknown, revoked, its maker left) has the same plain answer.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, re_path, reverse
from django.views.decorators.http import require_safe

from strongroom.core.errors import NotFoundError, ThrottledError
from strongroom.guard import api as guard
from strongroom.interfaces.common.answers.conditional import if_none_match
from strongroom.interfaces.common.caller.network import client_network
from strongroom.interfaces.common.caller.visit import Visit
from strongroom.licences import api as licences
from strongroom.licences.api import FeedRow

STRAYS: Final = 60
"""Addresses that lead nowhere, from one network in the window; right ones are let in all the same."""
WINDOW: Final = dt.timedelta(minutes=15)
_TEXT: Final = "text/plain; charset=utf-8"
_NOTHING: Final = "There is nothing at this address.\n"


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Hand out the calendar, or 304 to whoever has it already. The address is all that is asked."""
    try:
        body = licences.calendar(token)
    except NotFoundError:
        return nowhere(request)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if if_none_match(request.headers.get("If-None-Match"), etag):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type=licences.CALENDAR_TYPE)
        response.headers["Content-Disposition"] = 'inline; filename="licences.ics"'
    response.headers["ETag"] = etag
    # Asked again each time: a revoked address answers nothing at once.
    response.headers["Cache-Control"] = "private, no-cache"
    return _unlisted(response)


def nowhere(request: HttpRequest, token: str = "") -> HttpResponse:
    """Answer what leads nowhere, and slow down a network that tries many such addresses."""
    del token
    try:
        guard.throttle("calendar-stray", client_network(request), limit=STRAYS, window=WINDOW)
    except ThrottledError as error:
        response = HttpResponse(f"{error.detail}\n", status=error.status, content_type=_TEXT)
        response.headers["Retry-After"] = str(error.retry_after)
        return _unlisted(response)
    return _unlisted(HttpResponse(_NOTHING, status=NotFoundError.status, content_type=_TEXT))


def _unlisted(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


@dataclass(frozen=True, slots=True)
class Feed:
    """An address of a calendar, as the pages show it; None where its secret is not the viewer's."""

    row: FeedRow
    url: str | None
    open_url: str | None
    """The same for the calendar application of a phone or desk, which subscribes to it."""
    revoke_url: str


def feeds(visit: Visit, scope: str) -> list[Feed]:
    """Return the live addresses of a scope, newest first: one's own, and of the firm's all to a keeper."""
    rows = [row for row in licences.list_feeds(visit.principal) if row.scope == scope]
    return [
        _feed(visit, row)
        for row in rows
        if row.scope == "firm" or row.member_id == visit.principal.id
    ]


def _feed(visit: Visit, row: FeedRow) -> Feed:
    url = url_of(visit.request, row)
    return Feed(
        row=row,
        url=url,
        open_url=f"webcal://{url.partition('://')[2]}" if url else None,
        revoke_url=visit.url("licences-calendar-revoke", feed_id=row.id),
    )


def url_of(request: HttpRequest, row: FeedRow) -> str | None:
    """Return the whole address of a calendar; None where its secret is not the viewer's to read.

    Without a BASE_URL (the demo) it begins as the request's does.
    """
    if row.token is None:
        return None
    address = reverse("calendar", kwargs={"token": row.token})
    return settings.BASE_URL + address if settings.BASE_URL else request.build_absolute_uri(address)


urlpatterns = [
    path("<str:token>.ics", feed, name="calendar"),
    re_path(r"(?P<token>[\s\S]*)", nowhere, name="calendar-nowhere"),
]
