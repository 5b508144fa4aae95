"""The public face of `sharing`: doors outward, and their history."""

from strongroom.sharing.portal import cancel_share, hide_from_portal, share_in_portal
from strongroom.sharing.rows import ShareRow
from strongroom.sharing.selectors import share_row, shares_of

__all__ = [
    "ShareRow",
    "cancel_share",
    "hide_from_portal",
    "share_in_portal",
    "share_row",
    "shares_of",
]
