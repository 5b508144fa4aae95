"""A page that is a list: its table, search, what stands there when it is empty, pages, buttons.

The page is `templates/office/list.html`; what htmx swaps of it `templates/components/listing.html`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from strongroom.core.paging import Page
from strongroom.interfaces.kit.frame import Tab
from strongroom.interfaces.kit.page import Parent
from strongroom.interfaces.kit.paging import Pager, Wanted
from strongroom.interfaces.kit.table import Cell, Column, Row, Table

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Empty:
    """What belongs in a list, said where nothing is in it, and what to do."""

    icon: str
    title: str
    text: str
    action_url: str = ""
    action_label: str = ""


@dataclass(frozen=True, slots=True)
class Select:
    """A choice above a list; the first option is what goes without saying."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    value: str = ""


@dataclass(frozen=True, slots=True)
class Fold:
    """The way to further choices, or to fewer."""

    label: str
    icon: str
    url: str


@dataclass(frozen=True, slots=True)
class Search:
    """The search box of a list, and the choices beside it."""

    url: str
    q: str
    label: str
    placeholder: str
    selects: Sequence[Select] = ()
    hidden: Sequence[tuple[str, str]] = ()
    """What is kept besides."""
    fold: Fold | None = None
    clear_url: str = ""

    @classmethod
    def of(
        cls, wanted: Wanted, label: str, placeholder: str, selects: Sequence[Select] = ()
    ) -> "Search":
        """Return the box of a list; what else is asked of it stays."""
        shown = {"q", *(select.name for select in selects)}
        kept = [(name, value) for name, value in wanted.query.items() if name not in shown]
        return cls(wanted.url, wanted["q"], label, placeholder, selects, kept)


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages that a part of Administration has."""

    label: str
    tabs: Sequence[Tab]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the list is narrowed to besides, and the way to all."""

    text: str
    all_url: str
    all_label: str


@dataclass(frozen=True, slots=True)
class New:
    """The button that makes one more."""

    url: str
    label: str
    icon: str = "plus"


@dataclass(frozen=True, slots=True)
class Beside:
    """A further button of a list's page: a way to another page, or to a file."""

    label: str
    icon: str
    url: str
    download: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be known before the list, and where it is seen to."""

    icon: str
    text: str
    url: str
    link: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A page that is a list."""

    title: str
    table: Table
    empty: Empty | None = None
    """What is said where the table has no rows."""
    heading: str = ""
    """Where the page is part of something; else its title."""
    crumbs: Sequence[Parent] = ()
    part: str = "listing"
    """The id of what htmx swaps."""
    search: Search | None = None
    states: Sequence[Tab] = ()
    narrowed: Narrowed | None = None
    new: New | None = None
    buttons: Sequence[Beside] = ()
    notice: Notice | None = None
    pager: Pager | None = None
    tabs: Sequence[Tab] = ()
    pages: Pages | None = None
    help: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What a list is called and says of itself."""

    title: str
    icon: str
    nothing_yet: str
    purpose: str
    """What belongs in it."""
    search: str
    """What the search box is for."""
    placeholder: str
    nothing_found: str = "Nothing matches"
    fewer: str = "Try fewer letters."
    """What to do where nothing is found."""
    show_all: str = "Show all"

    def empty(self, all_url: str, *, narrowed: bool, new: New | None = None) -> Empty:
        """Return what is said where there are no rows: nothing is found, or nothing there yet."""
        if narrowed:
            return Empty("search", self.nothing_found, self.fewer, all_url, self.show_all)
        way = (new.url, new.label) if new else ("", "")
        return Empty(self.icon, self.nothing_yet, self.purpose, *way)


def listing(
    words: Words,
    wanted: Wanted,
    page: Page[T],
    columns: Sequence[Column],
    cells: Callable[[T], Sequence[Cell]],
    *,
    new: New | None = None,
    selects: Sequence[Select] = (),
    narrowed: Narrowed | None = None,
) -> Listing:
    """Return the page of a list from what is its own; `replace` adds what few pages have."""
    return Listing(
        title=words.title,
        table=Table(words.title, columns, [Row(cells(row)) for row in page.results]),
        empty=words.empty(wanted.url, narrowed=wanted.narrowed, new=new),
        search=Search.of(wanted, words.search, words.placeholder, selects),
        narrowed=narrowed,
        new=new,
        pager=wanted.pager(page),
    )
