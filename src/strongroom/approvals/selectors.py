"""Reading requests: of a file, waiting for me, asked by me."""

import uuid

from django.db.models import Prefetch, Q, QuerySet

from strongroom.access import api as access
from strongroom.access.api import Action, Kind, Principal
from strongroom.approvals.models import Answer, Approval, ApprovalState
from strongroom.approvals.rows import AnswerRow, ApprovalRow
from strongroom.core.errors import NotFoundError
from strongroom.core.paging import Keyset, Page, clamp_limit
from strongroom.core.statements import fetch_prepared
from strongroom.core.strict import read_id
from strongroom.directory.models import MemberType

_NEWEST = Keyset({"id": read_id}, descending=True)


def of_item(principal: Principal, item_id: uuid.UUID) -> list[ApprovalRow]:
    """Return the requests for a file, newest first; the file must be visible to a member."""
    access.require(principal, Action.VIEW, item_id)
    found = _readable(principal, _rows().filter(item_id=item_id))
    return _shown(principal, list(found.order_by("-created_at", "-id")))


def get(principal: Principal, approval_id: uuid.UUID) -> ApprovalRow:
    """Return one request; NotFoundError when it or its file does not exist for the principal."""
    found = list(_readable(principal, _rows().filter(id=approval_id)))
    shown = _shown(principal, found)
    if not shown:
        raise NotFoundError
    return shown[0]


def waiting_for_me(
    principal: Principal, *, cursor: str | None = None, limit: int | None = None
) -> Page[ApprovalRow]:
    """Return open requests that wait for the principal's answer, newest first."""
    mine = Answer.objects.filter(approver_id=_me(principal), decision="")
    open_ = _rows().filter(state=ApprovalState.PENDING, id__in=mine.values("approval"))
    return _page(principal, open_, cursor, limit)


MOST_WAITING = 100


_WAITING = """
select a.item_id from approvals_answer w join approvals_approval a on a.id = w.approval_id
 where w.approver_id = %(me)s::uuid and w.decision = '' and a.state = %(pending)s
   and a.account_id = %(account)s::uuid
 limit %(most)s"""


def waiting_count(principal: Principal) -> int:
    """Return how many requests `waiting_for_me` lists, up to MOST_WAITING. One statement when none."""
    params = {
        "me": _me(principal),
        "account": principal.account_id,
        "pending": ApprovalState.PENDING.value,
        "most": MOST_WAITING,
    }
    items = [row["item_id"] for row in fetch_prepared(_WAITING, params)]
    if not items:
        return 0
    visible = access.check_many(principal, Action.VIEW, set(items))
    return sum(item_id in visible for item_id in items)


def asked_by_me(
    principal: Principal, *, cursor: str | None = None, limit: int | None = None
) -> Page[ApprovalRow]:
    """Return what the principal has asked for, newest first, whatever its state."""
    return _page(principal, _rows().filter(asked_by_id=_me(principal)), cursor, limit)


def involving_me(
    principal: Principal, *, cursor: str | None = None, limit: int | None = None
) -> Page[ApprovalRow]:
    """Return what the principal asked for or was asked for, newest first."""
    me = _me(principal)
    asked = Answer.objects.filter(approver_id=me).values("approval")
    return _page(principal, _rows().filter(Q(asked_by_id=me) | Q(id__in=asked)), cursor, limit)


def _me(principal: Principal) -> uuid.UUID:
    if principal.kind != Kind.MEMBER or principal.id is None:
        raise NotFoundError
    return principal.id


def _rows() -> QuerySet[Approval]:
    answers = Answer.objects.select_related("approver__person").order_by("approver__person__name")
    return Approval.objects.select_related("item", "version", "asked_by__person").prefetch_related(
        Prefetch("answers", queryset=answers)
    )


def _readable(principal: Principal, rows: QuerySet[Approval]) -> QuerySet[Approval]:
    """In-house users read all requests of a file they see; others those that they were asked for."""
    mine = rows.filter(account_id=principal.account_id)
    if principal.member_type == MemberType.IN_HOUSE:
        return mine
    asked = Answer.objects.filter(approver_id=_me(principal)).values("approval")
    return mine.filter(id__in=asked)


def _page(
    principal: Principal, rows: QuerySet[Approval], cursor: str | None, limit: int | None
) -> Page[ApprovalRow]:
    """Return one page; what is hidden leaves no gap in it, and no page of its own (L49)."""
    size = clamp_limit(limit)
    rows, shown = rows.filter(account_id=principal.account_id), list[ApprovalRow]()
    following = cursor
    while len(shown) <= size:
        found, following = _NEWEST.page(rows, following, size + 1)
        shown += _shown(principal, found)
        if following is None:
            break
    return Page(shown[:size], _NEWEST.cursor(shown[size - 1]) if len(shown) > size else None)


def _shown(principal: Principal, found: list[Approval]) -> list[ApprovalRow]:
    """Leave out requests whose file the principal does not see any more."""
    may = access.may(principal, {approval.item_id for approval in found})
    return [
        _row(principal, approval, may[approval.item_id])
        for approval in found
        if approval.item_id in may
    ]


def _row(principal: Principal, approval: Approval, may: frozenset[Action]) -> ApprovalRow:
    pending = approval.state == ApprovalState.PENDING
    answers = list(approval.answers.all())
    own = next((answer for answer in answers if answer.approver_id == principal.id), None)
    if principal.member_type != MemberType.IN_HOUSE:
        answers = [own] if own else []
    asked_by = approval.asked_by
    return ApprovalRow(
        id=approval.id,
        item_id=approval.item_id,
        library_id=approval.item.library_id,
        item_name=approval.item.name,
        version=approval.version.number,
        state=approval.state,
        message=approval.message,
        due_on=approval.due_on,
        asked_by=approval.asked_by_id,
        asked_by_name=asked_by.person.name if asked_by else "",
        created_at=approval.created_at,
        closed_at=approval.closed_at,
        answers=tuple(
            AnswerRow(
                answer.approver_id,
                answer.approver.person.name,
                answer.decision,
                answer.comment,
                answer.answered_at,
            )
            for answer in answers
        ),
        may_decide=pending and own is not None and not own.decision,
        may_withdraw=pending and (approval.asked_by_id == principal.id or Action.SET_ACCESS in may),
    )
