"""One kind of thing under one address: what REST does with it, said once for all kinds.

For `one="job", many="jobs"` these operations are served, as far as the kind describes them:

    GET    /jobs            list_jobs    a page of those that the caller sees, narrowed by the query
    POST   /jobs            make_job     201 with Location; once for each Idempotency-Key
    GET    /jobs/{job_id}   get_job      with its ETag
    PATCH  /jobs/{job_id}   change_job   412 if If-Match names another state
    DELETE /jobs/{job_id}   delete_job   204

Behind each stands an operation of a package's `api`. It takes the principal first, then the id, the
fields of the schema by their names, and `confirm` where the schema is `Confirming`; so a kind
is described, and nothing is copied. What one kind does in a way of its own stands as an ordinary view
beside its description.
"""

import datetime as dt
import inspect
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel

from strongroom.access.api import Kind, Principal
from strongroom.core.operations import Operations
from strongroom.core.paging import Page
from strongroom.interfaces.rest.kit.answers import made, many, nothing, one, page, require_match
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.idempotency import once
from strongroom.interfaces.rest.kit.routing import REPEATABLE, View, reads
from strongroom.interfaces.rest.kit.types import Id, Sent, Shown


class Identified(Protocol):
    """A row of any kind."""

    @property
    def id(self) -> uuid.UUID:
        """By which it is found."""


Row = TypeVar("Row", bound=Identified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """How a kind is listed."""

    answer: type[Shown]
    wanted: Any = None
    """`Query[...]` of what it is narrowed by."""
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Makes:
    """How one is made."""

    takes: type[Sent]
    says: str
    name: str = ""
    """Of the operation, if it is not called `make_job`."""
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes(Generic[Row]):
    """How one is changed; what is left out stays."""

    takes: type[Sent]
    changed_at: Callable[[Row], dt.datetime] | None = None
    """When a row changed last: the operation then takes `if_updated_at`, and asks again under its lock."""
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletes:
    """How one is deleted."""

    write: Callable[..., None]
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Generic[Row]):
    """What the API says and does of one kind of thing."""

    of: Operations[Row]
    shown: type[Shown]
    """What a member gets of one."""
    to_contact: type[Shown] | None = None
    """What a contact gets, if that is less."""
    show: Callable[[Row], Shown] | None = None
    """Makes `shown` of a row that calls its fields otherwise."""
    lists: Lists
    makes: Makes
    changes: Changes[Row] | None = None
    deletes: Deletes | None = None

    @property
    def answer(self) -> Any:
        """Return the type of what whoever reads one gets."""
        return self.shown | self.to_contact if self.to_contact else self.shown

    def for_caller(self, principal: Principal) -> Callable[[Row], Shown]:
        """Return what shows a row to this caller: with fewer fields to a contact."""
        if self.to_contact and principal.kind != Kind.MEMBER:
            return self.to_contact.of
        return self.show or self.shown.of


def serve(router: Router, kind: Resource[Any]) -> None:
    """Register the operations that a kind describes."""
    all_of_them, one_of_them = f"/{kind.of.many}", f"/{kind.of.many}/{{{kind.of.id_name}}}"
    reads(router, all_of_them, response=kind.lists.answer, summary=f"List {kind.of.many}")(
        _list(kind, kind.lists)
    )
    router.post(
        all_of_them,
        response={201: kind.shown},
        summary=kind.makes.summary or f"Make {kind.of.a_one}",
        openapi_extra=REPEATABLE,
    )(_make(kind, kind.makes))
    reads(router, one_of_them, response=kind.answer, summary=f"Get {kind.of.a_one}")(_get(kind))
    if kind.changes:
        router.patch(one_of_them, response=kind.shown, summary=f"Change {kind.of.a_one}")(
            _change(kind, kind.changes)
        )
    if kind.deletes:
        router.delete(one_of_them, response={204: None}, summary=f"Delete {kind.of.a_one}")(
            _delete(kind, kind.deletes)
        )


def _told(view: View, name: str, says: str, **takes: Any) -> View:
    """Give a view its name, its docstring, and the parameters that the framework reads off it."""
    request = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    others = [
        inspect.Parameter(each, inspect.Parameter.KEYWORD_ONLY, annotation=annotation)
        for each, annotation in takes.items()
    ]
    view.__name__, view.__doc__ = name, says
    view.__signature__ = inspect.Signature([request, *others])  # type: ignore[attr-defined]
    return view


def _list(kind: Resource[Row], how: Lists) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, wanted: BaseModel | None = None) -> HttpResponse:
        principal = caller(request)
        found = kind.of.list(principal, **(wanted.model_dump() if wanted else {}))
        show = kind.for_caller(principal)
        return page(found, show) if isinstance(found, Page) else many(list(map(show, found)))

    takes = {"wanted": how.wanted} if how.wanted else {}
    return _told(view, f"list_{kind.of.many}", how.says, **takes)


def _make(kind: Resource[Row], how: Makes) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, payload: Sent) -> HttpResponse:
        def write() -> HttpResponse:
            principal = caller(request)
            row = kind.of.create(principal, **payload.values())
            return made(kind.for_caller(principal)(row), f"/api/v1/{kind.of.many}/{row.id}")

        return once(request, write)

    return _told(view, how.name or f"make_{kind.of.one}", how.says, payload=how.takes)


def _get(kind: Resource[Row]) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, **by_id: uuid.UUID) -> HttpResponse:
        principal = caller(request)
        return one(request, kind.for_caller(principal)(kind.of.get(principal, *by_id.values())))

    return _told(view, f"get_{kind.of.one}", f"Return one {kind.of.one}.", **{kind.of.id_name: Id})


def _change(kind: Resource[Row], how: Changes[Row]) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, payload: Sent, **by_id: uuid.UUID) -> HttpResponse:
        principal = caller(request)
        show = kind.for_caller(principal)
        before = kind.of.get(principal, *by_id.values())
        require_match(request, show(before))
        changes = payload.changes()
        if how.changed_at and "If-Match" in request.headers:
            changes["if_updated_at"] = how.changed_at(before)
        return one(request, show(kind.of.update(principal, *by_id.values(), **changes)))

    return _told(
        view, f"change_{kind.of.one}", how.says, **{kind.of.id_name: Id}, payload=how.takes
    )


def _delete(kind: Resource[Any], how: Deletes) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, **by_id: uuid.UUID) -> HttpResponse:
        how.write(caller(request), *by_id.values())
        return nothing()

    return _told(view, f"delete_{kind.of.one}", how.says, **{kind.of.id_name: Id})
