"""What every page behind an address starts from: what it opens, who asks, and how answers look.

Nothing is kept between two requests but two cookies: a random name of the visitor, and what the right
password gave them. Each request knocks again, so that cancelling holds at once (B-11, L24).
"""

import hashlib
import re
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from strongroom.access.api import Principal
from strongroom.core.errors import NotFoundError, StrongroomError
from strongroom.directory.models import Account
from strongroom.interfaces.common.answers.errors import answer
from strongroom.interfaces.common.answers.logo import logo_url
from strongroom.interfaces.common.caller.network import client_network
from strongroom.interfaces.kit.addresses import url_to
from strongroom.interfaces.kit.frame import Frame
from strongroom.sharing import api as sharing
from strongroom.sharing.api import LinkDoor

VISITOR_COOKIE = "strongroom_visit"
UNLOCK_COOKIE = "strongroom_unlock_"
_VISITOR = re.compile(r"[A-Za-z0-9_-]{16,64}")
View = Callable[..., HttpResponseBase]


class LockedError(Exception):
    """The password comes first."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who stands before an address that opens something, whether it is locked to them or not."""

    request: HttpRequest
    token: str
    door: LinkDoor
    visitor: str
    known: bool
    """Whether the browser brought the visitor's name; else the answer gives it."""

    @property
    def account(self) -> Account:
        """The firm whose link it is."""
        return self.door.account

    @property
    def principal(self) -> Principal:
        """The bearer, or LockedError while the password is missing."""
        if self.door.principal is None:
            raise LockedError
        return self.door.principal

    def url(self, name: str = "door", **kwargs: uuid.UUID) -> str:
        """Return a path below the address, or its own."""
        return url_to(f"links:{name}", token=self.token, **kwargs)

    def show(self, template: str, *, status: int = 200, **context: object) -> HttpResponse:
        """Render a page in the firm's name and time zone, and name the visitor.

        Without Django's CSRF cookie: these pages hold nothing that a forged form could use.
        """
        firm = self.account
        frame = Frame(account_name=firm.name, logo_url=logo_url(firm), home_url=self.url())
        values = {"request": self.request, "frame": frame, **context}
        with timezone.override(ZoneInfo(firm.time_zone)):
            text = render_to_string(template, values)
        response = HttpResponse(text, status=status)
        if not self.known:
            set_cookie(response, visitor_cookie(), self.visitor)
        return response


def knock(request: HttpRequest, token: str) -> Caller:
    """Return who asks, and what the address opens to them. Raises NotFoundError for anything else."""
    named = request.COOKIES.get(visitor_cookie(), "")
    known = bool(_VISITOR.fullmatch(named))
    visitor = named if known else secrets.token_urlsafe(16)
    door = sharing.knock(
        token,
        unlock=request.COOKIES.get(unlock_cookie(token), ""),
        visitor=visitor,
        network=client_network(request),
    )
    return Caller(request, token, door, visitor, known)


def visitor_cookie() -> str:
    """Return the name of the cookie with the visitor's random name."""
    return f"{settings.COOKIE_PREFIX}{VISITOR_COOKIE}"


def unlock_cookie(token: str) -> str:
    """Return the name of a link's cookie: it must be known before the link is, and tell nothing of it."""
    return settings.COOKIE_PREFIX + UNLOCK_COOKIE + hashlib.sha256(token.encode()).hexdigest()[:12]


def set_cookie(response: HttpResponseBase, name: str, value: str) -> None:
    """Give the browser a cookie of these pages for as long as it runs.

    Over HTTPS its name says that it belongs to this host alone, which browsers take for no other path
    than `/`; it says nothing anywhere else.
    """
    response.set_cookie(
        name,
        value,
        path="/" if settings.COOKIE_PREFIX else "/l/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def nothing(request: HttpRequest) -> HttpResponse:
    """Say that there is nothing: the same for whatever may be wrong (B-18)."""
    text = render_to_string("links/nothing.html", {"request": request})
    return HttpResponse(text, status=NotFoundError.status)


def at_the_door(view: View) -> View:
    """Answer what the view raises as these pages do, and keep all of it from robots."""

    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: uuid.UUID) -> HttpResponseBase:
        try:
            response = view(request, token, **kwargs)
        except LockedError:
            # The same for every address of the link, right or wrong: back to the question (L25).
            response = HttpResponseRedirect(url_to("links:door", token=token), status=303)
        except NotFoundError:
            response = nothing(request)
        except StrongroomError as error:
            response = answer(request, error)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return opened
