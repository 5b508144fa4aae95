"""What every portal page starts from: which contact asks, at which firm, and the frame."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from strongroom.access.api import Surface
from strongroom.core import clock
from strongroom.core.errors import NotFoundError
from strongroom.directory.api import note_use
from strongroom.interfaces.common.answers.logo import logo_url
from strongroom.interfaces.common.caller.visit import Visit, entering
from strongroom.interfaces.kit.addresses import url_to
from strongroom.interfaces.kit.frame import Frame, MenuLink, NavEntry
from strongroom.interfaces.portal.modules import MODULES, Module

_NOTED, _NOTED_SECONDS = "portal_noted", 3600


@dataclass(frozen=True, slots=True)
class PortalVisit(Visit):
    """One request of a customer's contact."""

    @property
    def modules(self) -> list[Module]:
        """The parts of the portal that are on for this customer (B-4)."""
        return [module for module in MODULES if module.kinds & self.principal.modules]

    def frame(self, active: str) -> Frame:
        """Return the firm's name and logo, the modules that are on, the way out."""
        return Frame(
            account_name=self.account.name,
            logo_url=logo_url(self.account),
            home_url=self.url("home"),
            person_name=self.principal.name,
            person_email=self.principal.email,
            person_id=self.principal.id,
            nav=[
                NavEntry(module.label, self.url(module.key), module.icon, module.key == active)
                for module in self.modules
            ],
            menu=[
                MenuLink("Change the password", url_to("password"), "key"),
                MenuLink("Your sessions and tokens", url_to("sessions"), "lock"),
            ],
            sign_out_url=url_to("sign-out"),
        )


def in_portal(
    module: Module | None = None,
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Give a view its visit in place of request and account.

    NotFoundError for whoever is no contact here with portal access, and while `module` is off: what
    is switched off does not exist (L34).
    """

    def allow(visit: PortalVisit) -> None:
        if module is not None and module not in visit.modules:
            raise NotFoundError("There is no such page.")
        _note_use(visit)

    return entering(PortalVisit, Surface.PORTAL, allow)


def in_module(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Do as `in_portal` for the module that the address hands to the view as `module`."""

    @functools.wraps(view)
    def entered(request: HttpRequest, *, module: Module, **kwargs: Any) -> HttpResponseBase:
        return in_portal(module)(functools.partial(view, module=module))(request, **kwargs)

    return entered


def _note_use(visit: PortalVisit) -> None:
    """Note when the contact was here last: once an hour in each session, so that looking is cheap."""
    session, member_id = visit.request.session, visit.principal.id
    key, now = str(member_id), int(clock.now().timestamp())
    noted: dict[str, int] = session.get(_NOTED, {})
    if member_id and abs(now - noted.get(key, 0)) >= _NOTED_SECONDS:
        note_use(member_id)
        session[_NOTED] = {**noted, key: now}
