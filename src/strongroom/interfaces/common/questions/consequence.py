"""What the question shows of a consequence: `changes` (E-11) as lines under headings, ready to draw.

You first, then people by what they lose, gain or have changed, then doors, then what keeps its own
settings. Understands the lists `gain`, `lose` and `level` alone, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from strongroom.access.api import Consequence, Person
from strongroom.interfaces.common.questions.doors import DoorsShown, Row, doors_of, number
from strongroom.interfaces.common.questions.people import (
    MOST_NAMED,
    Group,
    Line,
    group,
    lines,
    people,
    records_of,
    you,
)

MOST_COUNTED: Final = 1000
"""More items are said as "more than", where nobody counted further."""


@dataclass(frozen=True, slots=True)
class Told:
    """All parts, in the order in which they are read; what is empty is not shown."""

    you: str = ""
    people: tuple[Group, ...] = ()
    doors: tuple[DoorsShown, ...] = ()
    keeps: Group | None = None
    records: Group | None = None
    items: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to show below the sentence."""
        people = self.you or self.people
        return bool(people or self.doors or self.keeps or self.records or self.items)


def told(changes: Row, ticked: AbstractSet[str] = frozenset(), *, about: str = "") -> Told:
    """Return what is to be shown; `ticked` are the shares that were ticked before.

    `about` is the name of the one thing that is changed, with all that lies in it.
    """
    rows: Sequence[Row] = changes.get("people") or ()
    others = _unless_kept(changes, [row for row in rows if not row.get("you")])
    return Told(
        you=you([row for row in rows if row.get("you")]),
        people=people(others) if "people" in changes else _listed(changes),
        doors=doors_of(changes, ticked),
        keeps=_keeps(changes.get("keeps") or ()),
        records=None
        if any(row.get("records") for row in rows)
        else _records(changes.get("records") or {}),
        items=_items(changes, about),
    )


def _unless_kept(changes: Row, rows: Sequence[Row]) -> list[Row]:
    """Contacts don't lose what whoever answers may keep open for them (E-5)."""
    closing = (changes.get("doors") or {}).get("closes") or ()
    keepable = any(door.get("may_keep") and door.get("type") == "portal" for door in closing)
    return [
        {**row, "unless": "unless kept open"}
        if keepable and row.get("type") == "contact" and not row.get("to")
        else row
        for row in rows
    ]


def _records(records: Row) -> Group | None:
    """Return the records of which something changes, the first by name."""
    count, names = int(records.get("count") or 0), records.get("names") or ()
    if not count:
        return None
    named = tuple(Line(str(name), icon="folder") for name in names[:MOST_NAMED])
    return Group(number(count, "record", "records"), named, count - len(named))


def _listed(changes: Row) -> tuple[Group, ...]:
    """Return groups of the lists `lose`, `gain` and `level` alone."""
    counts = changes.get("counts") or {}
    groups = [
        _counted(_rows(changes, key), counts[key]["contacts"], verb)
        for key, verb in (("lose", "would see less"), ("gain", "would see more"))
        if key in counts
    ] or [
        group(_rows(changes, "lose"), "loses access", "lose access"),
        group(_rows(changes, "gain"), "gains access", "gain access"),
        group(_rows(changes, "level"), "has another level", "have another level", _now),
    ]
    return tuple(one for one in groups if one)


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
    return Group(title, lines(rows[:MOST_NAMED]), contacts - len(rows[:MOST_NAMED]))


def _keeps(rows: Sequence[Row]) -> Group | None:
    if not rows:
        return None
    verb = "keeps settings of its own" if len(rows) == 1 else "keep settings of their own"
    named = tuple(Line(str(row.get("name") or ""), icon="lock") for row in rows[:MOST_NAMED])
    title = f"{number(len(rows), 'item', 'items')} {verb}"
    return Group(title, named, len(rows) - len(named))


def _items(changes: Row, about: str) -> str:
    """Return how many items it is about; empty for one, which the page is about anyway."""
    count = int(changes.get("items") or 0)
    if count <= 1:
        return ""
    if about and count <= MOST_COUNTED:
        return f"This concerns “{about}” and {number(count - 1, 'item', 'items')} in it."
    # Who lists people has counted all, who lists only names counts up to MOST_COUNTED.
    more = count > MOST_COUNTED and "people" not in changes
    return f"This concerns {f'more than {MOST_COUNTED:,}' if more else f'{count:,}'} items."


def did(consequence: Consequence | None) -> str:
    """Return what a change of roles, seats or members did, for the notice after it; or an empty text."""
    if consequence is None:
        return ""
    ways = consequence.ways
    parts = [
        *(
            _did(
                [one for one in people if one.confidential == confidential],
                verb,
                ways.get(f"{way} confidential" if confidential else way, 0),
            )
            for way, verb, people in _done(consequence)
            for confidential in (False, True)
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


def _done(consequence: Consequence) -> Iterator[tuple[str, str, list[Person]]]:
    people = consequence.people
    yield "gain", "now see", [one for one in people if one.gains]
    yield "lose", "no longer see", [one for one in people if one.loses]
    level = [one for one in people if not one.gains and not one.loses]
    yield "level", "may do other things in", level


def _did(found: Sequence[Person], verb: str, records: int) -> str:
    """Name the one person, and the records if they are few."""
    if not found:
        return ""
    one = found[0]
    alone = len(found) == 1
    who = ("You" if one.you else one.name) if alone else number(len(found), "person", "people")
    if alone and not one.you and verb.endswith("see"):
        verb = f"{verb}s"
    if one.confidential:
        verb = f"{verb} {_CONFIDENTIAL}" if "see" in verb else _OF_CONFIDENTIAL
    few = alone and one.records and one.records.count <= _FEW
    names = records_of(one.as_dict(), _FEW, between=", ") if few else ""
    return f"{who} {verb} {names or number(records, 'record', 'records')}."


_CONFIDENTIAL: Final = "confidential files in"
_OF_CONFIDENTIAL: Final = "may do other things with confidential files in"
_FEW: Final = 3
"""Records that a notice names; more it counts."""
