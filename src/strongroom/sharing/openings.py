"""Who opened a share, and when (B-13): recorded once an hour for each visitor, document and use."""

import datetime as dt
import hashlib
import ipaddress
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Kind, Principal
from strongroom.access.models import Share
from strongroom.core import clock
from strongroom.core.ids import new_id
from strongroom.core.paging import Keyset, Page, clamp_limit
from strongroom.core.statements import fetch_prepared
from strongroom.core.strict import read_id, read_moment
from strongroom.outbox import api as outbox
from strongroom.sharing.models import Limits, Networks, Opened, Opening
from strongroom.sharing.rows import OpeningRow
from strongroom.sharing.selectors import share_row

OPENED_MAIL = "sharing.opened"
_NEWEST = Keyset({"at": read_moment, "id": read_id}, descending=True)
_CONTINUED = 24
"""Hours within which a later part of a document belongs to an opening that was recorded."""
_SHORT_V4, _SHORT_V6 = 24, 48


@dataclass(frozen=True, slots=True)
class Use:
    """What was done with a share, and from where."""

    what: Opened
    device: str
    network: str
    """The visitor's address."""
    visitor: str = ""
    """Whatever tells a link's visitors apart."""
    automatic: bool = False
    """A program fetched it by itself, as it said."""
    acted: bool = True
    """Somebody did more than open an address, as what scans mails does too."""
    continued: bool = False
    """A later part: no opening of its own where the same was opened within a day."""


def record_openings(principal: Principal, item_ids: Collection[uuid.UUID], use: Use) -> None:
    """Record that a contact or a link's bearer opened items that they may see.

    The same again within the hour is not another opening. Members leave none. On the first one by
    somebody who acted, of a link whose maker wants to be told, the mail is posted in the same
    transaction: one, whatever it opens. As many statements for a thousand items as for one.
    """
    shares = access.nearest_shares(principal, item_ids)
    if shares:
        _record(principal, shares, use)


def record_opening(
    principal: Principal,
    item_id: uuid.UUID,
    *,
    what: Opened,
    device: str,
    network: str,
    visitor: str = "",
) -> None:
    """Record the same of one item, by somebody who acted."""
    record_openings(principal, [item_id], Use(what, device, network, visitor))


_OPENINGS = """
insert into sharing_opening
       (id, share_id, item_id, contact_id, what, version, device, network, automatic, once,
        at)
select opened.id, opened.share, opened.item, %(contact)s::uuid, %(what)s::text, v.number, %(device)s::text,
       case coalesce((select l.networks from sharing_limits l where l.account_id = %(account)s::uuid),
                     %(usual)s::text)
         when 'none' then '' when 'short' then %(short)s::text else %(full)s::text end,
       %(automatic)s::boolean, opened.once, %(now)s::timestamptz
  from unnest(%(ids)s::uuid[], %(shares)s::uuid[], %(items)s::uuid[], %(once)s::text[],
              %(earlier)s::text[])
       opened(id, share, item, once, earlier)
  join store_item i on i.id = opened.item
  left join store_version v on v.id = i.current_id
 where not exists (select from sharing_opening o
                    where o.once = any(string_to_array(opened.earlier, ',')))
    on conflict do nothing
returning id
"""


def _record(principal: Principal, shares: Mapping[uuid.UUID, Share], use: Use) -> None:
    """Insert an opening for each item, by the share that opens it, and post the first mail."""
    now = clock.now()
    contact_id = principal.id if principal.kind == Kind.CONTACT else None
    who = str(contact_id) if contact_id else use.visitor or use.network
    kinds = [
        (str(share.id), str(item_id), use.what, who, *(["automatic"] if use.automatic else []))
        for item_id, share in shares.items()
    ]
    hours = range(1, _CONTINUED) if use.continued else ()
    params = {
        "ids": [new_id() for _ in shares],
        "shares": [share.id for share in shares.values()],
        "items": list(shares),
        "once": [_once(kind, now) for kind in kinds],
        "earlier": [
            ",".join(_once(kind, now - dt.timedelta(hours=ago)) for ago in hours) for kind in kinds
        ],
        "account": principal.account_id,
        "contact": contact_id,
        "what": str(use.what),
        "automatic": use.automatic,
        "device": use.device[:40],
        "usual": str(Limits(account_id=principal.account_id).networks),
        "short": kept_network(Networks.SHORT, use.network),
        "full": kept_network(Networks.FULL, use.network),
        "now": now,
    }
    with transaction.atomic():
        fetch_prepared(_OPENINGS, params)
        share = next((share for share in shares.values() if share.notify_on_opening), None)
        if share is not None and use.acted and not use.automatic:
            outbox.post(
                OPENED_MAIL,
                key=f"{OPENED_MAIL}:{share.link_id or share.id}",
                account_id=share.account_id,
                refs={"share": str(share.id)},
            )


def _once(kind: tuple[str, ...], moment: dt.datetime) -> str:
    """Return what is the same for the same use in the same hour."""
    hour = moment.strftime("%Y-%m-%dT%H")
    return hashlib.sha256("\0".join((*kind, hour)).encode()).hexdigest()


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
    found, following = _NEWEST.page(rows, cursor, size)
    visible = access.may(principal, {row.item_id for row in found})
    return Page([_row(row, named=row.item_id in visible) for row in found], following)


def _row(row: Opening, *, named: bool) -> OpeningRow:
    """Return the row; what lies in a shared folder and is hidden from the asker keeps its name (L8)."""
    return OpeningRow(
        id=row.id,
        at=row.at,
        what=row.what,
        version=row.version,
        device=row.device,
        network=row.network,
        automatic=row.automatic,
        contact_name=row.contact.name if row.contact else "",
        item_id=row.item_id,
        item_name=row.item.name if named else "",
    )
