"""E-10 to E-12: what a change of roles, seats or members tells of records is what the oracle sees.

Generated changes on generated worlds, asked by anybody. The oracle looks at every item, at something
open in each record, and at every link, before and after; what is told must be that, in records,
restricted to what the asker sees.
"""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

import oracle
import worlds
from foretold import Look, look
from mirror import Asker
from playing import furnished
from strongroom.access import api
from strongroom.access.consequence import moment
from strongroom.access.consequence.records import ground
from strongroom.access.consequence.records.compare import Changed, Comparison
from strongroom.access.consequence.records.eyes import Eyes
from strongroom.access.consequence.records.judging import RecordsChange, judged_records
from strongroom.access.models import Surface
from strongroom.access.principal import Action
from strongroom.administration import api as administration
from strongroom.administration import seats
from strongroom.core.errors import ConflictError

KINDS = ("role", "role", "role", "seat", "seat", "unseat", "leave", "return", "roles", "type")
SEEDS = range(5)
STEPS = 30

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class Firm:
    """A generated world whose people change."""

    def __init__(self, seed: int) -> None:
        self.world, self.account = furnished(seed, "world")
        self.system = api.system(self.account, "test")
        self.choice = random.Random(seed)
        self.told: Counter[str] = Counter()

    def step(self) -> None:
        """Change something; AssertionError where told and seen part."""
        who = self._asker()
        principal = api.for_member(who.member.id, Surface(who.surface))
        before, links = self._looks(who), self._links(who)
        was = {share.id: oracle.kept(share) for share in links}
        apply, mirror, members, library_id = self._change()
        change = RecordsChange(principal, "test", apply, members, library_id)
        try:
            with transaction.atomic():
                got = judged_records(change, confirm=True).consequence
        except ConflictError:  # the last admin stays
            return
        mirror()
        is_ = {share.id: oracle.kept(share) for share in links}
        expected = {
            "people": _difference(before, self._looks(who), self._confidential()),
            "opens": {id_ for id_ in is_ if is_[id_] and not was[id_]},
            "closes": {id_ for id_ in is_ if was[id_] and not is_[id_]},
        }
        assert self._as_told(got) == expected
        self.told.update(key for key, found in expected.items() if found)

    def _asker(self) -> Asker:
        able = [one for one in self.world.members if oracle.enters(one)]
        member = able[0] if self.choice.random() < 0.6 else self.choice.choice(able)
        return Asker(member, self.choice.choice(["office", "office", "mobile"]))

    def _looks(self, who: Asker) -> dict[tuple[UUID, UUID], Look]:
        """See each item, and something open in each record, by record and item."""
        open_ = [
            oracle.Item(UUID(int=0), one.library, one, is_file=True)
            for one in self.world.items
            if one.parent is None
        ]
        inner = [one for one in self.world.items if one.parent is not None]
        return {
            (one.library.id, one.id): look(self.world, who, one, kept=False, adds=True)
            for one in [*open_, *inner]
        }

    def _confidential(self) -> set[UUID]:
        return {one.id for one in self.world.items if one.confidential}

    def _links(self, who: Asker) -> list[oracle.LinkShare]:
        """Return the links of which the asker sees what they open."""
        return [
            share
            for link in self.world.links
            for share in link.shares
            if not oracle.over(share) and "view" in who.may(share.item)
        ]

    def _change(self) -> tuple[Callable[[], object], Callable[[], object], Any, UUID | None]:
        """Return how it is made, how in the oracle's world, and whom and where it concerns."""
        choice, world, system = self.choice, self.world, self.system
        kind, member = choice.choice(KINDS), choice.choice(world.members)
        role = choice.choice(world.roles[:-1])
        one = {"member_id": member.id, "confirm": True}
        alone = frozenset([member.id])
        if kind == "role":
            codes = set(choice.sample(worlds.PERMISSIONS[1:], choice.randint(0, 5)))
            if choice.random() < 0.15:
                codes.add("admin")
            sent = {"role_id": role.id, "permissions": codes | worlds.ENTRY, "confirm": True}
            return (
                lambda: administration.update_role(system, **sent),
                lambda: setattr(role, "permissions", codes),
                None,
                None,
            )
        if kind in ("seat", "unseat"):
            return self._seat(kind, member, role, one)
        if kind in ("leave", "return"):
            turn = (
                administration.activate_member
                if kind == "return"
                else administration.deactivate_member
            )
            return (
                lambda: turn(system, **one),
                lambda: setattr(member, "active", kind == "return"),
                alone,
                None,
            )
        if kind == "roles":
            held = choice.sample(world.roles, choice.randint(0, 2))
            ids = [each.id for each in held]
            return (
                lambda: administration.update_member(system, role_ids=ids, **one),
                lambda: setattr(member, "roles", held),
                alone,
                None,
            )
        type_ = choice.choice(["in_house", "in_house", "subcontractor", "watcher"])
        return (
            lambda: administration.update_member(system, type=type_, **one),
            lambda: setattr(member, "type", type_),
            alone,
            None,
        )

    def _seat(
        self, kind: str, member: oracle.Member, role: oracle.Role, one: dict[str, Any]
    ) -> tuple[Callable[[], object], Callable[[], object], Any, UUID | None]:
        """Give or take a role in a project, or an assignment."""
        world, system, alone = self.world, self.system, frozenset([member.id])
        library = self.choice.choice(world.libraries)
        if library.kind in ("job", "quote"):
            others = [each for each in library.assigned if each is not member]
            assigned = [*others, member] if kind == "seat" and member.active else others
            ids = [each.id for each in assigned]
            return (
                lambda: seats.assign(system, library_id=library.id, member_ids=ids, confirm=True),
                lambda: setattr(library, "assigned", assigned),
                alone,
                library.id,
            )
        projects = [each for each in world.libraries if each.kind == "project"]
        project = self.choice.choice(projects)
        here = {**one, "library_id": project.id}
        held = [each for who, each in project.seats if who is member]
        if kind == "seat" or not held:
            given = [*project.seats] if role in held else [*project.seats, (member, role)]
            return (
                lambda: seats.give_role(system, role_id=role.id, **here),
                lambda: setattr(project, "seats", given),
                alone,
                project.id,
            )
        left = [(who, each) for who, each in project.seats if who is not member]
        return (
            lambda: seats.take_roles(system, role_ids=[each.id for each in held], **here),
            lambda: setattr(project, "seats", left),
            alone,
            project.id,
        )

    def _as_told(self, consequence: Any) -> dict[str, Any]:
        """Put what the engine tells into the oracle's shape; each record has its id for a name."""
        people = {}
        for one in consequence.people:
            way = "gain" if not one.before else "lose" if not one.after else "level"
            assert len(one.records.names) == one.records.count
            names = {UUID(name) for name in one.records.names}
            key = (one.id, f"{way} confidential" if one.confidential else way)
            before, after = (
                level + adds / 2
                for level, adds in zip((one.before, one.after), one.adds, strict=True)
            )
            people[key] = (before, after, names)
        doors = consequence.doors
        return {
            "people": people,
            "opens": {door.share_id for door in doors.opens},
            "closes": {door.share_id for door in doors.closes},
        }


