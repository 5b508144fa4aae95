"""Turns every failure into one answer: problem+json (RFC 9457), a page, or a fragment for htmx.

Nothing here decides anything: the errors of `core.errors` carry status, code and sentence. What is
not expected becomes a 500 without a trace, with a number that the operator finds in the log.
"""

import json
import logging
import secrets
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse

from strongroom.core.errors import (
    ConfirmationRequiredError,
    ForbiddenError,
    NotFoundError,
    StorageFullError,
    StrongroomError,
    ThrottledError,
    TooLargeError,
    UnauthenticatedError,
)
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.kit.addresses import leading_on, page_at, path_of
from strongroom.interfaces.kit.page import is_fragment, wants

PROBLEM = "application/problem+json"
NOT_FOUND = "There is nothing at this address, or you may not see it."
"""One sentence for what is hidden and for what does not exist (L11)."""
RETRY_SECONDS = 5
_DISK_FULL = "53100"
_log = logging.getLogger("strongroom.errors")


class BadRequestError(StrongroomError):
    """The request itself can't be read: broken JSON, a broken form."""

    status = 400
    code = "bad_request"
    title = "The request could not be read"


class MethodNotAllowedError(StrongroomError):
    """The address exists, but not for this method."""

    status = 405
    code = "method_not_allowed"
    title = "Not possible at this address"


class CsrfFailedError(ForbiddenError):
    """The page's protection against forged forms did not match."""

    code = "csrf_failed"
    title = "Please reload the page and try again"


class UnavailableError(StrongroomError):
    """The database can't be reached; what was stored before is whole."""

    status = 503
    code = "unavailable"
    title = "Strongroom is not available at the moment"


class InternalError(StrongroomError):
    """A fault of ours. The person gets a number, the operator a trace under it."""

    status = 500
    code = "internal_error"
    title = "Something went wrong on our side"


class _Outage:
    """Tells the operator of an outage once in a while, not once a request."""

    every: ClassVar[float] = 30.0

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told = -self.every

    def tell(self, error: BaseException) -> None:
        """Log one line (the first of the message: it names the server, no query)."""
        with self._lock:
            if time.monotonic() - self._told < self.every:
                return
            self._told = time.monotonic()
        _log.error("database not available: %s", (str(error).splitlines() or [""])[0])


_outage = _Outage()


def _of_database(error: Exception) -> StrongroomError:
    """Tell a full disk from a database that is away or busy."""
    if getattr(error.__cause__, "sqlstate", None) == _DISK_FULL:
        _log.error("the database's disk is full")
        return StorageFullError()
    _outage.tell(error)
    return UnavailableError("Please try again in a moment.")


def expected(error: BaseException | None) -> StrongroomError | None:
    """Return what the person should be told, or None when the failure is a fault of ours."""
    known: StrongroomError | None = None
    match error:
        case StrongroomError():
            known = error
        case Http404():
            known = NotFoundError()
        case PermissionDenied():
            known = ForbiddenError()
        case OperationalError() | InterfaceError():
            known = _of_database(error)
        case RequestDataTooBig():
            known = TooLargeError("The request is too large.")
        case UnreadablePostError():
            known = BadRequestError("The connection ended before everything had arrived.")
        case BadRequest() | MultiPartParserError() | SuspiciousOperation():
            known = BadRequestError()
    return known


def _detail(error: StrongroomError) -> str:
    """One sentence for all that is not found, whatever the raiser wrote (L11)."""
    return NOT_FOUND if error.code == NotFoundError.code else error.detail


def problem(error: StrongroomError) -> HttpResponse:
    """Return the problem document: `type`, `title`, `status`, `detail`, `code` and the extras."""
    body: dict[str, Any] = {
        "type": f"/api/v1/docs#problem-{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": _detail(error),
        "code": error.code,
        **(error.extra if error.code != NotFoundError.code else {}),
    }
    response = HttpResponse(json.dumps(body, default=str, ensure_ascii=False), status=error.status)
    response.headers["Content-Type"] = PROBLEM
    return _with_headers(response, error)


def _with_headers(response: HttpResponse, error: StrongroomError) -> HttpResponse:
    if isinstance(error, InternalError | UnavailableError):
        # Told already, with its number or once for the outage; Django would tell it again.
        response._has_been_logged = True  # type: ignore[attr-defined] # noqa: SLF001
    response.headers["Cache-Control"] = "no-store"
    if isinstance(error, UnauthenticatedError):
        response.headers["WWW-Authenticate"] = 'Bearer realm="strongroom"'
    if isinstance(error, ThrottledError):
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, UnavailableError):
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _wants_problem(request: HttpRequest) -> bool:
    accept = request.headers.get("Accept", "")
    return request.path.startswith("/api/") or (
        "text/html" not in accept and ("application/json" in accept or PROBLEM in accept)
    )


