"""E-10 to E-12, L44, L45: what a consequence tells is what the oracle sees before and after.

Generated changes on generated worlds: settings, moves, copies, restores, with doors made in between. A
consequence is right when people, levels, numbers of items and audiences are those of the oracle,
restricted to what the asker sees; and when E-3 refuses exactly what it is to refuse. In between the
quote is sent, and made a draft again.
"""

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from playing import Play, Step, furnished
from strongroom.access.consequence import members, moment, snapshot
from strongroom.access.consequence.compare import Comparison
from strongroom.access.consequence.members import Members
from strongroom.access.consequence.sight import Sight

KINDS = [
    "enable",
    "enable",
    "entries",
    "disable",
    "restore settings",
    "move",
    "move",
    "move",
    "copy",
    "trash",
    "restore",
    "restore",
    "link",
]
SEEDS = (0, 1, 2, 3, 4, 5)
STEPS = 40
DRAFT_EVERY = 8

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def play(seed: int, steps: int = STEPS) -> Counter[str]:
    """Play a history, taken back afterwards; AssertionError where told and seen part."""
    choice = random.Random(seed)
    with transaction.atomic():
        world, account = furnished(seed, "world")
        game = Play(world, account)
        for number in range(steps):
            if number % DRAFT_EVERY == 0:
                game.step(Step("draft", number // DRAFT_EVERY, 0, 0, 0))
            game.step(Step(choice.choice(KINDS), *(choice.randrange(64) for _ in range(4))))
        transaction.set_rollback(True)
    return Counter(game.compared) + Counter(game.done)


def test_l44_l45_consequences_are_what_the_oracle_sees() -> None:
    total: Counter[str] = Counter()
    for seed in SEEDS:
        total += play(seed)
    assert total["people"] > 30, total
    assert total["opens"] > 5, total
    assert total["closes"] > 5, total
    assert total["draft"] > 20, total


@pytest.mark.soak
def test_l44_l45_many_consequences() -> None:
    total: Counter[str] = Counter()
    for seed in range(100, 300):
        total += play(seed, steps=60)
    assert total["opens"] > 200, total


def _everything(self: Sight, asker: object, where: object) -> bool:
    return True


def _drafts_too(
    self: Sight, contact: Any, where: Any, doors: Any, real: Any = Sight.reaches
) -> Any:
    """The portal, as if it showed drafts."""
    shown = {id_: replace(one, in_portal=True) for id_, one in self.moment.libraries.items()}
    there = replace(self, moment=replace(self.moment, libraries=shown))
    return real(there, contact, where, doors)


FAULTS = {
    "hidden items are told of": (Sight, "shows", _everything),
    "drafts are in the portal": (Sight, "reaches", _drafts_too),
    "nobody's level differs": (Members, "unmoved", lambda *_: True),
    "doors go on below other settings": (
        snapshot,
        "_classes",
        lambda *, each=False, real=snapshot._classes: real(each=each).replace(
            "when c.policy is not distinct from down.policy then", "when true then"
        ),
    ),
    "doors on files are forgotten": (
        snapshot,
        "_FILES",
        snapshot._FILES.replace("in (select id from shared)", "is null"),
    ),
    "doors above are forgotten": (moment, "_ABOVE", f"{moment._ABOVE} limit 0"),
    "whoever sees a thing may bring it under a door": (
        Comparison,
        "may_share",
        lambda *_: True,
    ),
    "grants to members are forgotten": (
        moment,
        "_GRANTS",
        moment._GRANTS.replace("g.policy_id = any", "g.member_id is null and g.policy_id = any"),
    ),
    "seats are forgotten": (moment, "_SEATS", moment._SEATS.replace("where", "where false and")),
    "one's own level stands for all of one's kind": (
        members,
        "_mark",
        lambda sight, member, library_id: member is None,
    ),
}


EVENTFUL = (36, *range(12))
"""Histories in which something of every kind happens; in the first a hidden item comes along."""


@pytest.mark.parametrize("name", FAULTS)
def test_planted_faults_of_consequences_are_caught(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, attribute, fault = FAULTS[name]
    monkeypatch.setattr(where, attribute, fault)
    for seed in EVENTFUL:
        try:
            play(seed)
        except AssertionError:
            return
    pytest.fail("nobody noticed")
