"""What is told of a consequence: people, doors, and what keeps its own settings (E-11)."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from strongroom.access.consequence.use import IN_USE, Use
from strongroom.access.models import Level, ShareType
from strongroom.core import clock


def word(level: int) -> str | None:
    """Return `viewer`, `contributor` or `manager`; None for nothing at all."""
    return Level(level).label.lower() if level else None


@dataclass(frozen=True, slots=True)
class Records:
    """Whole records of which something changes: how many the asker sees, and the first by name."""

    count: int
    names: tuple[str, ...]
    mark: str
    """Text that differs when one of them is another."""

    def as_dict(self) -> dict[str, Any]:
        """Return what the API tells."""
        return {"count": self.count, "names": list(self.names)}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose sight or level changes, and of how many of the items that the asker sees."""

    type: str
    """`member` or `contact`."""
    id: uuid.UUID
    name: str
    you: bool
    before: int
    """The level before, 0 for none; over all items the highest."""
    after: int
    items: int
    records: Records | None = None
    """Instead of items, where a change is one of whole records."""
    adds: tuple[bool, bool] = (False, False)
    """Whether a viewer may add, before and after; told of whole records."""
    confidential: bool = False
    """Whether it is about confidential files in these records, and nothing else of them."""

    @property
    def gains(self) -> bool:
        """Whether they see something that they did not see."""
        return not self.before

    @property
    def loses(self) -> bool:
        """Whether they no longer see something."""
        return not self.after

    def as_dict(self) -> dict[str, Any]:
        """Return what the API tells."""
        return {
            "type": self.type,
            "id": str(self.id),
            "name": self.name,
            "you": self.you,
            "from": word(self.before),
            "to": word(self.after),
            "items": self.items,
            **({"records": self.records.as_dict()} if self.records else {}),
            **({"adds": {"from": self.adds[0], "to": self.adds[1]}} if any(self.adds) else {}),
            **({"confidential": True} if self.confidential else {}),
        }


def in_order(people: Iterable[Person]) -> list[Person]:
    """Return oneself first, then who loses, who gains, whose level changes; by name."""
    return sorted(
        people,
        key=lambda one: (
            not one.you,
            not one.loses,
            not one.gains,
            one.name.casefold(),
            str(one.id),
            one.confidential,
        ),
    )


@dataclass(frozen=True, slots=True)
class Door:
    """A share that opens, closes or stays; what the asker may not know of it is None."""

    share_id: uuid.UUID
    type: str
    item: tuple[uuid.UUID, str] | None
    audience: str
    """For whom: the customer's name, or whoever has the link."""
    by: str | None
    since: dt.datetime | None
    may_cancel: bool = False
    may_keep: bool = False
    link_id: uuid.UUID | None = None
    use: Use = IN_USE
    """Whether anybody gets in by it: before the change if it no longer reaches all, else after it."""
    keeper: str | None = None
    """Who answers for a link, by name."""
    keeper_you: bool = False
    """Whether that is who asks."""
    suspends: bool = False
    """Whether it closes though it stays where it is: the change suspends a link, or takes what a portal
    share opens out of what the portal shows."""
    made: bool = False
    """Whether the change itself makes it: then it has no id and no date yet."""

    def as_dict(self) -> dict[str, Any]:
        """Return what the API tells."""
        return {
            "share_id": None if self.made else str(self.share_id),
            "type": self.type,
            "item": {"id": str(self.item[0]), "name": self.item[1]} if self.item else None,
            "for": self.audience,
            "by": self.by,
            "since": clock.written(self.since) if self.since and not self.made else None,
            "may_cancel": self.may_cancel,
            "may_keep": self.may_keep,
            "state": self.use.state,
            "why_not": self.use.why_not,
            "suspended_why": self.use.suspended.value if self.use.suspended else None,
            "keeper": self.keeper,
            "keeper_you": self.keeper_you,
            "suspends": self.suspends,
        }


