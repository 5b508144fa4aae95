"""Where a signed-in person may go: one for each account and surface that lets them in."""

from dataclasses import dataclass

from django.urls import reverse

from strongroom.access import api as access
from strongroom.access.api import Principal, Surface
from strongroom.core.errors import ForbiddenError, UnauthenticatedError
from strongroom.directory import api as directory
from strongroom.directory.api import Place
from strongroom.directory.models import MemberType, Person

_WORDS = {
    Surface.OFFICE: "Office",
    Surface.MOBILE: "On the phone",
    Surface.PORTAL: "Customer portal",
}

_SHARED = {Surface.OFFICE: "shared", Surface.MOBILE: "documents"}
"""The page of the shared items."""


@dataclass(frozen=True, slots=True)
class Destination:
    """One way in: the firm, the surface and its address."""

    account_slug: str
    account_name: str
    surface: Surface
    page: str = "home"
    """The name of the page that comes first there."""

    @property
    def url(self) -> str:
        """The address of the first page."""
        name = f"{self.surface.value}:{self.page}"
        return reverse(name, kwargs={"account": self.account_slug})

    @property
    def label(self) -> str:
        """What the way in is called."""
        return _WORDS[self.surface]


def destinations(person: Person) -> list[Destination]:
    """Return every way in that is open to the person now, firm by firm."""
    return [one for place in directory.places(person) for one in _destinations_of(place)]


def _destinations_of(place: Place) -> list[Destination]:
    surfaces = [Surface.PORTAL] if place.contact_id else [Surface.OFFICE, Surface.MOBILE]
    principals = {surface: _let_in(place, surface) for surface in surfaces}
    return [
        Destination(place.account_slug, place.account_name, surface, _first_page(principal))
        for surface, principal in principals.items()
        if principal
    ]


def _let_in(place: Place, surface: Surface) -> Principal | None:
    try:
        if place.contact_id is not None:
            return access.for_contact(place.contact_id)
        if place.member_id is not None:
            return access.for_member(place.member_id, surface)
    except (UnauthenticatedError, ForbiddenError):
        pass
    return None


def _first_page(principal: Principal) -> str:
    """Return the shared items for a subcontractor, assigned to jobs or not (D-20)."""
    subcontractor = principal.member_type == MemberType.SUBCONTRACTOR
    return _SHARED.get(principal.surface, "home") if subcontractor and principal.surface else "home"


def default_destination(choice: list[Destination], *, phone: bool) -> Destination | None:
    """Return where to go without asking, or None when there are several firms to choose from.

    Office and mobile of one membership are one place: a phone goes to mobile, a desk to the office.
    """
    places = {(one.account_slug, one.surface == Surface.PORTAL) for one in choice}
    if len(places) != 1:
        return None
    wanted = Surface.MOBILE if phone else Surface.OFFICE
    return next((one for one in choice if one.surface == wanted), choice[0])
