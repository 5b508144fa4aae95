"""Documents on the phone: shared items, the projects, and the folders of either (D-20)."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from strongroom.core.errors import NotFoundError
from strongroom.documents import api as documents
from strongroom.documents.api import Here
from strongroom.interfaces.common.answers.delivery import archive_response
from strongroom.interfaces.common.documents.actions import ticked
from strongroom.interfaces.common.documents.listing import documents_context, list_fragment
from strongroom.interfaces.common.documents.shared_items import (
    ARCHIVE_NAME,
    shared_context,
    shared_fragment,
)
from strongroom.interfaces.kit.page import wants_list
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.mobile.records.jobs import PAGE, pager, remember_view
from strongroom.interfaces.mobile.visit import Visit, enter, show
from strongroom.work import api as work


@require_safe
def home(request: HttpRequest, account: str) -> HttpResponse:
    """Show the projects to whoever sees any, with the way to the shared items; to others just those."""
    visit = enter(request, account)
    sees_all = work.sees_projects(visit.principal)
    if sees_all and request.GET.get("show") != "shared":
        return _projects(request, visit)
    base = _url(visit, "documents")
    url = address(base, {"show": "shared"}) if sees_all else base
    if "view" in request.GET:
        return remember_view(request, visit, url)
    listed = shared_context(
        request,
        visit.principal,
        visit.account,
        page_url=url,
        archive_url=_url(visit, "documents-shared-archive"),
    )
    if wants_list(request):
        return shared_fragment(request, visit.account, listed)
    return show(
        request,
        visit,
        "mobile/documents/shared.html",
        active="documents",
        documents=listed,
        view_url=f"{url}{'&' if sees_all else '?'}view=",
        choices=_choices(base, shared=True) if sees_all else [],
    )


@require_safe
def folder(request: HttpRequest, account: str, item_id: uuid.UUID) -> HttpResponse:
    """Show a folder, or what lies at the top of a project."""
    visit = enter(request, account)
    here = documents.here(visit.principal, item_id)
    if here.facts.is_file:
        raise NotFoundError
    url = _folder(visit, item_id)
    if "view" in request.GET:
        return remember_view(request, visit, url)
    if wants_list(request):
        return list_fragment(request, visit.principal, item_id, page_url=url, here=here)
    crumbs = [{"label": "Documents", "url": _url(visit, "documents")}, *_crumbs(visit, here)]
    return show(
        request,
        visit,
        "mobile/documents/folder.html",
        active="documents",
        folder=here,
        crumbs=crumbs,
        back=crumbs[-1],
        documents=documents_context(
            request, visit.principal, item_id, page_url=url, camera=True, here=here
        ),
    )


@require_POST
def archive(request: HttpRequest, account: str) -> HttpResponseBase:
    """Stream the ticked shared items as one ZIP (A-14)."""
    visit = enter(request, account)
    members = documents.archive_members(visit.principal, ticked(request))
    return archive_response(request, members, ARCHIVE_NAME)


def _projects(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Render the list of projects; `q` and `cursor` as everywhere."""
    query = request.GET.get("q", "").strip()
    cursor = request.GET.get("cursor") or None
    page = work.list_projects(visit.principal, q=query, cursor=cursor, limit=PAGE)
    base = _url(visit, "documents")
    return show(
        request,
        visit,
        "mobile/documents/projects.html",
        active="documents",
        rows=[{"row": row, "url": _folder(visit, row.library_id)} for row in page.results],
        query=query,
        search={"action": base},
        all_url=base,
        choices=_choices(base, shared=False),
        pager=pager(base, {"q": query}, cursor=cursor, following=page.next),
    )


def _choices(base: str, *, shared: bool) -> list[dict[str, Any]]:
    """Return the two ends of the switch between all files and what is shared."""
    return [
        {"label": "All files", "url": base, "active": not shared},
        {"label": "Shared items", "url": address(base, {"show": "shared"}), "active": shared},
    ]


def _crumbs(visit: Visit, here: Here) -> list[dict[str, Any]]:
    """Return the parents of the folder, from the topmost that one may see."""
    return [{"label": crumb.name, "url": _folder(visit, crumb.id)} for crumb in here.way[:-1]]


def _url(visit: Visit, name: str) -> str:
    return reverse(f"mobile:{name}", kwargs={"account": visit.slug})


def _folder(visit: Visit, item_id: uuid.UUID) -> str:
    kwargs = {"account": visit.slug, "item_id": item_id}
    return reverse("mobile:documents-folder", kwargs=kwargs)
