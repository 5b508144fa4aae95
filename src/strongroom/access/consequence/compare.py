"""Two moments held against one another: who gains, who loses, which doors open, close or stay.

Only what the asker can see before the change is looked at (E-12): the rest neither asks nor refuses.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from strongroom.access.consequence.members import Members
from strongroom.access.consequence.moment import ShareFacts, Visitor
from strongroom.access.consequence.shapes import Person, in_order
from strongroom.access.consequence.sight import Sight
from strongroom.access.consequence.snapshot import Class, Passage
from strongroom.access.models import Level
from strongroom.access.principal import Action, Kind, Principal

Audiences = set[tuple[str, uuid.UUID | None]]


@dataclass(slots=True)
class Found:
    """What differs, before it is put into words."""

    people: list[Person] = field(default_factory=list)
    opens: set[ShareFacts] = field(default_factory=set)
    closes: set[ShareFacts] = field(default_factory=set)
    stays: set[ShareFacts] = field(default_factory=set)
    asleep: set[ShareFacts] = field(default_factory=set)
    """Those that the change stops from letting anybody in: they close, though their reach is the same."""
    items: int = 0
    opened: list[Class] = field(default_factory=list)
    """The classes, as they were, of what a door opens."""
    brought: list[Class] = field(default_factory=list)
    """Those of them that need the right to share: not what was open before one took it away (E-3)."""
    renewed: list[Class] = field(default_factory=list)
    """The classes of confidential files of which an open door shows another content (E-7)."""
    confidential: int = 0
    """How many confidential files a door opens (A-13)."""
    confidential_brought: int = 0
    """How many of those are among what is `brought`."""
    marks: tuple[str, ...] = ()
    """Which items change, and by which doors: texts that differ when one is another."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The touched items, and the rule at both moments."""

    asker: Principal
    before: Sight
    after: Sight
    passages: Sequence[Passage]
    touched: Sequence[uuid.UUID]
    began: dt.datetime
    """When the save began of which the change is all or a part."""
    excused: frozenset[uuid.UUID] = frozenset()
    """Shares that reached the items when the asker moved or deleted them: they open again, told and
    asked about like any, without the right to share (E-3, E-11)."""
    copied: bool = False
    """Whether copies are held against their originals, from which nobody is taken (E-9)."""
    renewed: bool = False
    """Whether the current content of what is touched is another."""
    blind: bool = False
    """Whether a folder is touched by an asker to whom confidential files in it do not exist (E-7)."""

    def seen(self) -> list[Passage]:
        """Return what of it the asker can see."""
        return [one for one in self.passages if self.before.shows(self.asker, one.before)]

    def found(self) -> Found:
        """Return all that differs."""
        seen = self.seen()
        found, people = Found(), _People(self.asker)
        changed, narrowed = self._members(seen, people)
        changed |= self._contacts(seen, people)
        for number, one in enumerate(seen):
            settings = one.before.policy != one.after.policy
            moved = one.before.library != one.after.library
            narrow = (number in narrowed or settings) and one.after.policy is not None
            hidden = one.after.confidential and not one.before.confidential
            lost = moved and number in narrowed
            if self._doors(one, found, narrowed=narrow or hidden, lost=lost):
                changed.add(number)
            if settings or moved:
                changed.add(number)
            if self.renewed and one.after.confidential and self._renew(one, found):
                changed.add(number)
        found.people = people.told()
        found.items = sum(seen[number].items for number in changed)
        found.marks = tuple(sorted(self._mark(seen[number]) for number in changed))
        return found

    def _mark(self, one: Passage) -> str:
        """Return which items went which way, and what opened them and opens them now."""
        sides = [
            f"{where.library} {where.policy} {sorted(map(self._named, shares))}"
            for where, shares in (
                (one.before, self.before.doors(one.before)),
                (one.after, self.after.doors(one.after)),
            )
        ]
        return " ".join([one.mark, *sides])

    def made(self, share: ShareFacts) -> bool:
        """Whether the save itself makes the share: asked about twice, it is another row each time."""
        return share.since >= self.began

    def known(self, shares: Collection[ShareFacts]) -> Callable[[ShareFacts], AbstractSet[Action]]:
        """Return what tells what the asker might do before with what is shared by one of these."""
        wanted = {share.id for share in shares}
        stood = {
            share.id: share.where
            for there in (self.before.moment.doors.values() if wanted else ())
            for share in there
            if share.id in wanted
        }

        def actions(share: ShareFacts) -> AbstractSet[Action]:
            where = stood.get(share.id)
            return self.before.actions(self.asker, where) if where else frozenset()

        return actions

    def _named(self, share: ShareFacts) -> str:
        made = f"{share.type} {share.item_id} {share.customer_id}"
        return made if self.made(share) else str(share.id)

    def may_share(self, member: Principal, opened: Sequence[Class]) -> bool:
        """Whether a member may share all that is opened (E-3)."""
        if member.kind == Kind.SYSTEM:
            return True
        if self.blind and member is self.asker:
            return False
        return all(Action.SHARE in self.before.actions(member, one) for one in opened)

    def _members(self, seen: Sequence[Passage], people: "_People") -> tuple[set[int], set[int]]:
        """Compare members; return which passages concern one, and of which one sees less.

        Doors are nothing to members, so classes that differ by them alone count once.
        """
        alike: dict[tuple[Class, Class], list[int]] = {}
        for number, one in enumerate(seen):
            key = (_without_doors(one.before), _without_doors(one.after))
            alike.setdefault(key, []).append(number)
        members = Members(self.before, self.after)
        changed: set[int] = set()
        narrowed: set[int] = set()
        for (before, after), numbers in alike.items():
            if members.unmoved(before, after):
                continue
            items = sum(seen[number].items for number in numbers)
            for step in members.steps(before, after):
                if self.copied and step.after < step.before:
                    continue
                people.note("member", step.who, step.before, step.after, items)
                changed.update(numbers)
                if step.after < step.before:
                    narrowed.update(numbers)
        return changed, narrowed

    def _contacts(self, seen: Sequence[Passage], people: "_People") -> set[int]:
        """Compare contacts; those of one customer who see the same modules are asked about once."""
        then = {contact.id: contact for contact in self.before.moment.contacts}
        now = {contact.id: contact for contact in self.after.moment.contacts}
        kinds: dict[tuple[Visitor | None, Visitor | None], list[Visitor]] = {}
        for id_ in then.keys() | now.keys():
            key = (_anyone(then.get(id_)), _anyone(now.get(id_)))
            kinds.setdefault(key, []).append(now.get(id_) or then[id_])
        changed: set[int] = set()
        for (was_one, is_one), contacts in kinds.items():
            for number, one in enumerate(seen):
                were, are = self.before.doors(one.before), self.after.doors(one.after)
                was = bool(was_one and self.before.reaches(was_one, one.before, were))
                is_ = bool(is_one and self.after.reaches(is_one, one.after, are))
                if was != is_ and not (self.copied and was):
                    changed.add(number)
                    for who in contacts:
                        people.note(
                            "contact", who, was * Level.VIEWER, is_ * Level.VIEWER, one.items
                        )
        return changed

    def _doors(self, one: Passage, found: Found, *, narrowed: bool, lost: bool) -> bool:
        """Note the doors of one passage; return whether one opens or closes.

        What the same customer or link reached before is not newly opened, by whatever share (E-3). A
        link reaches nothing while it is suspended, and a portal share nothing while the portal does not
        show the record; both may wake: they open when something comes under them, and again when they
        wake. One that falls asleep closes. A narrowing leaves doors open (E-5):
        all where settings come over it; links where people lose it to another record, or another door
        closes. A customer of both records sees it as before.
        """
        were, are = self.before.doors(one.before), self.after.doors(one.after)
        had, awake = _audiences(self.before, were)
        has, wakeful = _audiences(self.after, are)
        new = (has - had) | (wakeful - awake)
        opens = {share for share in are if share.audience in new}
        closes = {share for share in were if share.audience not in has}
        asleep = {share for share in are if share.audience in (awake - wakeful) & had}
        found.opens |= opens
        if opens:
            self._note_opened(one, opens, found)
        if self.copied:
            closes, asleep, narrowed, lost = set(), set(), False, False
        found.closes |= closes
        found.asleep |= asleep
        stays = are - opens - asleep
        if narrowed:
            found.stays |= stays
        elif lost or closes:
            found.stays |= {share for share in stays if share.type == "link"}
        return bool(opens or closes or asleep)

    def _note_opened(self, one: Passage, opens: Collection[ShareFacts], found: Found) -> None:
        """Note what a door opens; what one only takes back was open to the same audience (E-3)."""
        confidential = one.items if one.before.confidential else 0
        found.opened.append(one.before)
        found.confidential += confidential
        again = {
            share.audience for share in self.after.doors(one.after) if share.id in self.excused
        }
        if any(share.audience not in again for share in opens):
            found.brought.append(one.before)
            found.confidential_brought += confidential

    def _renew(self, one: Passage, found: Found) -> bool:
        """Note by which doors the new content of a confidential file goes out; return whether by any."""
        doors = self.after.doors(one.after)
        if doors:
            found.stays |= doors
            found.renewed.append(one.before)
        return bool(doors)


