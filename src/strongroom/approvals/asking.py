"""Asking for approval, and taking the request back."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Kind, Principal
from strongroom.approvals.models import Answer, Approval, ApprovalState
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from strongroom.directory.models import Account
from strongroom.documents.api import VersionAdded
from strongroom.store import api as store
from strongroom.store.models import Item, Version

MAX_APPROVERS = 20
MAX_TEXT = 2000


@transaction.atomic
def ask(
    principal: Principal,
    *,
    item_id: uuid.UUID,
    approver_ids: Sequence[uuid.UUID],
    message: str = "",
    due_on: dt.date | None = None,
) -> uuid.UUID:
    """Ask approvers for the newest version of a file; return the request's id.

    Needs *edit* on the file. Each approver must be able to see it (D-22). Raises InvalidError at
    `approver_ids` or `due_on`, ConflictError `pending_approval` while another request is open.
    """
    facts = access.require(principal, Action.EDIT, item_id)
    if not facts.is_file:
        raise InvalidError(errors={"item_id": "Only files can be approved."})
    if principal.kind != Kind.MEMBER:
        raise ForbiddenError
    # The row's lock keeps a new version from coming between the question and the state.
    Item.objects.select_for_update(no_key=True).get(id=item_id)
    approvers = _checked(principal, item_id, approver_ids)
    _check_text(message)
    zone = Account.objects.values_list("time_zone", flat=True).get(id=principal.account_id)
    if due_on is not None and due_on < clock.today(zone):
        raise InvalidError(errors={"due_on": "This day has passed already; choose a later one."})
    if Approval.objects.filter(item_id=item_id, state=ApprovalState.PENDING).exists():
        raise ConflictError("An approval of this file is pending already.", code="pending_approval")
    version = Version.objects.filter(item_id=item_id).order_by("-number")[0]
    approval = Approval.objects.create(
        account_id=principal.account_id,
        item_id=item_id,
        version=version,
        asked_by_id=principal.id,
        message=message.strip(),
        due_on=due_on,
        created_at=clock.now(),
    )
    Answer.objects.bulk_create(
        Answer(approval=approval, approver_id=member_id) for member_id in approvers
    )
    store.set_version_state(version.id, ApprovalState.PENDING)
    _record(principal, approval, "approval.asked", version=version.number)
    return approval.id


def _checked(
    principal: Principal, item_id: uuid.UUID, approver_ids: Sequence[uuid.UUID]
) -> list[uuid.UUID]:
    wanted = list(dict.fromkeys(approver_ids))
    if not wanted:
        raise InvalidError(errors={"approver_ids": "Please choose at least one approver."})
    if len(wanted) > MAX_APPROVERS:
        raise InvalidError(errors={"approver_ids": f"At most {MAX_APPROVERS} approvers."})
    seeing = {
        answer.principal.id
        for answer in access.who_can(principal, item_id)
        if answer.principal.kind == Kind.MEMBER
    }
    if not set(wanted) <= seeing:
        raise InvalidError(
            errors={"approver_ids": "Somebody of the list can't see this file; give access first."}
        )
    return wanted


def _check_text(text: str) -> None:
    if len(text) > MAX_TEXT or "\0" in text:
        raise InvalidError(errors={"message": f"At most {MAX_TEXT} characters, please."})


@transaction.atomic
def withdraw(principal: Principal, *, approval_id: uuid.UUID) -> None:
    """Take a pending request back: whoever asked, or whoever may set access on the file."""
    approval = locked(principal, approval_id)
    own = approval.asked_by_id == principal.id
    if not own and not access.check(principal, Action.SET_ACCESS, approval.item_id).allowed:
        raise ForbiddenError("Only who asked, or a manager of the file, can withdraw this.")
    require_pending(approval)
    close(approval, ApprovalState.WITHDRAWN)
    _record(principal, approval, "approval.withdrawn")


def withdraw_for_versions(added: Sequence[VersionAdded]) -> None:
    """A new version withdraws a pending request (D-22); bound to `documents.hooks.version_added`."""
    later = [
        fact for fact in added if fact.number > 1
    ]  # nobody asked for a file before it was there
    if not later:
        return
    pending = Approval.objects.select_for_update().filter(
        item_id__in=[fact.item_id for fact in later], state=ApprovalState.PENDING
    )
    for approval in pending.exclude(version_id__in=[fact.version_id for fact in later]):
        close(approval, ApprovalState.WITHDRAWN)


def hold_file(principal: Principal, approval_id: uuid.UUID) -> ItemFacts:
    """Return the facts of a request's file, if it is visible, its library locked, shared.

    Comes before `locked`: a new version takes these locks in that order, too.
    """
    asked = Approval.objects.filter(id=approval_id, account_id=principal.account_id)
    item_id = asked.values_list("item_id", flat=True).first()
    if item_id is None or principal.kind != Kind.MEMBER:
        raise NotFoundError
    facts = access.require(principal, Action.VIEW, item_id)
    store.lock_libraries({facts.library_id: True})
    return access.require(principal, Action.VIEW, item_id)


def locked(principal: Principal, approval_id: uuid.UUID) -> Approval:
    """Return the request, locked, if its file is visible; NotFoundError otherwise."""
    approval = (
        Approval.objects.select_for_update()
        .filter(id=approval_id, account_id=principal.account_id)
        .first()
    )
    if approval is None or principal.kind != Kind.MEMBER:
        raise NotFoundError
    access.require(principal, Action.VIEW, approval.item_id)
    return approval


def require_pending(approval: Approval) -> None:
    """Raise ConflictError `already_closed` when the request is not open any more."""
    if approval.state != ApprovalState.PENDING:
        raise ConflictError("This request is closed already.", code="already_closed")


def close(approval: Approval, state: ApprovalState) -> None:
    """End the request, and let the file's state and current version follow."""
    Approval.objects.filter(id=approval.id).update(state=state, closed_at=clock.now())
    shown = None if state == ApprovalState.WITHDRAWN else state
    store.set_version_state(approval.version_id, shown)


def _record(principal: Principal, approval: Approval, verb: str, **data: object) -> None:
    change = audit.NewEvent(
        verb, approval.account_id, item_id=approval.item_id, subject_id=approval.id, data=data
    )
    audit.record(principal.actor, change)
