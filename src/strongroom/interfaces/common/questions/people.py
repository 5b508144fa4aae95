"""What the question shows of people: each once, by what happens to them and in which records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from strongroom.interfaces.common.questions.doors import ICONS, Row, number

MOST_NAMED: Final = 20
"""Names that stand under a heading; the others are counted."""
MOST_RECORDS: Final = 5
"""Records that stand with one person; the others are counted."""
_NOBODY: Final = frozenset({"customer", "link"})
"""A customer, or whoever has a link, is nobody to count."""


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody or something, and a few words about it."""

    name: str
    note: str = ""
    icon: str = "user"
    records: str = ""
    """In which records, if they are not those of the whole group."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading that counts them."""

    title: str
    lines: tuple[Line, ...]
    further: int = 0
    """How many more there are than lines."""
    records: str = ""
    """In which records, where they are the same for all."""


def you(rows: Sequence[Row]) -> str:
    """Return what changes for oneself, in sentences."""
    return " ".join(_you(row) for row in rows)


def _you(row: Row) -> str:
    (before, after), extent, counted = _both(row), extent_of(row), _records(row)
    this, here = (extent, f"in {extent}") if counted else ("this", "here")
    if row.get("confidential"):
        this = f"confidential files in {extent}"
    if not after:
        sentence = f"You will no longer see {this}"
    elif not before:
        sentence = f"You will see {this}, as {after}"
    else:
        sentence = f"You will be {after} {here} instead of {before}"
    return f"{sentence} ({extent})." if extent and not counted else f"{sentence}."


def _both(row: Row) -> tuple[str, str]:
    """Return the level before and after in words; nothing for none."""
    adds: Mapping[str, Any] = row.get("adds") or {}
    before, after = (
        f"{row[side]} who may add" if adds.get(side) else str(row.get(side) or "")
        for side in ("from", "to")
    )
    return before, after


def extent_of(row: Row) -> str:
    """Say of how many records, or items if they are several, it is."""
    records, items = _records(row), int(row.get("items") or 0)
    if records:
        return number(records, "record", "records")
    return f"{items:,} items" if items > 1 else ""


def _records(row: Row) -> int:
    """Return how many records it is; 0 for no records, and where a part of the portal holds none yet."""
    return int((row.get("records") or {}).get("count", 0))


def people(rows: Sequence[Row]) -> tuple[Group, ...]:
    """Return everybody once: in the group of the one thing that happens to them, or in the last."""
    by_person: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        key = str(row.get("type")), str(row.get("id") or row.get("name"))
        by_person.setdefault(key, []).append(row)
    single = [found[0] for found in by_person.values() if len(found) == 1]
    several = [found for found in by_person.values() if len(found) > 1]
    groups = (
        *(
            group([one for one in single if _way(one) == way], *verbs, _note)
            for way, verbs in _ALONE.items()
        ),
        _mixed(several),
    )
    return tuple(one for one in groups if one)


def _mixed(several: Sequence[Sequence[Row]]) -> Group | None:
    """Return those to whom different things happen in different records."""
    if not several:
        return None
    ways = {_way(row) for rows in several for row in rows}
    verbs, one = _TWO_WAYS[len(several) == 1], len(several) == 1
    what = " and ".join(verbs.get(way, _ALONE[way][not one]) for way in _ALONE if way in ways)
    lines = [
        Line(
            str(rows[0].get("name") or ""),
            icon=ICONS.get(str(rows[0].get("type")), "user"),
            records="; ".join(_in_short(row) for row in rows),
        )
        for rows in several
    ]
    title = f"{number(len(several), 'person', 'people')} {what}"
    return Group(title, tuple(lines[:MOST_NAMED]), max(0, len(lines) - MOST_NAMED))


_ALONE: Final = {
    "lose": ("loses access", "lose access"),
    "lose confidential": ("no longer sees confidential files", "no longer see confidential files"),
    "gain": ("gains access", "gain access"),
    "gain confidential": ("sees confidential files", "see confidential files"),
    "level": ("has another level", "have another level"),
    "level confidential": (
        "has another level for confidential files",
        "have another level for confidential files",
    ),
}
"""Ways in the order in which they are read, and the verb for one person and for several."""
_TWO_WAYS: Final = {
    True: {"lose": "loses some", "gain": "gains some", "level": "has another level in others"},
    False: {"lose": "lose some", "gain": "gain some", "level": "have another level in others"},
}
_IN_SHORT: Final = {
    "lose": "loses {}",
    "lose confidential": "no longer sees confidential files in {}",
    "gain": "gains {}",
    "gain confidential": "sees confidential files in {}",
    "level": "another level in {}",
    "level confidential": "another level for confidential files in {}",
}


def _way(row: Row) -> str:
    way = "lose" if not row.get("to") else "gain" if not row.get("from") else "level"
    return f"{way} confidential" if row.get("confidential") else way


def _in_short(row: Row) -> str:
    way, note = _way(row), _levels(row)
    extent = extent_of(row) or "this"
    said = _IN_SHORT[way].format(extent) + (f" ({note})" if note else "")
    names = records_of(row, MOST_RECORDS)
    return f"{said}: {names}" if names else said


def records_of(row: Row, most: int, *, between: str = " · ") -> str:
    """Return the first records by name, which may hold commas, and how many more there are."""
    records: Mapping[str, Any] = row.get("records") or {}
    names = [str(name) for name in records.get("names") or ()][:most]
    further = int(records.get("count") or 0) - len(names)
    more = [f"{further:,} more"] if names and further > 0 else []
    return " and ".join([between.join(names), *more])


def _note(row: Row) -> str:
    """Say which level was, is or changes, and for how many; a contact has but one level."""
    parts = _levels(row), extent_of(row), str(row.get("unless") or "")
    return ", ".join(part for part in parts if part)


def _levels(row: Row) -> str:
    before, after = _both(row)
    if before and after:
        return f"{after} instead of {before}"
    if row.get("type") != "member":
        return ""
    return f"as {after}" if after else f"was {before}"


def group(rows: Sequence[Row], one: str, several: str, note: Any = None) -> Group | None:
    """Return people under what happens to them; records that are the same for all stand once."""
    if not rows:
        return None
    verb = one if len(rows) == 1 else several
    counts = any(row.get("type") not in _NOBODY for row in rows)
    title = f"{number(len(rows), 'person', 'people')} {verb}" if counts else verb.capitalize()
    alike = {records_of(row, MOST_NAMED) for row in rows}
    same = alike.pop() if len(alike) == 1 else ""
    shown = lines(rows[:MOST_NAMED], note, records=not same)
    return Group(title, shown, max(0, len(rows) - MOST_NAMED), same)


def lines(rows: Iterable[Row], note: Any = None, *, records: bool = False) -> tuple[Line, ...]:
    """Return a line for each, with its records if they are told."""
    return tuple(
        Line(
            str(row.get("name") or ""),
            note(row) if note else "",
            ICONS.get(str(row.get("type")), "user"),
            records_of(row, MOST_RECORDS) if records else "",
        )
        for row in rows
    )
