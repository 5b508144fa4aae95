"""Doors outward as rows: cancelling them for good (B-10), and keeping one open on an item itself (E-5).

Whether somebody may is asked by the caller.
"""

import uuid
from collections.abc import Collection, Iterable, Sequence

from strongroom.access import live
from strongroom.access.models import Link, Share, ShareType
from strongroom.access.principal import Kind, Principal
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.ids import new_id


def held(ids: Collection[uuid.UUID]) -> list[Share]:
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
    Share.objects.filter(live.UNCANCELLED, id__in=[share.id for share in shares]).update(
        cancelled_at=now, cancelled_by_id=member_id
    )
    audit.record_many(
        principal.actor,
        [event("share.cancelled", share, share.item.library_id, **why) for share in shares],
    )


def cancel(principal: Principal, share_ids: Collection[uuid.UUID], **why: object) -> None:
    """Cancel those of the shares that are not cancelled yet."""
    shares = [share for share in held(share_ids) if share.cancelled_at is None]
    close(principal, shares, **why)


def insert_link(link: Link) -> Link:
    """Insert the row and return it; of two with one id the second waits, and gets that of the first."""
    Link.objects.bulk_create([link], ignore_conflicts=True)
    return Link.objects.get(id=link.id)


def insert(shares: Sequence[Share], *, unless_there: bool = False) -> None:
    """Insert shares; `unless_there`: but for those that the unique indices have already."""
    Share.objects.bulk_create(shares, ignore_conflicts=unless_there)


def set_keeper(share_id: uuid.UUID, member_id: uuid.UUID | None) -> None:
    """Note who answers for a share of a link from now on (L22)."""
    Share.objects.filter(id=share_id).update(keeper_id=member_id)


def event(verb: str, share: Share, library_id: uuid.UUID, **data: object) -> audit.NewEvent:
    """Return what the event of a share keeps: neither address nor password."""
    customer = {"customer": str(share.customer_id)} if share.customer_id else {}
    return audit.NewEvent(
        verb,
        share.account_id,
        library_id=library_id,
        item_id=share.item_id,
        subject_id=share.id,
        data={"type": share.type, **customer, **data},
    )


def keep_open(
    principal: Principal,
    wanted: Iterable[tuple[uuid.UUID, uuid.UUID, uuid.UUID]],
) -> None:
    """Give items shares of their own for the audience of others: (share, item, the item's library).

    A link goes on opening by the same address, to the same day. What has such a share already is
    left as it is.
    """
    pairs = list(wanted)
    sources = Share.objects.in_bulk([share for share, _, _ in pairs])
    present = {
        (share.item_id, share.link_id, share.customer_id)
        for share in Share.objects.filter(item__in=[item for _, item, _ in pairs])
        if share.type == ShareType.LINK or share.cancelled_at is None
    }
    made: dict[tuple[uuid.UUID, uuid.UUID | None, uuid.UUID | None], Share] = {}
    libraries = {}
    for share_id, item_id, library_id in pairs:
        source = sources[share_id]
        key = (item_id, source.link_id, source.customer_id)
        if key not in present:
            made.setdefault(key, _like(source, principal, item_id))
            libraries[item_id] = library_id
    Share.objects.bulk_create(made.values())
    audit.record_many(
        principal.actor,
        [
            event("share.created", share, libraries[share.item_id], kept=True)
            for share in made.values()
        ],
    )


def _like(source: Share, principal: Principal, item_id: uuid.UUID) -> Share:
    author = principal.id if principal.kind == Kind.MEMBER else None
    return Share(
        id=new_id(),
        account_id=source.account_id,
        item_id=item_id,
        type=source.type,
        customer_id=source.customer_id,
        link_id=source.link_id,
        created_by_id=author,
        keeper_id=author if source.type == ShareType.LINK else None,
        created_at=clock.now(),
        expires_at=source.expires_at,
        notify_on_opening=source.notify_on_opening,
    )