def _asks_a_person(request: HttpRequest) -> bool:
    """Whether a page waits for the answer: htmx takes problems, but shows the question as it comes."""
    by_script = is_fragment(request) and not request.path.startswith("/api/")
    return by_script or not _wants_problem(request)


def sign_in_url(path: str) -> str:
    """Return where to sign in for the page at a path: the portal's own page, else the one of all others."""
    page = page_at(path)
    if page and page.app_name == "portal":
        return reverse("portal-sign-in", kwargs={"account": page.kwargs["account"]})
    return reverse("sign-in")


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send the person to the sign-in page, and back afterwards if it was a plain page."""
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        current = request.headers.get("HX-Current-URL", "")
        there = leading_on(sign_in_url(request.path), path_of(current))
        response.headers["HX-Redirect"] = there
        return response
    following = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("home")
    response = HttpResponse(status=302)
    response.headers["Location"] = leading_on(sign_in_url(request.path), following)
    return response


def answer(request: HttpRequest, error: StrongroomError) -> HttpResponse:
    """Return the answer to a failed request in the shape that its sender understands."""
    if isinstance(error, ConfirmationRequiredError) and _asks_a_person(request):
        return question.respond(request, error)
    if _wants_problem(request):
        return problem(error)
    if isinstance(error, UnauthenticatedError):
        return _with_headers(_to_sign_in(request), error)
    template = "errors/fragment.html" if request.headers.get("HX-Request") else "errors/page.html"
    context = {
        # For the colours that were chosen; without a CSRF token the page is the same for everybody.
        "request": request,
        "status": error.status,
        "code": error.code,
        "title": error.title,
        "detail": _detail(error) if _detail(error) != error.title else "",
        "errors": error.extra.get("errors", {}),
        "first_page": _first_page(request, error),
    }
    response = HttpResponse(render_to_string(template, context), status=error.status)
    return _with_headers(response, error)


def _first_page(request: HttpRequest, error: StrongroomError) -> str:
    """Return where a list begins whose page has an address that no list made; "" for all else."""
    if request.method != "GET" or set(error.extra.get("errors", {})) != {"cursor"}:
        return ""
    query = request.GET.copy()
    query.pop("cursor", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


class ErrorsMiddleware:
    """Answers what views raise, and gives bare 404 and 405 below /api/ their document."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next one."""
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; a 405 that a framework made without words gets ours."""
        response = self._next(request)
        if wants(request, "page") and response.status_code in _REDIRECTS:
            return _led_by_script(response)
        if response.status_code == MethodNotAllowedError.status and not _is_problem(response):
            ours = answer(request, MethodNotAllowedError())
            ours.headers["Allow"] = response.headers.get("Allow", "")
            return ours
        return response

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Answer what is expected; leave the rest to `server_error`."""
        error = expected(exception)
        return answer(request, error) if error else None


def _led_by_script(response: HttpResponseBase) -> HttpResponse:
    """Let a whole page that htmx has sent lead on as the browser does: it would follow by itself.

    The notices that wait for the next page would then be shown in an answer that nobody sees.
    """
    led = HttpResponse()
    led.headers["HX-Redirect"] = response.headers["Location"]
    led.cookies = response.cookies
    return led


_REDIRECTS = frozenset({302, 303})


def _is_problem(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type", "").startswith(PROBLEM)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404: no address matched."""
    del exception
    return answer(request, NotFoundError())


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403."""
    del exception
    return answer(request, ForbiddenError())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400: a header or form that can't be right."""
    return answer(request, expected(exception) or BadRequestError())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW."""
    del reason
    return answer(
        request, CsrfFailedError("The page was open for too long, or came from elsewhere.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500; called while the exception is being handled.

    What a middleware met (a database that is away) is told apart from a fault of ours.
    """
    failure = sys.exc_info()[1]
    error = expected(failure)
    if error is None:
        number = secrets.token_hex(4)
        # The path only: a query string may carry a secret (L26).
        _log.error("error %s at %s %s", number, request.method, request.path, exc_info=failure)
        error = InternalError(
            f"It has been noted under number {number}. Nothing that was stored before is affected."
        )
    return answer(request, error)
