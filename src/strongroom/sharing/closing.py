"""Closing doors: cancelling is final (B-10) and works in the next request (B-11)."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from strongroom.access import live
from strongroom.access.api import Kind, Principal
from strongroom.access.models import Share, ShareType
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.errors import ConflictError, InvalidError, NotFoundError
from strongroom.core.statements import fetch
from strongroom.documents.hooks import ItemsMoved
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
        share = _held([share_id])[0]
        if share.cancelled_at is not None:
            raise ConflictError("This share was cancelled already.", code="already_cancelled")
        close(principal, [share])
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
        kept = [share for share in _held(wanted) if share.cancelled_at is None]
        close(principal, kept)
    return len(kept)


def _held(ids: Sequence[uuid.UUID]) -> list[Share]:
    """Return the shares under a row lock, their items loaded, always in the same order."""
    rows = Share.objects.select_for_update(of=("self",)).select_related("item")
    return list(rows.filter(id__in=ids).order_by("id"))


def close(principal: Principal, shares: Sequence[Share], **why: object) -> None:
    """Cancel live shares (with their items loaded) in the caller's transaction, with an event each."""
    now = clock.now()
    member_id = principal.id if principal.kind == Kind.MEMBER else None
    for share in shares:
        share.cancelled_at = now
        share.cancelled_by_id = member_id
    kept = Share.objects.filter(live.UNCANCELLED, id__in=[share.id for share in shares])
    kept.update(cancelled_at=now, cancelled_by_id=member_id)
    audit.record_many(
        principal.actor,
        [change("share.cancelled", share, share.item.library_id, **why) for share in shares],
    )


def change(verb: str, share: Share, library_id: uuid.UUID, **data: object) -> audit.Change:
    """Return what the event of a share keeps: neither address nor password."""
    customer = {"customer": str(share.customer_id)} if share.customer_id else {}
    return audit.Change(
        verb,
        share.account_id,
        library_id=library_id,
        item_id=share.item_id,
        subject_id=share.id,
        data={"type": share.type, **customer, **data},
    )


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
        close(moved.principal, _held(ids), reason="moved")


def live_portal_shares(item_ids: Sequence[uuid.UUID]) -> list[Share]:
    """Return the items' live portal shares under a row lock, their items loaded."""
    kept = Share.objects.filter(live.UNCANCELLED, item__in=item_ids, type=ShareType.PORTAL)
    return _held(list(kept.values_list("id", flat=True)))
