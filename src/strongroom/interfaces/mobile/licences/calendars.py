"""The calendar of one's own licences (C-11): make its address, copy it, revoke it."""

import uuid

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST

from strongroom.core.errors import ConflictError
from strongroom.interfaces.common.licences.calendars import feeds
from strongroom.interfaces.mobile.licences.pages import ACTIVE
from strongroom.interfaces.mobile.visit import MobileVisit, on_mobile
from strongroom.licences import api as licences


@require_http_methods(["GET", "HEAD", "POST"])
@on_mobile
def calendar(visit: MobileVisit) -> HttpResponseBase:
    """Show one's addresses, or make one more."""
    if visit.request.method == "POST":
        try:
            licences.make_feed(visit.principal, scope="own")
        except ConflictError as error:
            return _back(visit, error.detail, "error")
        return _back(visit, "The calendar is made.")
    return visit.show(
        "mobile/licences/calendar.html",
        nav=ACTIVE,
        feeds=feeds(visit, "own"),
        back_url=visit.url("licences"),
    )


@require_POST
@on_mobile
def revoke(visit: MobileVisit, feed_id: uuid.UUID) -> HttpResponseBase:
    """End an address for good."""
    licences.revoke_feed(visit.principal, feed_id=feed_id)
    return _back(visit, "Revoked. The address answers nothing any more.")


def _back(visit: MobileVisit, said: str, level: str = "success") -> HttpResponse:
    return visit.go(visit.url("licences-calendar"), said, level=level)
