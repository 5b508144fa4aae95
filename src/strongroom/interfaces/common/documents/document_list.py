"""What the document list shows, whatever surface it is on: the value that its components are drawn from.

Drawn by `components/documents/list.html`, its rows by `components/documents/rows.html`.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from strongroom.access.api import Action
from strongroom.documents.api import ItemRow
from strongroom.interfaces.kit.paging import Pager
from strongroom.interfaces.kit.place import Place


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the list and its rows lead; empty where there is nothing of the kind."""

    list: str
    items: str
    """An item's id and `/content` or `/preview` follow."""
    archive: str
    folder: str = ""
    """A folder's id follows."""
    actions: str = ""
    upload: str = ""
    share: str = ""
    """Where links are made for ticked items."""
    star: str = ""
    """Where stars are given and taken away."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Where files go that are added."""

    parent_id: uuid.UUID
    surface: str
    """What the API is told of the place that asks."""
    limit: int
    """Bytes of the largest file."""
    opens_to: str = ""
    """Who outside sees what is added (E-4)."""
    endpoint: str = "/api/v1/uploads/"


@dataclass(frozen=True, slots=True)
class May:
    """Which buttons appear at all: those that at least one row allows."""

    archive: bool = False
    share: bool = False
    link: bool = False
    """The dialog that makes links stands in the office alone."""
    confidential: bool = False
    rename: bool = False
    delete: bool = False
    move: bool = False
    copy: bool = False
    star: bool = False
    unstar: bool = False
    """Whether the button for ticked rows takes stars away: in the list of favourites."""

    @property
    def select(self) -> bool:
        """Whether rows can be ticked: there is something to do with several."""
        return (
            self.archive
            or self.share
            or self.link
            or self.confidential
            or self.rename
            or self.delete
            or self.move
            or self.copy
            or self.star
        )

    @classmethod
    def with_rows(
        cls,
        rows: Sequence[ItemRow],
        *,
        office: bool = False,
        explorer: bool = False,
        portal: bool = True,
    ) -> Self:
        """Return what the rows allow a member; moving and copying are the explorer's.

        `portal`: whether a customer's portal can show any of it at all.
        """
        open_to: frozenset[Action] = frozenset().union(*(row.may for row in rows))
        share, edit = Action.SHARE in open_to, Action.EDIT in open_to
        return cls(
            archive=Action.DOWNLOAD in open_to,
            share=share and portal,
            link=share and office,
            confidential=edit,
            rename=edit,
            delete=Action.DELETE in open_to,
            move=explorer and Action.MOVE in open_to,
            copy=explorer and Action.DOWNLOAD in open_to,
            star=bool(rows),
        )


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns besides name and size (A-4)."""

    added: bool = False
    portal: bool = False
    confidential: bool = False
    told: str = ""
    """The heading of what is told of each row in place of who added it (`DocumentList.told`)."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a list tells of a row besides what the item is: in which way it belongs in the list."""

    text: str
    at: dt.datetime
    by: str = ""
    """Who, with the word before it; stands before how long ago it is."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to, and the tags that are offered for it."""

    q: str = ""
    tag: str = ""
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What the list is called, and what it says when nothing is in it."""

    label: str
    empty_title: str
    empty_text: str
    icon: str = "paperclip"
    """Of the empty list."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that sorts: where a click leads, and how it sorts now (`aria-sort`), if it does."""

    url: str
    aria: str = ""


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of the explorer."""

    name: Heading
    size: Heading
    created: Heading


@dataclass(frozen=True, slots=True)
class View:
    """One of the ways to show the list."""

    name: str
    icon: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Explorer:
    """What the list has more in the explorer of a project: sorting, places."""

    folder_id: uuid.UUID
    order: str
    orders: Sequence[tuple[str, str]]
    """The choices of the box that sorts, where there are no headings."""
    headings: Headings
    views: Sequence[View]
    folders_url: str
    """Where a new folder is made."""
    targets_url: str
    """Where places are found that something can be moved to."""


@dataclass(frozen=True, slots=True)
class DocumentList:
    """A page of items with all that can be done with them."""

    rows: Sequence[ItemRow]
    usual: frozenset[Action] | None
    """What mostly all rows allow: the table says it, other rows for themselves. None: each row says it."""
    urls: Urls
    may: May
    columns: Columns
    words: Words
    filter: Filter = Filter()
    filtered: bool = False
    cursor: str = ""
    pager: Pager | None = None
    more_url: str = ""
    """Where further rows are, for a list that is lengthened."""
    count_text: str = ""
    view: str = "list"
    """Or `grid`."""
    upload: Upload | None = None
    camera: bool = False
    marks: bool = False
    """Whether a row tells what is special about an item."""
    details: bool = False
    viewers: bool = False
    """Whether *Who can see this?* (D-23) is there."""
    explorer: Explorer | None = None
    places: Mapping[uuid.UUID, Place] = field(default_factory=dict)
    """Where items lie that come from several records."""
    told: Mapping[uuid.UUID, Told] = field(default_factory=dict)


def usual(rows: Sequence[ItemRow]) -> frozenset[Action]:
    """Return what the first row allows, mostly what all do."""
    return rows[0].may if rows else frozenset()
