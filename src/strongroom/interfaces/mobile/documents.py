"""Documents on the phone: shared items, the projects, and the folders of either (D-20)."""

import uuid

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from strongroom.core.errors import NotFoundError
from strongroom.documents import api as documents
from strongroom.documents.api import Here
from strongroom.interfaces.common.documents.actions import ticked
from strongroom.interfaces.common.documents.delivering import deliver_archive
from strongroom.interfaces.common.documents.listing import alone, document_list, list_fragment
from strongroom.interfaces.common.documents.shared_items import (
    ARCHIVE_NAME,
    shared_list,
)
from strongroom.interfaces.kit.frame import Tab
from strongroom.interfaces.kit.listing import Search
from strongroom.interfaces.kit.page import Parent, wants_list
from strongroom.interfaces.kit.paging import address, wanted
from strongroom.interfaces.mobile.records.jobs import PAGE, remember_view
from strongroom.interfaces.mobile.visit import MobileVisit, on_mobile
from strongroom.work import api as work


@require_safe
@on_mobile
def home(visit: MobileVisit) -> HttpResponseBase:
    """Show the projects to whoever sees any, with the way to the shared items; to others just those."""
    sees_all = work.sees_projects(visit.principal)
    if sees_all and visit.request.GET.get("show") != "shared":
        return _projects(visit)
    base = visit.url("documents")
    url = address(base, {"show": "shared"}) if sees_all else base
    if "view" in visit.request.GET:
        return remember_view(visit, url)
    listed = shared_list(
        visit,
        page_url=url,
        archive_url=visit.url("documents-shared-archive"),
    )
    if wants_list(visit.request):
        return alone(visit, listed)
    return visit.show(
        "mobile/documents/shared.html",
        nav="documents",
        documents=listed,
        view_url=f"{url}{'&' if sees_all else '?'}view=",
        choices=_choices(base, shared=True) if sees_all else [],
    )


@require_safe
@on_mobile
def folder(visit: MobileVisit, item_id: uuid.UUID) -> HttpResponseBase:
    """Show a folder, or what lies at the top of a project."""
    here = documents.here(visit.principal, item_id)
    if here.facts.is_file:
        raise NotFoundError
    url = _folder(visit, item_id)
    if "view" in visit.request.GET:
        return remember_view(visit, url)
    if wants_list(visit.request):
        return list_fragment(visit, item_id, page_url=url, here=here)
    crumbs = [Parent("Documents", visit.url("documents")), *_crumbs(visit, here)]
    return visit.show(
        "mobile/documents/folder.html",
        nav="documents",
        folder=here,
        crumbs=crumbs,
        back=crumbs[-1],
        documents=document_list(visit, item_id, page_url=url, here=here),
    )


@require_POST
@on_mobile
def archive(visit: MobileVisit) -> HttpResponseBase:
    """Stream the ticked shared items as one ZIP (A-14)."""
    ids = ticked(visit.request)
    return deliver_archive(visit.request, visit.principal, ids, otherwise=ARCHIVE_NAME)


def _projects(visit: MobileVisit) -> HttpResponseBase:
    """Render the list of projects; `q` and `cursor` as everywhere."""
    asks = wanted(visit.request, visit.url("documents"), "q")
    page = work.list_projects(visit.principal, q=asks["q"], cursor=asks.cursor or None, limit=PAGE)
    return visit.show(
        "mobile/documents/projects.html",
        nav="documents",
        rows=[{"row": row, "url": _folder(visit, row.library_id)} for row in page.results],
        search=Search.of(asks, "Search projects", "Name of the project"),
        choices=_choices(asks.url, shared=False),
        pager=asks.pager(page, quiet=True),
    )


def _choices(base: str, *, shared: bool) -> list[Tab]:
    """Return the two ends of the switch between all files and what is shared."""
    return [
        Tab("All files", base, not shared),
        Tab("Shared items", address(base, {"show": "shared"}), shared),
    ]


def _crumbs(visit: MobileVisit, here: Here) -> list[Parent]:
    """Return the parents of the folder, from the topmost that one may see."""
    return [Parent(crumb.name, _folder(visit, crumb.id)) for crumb in here.way[:-1]]


def _folder(visit: MobileVisit, item_id: uuid.UUID) -> str:
    return visit.url("documents-folder", item_id=item_id)
