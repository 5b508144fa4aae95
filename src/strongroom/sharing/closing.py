"""Closing doors: cancelling is final (B-10) and works in the next request (B-11)."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from strongroom.access import api as access
from strongroom.access import live
from strongroom.access.api import Principal
from strongroom.access.models import Share, ShareType
from strongroom.core.errors import ConflictError, InvalidError, NotFoundError
from strongroom.core.statements import fetch
from strongroom.documents.api import ItemsMoved
from strongroom.sharing.asking import MOST, require_closing
from strongroom.store import hierarchy


def cancel_share(principal: Principal, share_id: uuid.UUID) -> Share:
    """Cancel one share for good, at once. Whoever may share the item may cancel, an admin always.

    Raises NotFoundError for a share of an unseen item or another account (L28), ConflictError
    (`already_cancelled`) the second time.
    """
    found = Share.objects.filter(id=share_id, account_id=principal.account_id).first()
    if found is None:
        raise NotFoundError
    require_closing(principal, [found.item_id])
    with transaction.atomic():
        share = access.held_shares([share_id])[0]
        if share.cancelled_at is not None:
            raise ConflictError("This share was cancelled already.", code="already_cancelled")
        access.close_shares(principal, [share])
    return share


def cancel_shares(principal: Principal, share_ids: Sequence[uuid.UUID]) -> int:
    """Cancel several, all or nothing (L16); what is cancelled already stays so. Return how many."""
    wanted = list(dict.fromkeys(share_ids))
    if not wanted or len(wanted) > MOST:
        raise InvalidError(errors={"share_ids": f"Please choose 1 to {MOST} shares."})
    items = dict(
        Share.objects.filter(id__in=wanted, account_id=principal.account_id).values_list(
            "id", "item_id"
        )
    )
    if len(items) < len(wanted):
        raise NotFoundError
    require_closing(principal, list(dict.fromkeys(items.values())))
    with transaction.atomic():
        kept = [share for share in access.held_shares(wanted) if share.cancelled_at is None]
        access.close_shares(principal, kept)
    return len(kept)


_STRANDED = f"""
{hierarchy.recursive(hierarchy.below("f.item_id = any(%(items)s::uuid[])", name="moved"))}
select s.id from access_share s
  join store_item i on i.id = s.item_id
  join store_library l on l.id = i.library_id
 where (i.id = any(%(items)s::uuid[]) or i.parent_id in (select id from moved))
   and s.type = 'portal' and {live.uncancelled()}
   and s.customer_id is distinct from l.customer_id
"""


def follow_move(moved: ItemsMoved) -> None:
    """Cancel the portal shares that moved items have brought into another customer's library.

    They open nothing there (rule 2); cancelled they tell the truth, and a move back does not open
    them again (B-10). In the move's transaction, which has asked for confirmation.
    """
    ids = [row["id"] for row in fetch(_STRANDED, {"items": list(moved.item_ids)})]
    if ids:
        access.close_shares(moved.principal, access.held_shares(ids), reason="moved")


def live_portal_shares(item_ids: Sequence[uuid.UUID]) -> list[Share]:
    """Return the items' live portal shares under a row lock, their items loaded."""
    kept = Share.objects.filter(live.UNCANCELLED, item__in=item_ids, type=ShareType.PORTAL)
    return access.held_shares(list(kept.values_list("id", flat=True)))
