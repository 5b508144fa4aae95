"""What the document list shows: the context of components/documents/list.html, for any surface."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from strongroom.access.api import Action, Principal, Surface
from strongroom.core.paging import Page
from strongroom.directory import api as directory
from strongroom.directory.models import MemberType
from strongroom.documents import api as documents
from strongroom.documents.api import Here, ItemRow
from strongroom.interfaces.common.documents import explorer
from strongroom.interfaces.kit.addresses import before_id, url_to
from strongroom.interfaces.kit.flash import Flash
from strongroom.interfaces.kit.page import render_in_zone
from strongroom.interfaces.kit.paging import address

TAGS = ("before", "after", "plan", "contract", "invoice", "certificate")
"""Offered as filters (A-16), besides those that the rows carry."""
VIEW_COOKIE = "strongroom_view"
"""How this browser shows lists, for the surface that sets it (the phone): `list` or `grid`."""
OFFICE_VIEW_COOKIE = "strongroom_office_view"
"""The same for the office, whose pages the phone's lie below."""
_FOLDER_PAGES = {Surface.OFFICE: "office:shared-folder", Surface.MOBILE: "mobile:documents-folder"}


def items_url(account: str, surface: Surface) -> str:
    """Return where the bytes of a surface's items are; an id follows."""
    return before_id(f"{surface.value}:item-content", account=account)


def folders_url(account: str, surface: Surface) -> str:
    """Return where a folder of any record opens; its id follows."""
    return before_id(_FOLDER_PAGES[surface], account=account)


def documents_context(
    request: HttpRequest,
    principal: Principal,
    library_id: uuid.UUID,
    *,
    page_url: str,
    camera: bool = False,
    folder_id: uuid.UUID | None = None,
    here: Here | None = None,
) -> dict[str, Any]:
    """Return the list of a record's attachments as the principal may see it.

    `page_url` is the page that the list stands on; its filter and paging links lead there. With
    `folder_id` it is what lies in that folder, with all that the explorer of a project offers. Who
    stands in the folder already carries it along as `here`.
    """
    account, surface = _account(request), _surface(principal)
    wanted = _wanted(request)
    here = here or documents.here(principal, folder_id or library_id)
    page = documents.children_here(
        here,
        order=explorer.ORDERS[wanted["order"]],
        descending=wanted["order"].startswith("-"),
        q=wanted["q"],
        tag=wanted["tag"],
        cursor=wanted["cursor"] or None,
        limit=explorer.limit(wanted["shown"]),
    )
    context = {
        "rows": page.results,
        "usual": usual(page.results),
        "count_text": "" if folder_id else _count_words(documents.count_files_here(here)),
        "pager": _pager(page, page_url, wanted),
        "filtered": bool(wanted["q"] or wanted["tag"]),
        "filter": {"q": wanted["q"], "tag": wanted["tag"], "tags": _tags(page, wanted["tag"])},
        "cursor": wanted["cursor"],
        "view": view_of(request, principal),
        "order": wanted["order"],
        "marks": True,
        "details": principal.surface == Surface.OFFICE,
        "viewers": asks_viewers(principal),
        "urls": _urls(account, surface, library_id, page_url, folder_id),
        "upload": _upload(here, account),
        "may": _may(principal, page),
        "columns": _columns(principal, page),
        "camera": camera,
    }
    _lead_to_folders(context, folders_url(account, surface))
    if folder_id:
        explorer.extend(context, account, library_id, folder_id, page.next)
    return context


def asks_viewers(principal: Principal) -> bool:
    """Whether *Who can see this?* (D-23) is there for the one who looks: in the office, in-house."""
    in_house = principal.member_type == MemberType.IN_HOUSE
    return in_house and principal.surface == Surface.OFFICE


def _lead_to_folders(context: dict[str, Any], folders: str) -> None:
    """Give folders the address of their pages; on such a page speak of a folder, not of a record."""
    context["urls"]["folder"] = folders
    if context["urls"]["list"].startswith(folders):
        context |= {"label": "Documents", "empty_title": "This folder is empty"}
        if not context["upload"]:
            context["empty_text"] = "Nothing in it is open to you."


def list_fragment(
    request: HttpRequest,
    principal: Principal,
    library_id: uuid.UUID,
    *,
    page_url: str,
    flashes: Sequence[Flash] = (),
    folder_id: uuid.UUID | None = None,
    here: Here | None = None,
) -> HttpResponse:
    """Answer htmx with the list alone, its notices out of band; `?part=rows`: with further rows of it."""
    listed = documents_context(
        request,
        principal,
        library_id,
        page_url=page_url,
        camera=_surface(principal) == Surface.MOBILE,
        folder_id=folder_id or explorer.folder_of(request),
        here=here,
    )
    context = {"documents": listed, "flashes": list(flashes), "fragment": True}
    account = directory.get_account(_account(request))
    further = request.GET.get("part") == "rows"
    if further:
        del listed["usual"]  # that of the list which is lengthened may be another
    template = "documents/rows.html" if further else "components/documents/list.html"
    return render_in_zone(request, account, template, context)


