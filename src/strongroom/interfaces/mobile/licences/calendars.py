"""The calendar of one's own licences (C-11): make its address, copy it, revoke it."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from strongroom.core.errors import ConflictError
from strongroom.interfaces.common.licences.calendars import feeds
from strongroom.interfaces.kit import flash
from strongroom.interfaces.mobile.licences.pages import ACTIVE, url
from strongroom.interfaces.mobile.visit import Visit, enter, show
from strongroom.licences import api as licences


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest, account: str) -> HttpResponse:
    """Show one's addresses, or make one more."""
    visit = enter(request, account)
    if request.method == "POST":
        try:
            licences.make_feed(visit.principal, scope="own")
        except ConflictError as error:
            return _back(request, visit, error.detail, "error")
        return _back(request, visit, "The calendar is made.")
    return show(
        request,
        visit,
        "mobile/licences/calendar.html",
        active=ACTIVE,
        feeds=[
            {**feed, "revoke_url": url(visit, "licences-calendar-revoke", feed_id=feed["row"].id)}
            for feed in feeds(request, visit.principal, "own")
        ],
        back_url=url(visit, "licences"),
    )


@require_POST
def revoke(request: HttpRequest, account: str, feed_id: uuid.UUID) -> HttpResponse:
    """End an address for good."""
    visit = enter(request, account)
    licences.revoke_feed(visit.principal, feed_id=feed_id)
    return _back(request, visit, "Revoked. The address answers nothing any more.")


def _back(request: HttpRequest, visit: Visit, said: str, level: str = "success") -> HttpResponse:
    flash.add(request, said, level=level)
    return HttpResponseRedirect(url(visit, "licences-calendar"), status=303)
