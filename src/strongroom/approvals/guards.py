"""What a pending approval forbids below (D-15); bound to the hooks of `access` and `documents`."""

import uuid

from strongroom.approvals.models import Approval, ApprovalState
from strongroom.core.errors import ConflictError


def refuse_while_pending(item_id: uuid.UUID) -> None:
    """Raise ConflictError `pending_approval` while the file itself waits for an approval."""
    if Approval.objects.filter(item_id=item_id, state=ApprovalState.PENDING).exists():
        raise ConflictError(
            "An approval of this file is pending. Wait for it, or withdraw it first.",
            code="pending_approval",
        )
