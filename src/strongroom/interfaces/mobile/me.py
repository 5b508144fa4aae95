"""The page Me: who is signed in, the way to the office, the password, the way out."""

from collections.abc import Iterator

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.access.api import Surface, may_use
from strongroom.directory.api import places
from strongroom.directory.models import Person
from strongroom.interfaces.kit.addresses import url_to
from strongroom.interfaces.kit.frame import MenuLink
from strongroom.interfaces.mobile.visit import MobileVisit, on_mobile


@require_safe
@on_mobile
def me(visit: MobileVisit) -> HttpResponseBase:
    """Show the person and where else they may go."""
    return visit.show(
        "mobile/me.html",
        nav="me",
        person=visit.principal,
        links=list(_links(visit)),
    )


def _links(visit: MobileVisit) -> Iterator[MenuLink]:
    """Yield the ways from here: the calendar, the office if they may use it, other firms, the password."""
    yield MenuLink("Calendar of your licences", visit.url("licences-calendar"), "calendar")
    if may_use(visit.principal, Surface.OFFICE):
        office = url_to("office:jobs", account=visit.account.slug)
        yield MenuLink("Switch to the office", office, "building")
    person = visit.request.user
    if isinstance(person, Person) and len(places(person)) > 1:
        yield MenuLink("Go to another firm", url_to("home"), "users")
    yield MenuLink("Change the password", url_to("password"), "key")
    yield MenuLink("Your sessions and tokens", url_to("sessions"), "lock")
