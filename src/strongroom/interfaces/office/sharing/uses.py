"""What a share leads to: the QR code of a link (B-17), and who has opened it (B-13)."""

import io
import uuid
from typing import Any

import segno
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.core.errors import NotFoundError
from strongroom.interfaces.common.answers.delivery import disposition
from strongroom.interfaces.kit.page import is_fragment
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.drawer.panel import Panel
from strongroom.interfaces.office.sharing.dialog import absolute, place_of
from strongroom.interfaces.office.sharing.shares import share_of
from strongroom.outbox import api as outbox
from strongroom.sharing import api as sharing

_SVG_POLICY = "default-src 'none'; sandbox"


@require_safe
@at_desk
def qr(desk: Desk, item_id: uuid.UUID, share_id: uuid.UUID) -> HttpResponseBase:
    """Draw the address of a link as a QR code (B-17); `?download` names the file."""
    row = share_of(desk, item_id, share_id, look=True)
    if row.url is None:
        raise NotFoundError
    drawn = io.BytesIO()
    code = segno.make(absolute(desk, row), error="m", micro=False)
    code.save(drawn, kind="svg", scale=8, border=4, dark="#000", light="#fff")
    answer = HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
    name = f"QR code {row.item_name}.svg"
    inline = "download" not in desk.request.GET
    answer.headers["Content-Disposition"] = disposition(name, inline=inline)
    answer.headers["Content-Security-Policy"] = _SVG_POLICY
    return answer


@require_safe
@at_desk
def openings(desk: Desk, item_id: uuid.UUID, share_id: uuid.UUID) -> HttpResponseBase:
    """Tell who has opened a share (B-13), newest first; to htmx as a row below it, or further lines."""
    row = share_of(desk, item_id, share_id)
    cursor = desk.request.GET.get("cursor", "")
    page = sharing.openings_of(desk.principal, share_id, cursor=cursor or None)
    here = Panel(desk, item_id).url("item-share-openings", share_id=share_id)
    values: dict[str, Any] = {
        "share_row": row,
        "openings": page.results,
        "next_url": f"{here}?cursor={page.next}" if page.next else "",
        "place": place_of(desk),
        "back_url": Panel(desk, item_id).url("item-shares"),
        "by_mail": outbox.configured(),
        "mailings": [] if cursor else sharing.sendings_of(desk.principal, share_id),
    }
    if not is_fragment(desk.request):
        return desk.show("office/sharing/openings_page.html", **values)
    part = "openings_lines" if cursor else "openings_row"
    return desk.fragment(f"office/sharing/{part}.html", **values)
