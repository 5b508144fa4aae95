"""The list of what is shared with a member, across records (D-20), for the component of all lists."""

import uuid
from typing import Final

from strongroom.access.api import Surface
from strongroom.documents import api as documents
from strongroom.documents.api import SharedPlace
from strongroom.interfaces.common.caller.visit import Visit
from strongroom.interfaces.common.documents.document_list import (
    Columns,
    DocumentList,
    Filter,
    May,
    Urls,
    Words,
    usual,
)
from strongroom.interfaces.common.documents.listing import (
    asks_viewers,
    folders_url,
    items_url,
    share_url,
    view_of,
)
from strongroom.interfaces.common.words.icons import ICONS
from strongroom.interfaces.kit.paging import Wanted, asked
from strongroom.interfaces.kit.place import Place, Step

ARCHIVE_NAME: Final = "Shared items"
_WORDS: Final = Words(
    "Shared items",
    "Nothing is shared with you yet",
    "A file or folder appears here when somebody opens it to you or to a role of yours.",
)


def shared_list(visit: Visit, *, page_url: str, archive_url: str) -> DocumentList:
    """Return the list of what is shared with whoever asks; reads q and cursor."""
    wanted = asked(visit.request, "q", "cursor")
    page = documents.shared_items(visit.principal, q=wanted["q"], cursor=wanted["cursor"] or None)
    places = documents.shared_places(visit.principal, page.results)
    slug, surface = visit.account.slug, visit.surface
    may = May.with_rows(page.results, office=surface == Surface.OFFICE)
    folders = folders_url(slug, surface)
    return DocumentList(
        rows=[row for row in page.results if row.id in places],
        usual=usual(page.results),
        urls=Urls(
            list=page_url,
            items=items_url(slug, surface),
            archive=archive_url,
            folder=folders,
            actions=page_url,
            share=share_url(visit),
        ),
        may=May(archive=may.archive, link=may.link),
        columns=Columns(added=True),
        words=_WORDS,
        filter=Filter(wanted["q"]),
        filtered=bool(wanted["q"]),
        cursor=wanted["cursor"],
        pager=Wanted(page_url, {"q": wanted["q"]}, wanted["cursor"]).pager(page, quiet=True),
        view=view_of(visit),
        marks=True,
        details=surface == Surface.OFFICE,
        viewers=asks_viewers(visit),
        places={item_id: _place(visit, place, folders) for item_id, place in places.items()},
    )


def _place(visit: Visit, place: SharedPlace, folders: str) -> Place:
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
