"""Access settings along generated histories: after every operation the rule and the oracle agree (D-7 to D-16)."""

import random

import pytest

import oracle
import worlds
from agreement import askers, disagreements
from mirror import Mirror, as_entry, some_entries
from strongroom.access import api, settings
from strongroom.access.principal import Kind
from strongroom.core.errors import ConfirmationRequiredError, StrongroomError

SEEDS = range(6)
STEPS = 14

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def _step(rng: random.Random, world: oracle.World, mirror: Mirror, counts: dict[str, int]) -> None:
    asker, truth = rng.choice([pair for pair in askers(world) if pair[0].kind == Kind.MEMBER])
    member = next(member for member in world.members if member.id == asker.id)
    item = rng.choice([item for item in world.items if item.parent is not None])
    may = truth(item)
    operation = rng.choice(["enable", "enable", "entries", "disable", "restore"])
    entries = some_entries(rng, world) if operation == "entries" else None
    try:
        if operation == "disable":
            settings.put_settings(asker, item.id, enabled=False, confirm=True)
        elif operation == "restore":
            settings.restore_inheritance(asker, item.id, confirm=True)
        else:
            given = None if entries is None else [as_entry(grant) for grant in entries]
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
