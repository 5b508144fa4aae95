"""Sets of records, kept small: what a whole group of people has in common, and where one of them differs."""

import hashlib
import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from strongroom.access.consequence.records.ground import Record
from strongroom.access.consequence.shapes import Records

MOST_NAMED = 20
"""Records that are told by name."""


@dataclass(frozen=True, slots=True)
class Common:
    """Records by their places, in order; what is made of them all is made once."""

    places: Sequence[int] = ()
    within: frozenset[int] = frozenset()
    mark: str = ""

    @classmethod
    def of(cls, within: frozenset[int], records: Sequence[Record]) -> "Common":
        """Return the records at these places."""
        ordered = sorted(within)
        return cls(ordered, within, _mark(records[place].id for place in ordered))


NOTHING = Common()


@dataclass(frozen=True, slots=True)
class Extent:
    """All of the common ones but a few, and a few others."""

    common: Common = NOTHING
    without: frozenset[int] = frozenset()
    also: frozenset[int] = frozenset()

    def __len__(self) -> int:
        """How many records they are."""
        return len(self.common.within) - len(self.without) + len(self.also)

    def _in_order(self) -> Iterator[int]:
        common = (place for place in self.common.places if place not in self.without)
        return heapq.merge(common, sorted(self.also))

    def told(self, records: Sequence[Record]) -> Records:
        """Return their number, the first names, and a mark that differs when one of them does."""
        own = [records[place].id for part in (self.without, self.also) for place in sorted(part)]
        names = tuple(records[place].name for place in islice(self._in_order(), MOST_NAMED))
        return Records(len(self), names, _mark([self.common.mark, len(self.without), *own]))


class Union:
    """The records of anybody, by what happens there."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._found: dict[str, set[int]] = {}

    def add(self, way: str, common: Common, extents: Sequence[Extent]) -> None:
        """Add those of a group of people, who have the common ones but for a few."""
        missing = Counter(place for one in extents for place in one.without)
        gone = {place for place, times in missing.items() if times == len(extents)}
        found = self._found.setdefault(way, set())
        found |= common.within - gone
        found.update(*(one.also for one in extents))

    def ways(self) -> dict[str, int]:
        """Return the numbers."""
        return {way: len(places) for way, places in self._found.items() if places}

    def told(self, records: Sequence[Record]) -> Records:
        """Return them all."""
        return Extent(Common.of(frozenset().union(*self._found.values()), records)).told(records)


def _mark(parts: Iterable[object]) -> str:
    return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()[:32]
