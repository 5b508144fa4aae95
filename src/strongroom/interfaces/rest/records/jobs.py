"""Jobs and quotes: the same shape under two addresses."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from strongroom.access.api import Kind, Principal
from strongroom.interfaces.rest.kit.answers import made, one, page, require_match
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.confirming import Confirming
from strongroom.interfaces.rest.kit.idempotency import once
from strongroom.interfaces.rest.kit.listing import Records
from strongroom.interfaces.rest.kit.routing import REPEATABLE, reads
from strongroom.interfaces.rest.kit.types import Day, Id, Sent, Shown, Text, one_of, optional
from strongroom.work import api as work

router = Router(tags=["work"])
JobWord = Literal["planned", "in_progress", "done", "cancelled"]
QuoteWord = Literal["draft", "sent", "accepted", "declined"]


class ContactQuote(Shown):
    """What a contact gets of a quote of their customer: nobody's names, no inner dates."""

    id: uuid.UUID
    number: str
    title: str
    name: str
    status: str = one_of(*work.QuoteStatus.values)
    customer_id: uuid.UUID
    library_id: uuid.UUID


class ContactJob(ContactQuote):
    """What a contact gets of a job of their customer."""

    status: str = one_of(*work.JobStatus.values)
    scheduled_on: dt.date | None


class Quote(ContactQuote):
    """A quote; `library_id` is the id of its root folder."""

    assigned: list[uuid.UUID]
    created_at: dt.datetime
    updated_at: dt.datetime


class Job(ContactJob):
    """A job; `library_id` is the id of its root folder."""

    assigned: list[uuid.UUID]
    created_at: dt.datetime
    updated_at: dt.datetime


class JobList(Shown):
    """One page of jobs."""

    results: list[Job | ContactJob]
    next: str | None


class QuoteList(Shown):
    """One page of quotes."""

    results: list[Quote | ContactQuote]
    next: str | None


class QuoteNew(Sent):
    """A quote to make; without a number it gets the next one."""

    title: Text
    customer_id: Id
    number: Text | None = None
    status: QuoteWord = "draft"
    assigned: list[Id] = optional(max_length=200)


class JobNew(Sent):
    """A job to make; without a number it gets the next one.

    `override_reason`: why people are assigned although a licence that is required is missing.
    """

    title: Text
    customer_id: Id
    number: Text | None = None
    status: JobWord = "planned"
    assigned: list[Id] = optional(max_length=200)
    scheduled_on: Day | None = None
    override_reason: Text = ""


class QuoteChange(Confirming):
    """Changes to a quote; what is left out stays."""

    title: Text = optional()
    number: Text = optional()
    status: QuoteWord = optional()
    customer_id: Id = optional()
    assigned: list[Id] = optional(max_length=200)


class JobChange(Confirming):
    """Changes to a job; what is left out stays, `scheduled_on: null` takes the day away."""

    title: Text = optional()
    number: Text = optional()
    status: JobWord = optional()
    customer_id: Id = optional()
    assigned: list[Id] = optional(max_length=200)
    scheduled_on: Day | None = None
    override_reason: Text = ""


def _short(row: work.JobRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "title": row.title,
        "name": row.name,
        "status": row.status,
        "customer_id": row.customer_id,
        "library_id": row.library_id,
    }