People = dict[tuple[UUID, str], tuple[float, float, set[UUID]]]


def _difference(
    before: dict[tuple[UUID, UUID], Look],
    after: dict[tuple[UUID, UUID], Look],
    confidential: set[UUID],
) -> People:
    """Return each person's way, with the highest ranks and the records.

    Records in which it is so of confidential files alone stand apart.
    """
    rows: dict[tuple[UUID, str, bool, UUID], tuple[float, float]] = {}
    for (library_id, item_id), was in before.items():
        is_ = after[library_id, item_id]
        for who in (was.members.keys() | is_.members.keys()) if was.visible else ():
            old, new = was.members.get(who, 0), is_.members.get(who, 0)
            if old != new:
                way = "gain" if not old else "lose" if not new else "level"
                key = (who, way, item_id in confidential, library_id)
                had, has = rows.get(key, (0, 0))
                rows[key] = (max(had, old), max(has, new))
    people: People = {}
    for (who, way, hidden, library_id), (old, new) in rows.items():
        if hidden and (who, way, False, library_id) in rows:
            continue
        name = f"{way} confidential" if hidden else way
        had, has, libraries = people.get((who, name), (0, 0, set()))
        people[who, name] = (max(had, old), max(has, new), libraries | {library_id})
    return people


def play(seed: int, steps: int = STEPS) -> Counter[str]:
    """Play a history, taken back afterwards; AssertionError where told and seen part."""
    with transaction.atomic():
        firm = Firm(seed)
        for _ in range(steps):
            firm.step()
        transaction.set_rollback(True)
    return firm.told


def test_l44_changes_of_people_are_told_as_the_oracle_sees_them() -> None:
    total: Counter[str] = Counter()
    for seed in SEEDS:
        total += play(seed)
    assert total["people"] > 40, total
    assert total["opens"] > 2, total
    assert total["closes"] > 2, total


@pytest.mark.soak
def test_l44_many_changes_of_people() -> None:
    total: Counter[str] = Counter()
    for seed in range(100, 300):
        total += play(seed, steps=60)
    assert total["closes"] > 200, total


def _may_see(self: Comparison, held: Any, id_: Any, where: Any) -> bool:
    member = held.members.get(id_)
    return member is not None and Action.VIEW in self._eyes.actions(member, held, where)


def _forgetful(self: Eyes, member: Any, held: Any, where: Any, real: Any = Eyes.actions) -> Any:
    """The rule, asked as if nobody had anything of their own anywhere."""
    return real(self, member, None, where)


FAULTS = {
    "hidden records are told of": (Comparison, "_shows", lambda *_: True),
    "seats are forgotten": (moment, "_SEATS_OF", f"{moment._SEATS_OF} limit 0"),
    "one's own seats, licences and entries are forgotten": (
        Comparison,
        "_own_libraries",
        lambda _: iter(()),
    ),
    "all hold what one of them holds": (Eyes, "actions", _forgetful),
    "what lies under settings is forgotten": (ground, "_RULED", f"{ground._RULED} limit 0"),
    "what lies in the trash is told": (
        ground,
        "_RULED",
        ground._RULED.replace("i.trashed_at is null and f.trash is null", "true"),
    ),
    "links go on whoever keeps them": (Changed, "touches", lambda *_: False),
    "whoever sees a thing may share it": (Comparison, "_may_share", _may_see),
}


@pytest.mark.parametrize("name", FAULTS)
def test_planted_faults_of_consequences_for_records_are_caught(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, attribute, fault = FAULTS[name]
    monkeypatch.setattr(where, attribute, fault)
    for seed in range(12):
        try:
            play(seed)
        except AssertionError:
            return
    pytest.fail("nobody noticed")
