"""The document list of a record, or of a folder, as whoever asks may see it; for office and phone."""

import dataclasses
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from strongroom.access.api import Action, Surface
from strongroom.core.paging import MOST_COUNTED, Page
from strongroom.directory.models import MemberType
from strongroom.documents import api as documents
from strongroom.documents.api import Here, ItemRow
from strongroom.interfaces.common.caller.visit import Visit
from strongroom.interfaces.common.documents import explorer
from strongroom.interfaces.common.documents.document_list import (
    Columns,
    DocumentList,
    Filter,
    May,
    Upload,
    Urls,
    Words,
    usual,
)
from strongroom.interfaces.kit.addresses import before_id
from strongroom.interfaces.kit.flash import Flash
from strongroom.interfaces.kit.paging import Pager, Wanted, address
from strongroom.store.models import LibraryKind

TAGS: Final = ("before", "after", "plan", "contract", "invoice", "certificate")
"""Offered as filters (A-16), besides those that the rows carry."""
VIEW_COOKIE: Final = "strongroom_view"
"""How this browser shows lists, for the surface that sets it (the phone): `list` or `grid`."""
OFFICE_VIEW_COOKIE: Final = "strongroom_office_view"
"""The same for the office, whose pages the phone's lie below."""
_FOLDER_PAGES: Final = {
    Surface.OFFICE: "office:shared-folder",
    Surface.MOBILE: "mobile:documents-folder",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request wants of the list: filter, order, and the place in it."""

    q: str
    tag: str
    order: str
    cursor: str
    shown: str

    @classmethod
    def by(cls, request: HttpRequest) -> Self:
        """Read it from the address, or from the form of an action on the list."""
        source = request.POST if request.method == "POST" else request.GET
        given = {name: source.get(name, "").strip() for name in ("q", "tag", "cursor", "shown")}
        order = source.get("order", "")
        return cls(**given, order=order if order in explorer.ORDERS else "name")

    @property
    def filters(self) -> dict[str, str]:
        """What narrows the list, for addresses."""
        return {"q": self.q, "tag": self.tag}

    @property
    def kept(self) -> dict[str, str]:
        """The same with the order, unless it goes without saying."""
        return self.filters if self.order == "name" else {**self.filters, "order": self.order}


def items_url(account: str, surface: Surface) -> str:
    """Return where the bytes of a surface's items are; an id follows."""
    return before_id(f"{surface.value}:item-content", account=account)


def folders_url(account: str, surface: Surface) -> str:
    """Return where a folder of any record opens; its id follows."""
    return before_id(_FOLDER_PAGES[surface], account=account)


def document_list(
    visit: Visit,
    library_id: uuid.UUID,
    *,
    page_url: str,
    folder_id: uuid.UUID | None = None,
    here: Here | None = None,
    called: str = "attachments",
) -> DocumentList:
    """Return the list of a record's attachments as whoever asks may see it.

    `page_url` is the page that the list stands on; its filter and paging links lead there. With
    `folder_id` it is what lies in that folder, with all that the explorer of a project offers. Who
    stands in the folder already carries it along as `here`.
    """
    asked, office = Asked.by(visit.request), visit.surface == Surface.OFFICE
    here = here or documents.here(visit.principal, folder_id or library_id)
    page = documents.children_here(
        here,
        order=explorer.ORDERS[asked.order],
        descending=asked.order.startswith("-"),
        q=asked.q,
        tag=asked.tag,
        cursor=asked.cursor or None,
        limit=explorer.limit(asked.shown),
    )
    upload, explores = _upload(visit, here), folder_id is not None
    files, page = _counted(here, page, asked) if not explores else (0, page)
    # Whose licence it is has no customer: nothing of it is in anybody's portal.
    portal = here.facts.library.kind != LibraryKind.LICENCE
    return DocumentList(
        rows=page.results,
        usual=usual(page.results),
        urls=_urls(visit, library_id, page_url, folder_id),
        may=May.with_rows(page.results, office=office, explorer=explores, portal=portal),
        columns=Columns(added=True) if explores else _columns(visit, page, portal=portal),
        words=_words(visit, page_url, called, explores=explores, adds=upload is not None),
        filter=Filter(asked.q, asked.tag, _tags(page, asked.tag)),
        filtered=bool(asked.q or asked.tag),
        cursor=asked.cursor,
        pager=_pager(page, page_url, asked, lengthened=explores),
        more_url=_onward(page, page_url, asked) if explores else "",
        count_text="" if explores else _count_words(files),
        view=view_of(visit),
        upload=upload,
        camera=visit.surface == Surface.MOBILE,
        marks=True,
        details=office,
        viewers=asks_viewers(visit),
        explorer=explorer.of(
            visit,
            library_id,
            folder_id,
            page_url=page_url,
            order=asked.order,
            filters=asked.filters,
        )
        if folder_id
        else None,
    )


def list_fragment(
    visit: Visit,
    library_id: uuid.UUID,
    *,
    page_url: str,
    flashes: Sequence[Flash] = (),
    folder_id: uuid.UUID | None = None,
    here: Here | None = None,
) -> HttpResponse:
    """Answer htmx with the list alone, its notices out of band; `?part=rows`: with further rows of it."""
    listed = document_list(
        visit,
        library_id,
        page_url=page_url,
        folder_id=folder_id or explorer.folder_of(visit.request),
        here=here,
    )
    if visit.request.GET.get("part") == "rows":
        # what is usual in the list that is lengthened may be something else
        return visit.fragment(
            "documents/rows.html", documents=dataclasses.replace(listed, usual=None)
        )
    return alone(visit, listed, flashes)


def alone(visit: Visit, listed: DocumentList, flashes: Sequence[Flash] = ()) -> HttpResponse:
    """Answer htmx with a list alone."""
    return visit.fragment("components/documents/list.html", documents=listed, flashes=flashes)


def asks_viewers(visit: Visit) -> bool:
    """Whether *Who can see this?* (D-23) is there for the one who looks: in the office, in-house."""
    in_house = visit.principal.member_type == MemberType.IN_HOUSE
    return in_house and visit.surface == Surface.OFFICE


def count_text(visit: Visit, library_id: uuid.UUID) -> str:
    """Return how many attachments the viewer may see (A-2), or that there are more than 1,000."""
    number, more = documents.count_files(visit.principal, library_id)
    return _count_words(number + more)


def _count_words(files: int) -> str:
    more = files > MOST_COUNTED
    return f"more than {MOST_COUNTED:,}" if more else str(files)


def view_of(visit: Visit) -> str:
    """Return `grid` or `list`: asked for in the address, or kept by this browser for the surface."""
    office = visit.surface == Surface.OFFICE
    kept = visit.request.COOKIES.get(OFFICE_VIEW_COOKIE if office else VIEW_COOKIE)
    return "grid" if (visit.request.GET.get("view") or kept) == "grid" else "list"


_DROP: Final = (
    "Photos, drawings, contracts and certificates belong here. Drop files anywhere on this card, or"
    " select them above."
)
_DROP_FOLDERS: Final = "Drop files or whole folders anywhere on this list, or upload them above."
_NOTHING_YET: Final = "What is added here will be listed."
_NOTHING_OPEN: Final = "Nothing in it is open to you."


def _words(visit: Visit, page_url: str, called: str, *, explores: bool, adds: bool) -> Words:
    """Return what is said of the list; on a folder's page a folder is spoken of, not a record."""
    if explores or page_url.startswith(folders_url(visit.account.slug, visit.surface)):
        inviting = _DROP_FOLDERS if explores else _DROP
        return Words("Documents", "This folder is empty", inviting if adds else _NOTHING_OPEN)
    return Words(called.capitalize(), f"No {called} yet", _DROP if adds else _NOTHING_YET)


def _onward(page: Page[ItemRow], page_url: str, asked: Asked) -> str:
    return address(page_url, {**asked.kept, "cursor": page.next}) if page.next else ""


def _counted(here: Here, page: Page[ItemRow], asked: Asked) -> tuple[int, Page[ItemRow]]:
    """Return how many files there are, whatever the list is narrowed to, and its page with the total."""
    files, total = documents.counts_here(here, **asked.filters)
    return files, dataclasses.replace(page, total=total)


def _pager(page: Page[ItemRow], page_url: str, asked: Asked, *, lengthened: bool) -> Pager | None:
    """Return links to the first and the next page; None when all is on this one.

    One that is lengthened by further rows has no next page.
    """
    asks = Wanted(page_url, asked.kept, asked.cursor)
    if lengthened:
        return Pager(asks.to()) if asks.cursor else None
    return asks.pager(page)


def _tags(page: Page[ItemRow], chosen: str) -> list[str]:
    """Return the tags to offer: the usual ones, those on the rows, and the one that is chosen."""
    extra = {tag for row in page.results for tag in row.tags} | ({chosen} if chosen else set())
    return [*TAGS, *sorted(extra - set(TAGS))]


def _urls(visit: Visit, library_id: uuid.UUID, page_url: str, folder_id: uuid.UUID | None) -> Urls:
    slug, surface = visit.account.slug, visit.surface
    page = {"page": page_url, "folder": str(folder_id or "")}
    below = explorer.folders_below(visit, page_url) if folder_id else ""
    return Urls(
        list=page_url,
        items=items_url(slug, surface),
        archive=visit.url("documents-archive", library_id=library_id),
        folder=below or folders_url(slug, surface),
        actions=address(visit.url("documents-actions", library_id=library_id), page),
        upload=address(visit.url("documents-files", library_id=library_id), page),
        share=share_url(visit),
        star=address(visit.url("documents-favourites", library_id=library_id), page),
    )


def share_url(visit: Visit) -> str:
    """Return where links are made for ticked items: in the office alone."""
    return visit.url("shares-new") if visit.surface == Surface.OFFICE else ""


def _upload(visit: Visit, here: Here) -> Upload | None:
    """Return where files go, or None for who may not add any."""
    outside = documents.adds_to(here)
    if outside is None:
        return None
    return Upload(
        here.id,
        f"{visit.account.slug}/{visit.surface.value}",
        settings.UPLOAD_LIMIT,
        opens_to_words(outside),
    )


def opens_to_words(outside: documents.OpensTo) -> str:
    """Say who outside sees what is added here (E-4); empty for nobody."""
    who = [f"Customers of {outside.customer_name}"] if outside.portal else []
    who += ["whoever has a link"] if outside.link else []
    if not who:
        return ""
    words = " and ".join(who)
    verb = "see" if outside.portal else "sees"
    return f"{words[0].upper()}{words[1:]} {verb} what you add here."


def _columns(visit: Visit, page: Page[ItemRow], *, portal: bool) -> Columns:
    """Return the columns of the surface (A-4); who learns nothing of marks gets no column for them.

    `portal`: whether a customer's portal can show any of it at all.
    """
    if visit.surface == Surface.MOBILE:
        shares = portal and any(Action.SHARE in row.may for row in page.results)
        return Columns(
            added=True, portal=shares, confidential=not visit.principal.hides_confidential
        )
    return Columns(added=True, portal=portal, confidential=True)