@dataclass(frozen=True, slots=True)
class Doors:
    """Which shares begin to reach something, which no longer do, which still do."""

    opens: tuple[Door, ...] = ()
    closes: tuple[Door, ...] = ()
    stays: tuple[Door, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.opens or self.closes or self.stays)


@dataclass(frozen=True, slots=True)
class Consequence:
    """Who sees what otherwise, told to one asker: nothing of items that they can't see (E-12)."""

    people: tuple[Person, ...] = ()
    doors: Doors = field(default_factory=Doors)
    items: int = 0
    """Items of which anything changes."""
    keeps: tuple[tuple[uuid.UUID, str], ...] = ()
    """Moved items that keep settings of their own."""
    confidential: tuple[uuid.UUID, ...] = ()
    """Some of the confidential files that a door opens (A-13)."""
    confidential_files: int = 0
    """How many these are."""
    question: str = ""
    """Who asks about what: a confirmation of one question is none of another."""
    marks: tuple[str, ...] = ()
    """Which items change, and which doors reach each: kept in the seal and not told."""
    records: Records | None = None
    """All whole records of which anything changes, where a change is one of these."""
    ways: Mapping[str, int] = field(default_factory=dict)
    """How many records anybody sees (`gain`), sees no more (`lose`), or has another `level` in."""

    def __bool__(self) -> bool:
        """Whether anybody's sight or level changes, or a door's reach."""
        return bool(self.people or self.doors)

    @property
    def gain(self) -> list[dict[str, str]]:
        """Who sees something that they did not see, links included, for programs that read it."""
        gaining = [_entry(person, person.after) for person in self.people if person.gains]
        return gaining + _links(self.doors.opens)

    @property
    def lose(self) -> list[dict[str, str]]:
        """Who no longer sees something, links included."""
        losing = [_entry(person, person.before) for person in self.people if person.loses]
        return losing + _links(self.doors.closes)

    @property
    def level(self) -> list[dict[str, str]]:
        """Whose level changes; the new one is told."""
        changing = [one for one in self.people if not one.gains and not one.loses]
        return [_entry(person, person.after) for person in changing]

    @property
    def seal(self) -> str:
        """Text that differs when the consequence does: what a confirmation was given for."""
        told = {**self._told(), "for": self.question, "confidential": self._confidential()}
        told["marks"] = self.marks
        told["records"] = [one.records.mark for one in self.people if one.records]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]

    def _told(self) -> dict[str, Any]:
        return {
            "people": [person.as_dict() for person in self.people],
            "doors": {
                name: [door.as_dict() for door in getattr(self.doors, name)]
                for name in ("opens", "closes", "stays")
            },
            "items": self.items,
            "keeps": [{"id": str(id_), "name": name} for id_, name in self.keeps],
            **({"records": self.records.as_dict()} if self.records else {}),
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the `changes` object of the API."""
        return {
            "seal": self.seal,
            **self._told(),
            "gain": self.gain,
            "lose": self.lose,
            "level": self.level,
            "confidential": self._confidential(),
        }

    def _confidential(self) -> list[str]:
        return [str(id_) for id_ in self.confidential]


def _entry(person: Person, level: int) -> dict[str, str]:
    return {
        "type": person.type,
        "id": str(person.id),
        "name": person.name,
        "level": word(level) or "",
    }


def _links(doors: Iterable[Door]) -> list[dict[str, str]]:
    """Each link once: whoever has it gains or loses."""
    found: Mapping[uuid.UUID, Door] = {
        door.link_id: door for door in doors if door.type == ShareType.LINK and door.link_id
    }
    return [
        {
            "type": "link",
            "id": str(id_),
            "name": _link_name(door),
            "level": word(Level.VIEWER) or "",
        }
        for id_, door in found.items()
    ]


def _link_name(door: Door) -> str:
    return f"Link by {door.by}" if door.by else "Link"
