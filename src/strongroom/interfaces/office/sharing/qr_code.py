"""The QR code of a link (B-17)."""

import io
import uuid

import segno
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.core.errors import NotFoundError
from strongroom.interfaces.common.answers.delivery import disposition
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.sharing.dialog import absolute
from strongroom.interfaces.office.sharing.shares import share_of

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
