"""What every portal page starts from: which contact asks, at which firm, and the frame."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from strongroom.access.api import Principal, Surface
from strongroom.core import clock
from strongroom.core.errors import NotFoundError
from strongroom.directory.api import note_use
from strongroom.directory.models import Account
from strongroom.interfaces.common.answers.logo import logo_url
from strongroom.interfaces.common.caller import principal as principals
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.page import render_in_zone
from strongroom.interfaces.portal.modules import MODULES, Module

_NOTED, _NOTED_SECONDS = "portal_noted", 3600


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a customer's contact."""

    principal: Principal
    account: Account

    @property
    def slug(self) -> str:
        """The account's part of the address."""
        return self.account.slug

    @property
    def modules(self) -> list[Module]:
        """The parts of the portal that are on for this customer (B-4)."""
        return [module for module in MODULES if module.kinds & self.principal.modules]


def enter(request: HttpRequest, account: str, module: Module | None = None) -> Visit:
    """Return who asks, and at which firm.

    Raises UnauthenticatedError without a session, NotFoundError for whoever is no contact here
    with portal access, and while `module` is off: what is switched off does not exist (L34).
    """
    found = principals.enter(request, account, Surface.PORTAL)
    visit = Visit(found.principal, found.account)
    if module is not None and module not in visit.modules:
        raise NotFoundError("There is no such page.")
    _note_use(request, visit)
    return visit


def _note_use(request: HttpRequest, visit: Visit) -> None:
    """Note when the contact was here last: once an hour in each session, so that looking is cheap."""
    key, now = str(visit.principal.id), int(clock.now().timestamp())
    noted: dict[str, int] = request.session.get(_NOTED, {})
    if visit.principal.id and abs(now - noted.get(key, 0)) >= _NOTED_SECONDS:
        note_use(visit.principal.id)
        request.session[_NOTED] = {**noted, key: now}


def show(
    request: HttpRequest, visit: Visit, template: str, *, active: str = "", **context: Any
) -> HttpResponse:
    """Render a page inside the frame, with the notices that wait, in the firm's time zone."""
    values = {"frame": frame(visit, active=active), "flashes": flash.take(request), **context}
    return render_in_zone(request, visit.account, template, values)


def frame(visit: Visit, *, active: str) -> dict[str, Any]:
    """Return the context `frame`: the firm's name, the modules that are on, the way out."""
    nav = [
        {
            "label": module.label,
            "icon": module.icon,
            "url": module.url(visit.slug),
            "active": module.key == active,
        }
        for module in visit.modules
    ]
    return {
        "account_name": visit.account.name,
        "account_slug": visit.slug,
        "logo_url": logo_url(visit.account),
        "person_name": visit.principal.name,
        "person_email": visit.principal.email,
        "person_id": visit.principal.id,
        "home_url": reverse("portal:home", kwargs={"account": visit.slug}),
        "nav": nav,
        "menu": [
            {"url": reverse("password"), "label": "Change the password", "icon": "key"},
            {"url": reverse("sessions"), "label": "Your sessions and tokens", "icon": "lock"},
        ],
        "sign_out_url": reverse("sign-out"),
    }
