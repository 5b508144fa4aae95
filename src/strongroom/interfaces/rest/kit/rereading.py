"""Asks the API itself whether the caller can read, at this moment, what stands at one of its addresses."""

import io
from http import HTTPStatus
from urllib.parse import urlsplit

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from strongroom.core.errors import NotFoundError
from strongroom.interfaces.common.answers.errors import problem

_OF_THE_WRITE = ("HTTP_IF_", "HTTP_RANGE", "HTTP_IDEMPOTENCY_KEY", "HTTP_TRANSFER_ENCODING")


def unreadable(request: HttpRequest, address: str) -> HttpResponse | None:
    """Return None if the caller can read what is at `address`, else the refusal.

    The principal is made afresh, the view decides as it does for anybody; an address that can't be
    read by anybody is refused too.
    """
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return problem(NotFoundError())
    answer: HttpResponse = match.func(_looking(request, address), *match.args, **match.kwargs)
    if answer.status_code == HTTPStatus.OK:
        return None
    refused = answer.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.UNAUTHORIZED}
    return answer if refused else problem(NotFoundError())


def _looking(request: HttpRequest, address: str) -> WSGIRequest:
    """Return a HEAD by the same caller: it leaves no trace of having opened anything (L30)."""
    parts = urlsplit(address)
    environ = {
        name: value for name, value in request.META.items() if not name.startswith(_OF_THE_WRITE)
    }
    environ |= {
        "REQUEST_METHOD": "HEAD",
        "PATH_INFO": parts.path,
        "QUERY_STRING": parts.query,
        "CONTENT_LENGTH": "0",
        "wsgi.input": io.BytesIO(),
    }
    looking = WSGIRequest(environ)
    looking.user, looking.session = request.user, request.session
    return looking
