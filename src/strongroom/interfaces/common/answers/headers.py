"""Headers that every answer carries, and the database connection given back with it.

`delivery` sets its own, stricter policy for the bytes of documents; what is set already stays.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from strongroom.core.connections import give_back
from strongroom.core.errors import StrongroomError
from strongroom.interfaces.common.answers.errors import answer

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "font-src 'self'; media-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    # With no-referrer the browser sends `Origin: null` and our own forms fail (DESIGN, Trust).
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    # Pages and API answers are about one person; what may be cached says so itself.
    "Cache-Control": "private, no-store",
}


LONGEST_ADDRESS = 32 * 1024
"""Characters of path and query; the web server itself refuses twice as much, without a word."""


class TooLongError(StrongroomError):
    """An address that nothing of ours makes."""

    status = 414
    code = "address_too_long"
    title = "This address is too long"


class HeadersMiddleware:
    """Stands outermost: sets what is missing, and lets go of the connection before the body leaves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next one."""
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on and complete the answer.

        Forms are UTF-8, whatever a sender says: another charset could smuggle text in that no database
        takes.
        """
        request.encoding = "utf-8"
        response = self._answer(request)
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        if settings.HSTS_SECONDS:
            response.headers["Strict-Transport-Security"] = f"max-age={settings.HSTS_SECONDS}"
        # A slow reader would keep one of the few connections for as long as it reads.
        give_back()
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on. A longer address than any of ours gets a whole answer, before the server's bare one."""
        address = len(request.path) + len(request.META.get("QUERY_STRING", ""))
        return answer(request, TooLongError()) if address > LONGEST_ADDRESS else self._next(request)