def _full(row: work.JobRow) -> dict[str, Any]:
    return {
        **_short(row),
        "assigned": list(row.assigned),
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def _job(principal: Principal, row: work.JobRow) -> ContactJob:
    if principal.kind != Kind.MEMBER:
        return ContactJob(**_short(row), scheduled_on=row.scheduled_on)
    return Job(**_full(row), scheduled_on=row.scheduled_on)


def _quote(principal: Principal, row: work.QuoteRow) -> ContactQuote:
    if principal.kind != Kind.MEMBER:
        return ContactQuote(**_short(row))
    return Quote(**_full(row))


def _given(payload: Sent) -> dict[str, Any]:
    """Return what was sent, by the operations' names."""
    given = payload.changes() if isinstance(payload, Confirming) else payload.given()
    if "override_reason" in given:
        given["reason"] = given.pop("override_reason")
    return given


def _changes(
    request: HttpRequest, payload: JobChange | QuoteChange, row: work.JobRow
) -> dict[str, Any]:
    changes = {**_given(payload), "confirm": payload.confirmation}
    if "If-Match" in request.headers:
        changes["if_updated_at"] = row.updated_at
    return changes


@reads(router, "/jobs", response=JobList, summary="List jobs")
def list_jobs(request: HttpRequest, wanted: Query[Records]) -> HttpResponse:
    """List jobs, newest first; a contact gets those of their own customer."""
    principal = caller(request)
    rows = work.list_jobs(principal, **wanted.model_dump())
    return page(rows, lambda row: _job(principal, row))


@router.post("/jobs", response={201: Job}, summary="Make a job", openapi_extra=REPEATABLE)
def make_job(request: HttpRequest, payload: JobNew) -> HttpResponse:
    """Make a job with its library; the assigned get access to it.

    409 `licence_missing` with `gaps`, where the account blocks (C-9), until sent with
    `override_reason`.
    """

    def write() -> HttpResponse:
        row = work.create_job(caller(request), **_given(payload))
        return made(_job(caller(request), row), f"/api/v1/jobs/{row.id}")

    return once(request, write)


@reads(router, "/jobs/{job_id}", response=Job | ContactJob, summary="Get a job")
def get_job(request: HttpRequest, job_id: Id) -> HttpResponse:
    """Return one job."""
    principal = caller(request)
    return one(request, _job(principal, work.get_job(principal, job_id)))


@router.patch("/jobs/{job_id}", response=Job, summary="Change a job")
def change_job(request: HttpRequest, job_id: Id, payload: JobChange) -> HttpResponse:
    """Change a job. Another customer: 409 while documents are visible in the old one's portal.

    409 `licence_missing` as when it is made, for whoever is assigned newly.
    """
    principal = caller(request)
    row = work.get_job(principal, job_id)
    require_match(request, _job(principal, row))
    row = work.update_job(principal, job_id=job_id, **_changes(request, payload, row))
    return one(request, _job(principal, row))


@reads(router, "/quotes", response=QuoteList, summary="List quotes")
def list_quotes(request: HttpRequest, wanted: Query[Records]) -> HttpResponse:
    """List quotes, newest first; a contact gets those of their own customer."""
    principal = caller(request)
    rows = work.list_quotes(principal, **wanted.model_dump())
    return page(rows, lambda row: _quote(principal, row))


@router.post("/quotes", response={201: Quote}, summary="Make a quote", openapi_extra=REPEATABLE)
def make_quote(request: HttpRequest, payload: QuoteNew) -> HttpResponse:
    """Make a quote with its library; the assigned get access to it."""

    def write() -> HttpResponse:
        row = work.create_quote(caller(request), **payload.given())
        return made(_quote(caller(request), row), f"/api/v1/quotes/{row.id}")

    return once(request, write)


@reads(router, "/quotes/{quote_id}", response=Quote | ContactQuote, summary="Get a quote")
def get_quote(request: HttpRequest, quote_id: Id) -> HttpResponse:
    """Return one quote."""
    principal = caller(request)
    return one(request, _quote(principal, work.get_quote(principal, quote_id)))


@router.patch("/quotes/{quote_id}", response=Quote, summary="Change a quote")
def change_quote(request: HttpRequest, quote_id: Id, payload: QuoteChange) -> HttpResponse:
    """Change a quote, as a job."""
    principal = caller(request)
    row = work.get_quote(principal, quote_id)
    require_match(request, _quote(principal, row))
    row = work.update_quote(principal, quote_id=quote_id, **_changes(request, payload, row))
    return one(request, _quote(principal, row))
