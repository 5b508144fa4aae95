"""How the bytes of documents are handed out, on every surface: one step from the request to the answer.

By who receives them it is decided what is sent (`documents.content`), under which headers
(`answers.delivery`), and what is recorded (`openings`). Pages ask here and nowhere else, so that none
hands out a document without a trace (B-13).
"""

import uuid
from collections.abc import Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from strongroom.access.api import Principal
from strongroom.documents import api as documents
from strongroom.interfaces.common.answers.delivery import archive_response, content_response
from strongroom.interfaces.common.documents import openings
from strongroom.sharing.api import Opened


def deliver(
    request: HttpRequest,
    principal: Principal,
    item_id: uuid.UUID,
    *,
    version: int | None = None,
    inline: bool = False,
    visitor: openings.Visitor = openings.SOMEBODY,
) -> HttpResponseBase:
    """Return the bytes of a file, its current version or one by number, and record it if it is an opening.

    `inline` shows what no browser runs anything from; everything else is an attachment (L36).
    """
    content = documents.content(principal, item_id, version=version)
    response = content_response(request, content, inline=inline)
    what = Opened.VIEWED if inline else Opened.DOWNLOADED
    openings.note_bytes(request, response, principal, what, [item_id], visitor=visitor)
    return response


def deliver_archive(
    request: HttpRequest,
    principal: Principal,
    item_ids: Sequence[uuid.UUID],
    *,
    otherwise: str,
    visitor: openings.Visitor = openings.SOMEBODY,
) -> HttpResponseBase:
    """Return the items and what lies below them as one ZIP (A-14), and record it as `deliver` does.

    It is called like the one folder that it holds, or `otherwise`, which has no ending.
    """
    members = documents.archive_members(principal, item_ids)
    response = archive_response(request, members, documents.archive_name(members, otherwise))
    openings.note_bytes(request, response, principal, Opened.DOWNLOADED, item_ids, visitor=visitor)
    return response
