"""What the document list has more in the explorer of a project: places, sorting, further rows."""

import re
import uuid
from collections.abc import Mapping

from django.http import HttpRequest

from strongroom.core.ids import parse_id
from strongroom.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from strongroom.documents.api import Order
from strongroom.interfaces.common.caller.visit import Visit
from strongroom.interfaces.common.documents.document_list import Explorer, Heading, Headings, View
from strongroom.interfaces.kit.addresses import before_id, page_at
from strongroom.interfaces.kit.paging import address

ORDERS: dict[str, Order] = {
    "name": "name",
    "-name": "name",
    "size": "size",
    "-size": "size",
    "created": "created",
    "-created": "created",
}
"""What may stand in `?order=`; with a minus the other way round."""
_CHOICES = (
    ("name", "Name, A to Z"),
    ("-name", "Name, Z to A"),
    ("-created", "Newest first"),
    ("created", "Oldest first"),
    ("-size", "Largest first"),
    ("size", "Smallest first"),
)
_FIRST = {"name": "name", "size": "-size", "created": "-created"}
"""The way that a column is sorted at the first click."""


def folder_of(request: HttpRequest) -> uuid.UUID | None:
    """Return the folder whose list the request is about: `?folder=` in the list's own addresses."""
    return parse_id(request.GET.get("folder", ""))


def limit(shown: str) -> int | None:
    """Return how many rows a list that has been lengthened shows when it is drawn anew."""
    count = int(shown) if re.fullmatch("[0-9]{1,4}", shown) else 0
    return min(count, MAX_LIMIT) if count > DEFAULT_LIMIT else None


def of(
    visit: Visit,
    library_id: uuid.UUID,
    folder_id: uuid.UUID,
    *,
    page_url: str,
    order: str,
    filters: Mapping[str, str],
) -> Explorer:
    """Return what only the explorer has."""
    placed = {**filters, "order": order} if order != "name" else filters
    place = {"page": page_url, "folder": str(folder_id)}

    def at(name: str, query: Mapping[str, str]) -> str:
        return address(visit.url(name, library_id=library_id), query)

    return Explorer(
        folder_id=folder_id,
        order=order,
        orders=_CHOICES,
        headings=Headings(**{name: _heading(name, page_url, order, filters) for name in _FIRST}),
        views=[
            View(name, icon, label, address(page_url, {**placed, "view": name}))
            for name, icon, label in (("list", "list", "List"), ("grid", "layout-grid", "Grid"))
        ],
        folders_url=at("library-folders", place),
        targets_url=at("library-targets", {"at": str(folder_id)}),
    )


def folders_below(visit: Visit, page_url: str) -> str:
    """Return where folders open below the project whose page it is; empty if it is none's."""
    page = page_at(page_url)
    if page is None or "project_id" not in page.kwargs:
        return ""
    project = str(page.kwargs["project_id"])
    return before_id("office:project-folder", account=visit.account.slug, project_id=project)


def _heading(name: str, url: str, order: str, filters: Mapping[str, str]) -> Heading:
    """Return where a heading leads when it is clicked, and how it sorts now."""
    sorted_by = order.lstrip("-") == name
    other = f"-{name}" if order == name else name
    wanted = other if sorted_by else _FIRST[name]
    query = filters if wanted == "name" else {**filters, "order": wanted}
    way = "descending" if order.startswith("-") else "ascending"
    return Heading(address(url, query), way if sorted_by else "")
