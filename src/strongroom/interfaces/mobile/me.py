"""The page Me: who is signed in, the way to the office, the password, the way out."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from strongroom.access.api import Surface, may_use
from strongroom.directory.api import places
from strongroom.directory.models import Person
from strongroom.interfaces.mobile.visit import Visit, enter, show


@require_safe
def me(request: HttpRequest, account: str) -> HttpResponse:
    """Show the person and where else they may go."""
    visit = enter(request, account)
    return show(
        request,
        visit,
        "mobile/me.html",
        active="me",
        person=visit.principal,
        links=_links(request, visit),
    )


def _links(request: HttpRequest, visit: Visit) -> list[dict[str, Any]]:
    """Return the ways from here: the calendar, the office if they may use it, other firms, the password."""
    calendar = reverse("mobile:licences-calendar", kwargs={"account": visit.slug})
    links = [{"url": calendar, "label": "Calendar of your licences", "icon": "calendar"}]
    if may_use(visit.principal, Surface.OFFICE):
        office = reverse("office:jobs", kwargs={"account": visit.slug})
        links.append({"url": office, "label": "Switch to the office", "icon": "building"})
    if isinstance(request.user, Person) and len(places(request.user)) > 1:
        links.append({"url": reverse("home"), "label": "Go to another firm", "icon": "users"})
    links.append({"url": reverse("password"), "label": "Change the password", "icon": "key"})
    links.append({"url": reverse("sessions"), "label": "Your sessions and tokens", "icon": "lock"})
    return links
