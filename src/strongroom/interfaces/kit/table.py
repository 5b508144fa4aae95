"""A table as a page shows it: columns, rows of cells, and what is done with ticked rows.

Drawn by `components/kit/table.html`.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from strongroom.interfaces.kit.paging import Order
from strongroom.interfaces.kit.place import Place


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column, and how its cells are laid out."""

    title: str
    css: str = ""
    named: bool = True
    """Whether a cell says what it is where rows are stacked, on a phone; not what is plain by itself."""
    hidden: bool = False
    """Whether only a screen reader is told the title."""
    order: Order | None = None
    less: bool = False
    """Whether it gives way first where the table has little room."""


@dataclass(frozen=True, slots=True)
class Link:
    """A way that is a word."""

    text: str
    url: str
    unseen: str = ""
    """What only a screen reader is told besides."""


@dataclass(frozen=True, slots=True)
class Act:
    """A button in the form around a table: what is done with the ticked rows, or with its own."""

    label: str
    url: str
    icon: str = ""
    unseen: str = ""
    on_delete: bool = False
    """Whether the key Delete presses it."""


@dataclass(frozen=True, slots=True)
class Note:
    """What stands small below the text of a cell."""

    text: str = ""
    link: Link | None = None
    icon: str = ""
    """Of a mark, which stands out."""
    moment: dt.datetime | None = None
    """Behind the text."""
    written: Literal["since", "minute"] = "minute"


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

    detailed: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Detailed(Cell):
    """A cell that says more than one thing, or in another way; the text stands behind the moment."""

    unseen: str = ""
    """What only a screen reader is told, behind the text."""
    beside: bool = False
    """Whether the link is this cell's alone, not the row's."""
    written: Literal["since", "minute", "exact"] = "since"
    """How the moment is written: how long ago, to the minute, in full as in histories."""
    was: str = ""
    """What stood there before, where a change is told."""
    yes: bool | None = None
    file: bool = False
    """Whether the text is a file's name, which is cut in its middle."""
    icon: str = ""
    place: Place | None = None
    notes: Sequence[Note] = ()
    act: Act | None = None

    detailed: ClassVar[bool] = True


NOTHING: Final = "–"  # noqa: RUF001 - a dash
"""What stands where a value is not known."""


def written(date: dt.date | None, missing: str = "") -> str:
    """Return a calendar day as tables write it: `3 Mar 2027`."""
    return f"{date.day} {date:%b %Y}" if date else missing


def day(date: dt.date | None, missing: str = "") -> Cell:
    """Return a calendar day as a cell."""
    return Cell(written(date, missing))


@dataclass(frozen=True, slots=True)
class Tick:
    """The box that ticks a row, for who may do something with it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row; where rows are ticked, with what it is called and its box."""

    cells: Sequence[Cell]
    key: str = ""
    name: str = ""
    tick: Tick | None = None


@dataclass(frozen=True, slots=True)
class Bulk:
    """What is done with ticked rows; the first is done by default."""

    label: str
    """What a screen reader is told the buttons are for."""
    called: str
    """What is counted, as it stands there without script."""
    acts: Sequence[Act]
    in_place: bool = False
    """Whether the list is swapped after it, not the page."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    bulk: Bulk | None = None
    hint: str = ""
    """What the keyboard does, for a screen reader."""
