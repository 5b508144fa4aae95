"""Documents on the phone: projects, shared items (D-20), favourites, recent; and folders of any record."""

import uuid

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strongroom.core.errors import NotFoundError
from strongroom.documents import api as documents
from strongroom.documents.api import Here
from strongroom.interfaces.common.documents.across import (
    ARCHIVE_NAME,
    FAVOURITES,
    NEW,
    RECENT,
    SHARED,
    Across,
    across_list,
    answered,
    choices,
)
from strongroom.interfaces.common.documents.actions import ticked
from strongroom.interfaces.common.documents.delivering import deliver_archive
from strongroom.interfaces.common.documents.listing import document_list, list_fragment
from strongroom.interfaces.kit.frame import Tab
from strongroom.interfaces.kit.listing import Search
from strongroom.interfaces.kit.page import Parent, wants_list
from strongroom.interfaces.kit.paging import wanted
from strongroom.interfaces.mobile.records.jobs import PAGE, remember_view
from strongroom.interfaces.mobile.visit import MobileVisit, on_mobile
from strongroom.work import api as work


@require_http_methods(["GET", "HEAD", "POST"])
@on_mobile
def home(visit: MobileVisit) -> HttpResponseBase:
    """Show the projects to whoever sees any; to others what is shared with them."""
    if work.sees_projects(visit.principal):
        return _projects(visit)
    return _list(visit, SHARED)


@require_http_methods(["GET", "HEAD", "POST"])
@on_mobile
def shared(visit: MobileVisit) -> HttpResponseBase:
    """List every file and folder whose own access settings name the member or a role of theirs."""
    return _list(visit, SHARED)


@require_http_methods(["GET", "HEAD", "POST"])
@on_mobile
def favourites(visit: MobileVisit) -> HttpResponseBase:
    """List what the member has starred, in all records."""
    return _list(visit, FAVOURITES)


@require_http_methods(["GET", "HEAD", "POST"])
@on_mobile
def recent(visit: MobileVisit) -> HttpResponseBase:
    """List what the member opened, added or changed last."""
    return _list(visit, RECENT)


@require_http_methods(["GET", "HEAD", "POST"])
@on_mobile
def newest(visit: MobileVisit) -> HttpResponseBase:
    """List the files that others added lately where the member sees them."""
    return _list(visit, NEW)


def _list(visit: MobileVisit, of: Across) -> HttpResponseBase:
    """Render one of the lists of several records; stars are given and taken at its own address."""
    url, archive_url = visit.url(of.key), visit.url("documents-several-archive")
    if "view" in visit.request.GET:
        return remember_view(visit, url)
    if part := answered(visit, of, page_url=url, archive_url=archive_url):
        return part
    return visit.show(
        "mobile/documents/across.html",
        nav="documents",
        of=of,
        documents=across_list(visit, of, page_url=url, archive_url=archive_url),
        view_url="?view=",
        ways=_ways(visit, of.key),
        choices=choices(visit, of),
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
    """Stream the ticked items of several records as one ZIP (A-14)."""
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
        ways=_ways(visit, "all"),
        pager=asks.pager(page, quiet=True),
    )


def _ways(visit: MobileVisit, active: str) -> list[Tab]:
    """Return the ways into the documents; All files for whoever can open them."""
    found = [
        Tab("Shared", visit.url(SHARED.key), active == SHARED.key),
        Tab(FAVOURITES.label, visit.url(FAVOURITES.key), active == FAVOURITES.key),
        Tab(RECENT.label, visit.url(RECENT.key), active in {RECENT.key, NEW.key}),
    ]
    if work.sees_projects(visit.principal):
        found.insert(0, Tab("All files", visit.url("documents"), active == "all"))
    return found


def _crumbs(visit: MobileVisit, here: Here) -> list[Parent]:
    """Return the parents of the folder, from the topmost that one may see."""
    return [Parent(crumb.name, _folder(visit, crumb.id)) for crumb in here.way[:-1]]


def _folder(visit: MobileVisit, item_id: uuid.UUID) -> str:
    return visit.url("documents-folder", item_id=item_id)
