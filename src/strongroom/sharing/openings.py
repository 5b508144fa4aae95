"""Who opened a share, and when (B-13): recorded once an hour for each visitor, document and use."""

import hashlib
import ipaddress
import uuid

from django.db import transaction
from django.db.models import Q

from strongroom.access import api as access
from strongroom.access.api import Kind, Principal
from strongroom.core import clock
from strongroom.core.paging import Page, clamp_limit, decode_cursor, encode_cursor
from strongroom.outbox import api as outbox
from strongroom.sharing.limits import limits_of
from strongroom.sharing.models import Networks, Opened, Opening
from strongroom.sharing.rows import OpeningRow
from strongroom.sharing.selectors import share_row
from strongroom.store.models import Item

OPENED_MAIL = "sharing.opened"
_SHORT_V4, _SHORT_V6 = 24, 48


def record_opening(
    principal: Principal,
    item_id: uuid.UUID,
    *,
    what: Opened,
    device: str,
    network: str,
    visitor: str = "",
) -> None:
    """Record that a contact or a link's bearer opened an item that they may see.

    `network` is the visitor's address, `visitor` whatever tells a link's visitors apart. The same
    again within the hour is not another opening. Members leave none. On the first one of a share
    whose maker wants to be told, the mail is posted in the same transaction.
    """
    share = access.nearest_share(principal, item_id)
    if share is None:
        return
    now = clock.now()
    who = str(principal.id) if principal.kind == Kind.CONTACT else visitor or network
    once = "\0".join((str(share.id), str(item_id), what, who, now.strftime("%Y-%m-%dT%H")))
    opening = Opening(
        share=share,
        item_id=item_id,
        contact_id=principal.id if principal.kind == Kind.CONTACT else None,
        what=what,
        version=Item.objects.values_list("current__number", flat=True).get(id=item_id),
        device=device[:40],
        network=kept_network(Networks(limits_of(share.account_id).networks), network),
        once=hashlib.sha256(once.encode()).hexdigest(),
        at=now,
    )
    with transaction.atomic():
        Opening.objects.bulk_create([opening], ignore_conflicts=True)
        if share.notify_on_opening:
            outbox.post(
                OPENED_MAIL,
                key=f"{OPENED_MAIL}:{share.id}",
                account_id=share.account_id,
                refs={"share": str(share.id)},
            )


def kept_network(policy: Networks, address: str) -> str:
    """Return what is kept of a network address: all of it, its network (/24, /48), or nothing."""
    if policy == Networks.NONE:
        return ""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if policy == Networks.FULL:
        return str(parsed)
    bits = _SHORT_V4 if parsed.version == 4 else _SHORT_V6  # noqa: PLR2004 - the versions' names
    return str(ipaddress.ip_network((parsed, bits), strict=False))


def openings_of(
    principal: Principal,
    share_id: uuid.UUID,
    *,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[OpeningRow]:
    """Return the openings of a share, newest first, to whoever may share its item."""
    share_row(principal, share_id)
    size = clamp_limit(limit)
    rows = Opening.objects.filter(share_id=share_id).select_related("item", "contact")
    after = decode_cursor(cursor, length=2)
    if after:
        rows = rows.filter(Q(at__lt=after[0]) | Q(at=after[0], id__lt=after[1]))
    found = list(rows.order_by("-at", "-id")[: size + 1])
    visible = access.may(principal, {row.item_id for row in found})
    last = found[size - 1] if len(found) > size else None
    return Page(
        [_row(row, named=row.item_id in visible) for row in found[:size]],
        encode_cursor([last.at.isoformat(), str(last.id)]) if last else None,
    )


def _row(row: Opening, *, named: bool) -> OpeningRow:
    """Return the row; what lies in a shared folder and is hidden from the asker keeps its name (L8)."""
    return OpeningRow(
        id=row.id,
        at=row.at,
        what=row.what,
        version=row.version,
        device=row.device,
        network=row.network,
        contact_name=row.contact.name if row.contact else "",
        item_id=row.item_id,
        item_name=row.item.name if named else "",
    )
