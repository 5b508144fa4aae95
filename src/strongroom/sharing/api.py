"""The public face of `sharing`: doors outward, their history, and what stands behind an address."""

from strongroom.access.api import Unused
from strongroom.sharing.asking import require_sharing
from strongroom.sharing.closing import cancel_share, cancel_shares, follow_move
from strongroom.sharing.limits import (
    LONGEST_DAYS,
    MAX_PASSWORD,
    get_limits,
    put_limits,
    refuse_opening,
)
from strongroom.sharing.links import share_by_link, take_over
from strongroom.sharing.models import Limits, Networks, Opened
from strongroom.sharing.openings import Use, openings_of, record_opening, record_openings
from strongroom.sharing.portal import hide_from_portal, share_in_portal
from strongroom.sharing.register import chosen_shares, register, register_choices
from strongroom.sharing.rows import (
    OpeningRow,
    RegisterChoices,
    RegisterFilter,
    SendingRow,
    ShareRow,
    ShareState,
)
from strongroom.sharing.selectors import LINK_PATH, share_row, shares_of
from strongroom.sharing.sending import (
    LinkMail,
    OpenedMail,
    contacts_for,
    opened_to_render,
    send_link,
    sending_to_render,
    sendings_of,
)
from strongroom.sharing.surroundings import DoorAbove, Surroundings, closed_below, surroundings
from strongroom.sharing.visiting import LinkDoor, WrongPasswordError, knock, unlock

__all__ = [
    "LINK_PATH",
    "LONGEST_DAYS",
    "MAX_PASSWORD",
    "DoorAbove",
    "Limits",
    "LinkDoor",
    "LinkMail",
    "Networks",
    "Opened",
    "OpenedMail",
    "OpeningRow",
    "RegisterChoices",
    "RegisterFilter",
    "SendingRow",
    "ShareRow",
    "ShareState",
    "Surroundings",
    "Unused",
    "Use",
    "WrongPasswordError",
    "cancel_share",
    "cancel_shares",
    "chosen_shares",
    "closed_below",
    "contacts_for",
    "follow_move",
    "get_limits",
    "hide_from_portal",
    "knock",
    "opened_to_render",
    "openings_of",
    "put_limits",
    "record_opening",
    "record_openings",
    "refuse_opening",
    "register",
    "register_choices",
    "require_sharing",
    "send_link",
    "sending_to_render",
    "sendings_of",
    "share_by_link",
    "share_in_portal",
    "share_row",
    "shares_of",
    "surroundings",
    "take_over",
    "unlock",
]
