"""Documents in the menu: all files, shared items (D-20), favourites, recent; and folders of any record."""

import uuid
from typing import Final

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strongroom.core.errors import NotFoundError
from strongroom.directory.models import MemberType
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
from strongroom.interfaces.kit.listing import Words
from strongroom.interfaces.kit.listing import listing as list_page
from strongroom.interfaces.kit.page import Parent, wants_list
from strongroom.interfaces.kit.paging import wanted
from strongroom.interfaces.kit.table import Cell, Column
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.explorer.title import TitleButton
from strongroom.work import api as work
from strongroom.work.api import ProjectRow

_NAV: Final = "documents"


@require_safe
@at_desk
def all_files(desk: Desk) -> HttpResponseBase:
    """List the projects, each with its tree of documents; who sees none is led to the shared items."""
    if not work.sees_projects(desk.principal):
        return desk.go(desk.url("shared"))
    asks = wanted(desk.request, desk.url("documents"), "q")
    page = work.list_projects(desk.principal, q=asks["q"], counted=True, cursor=asks.cursor or None)
    shown = list_page(_WORDS, asks, page, _COLUMNS, lambda row: _cells(desk, row))
    return desk.show(
        "office/explorer/all_files.html", nav=_NAV, listing=shown, tabs=_tabs(desk, "all")
    )


_COLUMNS: Final = (
    Column("Project", "sr-cell-main", named=False),
    Column("Customer"),
    Column("Since"),
)
_WORDS: Final = Words(
    title="All files",
    icon="folder",
    nothing_yet="No projects yet",
    purpose="The projects that you can see stand here, each with its folders and files.",
    search="Search projects",
    placeholder="Name of the project",
)


def _cells(desk: Desk, row: ProjectRow) -> list[Cell]:
    return [
        Cell(row.name, url=desk.url("project-documents", project_id=row.id)),
        Cell(row.customer_name),
        Cell(moment=row.created_at),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def shared(desk: Desk) -> HttpResponseBase:
    """List every file and folder whose own access settings name the member or a role of theirs."""
    return _list(desk, SHARED)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def favourites(desk: Desk) -> HttpResponseBase:
    """List what the member has starred, in all records."""
    return _list(desk, FAVOURITES)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def recent(desk: Desk) -> HttpResponseBase:
    """List what the member opened, added or changed last."""
    return _list(desk, RECENT)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def newest(desk: Desk) -> HttpResponseBase:
    """List the files that others added lately where the member sees them."""
    return _list(desk, NEW)


def _list(desk: Desk, of: Across) -> HttpResponseBase:
    """Render one of the lists; the form of its buttons is sent to it, too, to give and take stars."""
    url, archive_url = desk.url(of.key), desk.url("documents-several-archive")
    if part := answered(desk, of, page_url=url, archive_url=archive_url):
        return part
    return desk.show(
        "office/explorer/across.html",
        nav=_NAV,
        of=of,
        documents=across_list(desk, of, page_url=url, archive_url=archive_url),
        tabs=_tabs(desk, of.key),
        choices=choices(desk, of),
    )


def _tabs(desk: Desk, active: str) -> list[Tab]:
    """Return the ways into the documents; All files for whoever can open them."""
    found = [Tab(of.label, desk.url(of.key), of.key == active) for of in (SHARED, FAVOURITES)]
    found.append(Tab(RECENT.label, desk.url(RECENT.key), active in {RECENT.key, NEW.key}))
    if work.sees_projects(desk.principal):
        found.insert(0, Tab("All files", desk.url("documents"), active == "all"))
    return found


@require_POST
@at_desk
def archive(desk: Desk) -> HttpResponseBase:
    """Stream the ticked items as one ZIP (A-14)."""
    ids = ticked(desk.request)
    return deliver_archive(desk.request, desk.principal, ids, otherwise=ARCHIVE_NAME)


@require_safe
@at_desk
def folder(desk: Desk, item_id: uuid.UUID) -> HttpResponseBase:
    """Show a folder of any record; one of a project opens in its explorer, for who works there."""
    here = documents.here(desk.principal, item_id)
    if here.facts.is_file:
        raise NotFoundError
    if explorer := _explorer_url(desk, here):
        return desk.go(explorer)
    url = desk.url("shared-folder", item_id=item_id)
    if wants_list(desk.request):
        return list_fragment(desk, item_id, page_url=url, here=here)
    return desk.show(
        "office/explorer/shared_folder.html",
        nav=_NAV,
        folder=here,
        folder_details=TitleButton.of(desk, here),
        crumbs=[Parent("Shared items", desk.url("shared")), *_crumbs(desk, here)],
        documents=document_list(desk, item_id, page_url=url, here=here),
    )


def _explorer_url(desk: Desk, here: Here) -> str:
    """Return the folder's page in the explorer of its project; none for a subcontractor (D-20)."""
    if desk.principal.member_type == MemberType.SUBCONTRACTOR:
        return ""
    try:
        project = work.project_holding(here)
    except NotFoundError:
        return ""
    return desk.url("project-folder", project_id=project.id, item_id=here.id)


def _crumbs(desk: Desk, here: Here) -> list[Parent]:
    """Return the parents of the folder, from the topmost that one may see."""
    return [
        Parent(crumb.name, desk.url("shared-folder", item_id=crumb.id)) for crumb in here.way[:-1]
    ]
