"""Whole histories: settings, moves, copies, trash, roles, people; the rule and the oracle stay one (L38).

D-14, D-16 to D-20, D-28, D-29, L6, L7, L13, L14, L39. Hypothesis shortens a history that fails.
"""

import random
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from playing import DOORS, KINDS, Play, Step, furnished
from strongroom.access import settings as access_settings
from strongroom.access.principal import Action
from strongroom.documents import copying, moving
from strongroom.documents import trash as trashing
from strongroom.documents.walking import Node
from strongroom.store import api as store
from strongroom.store import item_rows, pointers, tree
from strongroom.store.models import Item

WORLDS = [3, 11, 29]
LOOK_AFTER = 4
"""Steps between two comparisons."""
ATTEMPTS = 40
"""Histories in which a planted fault must show."""

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

number = st.integers(0, 63)
steps = st.builds(Step, st.sampled_from(KINDS), number, number, number, number)
histories = st.lists(steps, min_size=6, max_size=16)
QUIET = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}


def play(seed: int, history: list[Step], slug: str = "world") -> Play:
    """Play one history on a fresh copy of a world; AssertionError where rule and oracle part."""
    world, account = furnished(seed, slug)
    game, choice = Play(world, account), random.Random(seed)
    for number_, step in enumerate(history, 1):
        game.step(step)
        if number_ % LOOK_AFTER == 0 or number_ == len(history):
            found = game.disagreements(choice)
            assert found == [], (history[:number_], found)
    return game


def taken_back(seed: int, history: list[Step]) -> dict[str, int]:
    with transaction.atomic():
        done = play(seed, history).done
        transaction.set_rollback(True)
    return done


@pytest.mark.parametrize("seed", WORLDS)
def test_l38_whole_histories(seed: int) -> None:
    done: dict[str, int] = {}

    @settings(max_examples=7, derandomize=True, **QUIET)
    @given(histories)
    def check(history: list[Step]) -> None:
        for kind, count in taken_back(seed, history).items():
            done[kind] = done.get(kind, 0) + count

    check()
    assert sum(done.values()) > 15, f"a list of refusals: {done}"


@pytest.mark.soak
def test_l38_many_whole_histories() -> None:
    done: dict[str, int] = {}

    @settings(max_examples=600, phases=[Phase.generate, Phase.shrink], **QUIET)
    @given(st.integers(0, 10_000), st.lists(steps, min_size=10, max_size=40))
    def check(seed: int, history: list[Step]) -> None:
        for kind, count in taken_back(seed, history).items():
            done[kind] = done.get(kind, 0) + count

    check()
    assert done.keys() == set(KINDS)


class Instead:
    """A module with something else in place of one of its names."""

    def __init__(self, module: object, **others: object) -> None:
        self._module, self._others = module, others

    def __getattr__(self, name: str) -> object:
        return self._others.get(name) or getattr(self._module, name)


def _nothing(*args: object, **kwargs: object) -> int:
    return 0


def _open_when_restored(*folder_ids: object) -> int:
    """Re-point as if nothing stood above the folders."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update store_folder set policy = null where item_id = any(%s)", [list(folder_ids)]
        )
    return 1


_true_copy = copying.apply_copy


def _copy_with_rights(principal: object, trees: list[Node], target: object) -> dict[object, object]:
    made = _true_copy(principal, trees, target)
    for node in trees:
        if Item.objects.filter(id=node.row["id"], own_policy__isnull=False).exists():
            copied = made[node.row["id"]]
            Item.objects.filter(id=copied).update(own_policy=copied)
    return made


_PAST = "case when c.policy = c.item_id then c.policy else d.policy end"
_PAST_TRASH = "case when c.trash = c.item_id then c.trash else d.trash end"
_SEEING = SimpleNamespace(**{each.name: Action.VIEW for each in Action})
FAULTS = {
    "re-pointing runs over settings of its own": (
        pointers,
        "_REPOINT",
        pointers._REPOINT.replace(_PAST, "d.policy").replace(
            "c.policy is distinct from c.item_id and", ""
        ),
    ),
    "re-pointing stops at the first folder": (
        pointers,
        "_REPOINT",
        pointers._REPOINT.replace("c.parent_id = d.item_id", "c.parent_id = d.item_id and false"),
    ),
    "re-pointing forgets trash inside trash": (
        pointers,
        "_REPOINT",
        pointers._REPOINT.replace(_PAST_TRASH, "d.trash").replace(
            "c.trash is distinct from c.item_id and", ""
        ),
    ),
    "a move keeps the old pointers": (tree, "repoint", _nothing),
    "a move keeps the old library": (tree, "set_library", _nothing),
    "settings stay with the old library": (moving, "_take_settings_along", _nothing),
    "a switch reaches only the folder itself": (item_rows, "repoint", _nothing),
    "a copy takes the rights of its source": (copying, "apply_copy", _copy_with_rights),
    "the trash reaches only the folder itself": (
        trashing,
        "store",
        Instead(store, repoint=_nothing),
    ),
    "back from the trash without the folder's settings": (
        trashing,
        "store",
        Instead(store, repoint=_open_when_restored),
    ),
    "whoever sees a folder purges it": (trashing, "_require_all_below", _nothing),
    "seeing is enough to move": (moving, "Action", _SEEING),
    "the first change keeps older settings": (access_settings, "rewrite", _nothing),
}


WHERE = {
    pointers: ["move", "enable", "trash"],
    tree: ["move"],
    moving: ["move", "entries"],
    access_settings: ["enable", "disable", "entries"],
    item_rows: ["enable", "disable", "entries"],
    copying: ["copy", "enable"],
    trashing: ["trash", "restore", "purge", "enable"],
}
"""The operations that come up more often, for a fault to show sooner."""


@pytest.mark.parametrize("name", FAULTS)
def test_planted_faults_are_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, attribute, fault = FAULTS[name]
    # Doors are not what these faults are in.
    plain = [kind for kind in KINDS if kind not in (*DOORS, "draft")]
    kinds = plain + [kind for kind in plain if kind in WHERE[where]] * 3
    monkeypatch.setattr(where, attribute, fault)
    for attempt in range(ATTEMPTS):
        choice = random.Random(f"{name} {attempt}")
        history = [
            Step(choice.choice(kinds), *(choice.randrange(64) for _ in range(4))) for _ in range(20)
        ]
        try:
            taken_back(100 + attempt, history)
        except AssertionError:
            return
    pytest.fail(f"nobody noticed: {name}")