def _audiences(sight: Sight, shares: Collection[ShareFacts]) -> tuple[Audiences, Audiences]:
    """Return for whom there are doors, and for whom one that lets somebody in."""
    awake = [share for share in shares if sight.awake(share)]
    return {share.audience for share in shares}, {share.audience for share in awake}


def _without_doors(where: Class) -> Class:
    return Class(where.library, where.policy, where.confidential, where.trashed, None)


_NAMELESS = uuid.UUID(int=0)


def _anyone(contact: Visitor | None) -> Visitor | None:
    """The contact without a name."""
    if contact is None:
        return None
    return Visitor(_NAMELESS, "", contact.customer_id, contact.modules)


class _People:
    """Collects for each person the highest level before and after, and of how many items."""

    def __init__(self, asker: Principal) -> None:
        self._asker = asker
        self._found: dict[tuple[str, uuid.UUID, str], Person] = {}

    def note(
        self, type_: str, who: Principal | Visitor, before: int, after: int, items: int
    ) -> None:
        """Add what changes for somebody over some items: each a row for what is gained, lost, changed."""
        if who.id is None:
            return
        way = "gain" if not before else "lose" if not after else "level"
        key = (type_, who.id, way)
        old = self._found.get(key)
        self._found[key] = Person(
            type_,
            who.id,
            who.name,
            you=self._asker.kind == Kind.MEMBER and who.id == self._asker.id,
            before=max(before, old.before if old else 0),
            after=max(after, old.after if old else 0),
            items=items + (old.items if old else 0),
        )

    def told(self) -> list[Person]:
        """Return them in the order in which they are read."""
        return in_order(self._found.values())
