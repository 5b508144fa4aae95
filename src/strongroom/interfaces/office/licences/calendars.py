"""Calendars of expiries in the office (C-11): of one's own licences, and for keepers of the firm's."""

import uuid

from django.http.response import HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from strongroom.core.errors import ConflictError
from strongroom.interfaces.common.licences.calendars import feeds
from strongroom.interfaces.kit.page import Parent
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk
from strongroom.interfaces.office.licences.words import sections
from strongroom.licences import api as licences

_OWN, _FIRM = "licences-calendar", "licences-calendar-firm"


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def own(desk: Desk) -> HttpResponseBase:
    """Show the addresses of one's own calendar, or make one more; for any member."""
    if desk.request.method == "POST":
        return _make(desk, "own", desk.url(_OWN))
    parent = Parent("Your licences", desk.url("licences-own"))
    shown = feeds(desk, "own")
    return desk.show("office/licences/calendar_own.html", feeds=shown, crumbs=[parent])


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def firm(desk: Desk) -> HttpResponseBase:
    """Show the addresses of the firm's calendar, or make one more (*licences.manage*)."""
    licences.require_manage(desk.principal)
    if desk.request.method == "POST":
        return _make(desk, "firm", desk.url(_FIRM))
    return desk.show(
        "office/licences/calendar_firm.html",
        nav="admin",
        feeds=feeds(desk, "firm"),
        tabs=admin_tabs(desk, "licences"),
        sections=sections(desk, _FIRM),
        own_url=desk.url(_OWN),
    )


@require_POST
@at_desk
def revoke(desk: Desk, feed_id: uuid.UUID) -> HttpResponseBase:
    """End an address for good: one's own, or as a keeper anybody's."""
    firm_wide = any(
        row.id == feed_id and row.scope == "firm" for row in licences.list_feeds(desk.principal)
    )
    licences.revoke_feed(desk.principal, feed_id=feed_id)
    back = desk.url(_FIRM if firm_wide and licences.sees_all(desk.principal) else _OWN)
    return desk.go(back, "Revoked. The address answers nothing any more.")


def _make(desk: Desk, scope: str, url: str) -> HttpResponseBase:
    try:
        licences.make_feed(desk.principal, scope=scope)
    except ConflictError as error:
        return desk.go(url, error.detail, level="error")
    return desk.go(url, "The calendar is made. Copy its address into your calendar application.")


urls = [
    path("licences/calendar", own, name=_OWN),
    path("admin/licences/calendar", firm, name=_FIRM),
    path("licences/calendar/<uuid:feed_id>/revoke", revoke, name="licences-calendar-revoke"),
]
