"""The documents of a project: folder tree, breadcrumbs and list (issue 3, point 2)."""

import uuid

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.access.api import Permission
from strongroom.core.errors import NotFoundError
from strongroom.directory.models import MemberType
from strongroom.documents import api as documents
from strongroom.documents.api import Crumb, Here
from strongroom.interfaces.common.documents.listing import (
    OFFICE_VIEW_COOKIE,
    document_list,
    list_fragment,
)
from strongroom.interfaces.kit.frame import Tab
from strongroom.interfaces.kit.page import Parent, is_fragment
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.explorer.title import TitleButton
from strongroom.interfaces.office.explorer.trash import trash_url
from strongroom.interfaces.office.explorer.tree import tree
from strongroom.work import api as work
from strongroom.work.api import ProjectRow

_VIEW_KEPT = 365 * 24 * 3600


@require_safe
@at_desk
def project(desk: Desk, project_id: uuid.UUID) -> HttpResponseBase:
    """Lead from a project to its documents."""
    work.get_project(desk.principal, project_id)
    return desk.go(desk.url("project-documents", project_id=project_id))


@require_safe
@at_desk
def root(desk: Desk, project_id: uuid.UUID) -> HttpResponseBase:
    """Show what lies at the top of a project."""
    row, here = work.project_at(desk.principal, project_id)
    return _show(desk, row, here, desk.url("project-documents", project_id=project_id))


@require_safe
@at_desk
def folder(desk: Desk, project_id: uuid.UUID, item_id: uuid.UUID) -> HttpResponseBase:
    """Show a folder of a project; also to whoever sees no more of the project than this folder.

    A subcontractor has it among the shared items (D-20).
    """
    here = documents.here(desk.principal, item_id)
    row = work.project_holding(here)
    if here.facts.is_file or row.id != project_id:
        raise NotFoundError
    if desk.principal.member_type == MemberType.SUBCONTRACTOR:
        return desk.go(desk.url("shared-folder", item_id=item_id))
    if here.is_root:
        return desk.go(desk.url("project-documents", project_id=project_id))
    url = desk.url("project-folder", project_id=project_id, item_id=item_id)
    return _show(desk, row, here, url)


def _show(desk: Desk, row: ProjectRow, here: Here, url: str) -> HttpResponseBase:
    """Render the page; to htmx the list alone, or further rows of it."""
    if is_fragment(desk.request):
        return list_fragment(
            desk,
            row.library_id,
            page_url=url,
            folder_id=here.id,
            here=here,
        )
    listed = document_list(desk, row.library_id, page_url=url, folder_id=here.id, here=here)
    answer = desk.show(
        "office/explorer/page.html",
        nav="projects",
        row=row,
        heading=row.name if here.is_root else here.name,
        crumbs=_crumbs(desk, row, here),
        tabs=tabs(desk, row, "documents"),
        documents=listed,
        folder_details=TitleButton.of(desk, here),
        tree=tree(desk, row, here, opened=()),
        edit_url=desk.url("project-edit", project_id=row.id) if _manages(desk, here) else "",
        trash_url=trash_url(desk, row.library_id, url) if _sees_root(here) else "",
    )
    if "view" in desk.request.GET:
        home = desk.url("home")
        answer.set_cookie(
            OFFICE_VIEW_COOKIE,
            listed.view,
            max_age=_VIEW_KEPT,
            path=home,
            httponly=True,
            samesite="Lax",
        )
    return answer


def _sees_root(here: Here) -> bool:
    return here.way[0].is_root


def _manages(desk: Desk, here: Here) -> bool:
    """Whether to offer the project's form: on its own page, not on those of its folders."""
    return here.is_root and desk.principal.holds(Permission.PROJECTS_MANAGE)


def _crumbs(desk: Desk, row: ProjectRow, here: Here) -> list[Parent]:
    """Return the parents of the page, from the topmost folder that one may see."""
    first = ("Projects", "projects") if _sees_root(here) else ("Shared items", "shared")
    crumbs = [Parent(first[0], desk.url(first[1]))]
    for crumb in here.way[:-1]:
        name = row.name if crumb.is_root else crumb.name
        crumbs.append(Parent(name, place_url(desk, row, crumb), crumb.id))
    return crumbs


def place_url(desk: Desk, row: ProjectRow, crumb: Crumb) -> str:
    """Return the page of a folder of the project."""
    if crumb.is_root:
        return desk.url("project-documents", project_id=row.id)
    return desk.url("project-folder", project_id=row.id, item_id=crumb.id)


def tabs(desk: Desk, row: ProjectRow, active: str) -> list[Tab]:
    """Return the tabs of a project; the members are shown to in-house users."""
    found = [("documents", "Documents", "project-documents")]
    if desk.principal.member_type == MemberType.IN_HOUSE:
        found.append(("members", "Members", "project-members"))
    return [
        Tab(label, desk.url(name, project_id=row.id), key == active) for key, label, name in found
    ]
