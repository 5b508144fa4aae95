"""Answers of the API: JSON with its ETag, pages of a list, what was made, nothing."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from strongroom.core.errors import PreconditionFailedError
from strongroom.core.paging import Page
from strongroom.interfaces.common.answers.conditional import if_match, if_none_match

T = TypeVar("T")
JSON = "application/json"


def etag_of(model: BaseModel) -> str:
    """Return the strong tag of a representation: it changes with anything that its viewer sees."""
    return _etag(model.model_dump_json())


def _etag(text: str) -> str:
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _json(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type=JSON)


def one(request: HttpRequest, model: BaseModel) -> HttpResponse:
    """Answer with one thing and its ETag; 304 if the sender has it already."""
    text = model.model_dump_json()
    etag = _etag(text)
    unchanged = request.method in {"GET", "HEAD"} and if_none_match(
        request.headers.get("If-None-Match"), etag
    )
    response = HttpResponse(status=304) if unchanged else _json(text)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def made(model: BaseModel, location: str) -> HttpResponse:
    """Answer 201 with what was made and where it is."""
    text = model.model_dump_json()
    response = _json(text, status=201)
    response.headers["ETag"] = _etag(text)
    response.headers["Location"] = location
    return response


def many(models: Sequence[BaseModel], following: str | None = None, **more: int) -> HttpResponse:
    """Answer with one page of a list, and numbers that stand beside it."""
    # Joined by hand: each model writes its own JSON, much quicker than through Python objects.
    rows = ",".join(model.model_dump_json() for model in models)
    beside = "".join(f',"{name}":{number}' for name, number in more.items())
    return _json(f'{{"results":[{rows}],"next":{json.dumps(following)}{beside}}}')


def page(rows: Page[T], show: Callable[[T], BaseModel]) -> HttpResponse:
    """Answer with one page of a list, each row as `show` shows it."""
    return many([show(row) for row in rows.results], rows.next)


def nothing() -> HttpResponse:
    """Answer 204."""
    return HttpResponse(status=204)


def require_match(request: HttpRequest, current: BaseModel) -> None:
    """Raise PreconditionFailedError when If-Match names another state than the present one."""
    if not if_match(request.headers.get("If-Match"), etag_of(current)):
        raise PreconditionFailedError(
            "Somebody else changed it since you read it. Read it again, then repeat your change."
        )
