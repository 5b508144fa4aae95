"""To whom a link's address and password are told: to whoever may share all that it opens (L27).

The address opens every document of the link, so it is not for somebody who shares one of them and
may not see another. What lies in a folder of it and is opened is ruled as the folder is (E-1, E-2).
"""

import uuid
from collections.abc import Collection, Sequence

from strongroom.access import api as access
from strongroom.access import live
from strongroom.access.api import Action, Principal
from strongroom.access.models import Share
from strongroom.core import clock
from strongroom.core.errors import ForbiddenError, NotFoundError

Opened = frozenset[tuple[uuid.UUID, bool]]
"""What a link opens: each item's id, and whether it is a file."""


def withheld(principal: Principal, shares: Sequence[Share]) -> set[uuid.UUID]:
    """Return which links of these shares open something that the principal may not share.

    The caller has asked for the shares' own items. As many statements for a hundred links of one
    document as for one, unless something is withheld.
    """
    by_link = _opened({share.link_id for share in shares if share.link_id})
    known = {
        share.item_id for share in shares if share.item.is_file or not principal.hides_confidential
    }
    wanted = {
        link_id: opened
        for link_id, opened in by_link.items()
        if any(item_id not in known for item_id, _ in opened)
    }
    if may_share_all(principal, frozenset().union(*wanted.values())):
        return set()
    whole = {opened: may_share_all(principal, opened) for opened in set(wanted.values())}
    return {link_id for link_id, opened in wanted.items() if not whole[opened]}


def _opened(link_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Opened]:
    """Return what the links open that are not over."""
    if not link_ids:
        return {}
    open_now = Share.objects.filter(live.unended_at(clock.now()), link_id__in=link_ids)
    found: dict[uuid.UUID, set[tuple[uuid.UUID, bool]]] = {}
    for link_id, item_id, is_file in open_now.values_list("link_id", "item_id", "item__is_file"):
        if link_id is not None:
            found.setdefault(link_id, set()).add((item_id, is_file))
    return {link_id: frozenset(opened) for link_id, opened in found.items()}


def may_share_all(principal: Principal, opened: Opened) -> bool:
    """Whether the principal may share all items; a folder not where they see no confidential files (E-7)."""
    if not opened:
        return True
    if principal.hides_confidential and not all(is_file for _, is_file in opened):
        return False
    try:
        access.require_many(principal, Action.SHARE, [item_id for item_id, _ in opened], trash=True)
    except (ForbiddenError, NotFoundError):
        return False
    return True


def require_told(principal: Principal, share: Share) -> None:
    """Raise ForbiddenError when the address of the share's link is withheld from the principal."""
    if withheld(principal, [share]):
        raise ForbiddenError("You may not share everything that this link opens.")
