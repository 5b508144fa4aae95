"""Access settings along generated histories: after every operation the rule and the oracle agree (D-7 to D-16)."""

import random

import pytest
from test_oracle import askers, disagreements

import oracle
import worlds
from strongroom.access import api, settings
from strongroom.access.models import Level
from strongroom.access.principal import Kind
from strongroom.core.errors import ConfirmationRequiredError, StrongroomError

SEEDS = range(6)
STEPS = 14

pytestmark = pytest.mark.django_db


class Mirror:
    """The operations on the oracle's world, as the specification words them."""

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


def _entries(rng: random.Random, world: oracle.World) -> list[oracle.Grant]:
    named = rng.sample(world.members, rng.randint(0, 2)) + rng.sample(
        world.roles, rng.randint(0, 2)
    )
    return [oracle.Grant(to, rng.randint(1, 3)) for to in named]


def _as_entry(grant: oracle.Grant) -> settings.Entry:
    kind = "member" if isinstance(grant.to, oracle.Member) else "role"
    return settings.Entry(kind, grant.to.id, Level(grant.level))


def _step(rng: random.Random, world: oracle.World, mirror: Mirror, counts: dict[str, int]) -> None:
    asker, truth = rng.choice([pair for pair in askers(world) if pair[0].kind == Kind.MEMBER])
    member = next(member for member in world.members if member.id == asker.id)
    item = rng.choice([item for item in world.items if item.parent is not None])
    may = truth(item)
    operation = rng.choice(["enable", "enable", "entries", "disable", "restore"])
    entries = _entries(rng, world) if operation == "entries" else None
    try:
        if operation == "disable":
            settings.put_settings(asker, item.id, enabled=False, confirm=True)
        elif operation == "restore":
            settings.restore_inheritance(asker, item.id, confirm=True)
        else:
            given = None if entries is None else [_as_entry(grant) for grant in entries]
            settings.put_settings(asker, item.id, enabled=True, entries=given, confirm=True)
        got = "done"
    except StrongroomError as error:
        got = str(error.status)
    if "view" not in may:
        expected = "404"
    elif "set_access" not in may:
        expected = "403"
    elif operation == "disable":
        expected = "done" if mirror.disable(item) else "409"
    elif operation == "restore":
        expected = "done" if mirror.restore(item) else "409"
    else:
        expected = "done" if mirror.enable(member, item, entries) else "409"
    assert got == expected, (operation, asker.member_type, may)
    counts[got] = counts.get(got, 0) + 1


@pytest.mark.parametrize("seed", SEEDS)
def test_history(seed: int) -> None:
    rng = random.Random(seed)
    world = worlds.generate(1000 + seed)
    for member in world.members[:3]:
        # Somebody must be allowed to do something, or the history is a list of refusals.
        member.type, member.active = "in_house", True
        member.roles = [world.roles[-1]] if member is world.members[0] else world.roles[:2]
    world.roles[0].permissions |= {"documents.view", "documents.access_control", "jobs.view"}
    worlds.write(world)
    mirror, counts = Mirror(world), {}
    for step in range(STEPS):
        _step(rng, world, mirror, counts)
        if step % 3 == 2:
            assert disagreements(world) == []
    assert disagreements(world) == []
    assert counts["done"] >= 2


def test_d24_a_confirmation_names_who_gains_and_loses() -> None:
    """What is said before is what is true after."""
    rng = random.Random(7)
    asked = 0
    for seed in range(2000, 2004):
        world = worlds.generate(seed)
        world.members[0].type, world.members[0].active, world.members[0].roles = (
            "in_house",
            True,
            [world.roles[-1]],
        )
        worlds.write(world, f"w{seed}")
        admin = api.for_member(world.members[0].id, api.Surface.OFFICE)
        for item in rng.sample(
            [item for item in world.items if item.parent and not oracle.in_trash(item)], 6
        ):
            if item.library.kind == "licence":
                continue
            before = {a.principal.id for a in api.who_can(admin, item.id)}
            try:
                settings.put_settings(admin, item.id, enabled=True, entries=[], confirm=False)
            except ConfirmationRequiredError as error:
                changes = error.extra["changes"]
                asked += 1
                assert before == {a.principal.id for a in api.who_can(admin, item.id)}, (
                    "asking changed something"
                )
                settings.put_settings(admin, item.id, enabled=True, entries=[], confirm=True)
            else:
                changes = {"gain": [], "lose": []}
            after = {a.principal.id for a in api.who_can(admin, item.id)}
            assert {str(each) for each in after - before} == {
                entry["id"] for entry in changes["gain"]
            }
            assert {str(each) for each in before - after} == {
                entry["id"] for entry in changes["lose"]
            }
    assert asked > 3
