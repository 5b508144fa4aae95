"""What a page starts from: one request of somebody on a surface, and how it is answered."""

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from strongroom.access.api import Principal, Surface
from strongroom.directory.models import Account
from strongroom.interfaces.common.caller.principal import enter
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.addresses import url_to
from strongroom.interfaces.kit.frame import Frame
from strongroom.interfaces.kit.page import render_in_zone

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody on a surface. Each surface adds what its frame shows."""

    request: HttpRequest
    principal: Principal
    account: Account
    surface: Surface

    def url(self, name: str, **kwargs: uuid.UUID | str | int) -> str:
        """Return the address of a page of this surface and account."""
        return url_to(f"{self.surface.value}:{name}", account=self.account.slug, **kwargs)

    def frame(self, active: str) -> Frame:
        """Return what stands around the page; `active` is the menu's entry that it belongs to."""
        del active
        return Frame(account_name=self.account.name)

    def show(
        self,
        template: str,
        *,
        nav: str = "",
        status: int = 200,
        frame: Frame | None = None,
        **context: object,
    ) -> HttpResponse:
        """Render a page in its frame, with the notices that wait, in the account's zone."""
        values = {
            "frame": frame or self.frame(nav),
            "flashes": flash.take(self.request),
            "visit": self,
            **context,
        }
        return render_in_zone(self.request, self.account, template, values, status=status)

    def fragment(self, template: str, **context: object) -> HttpResponse:
        """Render a part of a page for htmx; `flashes` go along out of band."""
        values = {"visit": self, "fragment": True, **context}
        return render_in_zone(self.request, self.account, template, values)

    def go(self, url: str, said: str = "", *, level: str = "success") -> HttpResponse:
        """Lead to another page after a form, with a notice there."""
        if said:
            flash.add(self.request, said, level=level)
        return HttpResponseRedirect(url, status=303)


V = TypeVar("V", bound=Visit)
_View = Callable[Concatenate[V, P], HttpResponseBase]


def _any(visit: Visit) -> None:
    """Let in whoever the surface lets in."""
    del visit


def arrive(kind: type[V], request: HttpRequest, account: str, surface: Surface) -> V:
    """Return the visit of whoever looks at a page of this account and surface; raises as `enter`."""
    found = enter(request, account, surface)
    return kind(request, found.principal, found.account, surface)


def entering(
    kind: type[V], surface: Surface, allow: Callable[[V], None] = _any
) -> Callable[[_View[V, P]], Callable[..., HttpResponseBase]]:
    """Return the decorator that gives a view its visit in place of request and account.

    `allow` raises what else keeps somebody out. The view raises what `enter` does besides:
    UnauthenticatedError, NotFoundError, ForbiddenError.
    """

    def entered(view: _View[V, P]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            visit = arrive(kind, request, str(kwargs.pop("account")), surface)
            allow(visit)
            return view(visit, *args, **kwargs)

        return wrapped

    return entered
