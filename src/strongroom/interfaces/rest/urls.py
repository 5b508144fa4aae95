"""Addresses below /api/. What no operation knows is a problem document too, not a page."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from strongroom.core.errors import NotFoundError
from strongroom.interfaces.common.answers.errors import problem
from strongroom.interfaces.rest.api import api


@csrf_exempt  # it does nothing, and says 404 to all
def unknown(request: HttpRequest) -> HttpResponse:
    """Answer 404 for an address that is none."""
    del request
    return problem(NotFoundError())


urlpatterns = [
    path("v1/", api.urls),
    re_path(r"^.*$", unknown, name="unknown"),
]
