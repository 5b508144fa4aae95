"""What a change does to who sees what, by the oracle: the audiences of each item before and after (E-10).

It knows nothing of `access.consequence`: it looks at every item and every person, twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import oracle
from mirror import Asker

RANK = {name: number for number, name in enumerate(("viewer", "contributor", "manager"), 1)}


@dataclass(frozen=True)
class Look:
    """One item at one moment."""

    visible: bool
    """To the asker; in the trash to whoever could delete it."""
    shareable: bool
    members: Mapping[UUID, float]
    """Levels; with `adds` a viewer who may add is half a level higher."""
    contacts: frozenset[UUID]
    audiences: frozenset[tuple[str, UUID]]
    """The customers and links that a door opens it to, or would once it is kept again."""
    awake: frozenset[tuple[str, UUID]]
    """Without links that are suspended, and the portal where it does not show the record."""


def _level(may: set[str], *, adds: bool) -> float:
    level = max((level for level, needed in oracle.LEVELS.items() if needed <= may), default=0)
    return level + 0.5 if adds and level == RANK["viewer"] and "add" in may else level


def _doors(world: oracle.World, item: oracle.Item, *, awake: bool) -> set[tuple[str, UUID]]:
    if oracle.in_trash(item):
        return set()
    way = oracle.doors_to(item)
    found = {
        ("portal", share.customer.id)
        for here in way
        for share in here.shares
        if not share.cancelled
        and not share.ended
        and share.customer is item.library.customer
        and (not awake or _in_portal(world, item.library))
    }
    for link in world.links:
        for share in link.shares:
            open_ = not oracle.over(share) and (oracle.kept(share) or not awake)
            if open_ and any(share.item is here for here in way):
                found.add(("link", link.id))
    return found


def _in_portal(world: oracle.World, library: oracle.Library) -> bool:
    """A-12, B-4: the portal shows the customer the record."""
    customer = library.customer
    return not library.draft and bool(customer) and oracle.module_on(world, customer, library.kind)


def look(
    world: oracle.World, asker: Asker, item: oracle.Item, *, kept: bool, adds: bool = False
) -> Look:
    """See who may what with an item; `kept`: as if what lies in the trash did not."""
    mine = asker.may_in_trash(item) if kept else asker.may(item)
    needed = "delete" if kept and oracle.in_trash(item) else "view"
    members = {}
    for member in world.members:
        if oracle.enters(member):
            one = Asker(member, "office")
            members[member.id] = _level(
                one.may_in_trash(item) if kept else one.may(item), adds=adds
            )
    return Look(
        needed in mine,
        "share" in mine,
        members,
        frozenset(
            contact.id for contact in world.contacts if oracle.contact_may(world, contact, item)
        ),
        frozenset(_doors(world, item, awake=False)),
        frozenset(_doors(world, item, awake=True)),
    )


Told = dict[str, Any]


def difference(pairs: Iterable[tuple[Look, Look]], *, copied: bool = False) -> Told:
    """Return what is to be told: each person's way with levels and items, audiences that open or close."""
    people: dict[tuple[UUID, str], tuple[float, float, int]] = {}
    opens: set[tuple[str, UUID]] = set()
    closes: set[tuple[str, UUID]] = set()
    unshareable = False

    def note(who: UUID, was: float, is_: float) -> None:
        if was == is_ or (copied and is_ < was):
            return
        way = "gain" if not was else "lose" if not is_ else "level"
        before, after, items = people.get((who, way), (0, 0, 0))
        people[who, way] = (max(before, was), max(after, is_), items + 1)

    for before, after in pairs:
        if not before.visible:
            continue
        for who in before.members.keys() | after.members.keys():
            note(who, before.members.get(who, 0), after.members.get(who, 0))
        for who in before.contacts | after.contacts:
            note(who, int(who in before.contacts), int(who in after.contacts))
        fresh = (after.audiences - before.audiences) | (after.awake - before.awake)
        opens |= fresh
        shut = (before.audiences - after.audiences) | (before.awake - after.awake)
        closes |= set() if copied else shut
        unshareable = unshareable or (bool(fresh) and not before.shareable)
    return {"people": people, "opens": opens, "closes": closes, "unshareable": unshareable}


def refused(asker: Asker, told: Told, *, folder: bool) -> bool:
    """E-3, E-7: whether bringing it, a folder or a file, under a door is not for the asker."""
    blind = folder and asker.surface == "mobile" and not asker.member.view_confidential
    return bool(told["opens"]) and (blind or told["unshareable"])


def as_told(consequence: Any, customers: Mapping[UUID, UUID | None]) -> Told:
    """Put what the engine tells into the same shape; `customers` by share, for portal shares."""

    def audiences(doors: Iterable[Any]) -> set[tuple[str, UUID]]:
        return {(door.type, door.link_id or customers[door.share_id]) for door in doors}

    people = {}
    for one in consequence.people:
        way = "gain" if not one.before else "lose" if not one.after else "level"
        people[one.id, way] = (int(one.before), int(one.after), one.items)
    return {
        "people": people,
        "opens": audiences(consequence.doors.opens),
        "closes": audiences(consequence.doors.closes),
    }
