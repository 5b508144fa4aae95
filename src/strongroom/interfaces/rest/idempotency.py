"""Writes that may be repeated: the answer to an Idempotency-Key is kept and given again."""

import json
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from strongroom.core.errors import ConflictError
from strongroom.guard import api as guard
from strongroom.interfaces.rest.answers import JSON
from strongroom.interfaces.rest.auth import caller

HEADER = "Idempotency-Key"
_LOCATION = "Location"


def once(
    request: HttpRequest,
    write: Callable[[], HttpResponse],
    *,
    body: bytes | None = None,
    secret: bool = False,
    again: Callable[[str], HttpResponse] | None = None,
) -> HttpResponse:
    """Do `write` once for each Idempotency-Key of the caller; without a key simply do it.

    The write and the kept answer share one transaction: after a crash there are both or neither. A
    failure is not kept. `body` stands for a body that was streamed (its checksum). The answer to a
    `secret` write is never kept: its repetition is a conflict (a token is shown once), or `again`
    makes the answer afresh from its Location.
    """
    key = request.headers.get(HEADER)
    owner = caller(request).id
    if key is None or owner is None:
        return write()
    stored = guard.begin(owner, key, _fingerprint(request, body))
    if stored is not None:
        return _again(stored, again)
    try:
        with transaction.atomic():
            response = write()
            kept = _kept(response, secret=secret) if again or not secret else ""
            guard.finish(owner, key, status=response.status_code, body=kept)
    except BaseException:
        guard.abandon(owner, key)
        raise
    return response


def _fingerprint(request: HttpRequest, body: bytes | None) -> str:
    """Return what tells requests apart; with a key, for a body may hold a password that is guessed."""
    surface = caller(request).surface or ""
    head = f"{request.method}\n{request.get_full_path()}\n{surface}\n".encode()
    text = head + (request.body if body is None else body)
    return salted_hmac("strongroom.idempotency", text, algorithm="sha256").hexdigest()


def _kept(response: HttpResponse, *, secret: bool) -> str:
    text = "" if secret else response.content.decode()
    return json.dumps([response.headers.get(_LOCATION, ""), text])


def _again(
    stored: guard.StoredAnswer, afresh: Callable[[str], HttpResponse] | None
) -> HttpResponse:
    if not stored.body:
        raise ConflictError(
            "This was done already with this Idempotency-Key; a secret is shown only once.",
            code="idempotency_conflict",
        )
    location, text = json.loads(stored.body)
    if afresh is not None:
        response = afresh(location)
    else:
        response = HttpResponse(text, status=stored.status, content_type=JSON)
        if location:
            response.headers[_LOCATION] = location
    response.headers["Idempotency-Replayed"] = "true"
    return response
