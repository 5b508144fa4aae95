"""Documents, Shared items: what is opened to the member, wherever it lies, and shared folders (D-20)."""

import uuid

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from strongroom.core.errors import NotFoundError
from strongroom.directory.models import MemberType
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
from strongroom.interfaces.kit.page import Parent, wants_list
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.work import api as work


@require_safe
@at_desk
def items(desk: Desk) -> HttpResponseBase:
    """List every file and folder whose own access settings name the member or a role of theirs."""
    listed = shared_list(
        desk,
        page_url=desk.url("shared"),
        archive_url=desk.url("shared-archive"),
    )
    if wants_list(desk.request):
        return alone(desk, listed)
    return desk.show(
        "office/explorer/shared_items.html", nav="shared", documents=listed, tabs=_tabs(desk)
    )


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
        nav="shared",
        folder=here,
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


def _tabs(desk: Desk) -> list[Tab]:
    """Return the way to All files, for whoever can open them."""
    if not work.sees_projects(desk.principal):
        return []
    return [
        Tab("All files", desk.url("projects")),
        Tab("Shared items", desk.url("shared"), active=True),
    ]
