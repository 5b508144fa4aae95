"""The operations on the oracle's world, as the specification words them: no pointers, no shortcuts."""

from __future__ import annotations

import random
from dataclasses import dataclass
from uuid import UUID

import oracle
from strongroom.access import settings
from strongroom.access.models import Level


class Mirror:
    """Changes the oracle's world; each method returns whether the operation is to succeed."""

    def __init__(self, world: oracle.World) -> None:
        self.world = world

    def enable(self, member: oracle.Member, item: oracle.Item, entries: list | None) -> bool:
        in_force = oracle.in_force(item)
        own = item.policy if item.policy and item.policy.enabled else None
        old = (item.policy, list(item.policy.grants) if item.policy else [], own is not None)
        if in_force is None:
            item.policy = item.policy or oracle.Policy(True, [])
            item.policy.enabled = True
        elif own is None:
            item.policy = oracle.Policy(True, list(in_force.grants))
        if entries is not None:
            item.policy.grants = entries
        if in_force is None and not any(grant.to is member for grant in item.policy.grants):
            item.policy.grants = [*item.policy.grants, oracle.Grant(member, 3)]
        if self.managed(item):
            return True
        item.policy = old[0]
        if item.policy:
            item.policy.grants, item.policy.enabled = old[1], old[2]
        return False

    def managed(self, item: oracle.Item) -> bool:
        """D-16."""
        for member in self.world.members:
            if not member.active or member.type != "in_house":
                continue
            if oracle.holds(member, item.library, "admin"):
                return True
            if "set_access" in oracle.granted(member, item.library, item.policy):
                return True
        return False

    def disable(self, item: oracle.Item) -> bool:
        above = oracle.in_force(item.parent)
        if oracle.in_force(item) is None:
            return True
        if above is not None or not (item.policy and item.policy.enabled):
            return False
        item.policy.enabled = False
        return True

    def restore(self, item: oracle.Item) -> bool:
        if not (item.policy and item.policy.enabled) or oracle.in_force(item.parent) is None:
            return False
        item.policy = None
        return True


def some_entries(rng: random.Random, world: oracle.World) -> list[oracle.Grant]:
    named = rng.sample(world.members, rng.randint(0, 2)) + rng.sample(
        world.roles, rng.randint(0, 2)
    )
    return [oracle.Grant(to, rng.randint(1, 3)) for to in named]


def as_entry(grant: oracle.Grant) -> settings.Entry:
    kind = "member" if isinstance(grant.to, oracle.Member) else "role"
    return settings.Entry(kind, grant.to.id, Level(grant.level))


@dataclass(frozen=True)
class Asker:
    """A member on a surface, as the oracle knows them."""

    member: oracle.Member
    surface: str

    def may(self, item: oracle.Item) -> set[str]:
        return oracle.member_may(self.member, self.surface, item)

    def may_in_trash(self, item: oracle.Item) -> set[str]:
        """D-29: judged under the settings that the item keeps, as if it were not in the trash."""
        marked = [here for here in item.upwards() if here.trashed]
        for here in marked:
            here.trashed = False
        try:
            return self.may(item)
        finally:
            for here in marked:
                here.trashed = True


def refusal(may: set[str], *needed: str) -> str | None:
    """404 for what one may not know of, 403 for what one sees but may not do."""
    if "view" not in may:
        return "404"
    return None if may.issuperset(needed) else "403"


def refusals(*asked: tuple[set[str], set[str]]) -> str | None:
    """The same for several: whether all exist for them comes first."""
    if any("view" not in may for may, _ in asked):
        return "404"
    return "403" if any(not needed <= may for may, needed in asked) else None


