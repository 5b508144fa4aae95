"""What the document list shows: the context of components/documents/list.html, for any surface."""

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from strongroom.access.api import Action, Kind, Principal, Surface, check
from strongroom.core.paging import Page
from strongroom.directory import api as directory
from strongroom.documents import api as documents
from strongroom.documents.rows import ItemRow
from strongroom.interfaces.common.page import render_in_zone

TAGS = ("before", "after", "plan", "contract", "invoice", "certificate")
"""Offered as filters (A-16), besides those that the rows carry."""
COUNT_CAP = 1000
VIEW_COOKIE = "strongroom_view"
"""How this browser shows lists, for the surface that sets it (the phone): `list` or `grid`."""
_PREFIXES = {Surface.OFFICE: "", Surface.MOBILE: "m/", Surface.PORTAL: "portal/"}


def prefix(account: str, surface: Surface) -> str:
    """Return where the pages of a surface begin, e.g. `/demo/m/`."""
    return f"/{account}/{_PREFIXES[surface]}"


def documents_context(
    request: HttpRequest,
    principal: Principal,
    library_id: uuid.UUID,
    *,
    page_url: str,
    camera: bool = False,
) -> dict[str, Any]:
    """Return the list of a record's attachments as the principal may see it.

    `page_url` is the page that the list stands on; its filter and paging links lead there.
    """
    account = _account(request)
    base = prefix(account, _surface(principal))
    wanted = _wanted(request)
    page = documents.attachments(
        principal, library_id, q=wanted["q"], tag=wanted["tag"], cursor=wanted["cursor"] or None
    )
    return {
        "rows": page.results,
        "count_text": count_text(principal, library_id),
        "pager": _pager(page, page_url, wanted),
        "filtered": bool(wanted["q"] or wanted["tag"]),
        "filter": {"q": wanted["q"], "tag": wanted["tag"], "tags": _tags(page, wanted["tag"])},
        "cursor": wanted["cursor"],
        "view": "grid" if request.COOKIES.get(VIEW_COOKIE) == "grid" else "list",
        "urls": _urls(base, library_id, page_url),
        "upload": _upload(principal, library_id, account),
        "may": _may(page),
        "columns": _columns(principal, page),
        "camera": camera,
        **({} if principal.kind == Kind.MEMBER else {"empty_text": _NOTHING_YET}),
    }


_NOTHING_YET = "Nothing has been shared with you here yet."


def list_fragment(
    request: HttpRequest,
    principal: Principal,
    library_id: uuid.UUID,
    *,
    page_url: str,
    flashes: Sequence[dict[str, Any]] = (),
) -> HttpResponse:
    """Answer htmx with the list alone, its notices out of band."""
    camera = _surface(principal) == Surface.MOBILE
    context = {
        "documents": documents_context(
            request, principal, library_id, page_url=page_url, camera=camera
        ),
        "flashes": list(flashes),
        "fragment": True,
    }
    account = directory.get_account(_account(request))
    return render_in_zone(request, account, "components/documents/list.html", context)


def count_text(principal: Principal, library_id: uuid.UUID) -> str:
    """Return how many attachments the viewer may see (A-2), or that there are more than 1,000."""
    count, more = documents.count_files(principal, library_id, cap=COUNT_CAP)
    return f"more than {COUNT_CAP:,}" if more else str(count)


def _account(request: HttpRequest) -> str:
    """Return the account's slug from the address."""
    match = request.resolver_match
    return str(match.kwargs["account"]) if match else ""


def _surface(principal: Principal) -> Surface:
    """Return the surface of a page's principal, which always has one."""
    if principal.surface is None:
        raise ValueError("a page's principal has a surface")
    return principal.surface


def _wanted(request: HttpRequest) -> dict[str, str]:
    """Read filter and place from the address, or from the form of an action on the list."""
    source = request.POST if request.method == "POST" else request.GET
    return {name: source.get(name, "").strip() for name in ("q", "tag", "cursor")}


def _pager(page: Page[ItemRow], page_url: str, wanted: dict[str, str]) -> dict[str, Any] | None:
    """Return links to the first and the next page; None when all is on this one."""
    if not page.next and not wanted["cursor"]:
        return None
    kept = {name: wanted[name] for name in ("q", "tag") if wanted[name]}
    shown = len(page.results)
    return {
        "first_url": _link(page_url, kept) if wanted["cursor"] else None,
        "next_url": _link(page_url, {**kept, "cursor": page.next}) if page.next else None,
        "text": f"{shown} shown",
    }


def _link(url: str, query: dict[str, str]) -> str:
    return f"{url}?{urlencode(query)}" if query else url


def _tags(page: Page[ItemRow], chosen: str) -> list[str]:
    """Return the tags to offer: the usual ones, those on the rows, and the one that is chosen."""
    extra = {tag for row in page.results for tag in row.tags} | ({chosen} if chosen else set())
    return [*TAGS, *sorted(extra - set(TAGS))]


def _urls(base: str, library_id: uuid.UUID, page_url: str) -> dict[str, str]:
    library = f"{base}libraries/{library_id}/"
    page = urlencode({"page": page_url})
    return {
        "items": f"{base}items/",
        "list": page_url,
        "actions": f"{library}actions?{page}",
        "archive": f"{library}archive",
        "upload": f"{library}files?{page}",
        "names": f"{library}names",
    }


def _upload(principal: Principal, library_id: uuid.UUID, account: str) -> dict[str, Any] | None:
    """Return where files go, or None for who may not add any."""
    if principal.kind != Kind.MEMBER:
        return None
    if not check(principal, Action.ADD, library_id).allowed:
        return None
    return {
        "parent_id": library_id,
        "surface": f"{account}/{_surface(principal).value}",
        "endpoint": "/api/v1/uploads/",
        "limit": settings.UPLOAD_LIMIT,
    }


def _may(page: Page[ItemRow]) -> dict[str, bool]:
    """Return which buttons appear at all: those that at least one row allows."""
    open_to: frozenset[Action] = frozenset().union(*(row.may for row in page.results))
    may = {
        "archive": Action.DOWNLOAD in open_to,
        "share": Action.SHARE in open_to,
        "confidential": Action.EDIT in open_to,
        "rename": Action.EDIT in open_to,
        "delete": Action.DELETE in open_to,
    }
    return {"select": any(may.values()), **may}


def _columns(principal: Principal, page: Page[ItemRow]) -> dict[str, bool]:
    """Return the columns of the surface (A-4); who learns nothing of marks gets no column for them."""
    if principal.kind != Kind.MEMBER:
        return {"added": False, "portal": False, "confidential": False}
    if principal.surface == Surface.MOBILE:
        shares = any(Action.SHARE in row.may for row in page.results)
        return {"added": True, "portal": shares, "confidential": not principal.hides_confidential}
    return {"added": True, "portal": True, "confidential": True}
