"""The portal's section Documents, and folders that are shared: lists that span libraries (B-4)."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from strongroom.core.paging import Page
from strongroom.documents import api as store
from strongroom.documents.rows import ItemRow
from strongroom.interfaces.common.delivery import archive_response
from strongroom.interfaces.common.documents_actions import ticked
from strongroom.interfaces.common.page import render_in_zone, wants_list
from strongroom.interfaces.portal.modules import DOCUMENTS
from strongroom.interfaces.portal.visit import Visit, enter, show


@require_safe
def shared(request: HttpRequest, account: str) -> HttpResponse:
    """List what is shared with the customer outside of jobs and quotes."""
    visit = enter(request, account, DOCUMENTS)
    cursor = request.GET.get("cursor") or None
    page = store.shared_items(visit.principal, kinds=DOCUMENTS.kinds, cursor=cursor)
    url = DOCUMENTS.url(visit.slug)
    listed = listing(visit, page, url=url, cursor=cursor)
    return _page(request, visit, "portal/documents.html", documents=listed, module=DOCUMENTS)


@require_safe
def folder(request: HttpRequest, account: str, item_id: uuid.UUID) -> HttpResponse:
    """List a shared folder: what lies in it is shared with it."""
    visit = enter(request, account)
    row = store.get(visit.principal, item_id)
    cursor = request.GET.get("cursor") or None
    page = store.children(visit.principal, row.id, cursor=cursor)
    url = _folder_url(visit, item_id)
    listed = listing(visit, page, url=url, cursor=cursor)
    above = _folder_url(visit, row.parent_id) if row.parent_id else ""
    return _page(
        request, visit, "portal/folder.html", documents=listed, folder=row, above_url=above
    )


@require_POST
def archive(request: HttpRequest, account: str) -> HttpResponseBase:
    """Stream the ticked items as one ZIP (A-14)."""
    visit = enter(request, account)
    members = store.archive_members(visit.principal, ticked(request))
    return archive_response(request, members, f"{visit.account.name}.zip")


def listing(visit: Visit, page: Page[ItemRow], *, url: str, cursor: str | None) -> dict[str, Any]:
    """Return the context of components/documents/list.html for rows of any library."""
    following = f"{url}?{urlencode({'cursor': page.next})}" if page.next else None
    home = reverse("portal:home", kwargs={"account": visit.slug})
    pager = {"first_url": url if cursor else None, "next_url": following, "text": ""}
    return {
        "rows": page.results,
        "count_text": "",
        "pager": pager if cursor or following else None,
        "filtered": False,
        "filter": {"q": "", "tag": "", "tags": []},
        "cursor": cursor or "",
        "urls": {
            "items": f"{home}items/",
            "folder": f"{home}folders/",
            "list": url,
            "archive": reverse("portal:archive", kwargs={"account": visit.slug}),
        },
        "upload": None,
        "may": {"select": bool(page.results), "archive": bool(page.results)},
        "columns": {"added": False, "portal": False, "confidential": False},
        "camera": False,
        "empty_text": "Nothing has been shared with you here yet.",
    }


def _page(
    request: HttpRequest, visit: Visit, template: str, *, documents: dict[str, Any], **context: Any
) -> HttpResponse:
    """Render the page, or to htmx the list alone."""
    if wants_list(request):
        fragment = {"documents": documents, "fragment": True, "flashes": []}
        return render_in_zone(request, visit.account, "components/documents/list.html", fragment)
    return show(request, visit, template, active=DOCUMENTS.key, documents=documents, **context)


def _folder_url(visit: Visit, item_id: uuid.UUID) -> str:
    return reverse("portal:folder", kwargs={"account": visit.slug, "item_id": item_id})
