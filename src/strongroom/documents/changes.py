"""What a change of place would change: asked before it is confirmed (D-17, D-24)."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from strongroom.access import api as access
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


_DOORS = """
with recursive up(id, parent_id) as (
  select f.item_id, f.parent_id from store_folder f where f.item_id = %(folder)s
  union all
  select a.item_id, a.parent_id from up join store_folder a on a.item_id = up.parent_id)
select distinct s.type, s.link_id from up
  join access_share s on s.item_id = up.id
  join store_item x on x.id = up.id join store_library l on l.id = x.library_id
 where s.cancelled_at is null and (s.expires_at is null or s.expires_at > %(now)s)
   and (s.type = 'link' or s.customer_id = l.customer_id)
"""


def doors_that_change(items: Iterable[ItemFacts], target: ItemFacts) -> set[str]:
    """Return which doors outward begin or end to reach one of the items in the target: portal, link.

    Asked once for each folder that they come from. Links that are suspended count: they may be
    taken over.
    """
    there = _doors(target.id)
    homes = {facts.parent_id for facts in items if facts.parent_id is not None}
    return {kind for home in homes for kind, _ in _doors(home) ^ there}


def _doors(folder_id: uuid.UUID) -> set[tuple[str, uuid.UUID | None]]:
    found = fetch(_DOORS, {"folder": folder_id, "now": clock.now()})
    return {(row["type"], row["link_id"]) for row in found}


def for_move(
    principal: Principal, items: Sequence[ItemFacts], target_id: uuid.UUID
) -> dict[str, Any]:
    """Return who would gain and who would lose sight of the items, and how many items it concerns.

    The items are moved inside a savepoint that is taken back, so that it is the decision itself that
    answers (D-24). Of items that are ruled alike one is looked at.
    """
    looked_at = _one_of_each(items)

    def apply() -> None:
        for facts in looked_at:
            store.set_parent(facts.id, target_id)

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
        Share.objects.filter(item_id__in=list(ids), cancelled_at=None).values_list(
            "item_id", flat=True
        )
    )
