"""Answering a request for approval."""

import uuid

from django.db import transaction

from strongroom.access.api import Principal
from strongroom.approvals.asking import MAX_TEXT, close, hold_file, locked, require_pending
from strongroom.approvals.models import Answer, Approval, ApprovalState
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError
from strongroom.documents import api as documents

DECISIONS = (ApprovalState.APPROVED, ApprovalState.REJECTED)


@transaction.atomic
def decide(
    principal: Principal,
    *,
    approval_id: uuid.UUID,
    decision: str,
    comment: str = "",
    confirm: Confirm = False,
) -> None:
    """Answer a request that one was asked for, once; the file must still be visible (D-22).

    All must approve; the first rejection rejects. Raises ConflictError `already_closed` or
    `already_answered`, ForbiddenError for who was not asked, ConfirmationRequiredError where a door
    shows the approved content of a confidential file from then on (E-7).
    """
    if decision not in DECISIONS:
        raise InvalidError(errors={"decision": "Choose approved or rejected."})
    if len(comment) > MAX_TEXT or "\0" in comment:
        raise InvalidError(errors={"comment": f"At most {MAX_TEXT} characters, please."})
    facts = hold_file(principal, approval_id)
    approval = locked(principal, approval_id)
    answer = Answer.objects.filter(approval=approval, approver_id=principal.id).first()
    if answer is None:
        raise ForbiddenError("You were not asked to approve this.")
    require_pending(approval)
    if answer.decision:
        raise ConflictError("You have answered already.", code="already_answered")
    answer.decision, answer.comment = decision, comment.strip()
    answer.answered_at = clock.now()
    answer.save(update_fields=["decision", "comment", "answered_at"])
    documents.renew(
        principal,
        facts,
        lambda: _conclude(approval, decision),
        about=f"approval {approval_id}",
        confirm=confirm,
    )
    change = audit.NewEvent(
        f"approval.{decision}",
        approval.account_id,
        item_id=approval.item_id,
        subject_id=approval.id,
    )
    audit.record(principal.actor, change)


def _conclude(approval: Approval, decision: str) -> None:
    if decision == ApprovalState.REJECTED:
        close(approval, ApprovalState.REJECTED)
    elif not Answer.objects.filter(approval=approval, decision="").exists():
        close(approval, ApprovalState.APPROVED)
