"""Links: how an address becomes the one who asks, and when a share of it counts (rule 1).

Whatever is wrong with an address is the same to a stranger: there is nobody behind it (B-18).
"""

import datetime as dt
import hashlib
import hmac
import secrets
import uuid
from collections.abc import Collection, Sequence
from enum import StrEnum

from strongroom.access import facts as loading
from strongroom.access import live, policy, principals
from strongroom.access.models import Link, Share, ShareType, Surface
from strongroom.access.principal import Action, Kind, Principal
from strongroom.core import clock, crypto
from strongroom.core.statements import columns_of, fetch, fetch_prepared, model_from
from strongroom.directory.models import Account
from strongroom.store import hierarchy

TOKEN_BYTES = 20
"""160 random bits in an address; B-18 asks for 128."""
LONGEST_TOKEN = 64


class Suspended(StrEnum):
    """Why a link is suspended until somebody else who may share takes it over (L22)."""

    KEEPER_INACTIVE = "maker_inactive"
    KEEPER_MAY_NOT = "maker_may_not"


def hash_of(token: str) -> str:
    """A plain hash is enough: the token holds 160 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_link(account_id: uuid.UUID, link_id: uuid.UUID, *, password: str) -> Link:
    """Return a link with a fresh address, not saved yet."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return Link(
        id=link_id,
        account_id=account_id,
        token_hash=hash_of(token),
        token=crypto.seal(token),
        password=crypto.seal(password) if password else "",
        created_at=clock.now(),
    )


_LINK = f"""
select {columns_of(Link, "k")}, {columns_of(Account, "a")}
  from access_link k join directory_account a on a.id = k.account_id
 where k.token_hash = %(hash)s
"""


def find_link(token: str) -> Link | None:
    """Return the link of an address with its account; None for an unknown one."""
    if not 1 <= len(token) <= LONGEST_TOKEN:
        return None
    found = fetch_prepared(_LINK, {"hash": hash_of(token)})
    if not found:
        return None
    link = model_from(Link, found[0])
    link.account = model_from(Account, found[0])
    return link


def password_is(link: Link, password: str) -> bool:
    """Compare in constant time. A link without a password needs none, so none is right.

    Without the key that sealed it none is right either: the link stays closed.
    """
    if not link.password:
        return False
    try:
        right = crypto.unseal(link.password)
    except crypto.SealBrokenError:
        return False
    return hmac.compare_digest(right.encode(), password.encode())


_SHARES = f"""
select {columns_of(Share, "s")}, coalesce(p.name, '') as made_by
  from access_share s
  join store_item i on i.id = s.item_id
  left join store_folder f on f.item_id = i.parent_id
  left join directory_member m on m.id = s.created_by_id
  left join directory_person p on p.id = m.person_id
 where s.link_id = %(link)s::uuid and {live.link()} and i.trashed_at is null and f.trash is null
"""


def for_link(link: Link) -> Principal | None:
    """Return the bearer of the link with the shares that count now; None when none does."""
    found = fetch_prepared(_SHARES, {"link": link.id, "now": clock.now()})
    made_by = {row["access.share.id"]: row["made_by"] for row in found}
    shares = [model_from(Share, row) for row in found]
    stopped = suspended(link.account_id, shares)
    counting = [share for share in shares if share.id not in stopped]
    if not counting:
        return None
    return bearer(link.id, link.account_id, counting, made_by[counting[0].id])


_ABOVE = f"""
{hierarchy.recursive(hierarchy.above(same_settings=True))}
select s.id from up join access_share s on s.item_id = up.id where {live.link()}
"""


def bearers_above(account_id: uuid.UUID, item_id: uuid.UUID) -> list[Principal]:
    """Return a bearer for each live link that reaches the item (E-1), newest first."""
    ids = [row["id"] for row in fetch(_ABOVE, {"items": [item_id], "now": clock.now()})]
    if not ids:
        return []
    shares = list(
        Share.objects.filter(id__in=ids)
        .select_related("created_by__person")
        .order_by("-created_at", "-id")
    )
    stopped = suspended(account_id, shares)
    by_link: dict[uuid.UUID, list[Share]] = {}
    for share in shares:
        if share.id not in stopped and share.link_id is not None:
            by_link.setdefault(share.link_id, []).append(share)
    return [
        bearer(link_id, account_id, found, _maker(found[0])) for link_id, found in by_link.items()
    ]


def _maker(share: Share) -> str:
    return share.created_by.person.name if share.created_by else ""


def bearer(
    link_id: uuid.UUID, account_id: uuid.UUID, shares: Sequence[Share], maker: str = ""
) -> Principal:
    """Return the principal of whoever holds the link; its name says whose link it is."""
    return Principal(
        kind=Kind.LINK,
        account_id=account_id,
        id=link_id,
        surface=Surface.LINK,
        name=f"Link by {maker}" if maker else "Link",
        shares=frozenset(share.id for share in shares),
    )


def suspended(account_id: uuid.UUID, shares: Collection[Share]) -> dict[uuid.UUID, Suspended]:
    """Return those link shares of an account whose keeper could not make them now, and why.

    A keeper counts while they can sign in somewhere and may share the item. Two statements for all.
    """
    shares = [share for share in shares if share.type == ShareType.LINK]
    if not shares:
        return {}
    now = clock.now()
    wanted = {share.keeper_id for share in shares if share.keeper_id}
    keepers = {keeper.id: keeper for keeper in principals.members_for(account_id, wanted)}
    seen = loading.for_keepers([share.id for share in shares], now)
    result = {}
    for share in shares:
        why = _why(keepers.get(share.keeper_id), seen.get(share.id), now)
        if why is not None:
            result[share.id] = why
    return result


def _why(
    keeper: Principal | None, facts: loading.ItemFacts | None, now: dt.datetime
) -> Suspended | None:
    if keeper is None:
        return Suspended.KEEPER_INACTIVE
    if facts is None:
        return Suspended.KEEPER_MAY_NOT
    allowed = policy.actions(policy.standing(keeper, facts.library, now), facts.state)
    return None if Action.SHARE in allowed else Suspended.KEEPER_MAY_NOT
