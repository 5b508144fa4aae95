"""The history of a document's shares, for whoever may share it (B-2, B-9)."""

import uuid

from strongroom.access.api import Principal
from strongroom.access.models import Share
from strongroom.core.errors import NotFoundError
from strongroom.sharing.asking import require_sharing
from strongroom.sharing.rows import ShareRow


def shares_of(principal: Principal, item_id: uuid.UUID) -> list[ShareRow]:
    """Return the item's shares, newest first; the section is absent while there are none.

    Raises NotFoundError, or ForbiddenError with an event (B-2).
    """
    require_sharing(principal, [item_id])
    rows = Share.objects.filter(item_id=item_id).order_by("-created_at", "-id")
    return [row_of(share) for share in rows.select_related(*_WITH)]


def share_row(principal: Principal, share_id: uuid.UUID) -> ShareRow:
    """Return one share as a row, under the same rule."""
    share = (
        Share.objects.filter(id=share_id, account_id=principal.account_id)
        .select_related(*_WITH)
        .first()
    )
    if share is None:
        raise NotFoundError
    require_sharing(principal, [share.item_id])
    return row_of(share)


_WITH = ("created_by__person", "cancelled_by__person", "customer")


def row_of(share: Share) -> ShareRow:
    """Return the row of a share whose people and customer are loaded."""
    return ShareRow(
        id=share.id,
        item_id=share.item_id,
        type=share.type,
        created_by=share.created_by_id,
        created_by_name=share.created_by.person.name if share.created_by else "",
        created_at=share.created_at,
        cancelled_by=share.cancelled_by_id,
        cancelled_by_name=share.cancelled_by.person.name if share.cancelled_by else "",
        cancelled_at=share.cancelled_at,
        expires_at=share.expires_at,
        customer_id=share.customer_id,
        customer_name=share.customer.name if share.customer else "",
    )
