"""A feed as an iCalendar file (RFC 5545): a whole-day event on each expiry day."""

import datetime as dt
from typing import Final

from django.conf import settings
from icalendar import Alarm, Calendar, Event

from strongroom.access.api import Surface
from strongroom.licences.feeds import FeedEvents, feed_events
from strongroom.licences.rows import LicenceRow

CALENDAR_TYPE: Final = "text/calendar; charset=utf-8"
_REFRESH: Final = dt.timedelta(hours=12)
_AHEAD: Final = dt.timedelta(days=-7)


def calendar(token: str) -> bytes:
    """Return the calendar under this secret; NotFoundError for one that is unknown, revoked or lapsed."""
    found = feed_events(token)
    made = Calendar()
    made.add("prodid", "-//Strongroom//Licences//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", found.name)
    made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    for licence in found.licences:
        made.add_component(_event(found, licence))
    return bytes(made.to_ical())


def _event(found: FeedEvents, licence: LicenceRow) -> Event:
    day = licence.expires_on
    assert day is not None  # noqa: S101 - a feed has only what expires
    what = f"{licence.type_name}, {licence.member_name}" if found.firm else licence.type_name
    event = Event()
    # The date is part of the name: a licence with a new expiry is a new event, the old one goes.
    event.add("uid", f"{licence.id}-{day.isoformat()}@strongroom")
    event.add("dtstamp", licence.updated_at.astimezone(dt.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("summary", f"Expires: {what}")
    event.add("description", _words(licence))
    if settings.BASE_URL:
        pages = "m/licences" if found.surface == Surface.MOBILE else "licences"
        event.add("url", f"{settings.BASE_URL}/{found.account_slug}/{pages}/{licence.id}")
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Expires in a week: {what}")
    alarm.add("trigger", _AHEAD)
    event.add_component(alarm)
    return event


def _words(licence: LicenceRow) -> str:
    number = f" (number {licence.number})" if licence.number else ""
    return f"The last day on which {licence.type_name}{number} of {licence.member_name} counts."
