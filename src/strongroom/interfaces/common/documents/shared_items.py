"""The list of what is shared with a member, across records (D-20), for the component of all lists."""

import uuid
from dataclasses import fields
from typing import Any

from django.http import HttpRequest, HttpResponse

from strongroom.access.api import Action, Principal, Surface
from strongroom.directory.models import Account
from strongroom.documents import api as documents
from strongroom.documents.api import ItemRow, SharedPlace
from strongroom.interfaces.common.documents.listing import (
    asks_viewers,
    folders_url,
    items_url,
    share_url,
    usual,
    view_of,
)
from strongroom.interfaces.common.words.icons import ICONS
from strongroom.interfaces.kit.page import render_in_zone
from strongroom.interfaces.kit.paging import address

ARCHIVE_NAME = "Shared items.zip"


def shared_context(
    request: HttpRequest, principal: Principal, account: Account, *, page_url: str, archive_url: str
) -> dict[str, Any]:
    """Return the value of `documents` for components/documents/list.html; reads q and cursor."""
    surface = principal.surface or Surface.OFFICE
    folders = folders_url(account.slug, surface)
    wanted = {name: request.GET.get(name, "").strip() for name in ("q", "cursor")}
    page = documents.shared_items(principal, q=wanted["q"], cursor=wanted["cursor"] or None)
    places = documents.shared_places(principal, page.results)
    rows = [_row(row, places[row.id], folders, surface) for row in page.results if row.id in places]
    may_take = any(Action.DOWNLOAD in row.may for row in page.results)
    office = surface == Surface.OFFICE
    may_link = office and any(Action.SHARE in row.may for row in page.results)
    return {
        "rows": rows,
        "usual": usual(page.results),
        "label": "Shared items",
        "pager": _pager(page_url, wanted, page.next),
        "filtered": bool(wanted["q"]),
        "filter": {"q": wanted["q"], "tag": "", "tags": []},
        "cursor": wanted["cursor"],
        "view": view_of(request, principal),
        "marks": True,
        "details": office,
        "viewers": asks_viewers(principal),
        "urls": {
            "items": items_url(account.slug, surface),
            "share": share_url(account.slug, surface),
            "folder": folders,
            "list": page_url,
            "actions": page_url,
            "archive": archive_url,
        },
        "upload": None,
        "may": {"select": may_take or may_link, "archive": may_take, "link": may_link},
        "columns": {"added": True, "portal": False, "confidential": False},
        "empty_title": "Nothing is shared with you yet",
        "empty_text": "A file or folder appears here when somebody opens it to you or to a role of yours.",
    }


def shared_fragment(request: HttpRequest, account: Account, listed: dict[str, Any]) -> HttpResponse:
    """Answer htmx with the list alone."""
    context = {"documents": listed, "flashes": [], "fragment": True}
    return render_in_zone(request, account, "components/documents/list.html", context)


def _row(row: ItemRow, place: SharedPlace, folders: str, surface: Surface) -> dict[str, Any]:
    """Return the row with its place: the record, and the folders on the way that one may see."""
    steps = [
        {
            "name": place.record if crumb.is_root else crumb.name,
            "url": _folder(folders, surface, crumb.id),
        }
        for crumb in place.way
    ]
    record = {"name": place.record, "url": ""}
    if place.way and place.way[0].is_root:
        record, steps = steps[0], steps[1:]
    shown: dict[str, Any] = {field.name: getattr(row, field.name) for field in fields(row)}
    shown["kind"] = row.kind
    shown["place"] = {"icon": ICONS[place.kind], "record": record, "steps": steps}
    return shown


def _folder(folders: str, surface: Surface, item_id: uuid.UUID) -> str:
    """Return where a step of the way leads; on phones, where such links are too small, nowhere."""
    return "" if surface == Surface.MOBILE else f"{folders}{item_id}"


def _pager(url: str, wanted: dict[str, str], following: str | None) -> dict[str, Any] | None:
    """Return the links of keyset paging; None when all stands on one page."""
    if not following and not wanted["cursor"]:
        return None
    kept = {"q": wanted["q"]} if wanted["q"] else {}
    return {
        "first_url": address(url, kept) if wanted["cursor"] else None,
        "next_url": address(url, {**kept, "cursor": following}) if following else None,
        "text": "",
    }
