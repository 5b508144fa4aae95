"""Asking whether somebody may share, and keeping an event of each refusal (B-2)."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Principal
from strongroom.audit import api as audit
from strongroom.core.errors import ForbiddenError, InvalidError

MOST = 1000
"""Items that one call may share or hide."""


def require_sharing(principal: Principal, item_ids: Sequence[uuid.UUID]) -> list[ItemFacts]:
    """Return the facts of all items if the principal may share each of them; all or nothing (L16).

    Raises NotFoundError for what they can't see; ForbiddenError, and an event of its own
    transaction, for what they see but may not share (B-2). Call it before the write begins.
    """
    if not item_ids or len(item_ids) > MOST:
        raise InvalidError(errors={"item_ids": f"Please choose 1 to {MOST} documents."})
    try:
        return access.require_many(principal, Action.SHARE, item_ids)
    except ForbiddenError:
        record_refusal(principal, item_ids)
        raise


def require_opening(principal: Principal, item_ids: Sequence[uuid.UUID]) -> list[ItemFacts]:
    """The same for whoever opens a door: one who sees no confidential files here opens no folder (E-7).

    The refusal is the same whatever the folder holds.
    """
    facts = require_sharing(principal, item_ids)
    folders = [fact.id for fact in facts if not fact.is_file]
    if folders and principal.hides_confidential:
        record_refusal(principal, folders)
        raise ForbiddenError(
            "Folders can't be shared here. Share single documents, or the folder in the office."
        )
    return facts


def require_closing(principal: Principal, item_ids: Sequence[uuid.UUID]) -> list[ItemFacts]:
    """The same as `require_sharing` to see and cancel shares, in the trash too: there a door sleeps."""
    try:
        return access.require_many(principal, Action.SHARE, item_ids, trash=True)
    except ForbiddenError:
        record_refusal(principal, item_ids)
        raise


@transaction.atomic
def record_refusal(principal: Principal, item_ids: Sequence[uuid.UUID] = ()) -> None:
    """Leave an event for each item, or one about sharing as such (B-2)."""
    audit.record_many(
        principal.actor,
        [
            audit.NewEvent("share.refused", principal.account_id, item_id=id_)
            for id_ in item_ids or (None,)
        ],
    )
