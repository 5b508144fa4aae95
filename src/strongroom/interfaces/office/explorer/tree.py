"""The folder tree beside the list, and the same tree as a place to move or copy to."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from strongroom.core.errors import NotFoundError
from strongroom.core.ids import parse_id
from strongroom.documents import api as documents
from strongroom.documents.api import Branch, Crumb, FolderRow, Here
from strongroom.interfaces.kit.paging import address
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.work import api as work
from strongroom.work.api import ProjectRow

_MOST_OPEN = 200


@dataclass(frozen=True, slots=True)
class Node:
    """One folder of the tree, with those below it that are open."""

    row: FolderRow
    url: str
    here: bool
    root: bool
    leaf: bool
    open: bool
    nodes: Sequence["Node"]
    more: bool
    """There are further folders than the tree names."""


@dataclass(frozen=True, slots=True)
class Star:
    """A favourite above the tree."""

    row: documents.FavouriteRow
    url: str


@dataclass(frozen=True, slots=True)
class Tree:
    """The folders of a project, with the favourites above them."""

    nodes: Sequence[Node]
    favourites: Sequence[Star]
    url: str
    library_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class Found:
    """A folder that was found by its name, and where it lies."""

    row: FolderRow
    root: bool
    place: str


def tree(desk: Desk, row: ProjectRow, here: Here, *, opened: Collection[uuid.UUID]) -> Tree:
    """Return the tree: the way to the present folder is open, and what else was open before."""
    tops = _tops(row, here)
    open_ids = (
        {crumb.id for crumb in here.way}
        | set(opened)
        | {top.id for top in tops if not top.parent_id}
    )
    branches = documents.folders_in(desk.principal, row.library_id, open_ids, here=here)
    starred = documents.favourites(desk.principal, row.library_id, standing=here.standing)
    url = desk.url("library-tree", library_id=row.library_id)
    return Tree(
        nodes=[_node(desk, row, top, branches, here.id) for top in tops],
        favourites=[Star(star, _star_url(desk, row, star)) for star in starred],
        url=address(url, {"at": str(here.id)}),
        library_id=row.library_id,
    )


def _tops(row: ProjectRow, here: Here) -> Iterable[FolderRow]:
    """Return where the tree begins: the project itself for whoever sees its root."""
    if here.way[0].is_root:
        return [
            FolderRow(row.library_id, row.name, None, has_folders=True, access_controlled=False)
        ]
    return documents.top_folders(here.principal, row.library_id).folders


def _node(
    desk: Desk,
    row: ProjectRow,
    folder: FolderRow,
    branches: dict[uuid.UUID, Branch],
    here: uuid.UUID | None,
) -> Node:
    """Return one folder of the tree with those below it that are open."""
    branch = branches.get(folder.id)
    name = "project-documents" if folder.id == row.library_id else "project-folder"
    at = {} if folder.id == row.library_id else {"item_id": folder.id}
    inside = branch.folders if branch else ()
    return Node(
        row=folder,
        url=desk.url(name, project_id=row.id, **at),
        here=folder.id == here,
        root=folder.id == row.library_id,
        leaf=not inside if branch else not folder.has_folders,
        open=bool(inside),
        nodes=[_node(desk, row, below, branches, here) for below in inside],
        more=branch.more if branch else False,
    )


def _star_url(desk: Desk, row: ProjectRow, star: documents.FavouriteRow) -> str:
    if star.is_file:
        return desk.url("item-content", item_id=star.id)
    return desk.url("project-folder", project_id=row.id, item_id=star.id)


@require_safe
@at_desk
def library_tree(desk: Desk, library_id: uuid.UUID) -> HttpResponseBase:
    """Return the folders in one folder (`?folder=`), or the whole tree with those that are open."""
    folder_id = parse_id(desk.request.GET.get("folder", ""))
    if folder_id:
        row, here = _standing(desk, library_id, folder_id)
        inside = documents.folders_in(desk.principal, library_id, [folder_id], here=here)
        branch = inside[folder_id]
        nodes = [_node(desk, row, below, {}, None) for below in branch.folders]
        return desk.fragment("office/explorer/branch.html", nodes=nodes, more=branch.more)
    at = parse_id(desk.request.GET.get("at", "")) or library_id
    row, here = _standing(desk, library_id, at)
    wished = [parse_id(text) for text in desk.request.GET.getlist("open")[:_MOST_OPEN]]
    shown = tree(desk, row, here, opened=[item_id for item_id in wished if item_id])
    return desk.fragment("office/explorer/tree.html", tree=shown)


@require_safe
@at_desk
def targets(desk: Desk, library_id: uuid.UUID) -> HttpResponseBase:
    """Return folders to move or copy to: the tree, or those of any record whose name contains `?q=`."""
    at = parse_id(desk.request.GET.get("at", "")) or library_id
    row, here = _standing(desk, library_id, at)
    q = desk.request.GET.get("q", "").strip()
    if q:
        found = documents.search_folders(desk.principal, q, first=library_id)
        return desk.fragment("office/explorer/found.html", found=_found(found), q=q)
    shown = tree(desk, row, here, opened=())
    return desk.fragment("office/explorer/targets.html", tree=shown)


def _found(found: list[tuple[FolderRow, list[Crumb]]]) -> list[Found]:
    return [
        Found(folder, folder.parent_id is None, " / ".join(crumb.name for crumb in way))
        for folder, way in found
    ]


def _standing(desk: Desk, library_id: uuid.UUID, item_id: uuid.UUID) -> tuple[ProjectRow, Here]:
    """Return the project of the library and a place in it that one can see, else NotFoundError."""
    here = documents.here(desk.principal, item_id)
    row = work.project_holding(here)
    if row.library_id != library_id:
        raise NotFoundError
    return row, here
