"""Follows what was ticked in the question: doors cancelled with the change, or kept open (E-5)."""

import uuid
from collections.abc import Collection

from strongroom.access import doors
from strongroom.access.consequence import snapshot
from strongroom.access.consequence.compare import Comparison
from strongroom.access.consequence.shapes import Consequence
from strongroom.access.principal import Action
from strongroom.core.confirmation import Confirmation
from strongroom.core.errors import InvalidError


def follow(comparison: Comparison, answer: Confirmation, consequence: Consequence) -> None:
    """Cancel and keep open what was ticked, in the caller's transaction.

    Raises InvalidError for an id that the question did not offer.
    """
    stay = {door.share_id for door in consequence.doors.stays if door.may_cancel}
    close = {door.share_id for door in consequence.doors.closes if door.may_keep}
    if not answer.cancel_shares <= stay:
        raise InvalidError(
            errors={
                "cancel_shares": "One of these is not open after this change, or not yours to cancel."
            }
        )
    if not answer.keep_open <= close:
        raise InvalidError(
            errors={"keep_open": "One of these does not close, or is not yours to keep open."}
        )
    if answer.cancel_shares:
        doors.cancel(comparison.asker, answer.cancel_shares, reason="narrowed")
    if answer.keep_open:
        doors.keep_open(comparison.asker, _kept(comparison, answer.keep_open))


def _kept(
    comparison: Comparison, share_ids: Collection[uuid.UUID]
) -> list[tuple[uuid.UUID, uuid.UUID, uuid.UUID]]:
    """Each share with each of the touched items that it reached, and that the asker may share."""
    asker, before = comparison.asker, comparison.before
    return [
        (share.id, item_id, where.library)
        for item_id, where in snapshot.kept(comparison.touched)
        for share in before.doors(where)
        if share.id in share_ids and Action.SHARE in before.actions(asker, where)
    ]
