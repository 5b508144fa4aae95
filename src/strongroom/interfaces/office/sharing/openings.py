"""Who has opened a share, and to whom it was mailed (B-13)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.interfaces.kit.page import is_fragment
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.panel import Panel
from strongroom.interfaces.office.sharing.dialog import place_of
from strongroom.interfaces.office.sharing.shares import share_of
from strongroom.outbox import api as outbox
from strongroom.sharing import api as sharing
from strongroom.sharing.api import OpeningRow, SendingRow, ShareRow


@dataclass(frozen=True, slots=True)
class Openings:
    """Who has opened a share, a page at a time, and to whom it was mailed."""

    share: ShareRow
    openings: Sequence[OpeningRow]
    next_url: str
    place: str
    back_url: str
    mailings: Sequence[SendingRow]
    by_mail: bool
    """Whether a mail server is set up."""


@require_safe
@at_desk
def openings(desk: Desk, item_id: uuid.UUID, share_id: uuid.UUID) -> HttpResponseBase:
    """Tell who has opened a share (B-13), newest first; to htmx as a row below it, or further lines."""
    row = share_of(desk, item_id, share_id)
    cursor = desk.request.GET.get("cursor", "")
    page = sharing.openings_of(desk.principal, share_id, cursor=cursor or None)
    here = Panel(desk, item_id).url("item-share-openings", share_id=share_id)
    shown = Openings(
        share=row,
        openings=page.results,
        next_url=address(here, {"cursor": page.next}) if page.next else "",
        place=place_of(desk),
        back_url=Panel(desk, item_id).url("item-shares"),
        mailings=[] if cursor else sharing.sendings_of(desk.principal, share_id),
        by_mail=outbox.configured(),
    )
    if not is_fragment(desk.request):
        return desk.show("office/sharing/openings_page.html", shown=shown)
    part = "openings_lines" if cursor else "openings_row"
    return desk.fragment(f"office/sharing/{part}.html", shown=shown)