class Tree:
    """What happens to items; each method returns how the operation is to end: done, 403, 404 …"""

    def __init__(self, world: oracle.World) -> None:
        self.world = world

    def below(self, item: oracle.Item) -> list[oracle.Item]:
        """The item and everything in it, at any depth."""
        return [each for each in self.world.items if any(up is item for up in each.upwards())]

    def _hang(self, item: oracle.Item, folder: oracle.Item) -> None:
        for each in self.below(item):
            each.library = folder.library
        item.parent = folder

    def move(self, asker: Asker, item: oracle.Item, folder: oracle.Item) -> str:
        """D-17 to D-19: what is inherited follows from the place, what is its own stays."""
        refused = refusals((asker.may(folder), {"add", "edit"}), (asker.may(item), {"move"}))
        if refused:
            return refused
        if any(up is item for up in folder.upwards()):
            return "422"
        if item.parent is not folder and item.library is not folder.library:
            # E-8: a folder leaves a record by its admin only, a file by whoever may delete it there.
            admin = asker.member.type == "in_house" and oracle.holds(
                asker.member, item.library, "admin"
            )
            if not (admin or (item.is_file and "delete" in asker.may(item))):
                return "403"
        self._hang(item, folder)
        for each in self.below(item):
            for share in each.shares:  # B-10: brought to another customer, it is closed for good
                share.cancelled = share.cancelled or share.customer is not folder.library.customer
        return "done"

    def copy(
        self, asker: Asker, item: oracle.Item, folder: oracle.Item
    ) -> tuple[str, dict[UUID, oracle.Item]]:
        """L13: what one can see, with the rights of the new place; by the id of what was copied."""
        refused = refusals((asker.may(folder), {"add"}), (asker.may(item), {"download"}))
        if refused:
            return refused, {}
        copies: dict[UUID, oracle.Item] = {}
        before = list(self.world.items)

        def place(source: oracle.Item, parent: oracle.Item) -> None:
            if "download" in asker.may(source):
                copy = oracle.Item(source.id, folder.library, parent, is_file=source.is_file)
                copy.confidential = source.confidential
                copies[source.id] = parent = copy
            for child in before:
                if child.parent is source:
                    place(child, parent)

        place(item, folder)
        self.world.items += copies.values()
        return "done", copies

    def trash(self, asker: Asker, item: oracle.Item) -> str:
        refused = refusal(asker.may(item), "delete")
        item.trashed = item.trashed or refused is None
        return refused or "done"

    def _from_trash(self, asker: Asker, item: oracle.Item) -> str | None:
        may = asker.may_in_trash(item)
        refused = refusal(may, "delete")
        if refused and oracle.in_trash(item):
            refused = "404"
        return refused or (None if item.trashed else "409")

    def restore(self, asker: Asker, item: oracle.Item) -> str:
        """Back to its folder, or to the root while that is itself in the trash."""
        refused = self._from_trash(asker, item)
        if refused:
            return refused
        if oracle.in_trash(item.parent):
            root = item.upwards()[-1]
            refused = refusal(asker.may(root), "add")
            if refused:
                return refused
            self._hang(item, root)
        item.trashed = False
        return "done"

    def purge(self, asker: Asker, item: oracle.Item) -> str:
        refused = self._from_trash(asker, item)
        if refused:
            return refused
        gone = self.below(item)
        if not all("delete" in asker.may_in_trash(each) for each in gone):
            return "403"
        self.world.items = [
            each for each in self.world.items if not any(each is one for one in gone)
        ]
        for link in self.world.links:
            link.shares = [
                share for share in link.shares if not any(share.item is one for one in gone)
            ]
        return "done"


class Doors:
    """What happens to links."""

    def __init__(self, world: oracle.World) -> None:
        self.world = world

    def open(self, asker: Asker, items: list[oracle.Item]) -> str:
        """B-2, E-2: what one may share, whatever lies below it with settings of its own."""
        found = [refusal(asker.may(item), "share") for item in items]
        if any(found):
            return "404" if "404" in found else "403"
        return "403" if any(self._blind(asker, item) for item in items) else "done"

    @staticmethod
    def _blind(asker: Asker, item: oracle.Item) -> bool:
        """E-7: who sees no confidential files on the phone shares no folders there."""
        hides = asker.surface == "mobile" and not asker.member.view_confidential
        return hides and not item.is_file

    def _closing(self, asker: Asker, share: oracle.LinkShare) -> str | None:
        """Who may share it; while it lies in the trash, whoever could restore it besides."""
        if not oracle.in_trash(share.item):
            return refusal(asker.may(share.item), "share")
        may = asker.may_in_trash(share.item)
        return "404" if "delete" not in may else refusal(may, "share")

    def cancel(self, asker: Asker, share: oracle.LinkShare) -> str:
        """B-10."""
        refused = self._closing(asker, share)
        if refused:
            return refused
        if share.cancelled:
            return "409"
        share.cancelled = True
        return "done"

    def take_over(self, asker: Asker, share: oracle.LinkShare) -> str:
        """L22: only while nobody answers for a link that would work otherwise."""
        refused = self._closing(asker, share) or refusal(asker.may(share.item), "share")
        if refused:
            return refused
        if self._blind(asker, share.item):
            return "403"
        if oracle.over(share) or oracle.kept(share):
            return "409"
        share.keeper = asker.member
        return "done"


class Staff:
    """What happens to people."""

    def __init__(self, world: oracle.World) -> None:
        self.world = world

    def leave(self, member: oracle.Member) -> str:
        """The last admin can't leave."""
        admins = [
            one
            for one in self.world.members
            if one.active
            and one.type == "in_house"
            and any("admin" in role.permissions for role in one.roles)
        ]
        if len(admins) == 1 and admins[0] is member:
            return "409"
        member.active = False
        return "done"

    def seat(self, member: oracle.Member, role: oracle.Role, library: oracle.Library) -> str:
        if not any(who is member and what is role for who, what in library.seats):
            library.seats.append((member, role))
        return "done"

    def unseat(self, member: oracle.Member, role: oracle.Role, library: oracle.Library) -> str:
        kept = [(who, what) for who, what in library.seats if not (who is member and what is role)]
        result = "done" if len(kept) < len(library.seats) else "404"
        library.seats = kept
        return result
