"""What every mobile page starts from: who asks, in which account, and the frame around the page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from strongroom.access.api import Principal, Surface
from strongroom.directory.models import Account, MemberType
from strongroom.interfaces.common.caller import principal as principals
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.page import render_in_zone
from strongroom.interfaces.mobile.records import sections

_FIXED = (
    ("documents", "Documents", "folder"),
    ("licences", "Licences", "certificate"),
    ("me", "Me", "user"),
)
"""What everybody finds in the bottom bar, after jobs and quotes."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a member on the mobile surface."""

    principal: Principal
    account: Account

    @property
    def slug(self) -> str:
        """The account's part of the address."""
        return self.account.slug


def enter(request: HttpRequest, account: str) -> Visit:
    """Return who asks, and at which firm.

    Raises what `principal.enter` raises: UnauthenticatedError without a session, NotFoundError for a person
    without a place in this account, ForbiddenError without the permission for this surface.
    """
    found = principals.enter(request, account, Surface.MOBILE)
    return Visit(found.principal, found.account)


def frame(visit: Visit, *, active: str) -> dict[str, Any]:
    """Return the context `frame`: the firm's name and the bottom bar with `active` marked.

    Quotes stand in the bar only for those who can see one: most people on a phone never do.
    """
    entries = [sections.JOBS]
    if active == sections.QUOTES.key or sections.QUOTES.any_visible(visit.principal):
        entries.append(sections.QUOTES)
    nav = [
        {
            "label": section.label,
            "icon": section.icon,
            "url": section.list_url(visit.slug),
            "active": active == section.key,
        }
        for section in entries
    ]
    files = reverse("mobile:documents", kwargs={"account": visit.slug})
    nav += [
        {
            "label": label,
            "icon": icon,
            "url": reverse(f"mobile:{name}", kwargs={"account": visit.slug}),
            "active": active == name,
        }
        for name, label, icon in _FIXED
    ]
    subcontractor = visit.principal.member_type == MemberType.SUBCONTRACTOR
    return {
        "account_name": visit.account.name,
        "account_slug": visit.slug,
        "person_name": visit.principal.name,
        "person_email": visit.principal.email,
        "person_id": visit.principal.id,
        "home_url": files if subcontractor else sections.JOBS.list_url(visit.slug),
        "nav": nav,
        "sign_out_url": reverse("sign-out"),
    }


def show(
    request: HttpRequest, visit: Visit, template: str, *, active: str, **context: Any
) -> HttpResponse:
    """Render a page inside the frame, with the notices that wait, in the account's time zone."""
    return render_in_zone(
        request,
        visit.account,
        template,
        {"frame": frame(visit, active=active), "flashes": flash.take(request), **context},
    )
