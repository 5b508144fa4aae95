"""How operations are registered: reading always answers HEAD too, and bodies are described by hand."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http.response import HttpResponseBase
from ninja import Router

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def reads(router: Router, path: str, **options: Any) -> Callable[[View], View]:
    """Register a view for GET and, as RFC 9110 wants it, for HEAD."""
    return router.api_operation(["GET", "HEAD"], path, **options)
