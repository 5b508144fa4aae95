"""What the document list has more in the explorer of a project: places, sorting, further rows, stars."""

import re
import uuid
from typing import Any

from django.http import HttpRequest

from strongroom.access.api import Action
from strongroom.core.ids import parse_id
from strongroom.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from strongroom.documents.api import Order
from strongroom.interfaces.kit.addresses import before_id, page_at, url_to
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


def extend(
    context: dict[str, Any],
    account: str,
    library_id: uuid.UUID,
    folder_id: uuid.UUID,
    following: str | None,
) -> None:
    """Add to the list's context what only the explorer has."""
    rows, urls = context["rows"], context["urls"]
    _more_urls(urls, account, library_id, folder_id)
    kept = {name: context["filter"][name] for name in ("q", "tag") if context["filter"][name]}
    order = context["order"]
    placed = {**kept, "order": order} if order != "name" else kept
    open_to: frozenset[Action] = frozenset().union(*(row.may for row in rows))
    context["may"] |= {
        "select": True,
        "move": Action.MOVE in open_to,
        "copy": Action.DOWNLOAD in open_to,
        "star": True,
    }
    first = address(urls["list"], placed)
    context |= {
        "explorer": True,
        "folder_id": folder_id,
        "label": "Documents",
        "columns": {"added": True, "portal": False, "confidential": False},
        "sort": {"columns": _columns(urls["list"], order, kept), "choices": _CHOICES},
        "views": _views(urls["list"], placed),
        "more_url": address(urls["list"], {**placed, "cursor": following}) if following else "",
        "pager": {"first_url": first} if context["cursor"] else None,
        "empty_title": "This folder is empty",
        "empty_text": _EMPTY if context["upload"] else "Nothing in it is open to you.",
    }


_EMPTY = "Drop files or whole folders anywhere on this list, or upload them above."


def _more_urls(
    urls: dict[str, str], account: str, library_id: uuid.UUID, folder_id: uuid.UUID
) -> None:
    """Add the addresses of the explorer's own operations; folders open below the project, if it is one."""
    kwargs: dict[str, uuid.UUID | str] = {"account": account, "library_id": library_id}
    place = {"page": urls["list"], "folder": str(folder_id)}
    urls |= {
        "folders": address(url_to("office:library-folders", **kwargs), place),
        "star": address(url_to("office:library-favourites", **kwargs), place),
        "targets": address(url_to("office:library-targets", **kwargs), {"at": str(folder_id)}),
    }
    page = page_at(urls["list"])
    if page and "project_id" in page.kwargs:
        project = str(page.kwargs["project_id"])
        urls["folder"] = before_id("office:project-folder", account=account, project_id=project)


def _columns(url: str, order: str, kept: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return for each column its address when clicked and how it is sorted now (`aria-sort`)."""
    columns = {}
    for name, first in _FIRST.items():
        other = f"-{name}" if order == name else name
        wanted = other if order.lstrip("-") == name else first
        query = kept if wanted == "name" else {**kept, "order": wanted}
        sorted_by = order.lstrip("-") == name
        way = "descending" if order.startswith("-") else "ascending"
        columns[name] = {"url": address(url, query), "aria": way if sorted_by else ""}
    return columns


def _views(url: str, placed: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"name": name, "icon": icon, "label": label, "url": address(url, {**placed, "view": name})}
        for name, icon, label in (("list", "list", "List"), ("grid", "layout-grid", "Grid"))
    ]
