"""Lists of documents of several records: shared items (D-20), favourites, recent; for office and phone."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.http.response import HttpResponseBase

from strongroom.access.api import Surface
from strongroom.core.paging import Page
from strongroom.documents import api as documents
from strongroom.documents.api import ItemRow, RecordPlace, SharedBy
from strongroom.interfaces.common.caller.visit import Visit
from strongroom.interfaces.common.documents.document_list import (
    Columns,
    DocumentList,
    Filter,
    May,
    Told,
    Urls,
    Words,
    usual,
)
from strongroom.interfaces.common.documents.listing import (
    Asked,
    alone,
    asks_viewers,
    folders_url,
    items_url,
    share_url,
    view_of,
)
from strongroom.interfaces.common.documents.stars import change_stars
from strongroom.interfaces.common.words.icons import ICONS
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.frame import Tab
from strongroom.interfaces.kit.page import is_fragment, wants_list
from strongroom.interfaces.kit.paging import Wanted
from strongroom.interfaces.kit.place import Place, Step

ARCHIVE_NAME: Final = "Documents"


@dataclass(frozen=True, slots=True)
class Across:
    """One of the lists: its words, which items are on a page of it, and what is told of them beside."""

    key: str
    """The name of its page."""
    label: str
    """What tabs call it."""
    about: str
    words: Words
    read: "Callable[[Visit, Asked], _Read]"
    told: str = ""
    """The heading of what is told of a row here, in place of who added it."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A page of items, and what is told of each beside."""

    page: Page[ItemRow]
    told: Mapping[uuid.UUID, Told]


def _shared(visit: Visit, asked: Asked) -> _Read:
    page = documents.shared_items(visit.principal, q=asked.q, cursor=asked.cursor or None)
    entries = documents.shared_by(visit.principal, page.results)
    return _Read(page, {key: _entry(visit, one) for key, one in entries.items()})


def _entry(visit: Visit, one: SharedBy) -> Told:
    """Tell the level, by which role, by whom and since when."""
    role = f", as {one.role}" if one.role else ""
    by = "you" if one.by == visit.principal.id else one.by_name
    return Told(f"{one.level.label}{role}", one.since, f"by {by}" if by else "")


def _favourites(visit: Visit, asked: Asked) -> _Read:
    found = documents.favourite_items(visit.principal, q=asked.q, cursor=asked.cursor or None)
    return _Read(found, {})


_DID: Final = {"opened": "Opened", "added": "Added", "changed": "Changed"}


def _recent(visit: Visit, asked: Asked) -> _Read:
    found = documents.recent_items(visit.principal, q=asked.q, cursor=asked.cursor or None)
    told = {row.item.id: Told(_DID[row.what], row.at) for row in found.results}
    return _Read(Page([row.item for row in found.results], found.next), told)


def _new(visit: Visit, asked: Asked) -> _Read:
    found = documents.new_items(visit.principal, q=asked.q, cursor=asked.cursor or None)
    return _Read(found, {})


SHARED: Final = Across(
    "shared",
    "Shared items",
    "Files and folders that are opened to you",
    Words(
        "Shared items",
        "Nothing is shared with you yet",
        "A file or folder appears here when somebody opens it to you or to a role of yours.",
        "folder-open",
    ),
    _shared,
    told="Shared",
)
FAVOURITES: Final = Across(
    "favourites",
    "Favourites",
    "What you keep at hand; only you see this list",
    Words(
        "Favourites",
        "No favourites yet",
        "Choose “Add to favourites” in the menu of a file or folder, and it stands here.",
        "star",
    ),
    _favourites,
)
RECENT: Final = Across(
    "recent",
    "Recent",
    "What you opened, added or changed lately; only you see this list",
    Words(
        "Recent",
        "Nothing yet",
        "The files that you open, add or change stand here, the latest first.",
        "history",
    ),
    _recent,
    told="Lately",
)
NEW: Final = Across(
    "newest",
    "New",
    "Files that others added in the last 30 days where you can see them",
    Words(
        "New files",
        "Nothing new in the last 30 days",
        "Files that others add where you can see them stand here, the latest first.",
        "history",
    ),
    _new,
)


def choices(visit: Visit, of: Across) -> list[Tab]:
    """Return the two lists of *Recent*: one's own, and what others added; of other lists there is one."""
    if of not in (RECENT, NEW):
        return []
    named = ((RECENT, "Mine"), (NEW, "Added by others"))
    return [Tab(label, visit.url(one.key), one is of) for one, label in named]


def across_list(visit: Visit, of: Across, *, page_url: str, archive_url: str) -> DocumentList:
    """Return a page of one of the lists as whoever asks may see it; reads q and cursor."""
    asked = Asked.by(visit.request)
    read = of.read(visit, asked)
    places = documents.record_places(visit.principal, read.page.results)
    rows = [row for row in read.page.results if row.id in places]
    slug, surface = visit.account.slug, visit.surface
    office = surface == Surface.OFFICE
    may = May.with_rows(rows, office=office)
    folders = folders_url(slug, surface)
    return DocumentList(
        rows=rows,
        usual=usual(rows),
        urls=Urls(
            list=page_url,
            items=items_url(slug, surface),
            archive=archive_url,
            folder=folders,
            actions=page_url,
            share=share_url(visit),
            star=page_url,
        ),
        may=May(archive=may.archive, link=may.link, star=may.star, unstar=of is FAVOURITES),
        columns=Columns(added=True, told=of.told),
        words=of.words,
        filter=Filter(asked.q),
        filtered=bool(asked.q),
        cursor=asked.cursor,
        pager=Wanted(page_url, {"q": asked.q}, asked.cursor).pager(read.page, quiet=True),
        view=view_of(visit),
        marks=True,
        details=office,
        viewers=asks_viewers(visit),
        places={row.id: _place(visit, places[row.id], folders) for row in rows},
        told=read.told,
    )


def answered(
    visit: Visit, of: Across, *, page_url: str, archive_url: str
) -> HttpResponseBase | None:
    """Change stars where that is asked, and answer with the list anew; None where the page is asked for."""
    said: Sequence[flash.Flash] = ()
    if visit.request.method == "POST":
        said = [change_stars(visit)]
        if not is_fragment(visit.request):
            flash.keep(visit.request, said)
            return visit.go(page_url)
    elif not wants_list(visit.request):
        return None
    return alone(visit, across_list(visit, of, page_url=page_url, archive_url=archive_url), said)


def _place(visit: Visit, place: RecordPlace, folders: str) -> Place:
    """Return the record, and the folders on the way that one may see."""
    steps = [
        Step(place.record if crumb.is_root else crumb.name, _folder(visit, folders, crumb.id))
        for crumb in place.way
    ]
    if place.way and place.way[0].is_root:
        return Place(ICONS[place.kind], steps[0], steps[1:])
    return Place(ICONS[place.kind], Step(place.record), steps)


def _folder(visit: Visit, folders: str, item_id: uuid.UUID) -> str:
    """Return where a step of the way leads; on phones, where such links are too small, nowhere."""
    return "" if visit.surface == Surface.MOBILE else f"{folders}{item_id}"
