"""Calendars of expiries (C-11): made, listed and revoked; they are read at an address of their own."""

import datetime as dt
import uuid
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from strongroom.core.errors import NotFoundError
from strongroom.interfaces.common.licences import calendars
from strongroom.interfaces.rest.kit.answers import made, many, nothing
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.idempotency import once
from strongroom.interfaces.rest.kit.routing import REPEATABLE, reads
from strongroom.interfaces.rest.kit.types import Id, Results, Sent, Shown, one_of
from strongroom.licences import api as licences

router = Router(tags=["licences"])


class CalendarFeed(Shown):
    """A calendar of expiries. Whoever has its address reads it, until it is revoked."""

    id: uuid.UUID
    scope: str = one_of(*licences.SCOPES)
    url: str | None
    """The whole address; null for another's."""
    member_id: uuid.UUID
    created_at: dt.datetime
    last_read_at: dt.datetime | None


class CalendarFeedList(Results[CalendarFeed]):
    """Calendars that are live, newest first."""


class CalendarFeedNew(Sent):
    """Whose expiries a calendar tells: one's own, or all of the firm's."""

    scope: Literal["own", "firm"] = "own"


def feed_of(request: HttpRequest, row: licences.FeedRow) -> CalendarFeed:
    """Show a calendar."""
    return CalendarFeed.of(row, url=calendars.url_of(request, row))


@reads(router, "/licence-calendars", response=CalendarFeedList, summary="List calendars")
def list_calendars(request: HttpRequest) -> HttpResponse:
    """List one's own calendars; with *licences.manage* everybody's, others' without address."""
    return many([feed_of(request, row) for row in licences.list_feeds(caller(request))])


@router.post(
    "/licence-calendars",
    response={201: CalendarFeed},
    summary="Make a calendar",
    openapi_extra=REPEATABLE,
)
def make_calendar(request: HttpRequest, payload: CalendarFeedNew) -> HttpResponse:
    """Make an address that calendar applications subscribe to.

    For one's own expiries, or with *licences.manage* the firm's. It shows what its maker may see,
    and nothing once it is revoked or its maker has left. 409 `too_many_feeds` beyond twenty.
    """

    def write() -> HttpResponse:
        row = licences.make_feed(caller(request), scope=payload.scope)
        return made(feed_of(request, row), _location(row.id))

    # The answer tells an address: it is not kept, but made again when it is repeated.
    return once(request, write, secret=True, again=lambda location: _again(request, location))


def _location(feed_id: uuid.UUID) -> str:
    return f"/api/v1/licence-calendars/{feed_id}"


def _again(request: HttpRequest, location: str) -> HttpResponse:
    wanted = uuid.UUID(location.rpartition("/")[2])
    for row in licences.list_feeds(caller(request)):
        if row.id == wanted:
            return made(feed_of(request, row), location)
    raise NotFoundError


@router.delete("/licence-calendars/{feed_id}", response={204: None}, summary="Revoke a calendar")
def revoke_calendar(request: HttpRequest, feed_id: Id) -> HttpResponse:
    """End a calendar for good: its address answers nothing from now on."""
    licences.revoke_feed(caller(request), feed_id=feed_id)
    return nothing()
