"""The page Me: who is signed in, the way to the office, the password, the way out."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from strongroom.access.api import Surface
from strongroom.directory.api import places
from strongroom.interfaces.mobile.visit import enter, show


@require_safe
def me(request: HttpRequest, account: str) -> HttpResponse:
    """Show the person and where else they may go."""
    visit = enter(request, account)
    others = [
        place
        for place in places(request.user)
        if (place.account_slug, place.surface) != (visit.slug, Surface.MOBILE)
    ]
    return show(
        request,
        visit,
        "mobile/me.html",
        active="me",
        person=visit.principal,
        places=others,
        password_url=reverse("password"),
    )