def usual(rows: Sequence[ItemRow]) -> frozenset[Action]:
    """Return what the first row allows, mostly what all do: the table says it, other rows for themselves."""
    return rows[0].may if rows else frozenset()


def count_text(principal: Principal, library_id: uuid.UUID) -> str:
    """Return how many attachments the viewer may see (A-2), or that there are more than 1,000."""
    return _count_words(documents.count_files(principal, library_id))


def _count_words(counted: tuple[int, bool]) -> str:
    count, more = counted
    return f"more than {count:,}" if more else str(count)


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
    wanted = {name: source.get(name, "").strip() for name in ("q", "tag", "cursor", "shown")}
    order = source.get("order", "")
    return {**wanted, "order": order if order in explorer.ORDERS else "name"}


def view_of(request: HttpRequest, principal: Principal) -> str:
    """Return `grid` or `list`: asked for in the address, or kept by this browser for the surface."""
    office = principal.surface == Surface.OFFICE
    kept = request.COOKIES.get(OFFICE_VIEW_COOKIE if office else VIEW_COOKIE)
    return "grid" if (request.GET.get("view") or kept) == "grid" else "list"


def _pager(page: Page[ItemRow], page_url: str, wanted: dict[str, str]) -> dict[str, Any] | None:
    """Return links to the first and the next page; None when all is on this one."""
    if not page.next and not wanted["cursor"]:
        return None
    kept = {name: wanted[name] for name in ("q", "tag") if wanted[name]}
    if wanted["order"] != "name":
        kept["order"] = wanted["order"]
    shown = len(page.results)
    return {
        "first_url": address(page_url, kept) if wanted["cursor"] else None,
        "next_url": address(page_url, {**kept, "cursor": page.next}) if page.next else None,
        "text": f"{shown} shown",
    }


def _tags(page: Page[ItemRow], chosen: str) -> list[str]:
    """Return the tags to offer: the usual ones, those on the rows, and the one that is chosen."""
    extra = {tag for row in page.results for tag in row.tags} | ({chosen} if chosen else set())
    return [*TAGS, *sorted(extra - set(TAGS))]


def _urls(
    account: str,
    surface: Surface,
    library_id: uuid.UUID,
    page_url: str,
    folder_id: uuid.UUID | None,
) -> dict[str, str]:
    kwargs: dict[str, uuid.UUID | str] = {"account": account, "library_id": library_id}
    page = {"page": page_url, "folder": str(folder_id or "")}
    return {
        "items": items_url(account, surface),
        "share": share_url(account, surface),
        "list": page_url,
        "actions": address(url_to(f"{surface.value}:documents-actions", **kwargs), page),
        "archive": url_to(f"{surface.value}:documents-archive", **kwargs),
        "upload": address(url_to(f"{surface.value}:documents-files", **kwargs), page),
    }


def share_url(account: str, surface: Surface) -> str:
    """Return where links are made for ticked items: in the office alone."""
    office = surface == Surface.OFFICE
    return url_to("office:shares-new", account=account) if office else ""


def _upload(here: Here, account: str) -> dict[str, Any] | None:
    """Return where files go, or None for who may not add any."""
    outside = documents.adds_to(here)
    if outside is None:
        return None
    return {
        "opens_to": opens_to_words(outside),
        "parent_id": here.id,
        "surface": f"{account}/{_surface(here.principal).value}",
        "endpoint": "/api/v1/uploads/",
        "limit": settings.UPLOAD_LIMIT,
    }


def opens_to_words(outside: documents.OpensTo) -> str:
    """Say who outside sees what is added here (E-4); empty for nobody."""
    who = [f"Customers of {outside.customer_name}"] if outside.portal else []
    who += ["whoever has a link"] if outside.link else []
    if not who:
        return ""
    words = " and ".join(who)
    verb = "see" if outside.portal else "sees"
    return f"{words[0].upper()}{words[1:]} {verb} what you add here."


def _may(principal: Principal, page: Page[ItemRow]) -> dict[str, bool]:
    """Return which buttons appear at all: those that at least one row allows.

    The dialog that makes links stands in the office.
    """
    open_to: frozenset[Action] = frozenset().union(*(row.may for row in page.results))
    may = {
        "archive": Action.DOWNLOAD in open_to,
        "share": Action.SHARE in open_to,
        "link": Action.SHARE in open_to and principal.surface == Surface.OFFICE,
        "confidential": Action.EDIT in open_to,
        "rename": Action.EDIT in open_to,
        "delete": Action.DELETE in open_to,
    }
    return {"select": any(may.values()), **may, **_ONLY_IN_EXPLORER}


_ONLY_IN_EXPLORER = {"move": False, "copy": False, "star": False}


def _columns(principal: Principal, page: Page[ItemRow]) -> dict[str, bool]:
    """Return the columns of the surface (A-4); who learns nothing of marks gets no column for them."""
    if principal.surface == Surface.MOBILE:
        shares = any(Action.SHARE in row.may for row in page.results)
        return {"added": True, "portal": shares, "confidential": not principal.hides_confidential}
    return {"added": True, "portal": True, "confidential": True}
