"""How operations are registered: reading always answers HEAD too, and bodies are described by hand."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http.response import HttpResponseBase
from ninja import Router

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def reads(router: Router, path: str, **options: Any) -> Callable[[View], View]:
    """Register a view for GET and, as RFC 9110 wants it, for HEAD."""
    return router.api_operation(["GET", "HEAD"], path, **options)


REPEATABLE: dict[str, Any] = {"x-repeatable": True}
"""The operation takes an Idempotency-Key."""
_BYTES = {"type": "string", "format": "binary"}
FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "required": ["file"], "properties": {"file": _BYTES}}
            },
            "application/octet-stream": {"schema": _BYTES},
        },
    }
}
"""The operation takes one file, as a form or as the plain body."""
FILE_ANSWER: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The bytes",
            "content": {"application/octet-stream": {"schema": _BYTES}},
        }
    }
}
"""The operation answers with bytes."""
