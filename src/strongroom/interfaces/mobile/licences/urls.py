"""The addresses of one's own licences on the phone."""

from django.urls import URLPattern, path

from strongroom.interfaces.mobile.licences import calendars, pages, renewals

_CALENDAR = "licences/calendar"
_ONE = "licences/<uuid:licence_id>"
_RENEWAL = "licences/renewals/<uuid:renewal_id>"

urlpatterns: list[URLPattern] = [
    path("licences", pages.own, name="licences"),
    path(_CALENDAR, calendars.calendar, name="licences-calendar"),
    path(f"{_CALENDAR}/<uuid:feed_id>/revoke", calendars.revoke, name="licences-calendar-revoke"),
    path(_ONE, pages.page, name="licence"),
    path(f"{_ONE}/renew", renewals.renew, name="licence-renew"),
    path(f"{_RENEWAL}/withdraw", renewals.withdraw, name="renewal-withdraw"),
]
