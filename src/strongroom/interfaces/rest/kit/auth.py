"""Who calls: two ways of authentication, declared for OpenAPI, both made by `common.caller`."""

from typing import cast

from django.http import HttpRequest
from ninja.security.base import AuthBase

from strongroom.access.api import Principal
from strongroom.interfaces.common.caller.principal import of_session, of_token
from strongroom.interfaces.kit.page import SURFACE_HEADER


class BearerToken(AuthBase):
    """`Authorization: Bearer …` with a personal token."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "A personal token: POST /tokens, or the command `strongroom token`."

    def __call__(self, request: HttpRequest) -> Principal | None:
        """Return the token's principal, or None when there is no such header."""
        return of_token(request)


class BrowserSession(AuthBase):
    """The session of a signed-in browser, with CSRF protection."""

    openapi_type = "apiKey"
    openapi_in = "header"
    openapi_name = SURFACE_HEADER
    openapi_description = (
        "The session cookie of a signed-in browser, with the place that is meant "
        "(`ACCOUNT/office`, `ACCOUNT/mobile` or `ACCOUNT/portal`); writes need `X-CSRFToken` too."
    )

    def __call__(self, request: HttpRequest) -> Principal | None:
        """Return the principal of the session."""
        return of_session(request)


AUTH = [BearerToken(), BrowserSession()]


def caller(request: HttpRequest) -> Principal:
    """Return the principal that authentication left on the request."""
    return cast("Principal", request.auth)  # type: ignore[attr-defined]
