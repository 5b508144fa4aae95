"""Writes that may be repeated: the answer to an Idempotency-Key is kept and given again."""

import json
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from strongroom.core.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    StrongroomError,
    UnauthenticatedError,
)
from strongroom.guard import api as guard
from strongroom.interfaces.rest.kit.answers import JSON
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.rereading import unreadable

HEADER = "Idempotency-Key"
_LOCATION, _PLACE = "Location", "Content-Location"
"""Where what was made can be read; where what is told of can be read, if nothing was made."""


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

    A repetition is decided again (E-14): whoever may not do it any more, or not see any more what was
    made, gets the refusal of that instead of the kept answer.
    """
    key = request.headers.get(HEADER)
    owner = caller(request).id
    if key is None or owner is None:
        return write()
    stored = guard.begin(owner, key, _fingerprint(request, body))
    if stored is not None:
        return _again(stored, again) if again else _decided_again(request, stored, write)
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
    places = [response.headers.get(name, "") for name in (_LOCATION, _PLACE)]
    return json.dumps([places[0], text, places[1]])


def _decided_again(
    request: HttpRequest, stored: guard.StoredAnswer, write: Callable[[], HttpResponse]
) -> HttpResponse:
    """Give the kept answer to whoever may still do the write, and see what it tells of.

    The write itself is asked, and rolled back: there is no second list of what it needs.
    """
    if not stored.body:
        return _again(stored, None)
    with transaction.atomic():
        try:
            write()
        except (ForbiddenError, NotFoundError, UnauthenticatedError):
            raise
        except StrongroomError:
            pass  # it was done already: the name is taken, the request is open, ...
        transaction.set_rollback(True)
    location, text, *place = json.loads(stored.body)
    refusal = unreadable(request, location or "".join(place)) if text else None
    return refusal or _again(stored, None)


def _again(
    stored: guard.StoredAnswer, afresh: Callable[[str], HttpResponse] | None
) -> HttpResponse:
    if not stored.body:
        raise ConflictError(
            "This was done already with this Idempotency-Key; a secret is shown only once.",
            code="idempotency_conflict",
        )
    location, text, *_ = json.loads(stored.body)
    if afresh is not None:
        response = afresh(location)
    else:
        response = HttpResponse(text, status=stored.status, content_type=JSON)
        if location:
            response.headers[_LOCATION] = location
    response.headers["Idempotency-Replayed"] = "true"
    return response
