"""The API object: authentication, one shape of errors, and the routers of each resource."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from strongroom.core.errors import (
    ConfirmationRequiredError,
    InvalidError,
    NotFoundError,
    StrongroomError,
    UnauthenticatedError,
)
from strongroom.interfaces.common.answers.errors import BadRequestError, problem
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.rest import approvals, openapi
from strongroom.interfaces.rest.admin import events, settings
from strongroom.interfaces.rest.docs import OwnPage
from strongroom.interfaces.rest.documents import access, content, items, tus, uploads
from strongroom.interfaces.rest.kit.auth import AUTH
from strongroom.interfaces.rest.kit.bodies import LengthRequiredError, is_chunked
from strongroom.interfaces.rest.licences import calendars, licences, renewals, required
from strongroom.interfaces.rest.people import me, members, roles
from strongroom.interfaces.rest.records import (
    contacts,
    customers,
    numbered,
    project_members,
    projects,
)
from strongroom.interfaces.rest.sharing import shares


class StrongroomAPI(NinjaAPI):
    """django-ninja with plain operation names and the finishing touches of `openapi`."""

    _schema: OpenAPISchema | None = None

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Name an operation as its function is named."""
        return operation.view_func.__name__

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the schema that describes what is really there; made once, it can't change."""
        if self._schema is None:
            made = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
            self._schema = openapi.finished(made)
        return self._schema


api = StrongroomAPI(
    title="Strongroom",
    version="1",
    description="The rules are those of the pages: what you may not "
    "know of is 404, what you see but may not do is 403. Errors are problem documents (RFC 9457).",
    urls_namespace="rest",
    auth=AUTH,
    docs=OwnPage(),
)

_PARTS = (
    me,
    members,
    roles,
    customers,
    contacts,
    projects,
    project_members,
    numbered,
    items,
    content,
    access,
    approvals,
    shares,
    licences,
    renewals,
    required,
    calendars,
    settings,
    uploads,
    events,
)
for _part in _PARTS:
    api.add_router("", _part.router)


@api.exception_handler(StrongroomError)
def _expected(request: HttpRequest, error: StrongroomError) -> HttpResponse:
    """Answer with the problem; a page that uploads shows the question as the dialog that it has."""
    if isinstance(error, ConfirmationRequiredError) and question.wanted(request):
        return tus.stamped(request, question.respond(request, error))
    return tus.stamped(request, problem(error))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    del request, error
    return problem(NotFoundError())


@api.exception_handler(HttpError)
def _of_framework(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The framework itself raises this for a body that is no JSON and for missing credentials."""
    del request
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        return problem(UnauthenticatedError())
    return problem(BadRequestError("The body is not valid JSON."))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    if is_chunked(request):  # Django takes such a body for an empty one
        return problem(LengthRequiredError("A JSON body needs Content-Length."))
    return problem(InvalidError(errors=dict(map(_sentence, error.errors))))


def _sentence(found: Mapping[str, Any]) -> tuple[str, str]:
    """Return the field's path and what is wrong with it; the value that was sent is not repeated."""
    place = [str(part) for part in found["loc"]]
    # ("body", "payload", "name"): the first says where, the second is our own parameter's name. So does
    # ("query", "answer", "keep_open", "0"); what is wrong with a whole field comes as ("query", "confirm").
    inside = place[0] == "query" and len(place) > 2 and not place[2].isdigit()  # noqa: PLR2004
    skipped = 2 if inside or (place[0] == "body" and len(place) > 1) else 1
    field = ".".join(place[skipped:]) or place[0]
    if found["type"] == "extra_forbidden":
        return field, f"There is no field “{field[:100]}”."
    message = str(found["msg"]).removeprefix("Value error, ")
    return field, f"{message}."
