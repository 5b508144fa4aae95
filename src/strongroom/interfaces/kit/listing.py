"""A list as a page shows it: columns, rows of cells, search, what stands there when it is empty.

Drawn by `components/kit/table.html`; a whole page of it by `templates/office/list.html`.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from strongroom.interfaces.kit.frame import Tab
from strongroom.interfaces.kit.paging import Pager


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column, and how its cells are laid out."""

    title: str
    css: str = ""
    named: bool = True
    """Whether a cell says what it is where rows are stacked, on a phone; not what is plain by itself."""
    hidden: bool = False
    """Whether only a screen reader is told the title."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a row under a column; one of it besides the text."""

    text: str = ""
    url: str = ""
    """Where the row leads."""
    button: str = ""
    """What a button says that leads to `url`; the text is then for whom or what."""
    tone: str = ""
    """Of a status."""
    moment: dt.datetime | None = None


def day(date: dt.date | None) -> Cell:
    """Return a calendar day as a cell."""
    return Cell(f"{date.day} {date:%b %Y}" if date else "")


@dataclass(frozen=True, slots=True)
class Empty:
    """What belongs in a list, said where nothing is in it, and what to do."""

    icon: str
    title: str
    text: str
    action_url: str = ""
    action_label: str = ""


def nothing_found(all_url: str) -> Empty:
    """Return what a list says whose search by name finds nothing."""
    return Empty("search", "Nothing matches", "Try fewer letters.", all_url, "Show all")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    empty: Empty | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """The search box of a list, and the choice beside it."""

    url: str
    q: str
    label: str
    placeholder: str
    hidden: Sequence[tuple[str, str]] = ()
    choices: Sequence[tuple[str, str]] = ()
    choice: str = ""


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
class Listing:
    """A page that is a list."""

    title: str
    table: Table
    heading: str = ""
    """Where the page is part of something; else its title."""
    search: Search | None = None
    narrowed: Narrowed | None = None
    new: New | None = None
    pager: Pager | None = None
    tabs: Sequence[Tab] = ()
