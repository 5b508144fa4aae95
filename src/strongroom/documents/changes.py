"""What a change of place would change: asked before it is confirmed (D-17, D-24)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from strongroom.access import api as access
from strongroom.access import live
from strongroom.access.api import ItemFacts, Principal
from strongroom.access.models import Share
from strongroom.core import clock
from strongroom.core.statements import fetch
from strongroom.store import api as store

_LOOKED_AT = 50
"""Items that are ruled differently and for which the people are compared."""


def settings_change(facts: ItemFacts, target: ItemFacts) -> bool:
    """Whether D-17 asks: the item inherits settings, or the folder has some; not if they are the same."""
    if facts.own_policy is None:
        return facts.policy != target.policy
    return target.policy is not None


_DOORS = f"""
{store.hierarchy.recursive(store.hierarchy.above_folder(store.hierarchy.FOLDERS))}
select distinct up.start, s.type, s.link_id from up
  join access_share s on s.item_id = up.id
  join store_item x on x.id = up.id join store_library l on l.id = x.library_id
 where {live.door()}
"""


def doors_that_change(items: Iterable[ItemFacts], target: ItemFacts) -> set[str]:
    """Return which doors outward begin or end to reach one of the items in the target: portal, link.

    One statement, whatever the number of folders that they come from. Links that are suspended
    count: they may be taken over.
    """
    homes = {facts.parent_id for facts in items if facts.parent_id is not None}
    doors: dict[uuid.UUID, set[tuple[str, uuid.UUID | None]]] = defaultdict(set)
    for row in fetch(_DOORS, {"folders": [*homes, target.id], "now": clock.now()}):
        doors[row["start"]].add((row["type"], row["link_id"]))
    return {kind for home in homes for kind, _ in doors[home] ^ doors[target.id]}


def for_move(
    principal: Principal, items: Sequence[ItemFacts], target_id: uuid.UUID
) -> dict[str, Any]:
    """Return who would gain and who would lose sight of the items, and how many items it concerns.

    The items are moved inside a savepoint that is taken back, so that it is the decision itself that
    answers (D-24). Of items that are ruled alike one is looked at.
    """
    looked_at = _one_of_each(items)

    def apply() -> None:
        store.set_parents([facts.id for facts in looked_at], target_id)

    asker = access.system(principal.account_id, "what would change")
    change = access.preview(
        asker,
        [facts.id for facts in looked_at],
        apply,
        counted=[facts.id for facts in items],
    )
    return change.as_dict()


def _one_of_each(items: Sequence[ItemFacts]) -> list[ItemFacts]:
    """Siblings under the same settings are seen by the same people, unless shared by themselves."""
    kinds: dict[tuple[object, ...], ItemFacts] = {}
    shared = _shared_by_themselves(facts.id for facts in items)
    for facts in items:
        alone = facts.id if facts.own_policy or facts.id in shared else None
        kinds.setdefault((facts.parent_id, facts.policy, facts.confidential, alone), facts)
    return list(kinds.values())[:_LOOKED_AT]


def _shared_by_themselves(ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    return set(
        Share.objects.filter(live.UNCANCELLED, item_id__in=list(ids)).values_list(
            "item_id", flat=True
        )
    )
