"""Events: what happened in the account."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from strongroom.activity import api as activity
from strongroom.interfaces.rest.kit.answers import page
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.listing import Paging
from strongroom.interfaces.rest.kit.routing import reads
from strongroom.interfaces.rest.kit.types import Id, Results, Shown, Since, Text, one_of

router = Router(tags=["events"])


class Event(Shown):
    """One event. Ids stay when names change; an actor without a row any more has an empty name."""

    id: str
    at: dt.datetime
    verb: str
    actor_kind: str = one_of("member", "contact", "link", "system", "anonymous")
    actor_id: uuid.UUID | None
    actor_name: str
    surface: str
    library_id: uuid.UUID | None
    item_id: uuid.UUID | None
    subject_id: uuid.UUID | None
    data: dict[str, Any]


class EventList(Results[Event]):
    """One page of events, newest first."""


class EventsQuery(Paging):
    """Filters; `member_id` is who did it, `after` the moment after which it happened."""

    item_id: Id | None = None
    member_id: Id | None = None
    verb: Text = ""
    after: Since | None = None


def _show(row: activity.EventRow) -> Event:
    return Event.of(row, id=str(row.id))


@reads(router, "/events", response=EventList, summary="List events")
def list_events(request: HttpRequest, wanted: Query[EventsQuery]) -> HttpResponse:
    """List events, newest first (*audit.view*); those about an item only if the caller sees it."""
    rows = activity.of_account(
        caller(request),
        item_id=wanted.item_id,
        member_id=wanted.member_id,
        verb=wanted.verb,
        after=wanted.after,
        cursor=wanted.cursor,
        limit=wanted.limit,
    )
    return page(rows, _show)
