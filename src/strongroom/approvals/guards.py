"""What a pending approval forbids below (D-15); bound to the hooks of `access` and `documents`."""

import uuid
from collections.abc import Sequence

from strongroom.approvals.models import Approval, ApprovalState
from strongroom.core.errors import ConflictError


def refuse_while_pending(item_id: uuid.UUID) -> None:
    """Raise ConflictError `pending_approval` while the file itself waits for an approval."""
    refuse_while_any_pending([item_id])


def refuse_while_any_pending(item_ids: Sequence[uuid.UUID]) -> None:
    """Raise the same while one of the files waits."""
    if Approval.objects.filter(item_id__in=item_ids, state=ApprovalState.PENDING).exists():
        raise ConflictError(
            "An approval of this file is pending. Wait for it, or withdraw it first.",
            code="pending_approval",
        )
