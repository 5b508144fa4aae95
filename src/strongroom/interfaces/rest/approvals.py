"""Approvals of versions: asking, deciding, withdrawing (D-22)."""

import datetime as dt
import uuid
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from strongroom.approvals import api as approvals
from strongroom.interfaces.rest.kit.answers import made, many, nothing, one, page
from strongroom.interfaces.rest.kit.auth import caller
from strongroom.interfaces.rest.kit.confirming import Confirming
from strongroom.interfaces.rest.kit.idempotency import once
from strongroom.interfaces.rest.kit.listing import Paging
from strongroom.interfaces.rest.kit.routing import REPEATABLE, reads
from strongroom.interfaces.rest.kit.types import Day, Id, Results, Sent, Shown, Text, one_of

router = Router(tags=["approvals"])


class Answer(Shown):
    """One approver; `decision` is null while waiting."""

    approver_id: uuid.UUID
    approver_name: str
    decision: str | None
    comment: str
    answered_at: dt.datetime | None


class Approval(Shown):
    """A request for approval of one version."""

    id: uuid.UUID
    item_id: uuid.UUID
    item_name: str
    version: int
    state: str = one_of("pending", "approved", "rejected", "withdrawn")
    message: str
    due_on: dt.date | None
    asked_by: uuid.UUID | None
    created_at: dt.datetime
    closed_at: dt.datetime | None
    answers: list[Answer]
    may: list[str]


class ApprovalList(Results[Approval]):
    """One page of requests."""


class ApprovalNew(Sent):
    """A new request, for the newest version of the file."""

    approver_ids: list[Id] = Field(min_length=1, max_length=20)
    message: Text = ""
    due_on: Day | None = None


class Decision(Confirming):
    """The answer of an approver."""

    decision: Literal["approved", "rejected"]
    comment: Text = ""


class Mine(Paging):
    """With `mine=true` only what waits for the caller's own answer."""

    mine: bool = False


def _show(row: approvals.ApprovalRow) -> Approval:
    may = [
        name
        for name, allowed in (("decide", row.may_decide), ("withdraw", row.may_withdraw))
        if allowed
    ]
    answers = [Answer.of(answer, decision=answer.decision or None) for answer in row.answers]
    return Approval.of(row, answers=answers, may=may)


@router.post(
    "/items/{item_id}/approvals",
    response={201: Approval},
    summary="Ask for approval",
    openapi_extra=REPEATABLE,
)
def ask_approval(request: HttpRequest, item_id: Id, payload: ApprovalNew) -> HttpResponse:
    """Ask approvers for the newest version of a file. All must approve; one rejection rejects."""
    principal = caller(request)

    def write() -> HttpResponse:
        approval_id = approvals.ask(principal, item_id=item_id, **payload.values())
        row = approvals.get(principal, approval_id)
        return made(_show(row), f"/api/v1/approvals/{row.id}")

    return once(request, write)


@reads(
    router, "/items/{item_id}/approvals", response=ApprovalList, summary="List an item's approvals"
)
def list_item_approvals(request: HttpRequest, item_id: Id) -> HttpResponse:
    """List the requests for a file, newest first."""
    return many([_show(row) for row in approvals.of_item(caller(request), item_id)])


@reads(router, "/approvals", response=ApprovalList, summary="List approvals")
def list_approvals(request: HttpRequest, wanted: Query[Mine]) -> HttpResponse:
    """List what the caller asked for or was asked for; with `mine=true` what waits for them."""
    select = approvals.waiting_for_me if wanted.mine else approvals.involving_me
    return page(select(caller(request), cursor=wanted.cursor, limit=wanted.limit), _show)


@reads(router, "/approvals/{approval_id}", response=Approval, summary="Get an approval")
def get_approval(request: HttpRequest, approval_id: Id) -> HttpResponse:
    """Return one request."""
    return one(request, _show(approvals.get(caller(request), approval_id)))


@router.post("/approvals/{approval_id}/decision", response=Approval, summary="Decide")
def decide_approval(request: HttpRequest, approval_id: Id, payload: Decision) -> HttpResponse:
    """Approve or reject, once. 409 `already_closed` or `already_answered`.

    409 `confirmation_required` where somebody outside sees the new content of a confidential file.
    """
    principal = caller(request)
    approvals.decide(principal, approval_id=approval_id, **payload.values())
    return one(request, _show(approvals.get(principal, approval_id)))


@router.delete("/approvals/{approval_id}", response={204: None}, summary="Withdraw")
def withdraw_approval(request: HttpRequest, approval_id: Id) -> HttpResponse:
    """Take a pending request back."""
    approvals.withdraw(caller(request), approval_id=approval_id)
    return nothing()
