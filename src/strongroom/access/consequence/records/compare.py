"""Two moments held against one another over all records: who gains, who loses, which links sleep or wake.

People who hold the same are looked at once, over what is alike; where one of them has something of
their own (a seat, a licence, an entry in settings), they are looked at there by themselves. Only what
the asker could see before counts (E-12).
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from strongroom.access.consequence.moment import ShareFacts
from strongroom.access.consequence.records.extents import NOTHING, Common, Extent, Union
from strongroom.access.consequence.records.eyes import Eyes, Rank, adds_in, level_in
from strongroom.access.consequence.records.holdings import Holdings
from strongroom.access.consequence.shapes import Person, Records, in_order
from strongroom.access.consequence.snapshot import Class
from strongroom.access.consequence.use import Use
from strongroom.access.links import Suspended
from strongroom.access.principal import Action, Kind, Principal

Pair = tuple[Principal | None, Principal | None]
"""One member before and after; None where they can't sign in."""
Step = tuple[Rank, Rank, bool]
"""From what to what, and whether of confidential files."""
Steps = dict[Step, set[int]]
"""The records, by their places, in which a rank goes from one to another."""
Way = tuple[str, bool]
"""What happens, and whether to confidential files alone."""
WAYS: tuple[Way, ...] = tuple(
    (name, confidential) for name in ("gain", "lose", "level") for confidential in (False, True)
)


def named(way: Way) -> str:
    """Return the name under which its records are counted."""
    name, confidential = way
    return f"{name} confidential" if confidential else name


def _by_way(steps: Steps) -> dict[Way, Steps]:
    """Part what is gained from what is lost, and from what has another level.

    Apart from that, the records in which it is so of confidential files alone.
    """
    found: dict[Way, Steps] = {}
    for step, places in steps.items():
        before, after, confidential = step
        name = "gain" if not before else "lose" if not after else "level"
        found.setdefault((name, confidential), {})[step] = places
    for name, confidential in WAYS:
        plain = found.get((name, False))
        if confidential and plain and (name, True) in found:
            whole = set[int]().union(*plain.values())
            alone = {step: places - whole for step, places in found[name, True].items()}
            found[name, True] = {step: places for step, places in alone.items() if places}
    return found


@dataclass(frozen=True, slots=True)
class Shared:
    """What a group of people gains, loses or has another level in, and from which level to which."""

    all: Common = NOTHING
    steps: Mapping[Step, set[int]] = field(default_factory=dict)

    def besides(self, places: frozenset[int]) -> Iterator[Step]:
        """Yield the steps of which something is left without these records."""
        for pair, within in self.steps.items():
            if len(within) > len(within & places):
                yield pair


NOTHING_SHARED = Shared()


@dataclass(frozen=True, slots=True)
class Row:
    """What one member gains, loses, or has another level in."""

    id: uuid.UUID
    way: Way
    steps: tuple[Step, ...]
    extent: Extent


@dataclass(slots=True)
class Found:
    """What differs, before it is put into words."""

    people: list[Person] = field(default_factory=list)
    ways: dict[str, int] = field(default_factory=dict)
    """How many records anybody gains, loses, or has another level in."""
    records: Records | None = None
    opens: set[ShareFacts] = field(default_factory=set)
    closes: dict[ShareFacts, Use] = field(default_factory=dict)
    """Links that are suspended by it, and why."""
    known: dict[uuid.UUID, frozenset[Action]] = field(default_factory=dict)
    """What the asker might do before with what is shared by one of these."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Whose roles differ, and whose seats, and where."""

    members: Mapping[uuid.UUID, Pair]
    """Those who hold something else account-wide, or can sign in no more or again."""
    seats: Mapping[uuid.UUID, frozenset[uuid.UUID]]
    """By member: the libraries where their seat differs."""

    @classmethod
    def between(cls, before: Holdings, after: Holdings) -> "Changed":
        """Return what differs."""
        members = {
            id_: (before.members.get(id_), after.members.get(id_))
            for id_ in before.members.keys() | after.members.keys()
        }
        seats: dict[uuid.UUID, frozenset[uuid.UUID]] = {}
        for id_ in members:
            was, is_ = before.seats.get(id_, {}), after.seats.get(id_, {})
            if was != is_:
                libraries = was.keys() | is_.keys()
                seats[id_] = frozenset(one for one in libraries if was.get(one) != is_.get(one))
        return cls(
            {id_: pair for id_, pair in members.items() if pair[0] != pair[1]},
            seats,
        )

    def __bool__(self) -> bool:
        """Whether anything does."""
        return bool(self.members or self.seats)

    def touches(self, member_id: uuid.UUID | None, library_id: uuid.UUID) -> bool:
        """Whether the member may see something else there than before."""
        return member_id is not None and (
            member_id in self.members or library_id in self.seats.get(member_id, ())
        )

    @property
    def confidential(self) -> bool:
        """Whether confidential files are another matter to somebody than before."""
        return any(
            (was is not None and was.hides_confidential)
            != (is_ is not None and is_.hides_confidential)
            for was, is_ in self.members.values()
        )


