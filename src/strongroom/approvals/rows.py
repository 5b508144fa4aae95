"""What `approvals` hands out: frozen rows, as far as the one who asks may read them."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One approver, and the answer once there is one (`decision` is empty while waiting)."""

    approver_id: uuid.UUID
    approver_name: str
    decision: str
    comment: str
    answered_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One request. A reviewer who is no in-house user reads only their own answer (D-22)."""

    id: uuid.UUID
    item_id: uuid.UUID
    library_id: uuid.UUID
    item_name: str
    version: int
    state: str
    message: str
    due_on: dt.date | None
    asked_by: uuid.UUID | None
    asked_by_name: str
    created_at: dt.datetime
    closed_at: dt.datetime | None
    answers: tuple[AnswerRow, ...]
    may_decide: bool
    may_withdraw: bool
