"""Approvals: asking from the drawer, answering, withdrawing (D-22)."""

import datetime as dt
import uuid

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from strongroom.approvals import api as approvals
from strongroom.approvals.api import ApprovalRow
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError
from strongroom.core.ids import parse_id
from strongroom.core.strict import read_day
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.page import is_fragment, local_path, wants
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.office.approvals.waiting import show_list
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.drawer import contexts
from strongroom.interfaces.office.drawer.details import show
from strongroom.interfaces.office.panel import Panel


@require_POST
@at_desk
def ask(desk: Desk, item_id: uuid.UUID) -> HttpResponseBase:
    """Ask one or several approvers for the newest version."""
    panel = Panel(desk, item_id)
    panel.row  # noqa: B018 - whether it exists for them is asked first (L11)
    form = desk.request.POST
    chosen = form.getlist("approver")
    try:
        approvals.ask(
            desk.principal,
            item_id=item_id,
            approver_ids=[_member(text) for text in chosen],
            message=form.get("message", ""),
            due_on=_day(form.get("due_on", "")),
        )
    except InvalidError as error:
        return _asking(panel, error)
    except ConflictError as error:
        panel.problem, panel.status = error.detail, error.status
        return show(panel, "approvals")
    panel.say("Approval asked for.")
    fresh = Panel(desk, item_id, panel.flashes, changed=True)
    return fresh.done("approvals") or show(fresh, "approvals")


def _asking(panel: Panel, error: InvalidError) -> HttpResponse:
    """Show the form again with what was typed; errors stand at their fields."""
    panel.status = error.status
    sent = panel.desk.request.POST
    people, chosen = contexts.approvers(panel, ""), sent.getlist("approver")
    errors = error.errors or {"": error.detail}
    panel.problem = errors.get("", "") or errors.get("item_id", "")
    form = contexts.AskForm(
        people=[one for one in people if one.key not in chosen],
        chosen=[one for one in people if one.key in chosen],
        message=sent.get("message", ""),
        due_on=sent.get("due_on", ""),
        errors=errors,
    )
    return show(panel, "approvals", contexts.requests(panel, form))


def _member(text: str) -> uuid.UUID:
    member_id = parse_id(text)
    if member_id is None:
        raise InvalidError(errors={"approver_ids": "Choose approvers from the list."})
    return member_id


def _day(text: str) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return read_day(text.strip())
    except ValueError:
        raise InvalidError(errors={"due_on": "Enter a day as year-month-day."}) from None


@require_safe
@at_desk
def approvers(desk: Desk, item_id: uuid.UUID) -> HttpResponseBase:
    """Find members who can see the file."""
    panel = Panel(desk, item_id)
    panel.row  # noqa: B018 - asks
    if not panel.in_house:
        raise ForbiddenError("Approvals are asked for by in-house users.")
    q = desk.request.GET.get("q", "")
    if not is_fragment(desk.request):
        return desk.go(panel.tab_url("approvals", ask="1", q=q))
    found = contexts.approvers(panel, q)
    return desk.fragment("office/drawer/approvers.html", people=found, q=q)


@require_POST
@at_desk
def decide(desk: Desk, approval_id: uuid.UUID) -> HttpResponseBase:
    """Approve or reject, with a comment."""
    row = approvals.get(desk.principal, approval_id)
    decision = desk.request.POST.get("decision", "")
    comment = desk.request.POST.get("comment", "")
    question.words(desk.request, title=f"Approve {row.item_name}?", confirm_label="Approve anyway")
    try:
        approvals.decide(
            desk.principal,
            approval_id=approval_id,
            decision=decision,
            comment=comment,
            confirm=question.answer_of(desk.request),
        )
    except (InvalidError, ConflictError) as error:
        return _answer(desk, row, problem=error.detail, status=error.status)
    word = "approved" if decision == "approved" else "rejected"
    return _answer(desk, row, said=f"You have {word} {row.item_name}, version {row.version}.")


@require_POST
@at_desk
def withdraw(desk: Desk, approval_id: uuid.UUID) -> HttpResponseBase:
    """Take a request back."""
    row = approvals.get(desk.principal, approval_id)
    try:
        approvals.withdraw(desk.principal, approval_id=approval_id)
    except ConflictError as error:
        return _answer(desk, row, problem=error.detail, status=error.status)
    return _answer(desk, row, said=f"The request for {row.item_name} is withdrawn.")


def _answer(
    desk: Desk, row: ApprovalRow, *, said: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    """Answer where the form stood: in the drawer, or in the list of the page."""
    flashes = [flash.Flash(said)] if said else []
    if wants(desk.request, "panel"):
        panel = Panel(desk, row.item_id, flashes, problem, status, changed=True)
        return show(panel, "approvals")
    if is_fragment(desk.request):
        return show_list(desk, flashes=flashes, problem=problem)
    flash.keep(desk.request, flashes or [flash.Flash(problem, level="warning")])
    back = local_path(desk.request.POST.get("page"), address(desk.url("approvals"), {}))
    return desk.go(back)
