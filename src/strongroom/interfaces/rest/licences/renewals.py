"""Renewals: handed in with evidence by the holder, verified or rejected by who keeps licences (C-10)."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from strongroom.access.api import Principal
from strongroom.core.errors import ForbiddenError
from strongroom.interfaces.rest.kit.answers import made, many, nothing, one, page
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.idempotency import once
from strongroom.interfaces.rest.kit.listing import Paging
from strongroom.interfaces.rest.kit.routing import REPEATABLE, reads
from strongroom.interfaces.rest.kit.types import Id, Results, Sent, Shown, Text, one_of
from strongroom.interfaces.rest.licences.renewal_form import RENEWAL_BODY, sent_renewal
from strongroom.interfaces.rest.licences.schemas import TypeName
from strongroom.licences import api as licences

router = Router(tags=["licences"])


class Renewal(Shown):
    """A renewal that was handed in. Its evidence lies in the folder `folder_id`."""

    id: uuid.UUID
    licence_id: uuid.UUID
    member_id: uuid.UUID
    type: TypeName
    number: str
    issued_on: dt.date | None
    expires_on: dt.date | None
    previous_expires_on: dt.date | None
    note: str
    state: str = one_of("pending", "verified", "rejected", "withdrawn")
    reason: str
    """Why it was rejected."""
    folder_id: uuid.UUID
    submitted_by_name: str
    submitted_at: dt.datetime
    decided_by_name: str
    decided_at: dt.datetime | None


class RenewalList(Results[Renewal]):
    """Renewals."""


class RenewalReject(Sent):
    """Why a renewal is rejected; its holder reads it."""

    reason: Text


def renewal_of(row: licences.RenewalRow) -> Renewal:
    """Show a renewal."""
    return Renewal.of(row, type=TypeName(id=row.type_id, name=row.type_name))


@reads(router, "/renewals", response=RenewalList, summary="List renewals that wait")
def list_renewals(request: HttpRequest, wanted: Query[Paging]) -> HttpResponse:
    """List what waits to be verified, oldest first: all with *licences.manage*, else one's own."""
    rows = licences.pending_renewals(caller(request), cursor=wanted.cursor, limit=wanted.limit)
    return page(rows, renewal_of)


@reads(
    router, "/licences/{licence_id}/renewals", response=RenewalList, summary="A licence's renewals"
)
def list_licence_renewals(request: HttpRequest, licence_id: Id) -> HttpResponse:
    """List the renewals of a licence, newest first, at most 200."""
    return many([renewal_of(row) for row in licences.renewals_of(caller(request), licence_id)])


@router.post(
    "/licences/{licence_id}/renewals",
    response={201: Renewal},
    summary="Hand in a renewal",
    openapi_extra={**REPEATABLE, **RENEWAL_BODY},
)
def submit_renewal(request: HttpRequest, licence_id: Id) -> HttpResponse:
    """Hand in new evidence and a new expiry, as the holder or with *licences.manage*.

    A form with one or several parts `file` and the fields `expires_on`, and if wanted `issued_on`,
    `number`, `note`. Nothing of the licence changes until it is verified. 409 `renewal_pending`
    while another one waits, `licence_archived`.
    """
    principal = caller(request)
    _require_submitting(principal, licence_id)
    with sent_renewal(request) as form:

        def write() -> HttpResponse:
            row = licences.submit_renewal(principal, licence_id=licence_id, **form.values())
            return made(renewal_of(row), f"/api/v1/renewals/{row.id}")

        return once(request, write, body=form.fingerprint)


def _require_submitting(principal: Principal, licence_id: uuid.UUID) -> None:
    """Refuse before a byte of evidence is read whoever may not hand it in."""
    row = licences.get_licence(principal, licence_id)
    if row.member_id != principal.id and not licences.sees_all(principal):
        raise ForbiddenError


@reads(router, "/renewals/{renewal_id}", response=Renewal, summary="Get a renewal")
def get_renewal(request: HttpRequest, renewal_id: Id) -> HttpResponse:
    """Return one renewal."""
    return one(request, renewal_of(licences.get_renewal(caller(request), renewal_id)))


@router.post("/renewals/{renewal_id}/verify", response=Renewal, summary="Verify a renewal")
def verify_renewal(request: HttpRequest, renewal_id: Id) -> HttpResponse:
    """Accept a renewal (*licences.manage*): its dates and number are the licence's from now on.

    409 `already_decided`, `licence_archived`.
    """
    row = licences.verify_renewal(caller(request), renewal_id=renewal_id)
    return one(request, renewal_of(row))


@router.post("/renewals/{renewal_id}/reject", response=Renewal, summary="Reject a renewal")
def reject_renewal(request: HttpRequest, renewal_id: Id, payload: RenewalReject) -> HttpResponse:
    """Refuse a renewal with a reason that its holder reads (*licences.manage*)."""
    row = licences.reject_renewal(caller(request), renewal_id=renewal_id, reason=payload.reason)
    return one(request, renewal_of(row))


@router.delete("/renewals/{renewal_id}", response={204: None}, summary="Withdraw a renewal")
def withdraw_renewal(request: HttpRequest, renewal_id: Id) -> HttpResponse:
    """Take back a renewal that waits, as the holder or with *licences.manage*; its files stay."""
    licences.withdraw_renewal(caller(request), renewal_id=renewal_id)
    return nothing()
