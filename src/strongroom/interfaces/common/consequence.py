"""What the question shows of a consequence: `changes` (E-11) as lines under headings, ready to draw.

You first, then people by what they lose, gain or have changed, then doors, then what keeps its own
settings. Understands the lists `gain`, `lose` and `level` alone, too.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

from strongroom.access.api import Consequence, Person
from strongroom.interfaces.common.consequence_doors import (
    ICONS,
    Doors,
    Row,
    doors_of,
    number,
)

MOST_NAMED: Final = 20
"""Names that stand under a heading; the others are counted."""
MOST_COUNTED: Final = 1000
"""More items are said as "more than", where nobody counted further."""
_NOBODY: Final = frozenset({"customer", "link"})
"""A customer, or whoever has a link, is nobody to count."""


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody or something, and a few words about it."""

    name: str
    note: str = ""
    icon: str = "user"


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading that counts them."""

    title: str
    lines: tuple[Line, ...]
    further: int = 0
    """How many more there are than lines."""


@dataclass(frozen=True, slots=True)
class Told:
    """All parts, in the order in which they are read; what is empty is not shown."""

    you: str = ""
    people: tuple[Group, ...] = ()
    doors: tuple[Doors, ...] = ()
    keeps: Group | None = None
    records: Group | None = None
    items: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to show below the sentence."""
        people = self.you or self.people
        return bool(people or self.doors or self.keeps or self.records or self.items)


def told(changes: Row, ticked: AbstractSet[str] = frozenset()) -> Told:
    """Return what is to be shown; `ticked` are the shares that were ticked before."""
    rows: Sequence[Row] = changes.get("people") or ()
    you = next((row for row in rows if row.get("you")), None)
    others = [row for row in rows if not row.get("you")]
    return Told(
        you=_you(you) if you else "",
        people=_people(others) if "people" in changes else _listed(changes),
        doors=doors_of(changes, ticked),
        keeps=_keeps(changes.get("keeps") or ()),
        records=_records(changes.get("records") or {}),
        items=_items(changes),
    )


def _you(row: Row) -> str:
    before, after, extent = row.get("from"), row.get("to"), _extent(row)
    this, here = (extent, f"in {extent}") if row.get("records") else ("this", "here")
    if not after:
        sentence = f"You will no longer see {this}"
    elif not before:
        sentence = f"You will see {this}, as {after}"
    else:
        sentence = f"You will be {after} {here} instead of {before}"
    return f"{sentence} ({extent})." if extent and not row.get("records") else f"{sentence}."


def _extent(row: Row) -> str:
    """Say of how many records, or items if they are several, it is."""
    records, items = row.get("records"), int(row.get("items") or 0)
    if records:
        return number(int(records["count"]), "record", "records")
    return f"{items:,} items" if items > 1 else ""


def _people(rows: Sequence[Row]) -> tuple[Group, ...]:
    loses = [row for row in rows if not row.get("to")]
    gains = [row for row in rows if row.get("to") and not row.get("from")]
    changes = [row for row in rows if row.get("to") and row.get("from")]
    groups = (
        _group(loses, "loses access", "lose access", _note),
        _group(gains, "gains access", "gain access", _note),
        _group(changes, "has another level", "have another level", _note),
    )
    return tuple(group for group in groups if group)


def _note(row: Row) -> str:
    """Say which level was, is or changes, and for how many; a contact has but one level."""
    before, after, extent = row.get("from"), row.get("to"), _extent(row)
    words = []
    if before and after:
        words.append(f"{after} instead of {before}")
    elif row.get("type") == "member":
        words.append(f"as {after}" if after else f"was {before}")
    if extent:
        words.append(extent)
    return ", ".join(words)


def _records(records: Row) -> Group | None:
    """Return the records of which something changes, the first by name."""
    count, names = int(records.get("count") or 0), records.get("names") or ()
    if not count:
        return None
    lines = tuple(Line(str(name), icon="folder") for name in names[:MOST_NAMED])
    return Group(number(count, "record", "records"), lines, count - len(lines))


