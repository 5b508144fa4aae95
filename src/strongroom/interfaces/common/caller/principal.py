"""Makes the principal of a request, once: from the session and the address, or from a token.

Account and surface stand in the address (or in a header, for the API); they are checked on each
request, so that an ended membership ends at once (L34, L40).
"""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import CsrfViewMiddleware

from strongroom.access.api import Entrance, Principal, Surface, entrance, for_token
from strongroom.core.errors import NotFoundError, UnauthenticatedError
from strongroom.directory.api import is_of_place
from strongroom.interfaces.common.answers.errors import CsrfFailedError
from strongroom.interfaces.kit.page import SURFACE_HEADER

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def enter(request: HttpRequest, account_slug: str, surface: Surface) -> Entrance:
    """Return who looks at a page of this account and surface, and the account.

    Raises UnauthenticatedError when nobody is signed in (the person is sent to the sign-in page), or
    when the place has ended and begun again since they did (F-4): then the session ends. NotFoundError
    when the signed-in person has no place there, ForbiddenError when their role does not let them in.
    """
    person = request.user
    if not person.is_authenticated:
        raise UnauthenticatedError
    try:
        found = entrance(person.pk, account_slug, surface)
    except UnauthenticatedError as error:
        # the membership or the access has ended; to sign in again would not help
        raise NotFoundError from error
    principal = found.principal
    if not is_of_place(request.session, principal.id, principal.place_stamp):
        logout(request)
        raise UnauthenticatedError
    return found


def of_page(request: HttpRequest, account_slug: str, surface: Surface) -> Principal:
    """Return who looks at a page of this account and surface; raises as `enter`."""
    return enter(request, account_slug, surface).principal


def of_api(request: HttpRequest) -> Principal:
    """Return who calls the API: by a bearer token, else by the browser's session.

    A session must say for which place it asks, `X-Strongroom-Surface: ACCOUNT/office` (or mobile,
    portal), and prove with `X-CSRFToken` that a page of ours sent a write.
    """
    return of_token(request) or of_session(request)


def of_token(request: HttpRequest) -> Principal | None:
    """Return the token's principal; None when the request carries no Authorization header at all."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, secret = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise UnauthenticatedError("Send the token as “Authorization: Bearer …”.")
    return for_token(secret.strip())


def of_session(request: HttpRequest) -> Principal:
    """Return the principal of a signed-in browser for the place that the header names."""
    if not request.user.is_authenticated:
        raise UnauthenticatedError("Send a token as “Authorization: Bearer …”, or sign in.")
    account_slug, _, name = request.headers.get(SURFACE_HEADER, "").partition("/")
    if name not in {Surface.OFFICE, Surface.MOBILE, Surface.PORTAL}:
        raise UnauthenticatedError(
            f"Say for which place you ask: {SURFACE_HEADER}: ACCOUNT/office, mobile or portal."
        )
    if request.method not in _SAFE_METHODS:
        _require_csrf(request)
    return of_page(request, account_slug, Surface(name))


class _HeaderCsrf(CsrfViewMiddleware):
    """Django's check, made from a view: it answers instead of a page when something is wrong."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        del request, reason
        return HttpResponse(status=403)


def _no_page(request: HttpRequest) -> HttpResponse:
    """Stand in for the view, which is running already."""
    del request
    return HttpResponse()


def _require_csrf(request: HttpRequest) -> None:
    """Check origin and token; the token counts in the header only.

    The form is hidden from Django for the time of the check: it would read a whole multipart body
    to look for a field, before anybody was asked whether the upload is allowed.
    """
    check = _HeaderCsrf(_no_page)
    request.POST = QueryDict()
    # The middleware has marked the request as done, because views of the API are exempt from it.
    request.csrf_processing_done = False  # type: ignore[attr-defined]
    check.process_request(request)
    if check.process_view(request, _no_page, (), {}) is not None:
        raise CsrfFailedError("The X-CSRFToken header is missing or does not match.")
