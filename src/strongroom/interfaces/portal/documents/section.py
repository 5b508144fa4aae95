"""The portal's section Documents, and folders that are shared: lists that span libraries (B-4)."""

import uuid

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from strongroom.core.errors import NotFoundError
from strongroom.documents import api as documents
from strongroom.interfaces.common.documents.actions import ticked
from strongroom.interfaces.common.documents.delivering import deliver_archive
from strongroom.interfaces.kit.paging import wanted
from strongroom.interfaces.portal.documents.listing import (
    folder_url,
    listing,
    respond,
)
from strongroom.interfaces.portal.modules import DOCUMENTS
from strongroom.interfaces.portal.visit import PortalVisit, in_portal


@require_safe
@in_portal(DOCUMENTS)
def shared(visit: PortalVisit) -> HttpResponseBase:
    """List what is shared with the customer, of jobs and quotes as well, the newest first."""
    asks = wanted(visit.request, visit.url(DOCUMENTS.key), "q")
    page = documents.topmost_shared(
        visit.principal,
        kinds=visit.principal.modules,
        newest=True,
        q=asks["q"],
        cursor=asks.cursor or None,
    )
    listed = listing(visit, page, asks)
    return respond(
        visit,
        "portal/documents/section.html",
        listed,
        nav=DOCUMENTS.key,
        module=DOCUMENTS,
    )


@require_safe
@in_portal()
def folder(visit: PortalVisit, item_id: uuid.UUID) -> HttpResponseBase:
    """List a shared folder: what lies in it is shared with it. NotFoundError for a file."""
    row = documents.get(visit.principal, item_id)
    if row.is_file:
        raise NotFoundError
    asks = wanted(visit.request, folder_url(visit, item_id), "q")
    page = documents.children(visit.principal, row.id, q=asks["q"], cursor=asks.cursor or None)
    return respond(
        visit,
        "portal/documents/folder.html",
        listing(visit, page, asks),
        folder=row,
        above_url=folder_url(visit, row.parent_id) if row.parent_id else "",
    )


@require_POST
@in_portal()
def archive(visit: PortalVisit) -> HttpResponseBase:
    """Stream the ticked items as one ZIP (A-14)."""
    ids = ticked(visit.request)
    otherwise = visit.account.name
    return deliver_archive(visit.request, visit.principal, ids, otherwise=otherwise)
