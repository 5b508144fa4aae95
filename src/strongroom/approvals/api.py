"""The public face of `approvals`: asking, deciding, withdrawing, reading."""

from strongroom.approvals.asking import ask, withdraw, withdraw_for_versions
from strongroom.approvals.deciding import decide
from strongroom.approvals.guards import refuse_while_any_pending, refuse_while_pending
from strongroom.approvals.rows import AnswerRow, ApprovalRow
from strongroom.approvals.selectors import (
    asked_by_me,
    get,
    involving_me,
    of_item,
    waiting_count,
    waiting_for_me,
)

__all__ = [
    "AnswerRow",
    "ApprovalRow",
    "ask",
    "asked_by_me",
    "decide",
    "get",
    "involving_me",
    "of_item",
    "refuse_while_any_pending",
    "refuse_while_pending",
    "waiting_count",
    "waiting_for_me",
    "withdraw",
    "withdraw_for_versions",
]