class Comparison:
    """The two moments, over the records that the asker sees."""

    def __init__(
        self, asker: Principal, before: Holdings, after: Holdings, changed: Changed, eyes: Eyes
    ) -> None:
        """Find once what the asker can see."""
        self._asker, self._before, self._after = asker, before, after
        self._changed, self._eyes = changed, eyes
        self._records = list(eyes.ground.records.values())
        self._in_record: dict[int, list[Class]] = {}
        alike: dict[object, tuple[Class, set[int]]] = {}
        for where in eyes.ground.classes:
            if self._shows(where):
                record = eyes.ground.records[where.library]
                self._in_record.setdefault(record.place, []).append(where)
                key = (record.kind, where.policy, where.confidential)
                alike.setdefault(key, (where, set()))[1].add(record.place)
        self._alike = list(alike.values())
        self._common: dict[frozenset[int], Common] = {}

    def found(self) -> Found:
        """Return all that differs."""
        found, union = Found(), Union()
        own = self._own_places()
        alone = self._changed.seats.keys() - self._changed.members.keys()
        groups = [(ids, self._in_common(ids[0])) for ids in self._groups()]
        for ids, shared in [*groups, (list(alone), {})]:
            rows = list(self._rows(ids, shared, own))
            found.people += [self._person(row) for row in rows if row.extent]
            for way in WAYS:
                common = shared.get(way, NOTHING_SHARED).all
                union.add(named(way), common, [row.extent for row in rows if row.way == way])
        found.people = in_order(found.people)
        found.ways = union.ways()
        found.records = union.told(self._records)
        self._doors(found)
        return found

    def _doors(self, found: Found) -> None:
        """Note the links whose keeper may share what they open no more, or again (L22)."""
        for kept in self._eyes.ground.kept:
            if self._changed.touches(kept.keeper_id, kept.where.library) and self._shows(
                kept.where
            ):
                was = self._may_share(self._before, kept.keeper_id, kept.where)
                is_ = self._may_share(self._after, kept.keeper_id, kept.where)
                if is_ and not was:
                    found.opens.add(kept.share)
                elif was and not is_:
                    found.closes[kept.share] = self._stops(kept.keeper_id)
                    found.known[kept.share.id] = self._eyes.actions(
                        self._asker, self._before, kept.where
                    )

    def _stops(self, keeper_id: uuid.UUID | None) -> Use:
        there = keeper_id in self._after.members
        return Use(suspended=Suspended.KEEPER_MAY_NOT if there else Suspended.KEEPER_INACTIVE)

    def _shows(self, where: Class) -> bool:
        return Action.VIEW in self._eyes.actions(self._asker, self._before, where)

    def _may_share(self, held: Holdings, id_: uuid.UUID | None, where: Class) -> bool:
        member = held.members.get(id_) if id_ else None
        return member is not None and Action.SHARE in self._eyes.actions(member, held, where)

    def _groups(self) -> list[list[uuid.UUID]]:
        """Members who held the same account-wide, and hold the same now."""
        found: dict[object, list[uuid.UUID]] = {}
        for id_, (was, is_) in self._changed.members.items():
            found.setdefault((_mark(was), _mark(is_)), []).append(id_)
        return list(found.values())

    def _in_common(self, id_: uuid.UUID) -> dict[Way, Shared]:
        """Return what changes for all like this one, where they have nothing of their own."""
        was, is_ = self._changed.members[id_]
        steps: Steps = {}
        for where, places in self._alike:
            pair = (self._eyes.rank(was, None, where), self._eyes.rank(is_, None, where))
            if pair[0] != pair[1]:
                steps.setdefault((*pair, where.confidential), set()).update(places)
        return {
            name: Shared(self._made(frozenset[int]().union(*found.values())), found)
            for name, found in _by_way(steps).items()
        }

    def _made(self, places: frozenset[int]) -> Common:
        """Groups of people mostly gain or lose the same."""
        if places not in self._common:
            self._common[places] = Common.of(places, self._records)
        return self._common[places]

    def _own_places(self) -> dict[uuid.UUID, frozenset[int]]:
        """Return for each member concerned the records where they are looked at by themselves."""
        found: dict[uuid.UUID, set[int]] = {}
        for member_id, library_id in self._own_libraries():
            record = self._eyes.ground.records.get(library_id)
            if record is not None and record.place in self._in_record:
                found.setdefault(member_id, set()).add(record.place)
        return {id_: frozenset(places) for id_, places in found.items()}

    def _own_libraries(self) -> Iterator[tuple[uuid.UUID, uuid.UUID]]:
        whole = self._changed.members.keys()
        for held in (self._before, self._after):
            for member_id in held.seats.keys() & whole:
                yield from ((member_id, library_id) for library_id in held.seats[member_id])
        for record in self._records:
            if record.holder_id in whole:
                yield record.holder_id, record.id
        for where in self._eyes.ground.classes:
            for member_id in self._eyes.ground.grants_of(where.policy).members.keys() & whole:
                yield member_id, where.library
        for member_id, libraries in self._changed.seats.items():
            yield from ((member_id, library_id) for library_id in libraries)

    def _rows(
        self,
        ids: Iterable[uuid.UUID],
        shared: Mapping[Way, Shared],
        own: Mapping[uuid.UUID, frozenset[int]],
    ) -> Iterator[Row]:
        """Yield for each member what is gained, what is lost, and where the level is another."""
        for id_ in ids:
            mine = own.get(id_, frozenset())
            steps = _by_way(self._own_steps(id_, mine))
            for way in WAYS:
                common, here = shared.get(way, NOTHING_SHARED), steps.get(way, {})
                also = frozenset[int]().union(*here.values())
                extent = Extent(common.all, common.all.within & mine, also)
                yield Row(id_, way, (*common.besides(mine), *here), extent)

    def _own_steps(self, id_: uuid.UUID, places: Iterable[int]) -> Steps:
        was, is_ = self._before.members.get(id_), self._after.members.get(id_)
        steps: Steps = {}
        for place in places:
            for where in self._in_record[place]:
                pair = (
                    self._eyes.rank(was, self._before, where),
                    self._eyes.rank(is_, self._after, where),
                )
                if pair[0] != pair[1]:
                    steps.setdefault((*pair, where.confidential), set()).add(place)
        return steps

    def _person(self, row: Row) -> Person:
        who = self._after.members.get(row.id) or self._before.members[row.id]
        before, after = (max(step[side] for step in row.steps) for side in (0, 1))
        return Person(
            "member",
            row.id,
            who.name,
            you=self._asker.kind == Kind.MEMBER and row.id == self._asker.id,
            before=level_in(before),
            after=level_in(after),
            adds=(adds_in(before), adds_in(after)),
            items=0,
            records=row.extent.told(self._records),
            confidential=row.way[1],
        )


def _mark(member: Principal | None) -> object:
    if member is None:
        return None
    return (member.member_type, member.permissions, member.roles, member.hides_confidential)
