"""Access settings along generated histories: after every operation the rule and the oracle agree (D-7 to D-16)."""

import random

import pytest

import oracle
import worlds
from agreement import disagreements
from playing import Play, Step
from strongroom.access import api, settings
from strongroom.access.principal import Kind
from strongroom.core.errors import ConfirmationRequiredError

SEEDS = range(6)
STEPS = 18
KINDS = ["enable", "enable", "entries", "disable", "restore settings"]

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.mark.parametrize("seed", SEEDS)
def test_history(seed: int) -> None:
    rng = random.Random(seed)
    world = worlds.generate(1000 + seed)
    for member in world.members[:3]:
        # Somebody must be allowed to do something, or the history is a list of refusals.
        member.type, member.active = "in_house", True
        member.roles = [world.roles[-1]] if member is world.members[0] else world.roles[:2]
    world.roles[0].permissions |= {"documents.view", "documents.access_control", "jobs.view"}
    game = Play(world, worlds.write(world).account.id)
    for step in range(STEPS):
        game.step(Step(rng.choice(KINDS), *(rng.randrange(64) for _ in range(4))))
        if step % 3 == 2:
            assert disagreements(world) == []
    assert disagreements(world) == []
    assert sum(game.done.values()) >= 2


def people(admin: api.Principal, item: oracle.Item) -> set[object]:
    """Who sees the item; links are told as doors, suspended ones too, since they may be taken over."""
    found = api.who_can(admin, item.id)
    return {one.principal.id for one in found if one.principal.kind != Kind.LINK}


def named(entries: list[dict[str, str]]) -> set[str]:
    return {entry["id"] for entry in entries if entry["type"] != "link"}


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
            before = people(admin, item)
            try:
                settings.put_settings(admin, item.id, enabled=True, entries=[], confirm=False)
            except ConfirmationRequiredError as error:
                changes = error.extra["changes"]
                asked += 1
                assert before == people(admin, item), "asking changed something"
                settings.put_settings(admin, item.id, enabled=True, entries=[], confirm=True)
            else:
                changes = {"gain": [], "lose": []}
            after = people(admin, item)
            assert {str(each) for each in after - before} == named(changes["gain"])
            assert {str(each) for each in before - after} == named(changes["lose"])
    assert asked > 3