def _listed(changes: Row) -> tuple[Group, ...]:
    """Return groups of the lists `lose`, `gain` and `level` alone."""
    counts = changes.get("counts") or {}
    groups = [
        _counted(_rows(changes, key), counts[key]["contacts"], verb)
        for key, verb in (("lose", "would see less"), ("gain", "would see more"))
        if key in counts
    ] or [
        _group(_rows(changes, "lose"), "loses access", "lose access"),
        _group(_rows(changes, "gain"), "gains access", "gain access"),
        _group(_rows(changes, "level"), "has another level", "have another level", _now),
    ]
    return tuple(group for group in groups if group)


def _rows(changes: Row, key: str) -> list[Row]:
    return [
        row if isinstance(row, Mapping) else {"name": str(row)} for row in changes.get(key) or ()
    ]


def _now(row: Row) -> str:
    return f"now {row['level']}" if row.get("level") else ""


def _counted(rows: Sequence[Row], contacts: int, verb: str) -> Group | None:
    """Return a group of contacts of whom only the first are named."""
    if not contacts:
        return None
    title = f"{number(contacts, 'contact', 'contacts')} {verb}"
    return Group(title, _lines(rows[:MOST_NAMED]), contacts - len(rows[:MOST_NAMED]))


def _group(rows: Sequence[Row], one: str, several: str, note: Any = None) -> Group | None:
    if not rows:
        return None
    verb = one if len(rows) == 1 else several
    counts = any(row.get("type") not in _NOBODY for row in rows)
    title = f"{number(len(rows), 'person', 'people')} {verb}" if counts else verb.capitalize()
    return Group(title, _lines(rows[:MOST_NAMED], note), max(0, len(rows) - MOST_NAMED))


def _lines(rows: Iterable[Row], note: Any = None) -> tuple[Line, ...]:
    return tuple(
        Line(
            str(row.get("name") or ""),
            note(row) if note else "",
            ICONS.get(str(row.get("type")), "user"),
        )
        for row in rows
    )


def _keeps(rows: Sequence[Row]) -> Group | None:
    if not rows:
        return None
    verb = "keeps settings of its own" if len(rows) == 1 else "keep settings of their own"
    lines = tuple(Line(str(row.get("name") or ""), icon="lock") for row in rows[:MOST_NAMED])
    title = f"{number(len(rows), 'item', 'items')} {verb}"
    return Group(title, lines, len(rows) - len(lines))


def _items(changes: Row) -> str:
    """Return how many items it is about; empty for one, which the page is about anyway."""
    count = int(changes.get("items") or 0)
    if count <= 1:
        return ""
    # Who lists people has counted all, who lists only names counts up to MOST_COUNTED.
    more = count > MOST_COUNTED and "people" not in changes
    return f"This concerns {f'more than {MOST_COUNTED:,}' if more else f'{count:,}'} items."


def did(consequence: Consequence | None) -> str:
    """Return what a change of roles, seats or members did, for the notice after it; or an empty text."""
    if consequence is None:
        return ""
    ways = consequence.ways
    parts = [
        _did([one for one in consequence.people if one.gains], "now see", ways.get("gain", 0)),
        _did(
            [one for one in consequence.people if one.loses], "no longer see", ways.get("lose", 0)
        ),
        _did(
            [one for one in consequence.people if not one.gains and not one.loses],
            "may do other things in",
            ways.get("level", 0),
        ),
        *(
            f"{number(len(doors), one, several)}."
            for doors, one, several in (
                (consequence.doors.closes, "link stopped working", "links stopped working"),
                (consequence.doors.opens, "link works again", "links work again"),
            )
            if doors
        ),
    ]
    return " ".join(part for part in parts if part)


def _did(people: Sequence[Person], verb: str, records: int) -> str:
    if not people:
        return ""
    who = number(len(people), "person", "people")
    if len(people) == 1 and verb.endswith("see"):
        verb = f"{verb}s"
    return f"{who} {verb} {number(records, 'record', 'records')}."
