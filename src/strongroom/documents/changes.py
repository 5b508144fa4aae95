"""What a change of place would change: asked before it is confirmed (D-17, D-24)."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Explanation, ItemFacts, Principal
from strongroom.documents import sql
from strongroom.store import api as store

_LOOKED_AT = 20
"""Items for which the people are compared; more are moved, but not looked at one by one."""


def settings_change(facts: ItemFacts, target: ItemFacts) -> bool:
    """Whether D-17 asks: the item inherits settings, or the folder has some; not if they are the same."""
    if facts.own_policy is None:
        return facts.policy != target.policy
    return target.policy is not None


def portal_changes(facts: ItemFacts, target: ItemFacts) -> bool:
    """Whether a live portal share of a folder begins or ends to reach the item."""
    return facts.parent_id is not None and _shared(facts.parent_id) != _shared(target.id)


def _shared(folder_id: uuid.UUID) -> bool:
    found = sql.fetch(f"select {sql.FOLDER_SHARE} as shared", {"folder": folder_id})
    return bool(found[0]["shared"])


def for_move(
    principal: Principal, items: Sequence[ItemFacts], target_id: uuid.UUID
) -> dict[str, list[dict[str, Any]]]:
    """Return who would gain and who would lose sight of the items: `{"gain": [...], "lose": [...]}`.

    Found by moving them inside a savepoint that is taken back, so that it is the decision itself
    that answers.
    """
    looked_at = items[:_LOOKED_AT]
    before = _viewers(principal, looked_at)
    with transaction.atomic():
        for facts in looked_at:
            store.set_parent(facts.id, target_id)
        after = _viewers(principal, looked_at)
        transaction.set_rollback(True)  # a trial: back to the savepoint
    return {
        "gain": [after[key] for key in sorted(after) if key not in before],
        "lose": [before[key] for key in sorted(before) if key not in after],
    }


def _viewers(principal: Principal, items: Sequence[ItemFacts]) -> dict[str, dict[str, Any]]:
    """Return who sees an item, by person and item, described for the confirmation."""
    asker = access.system(principal.account_id, "what would change")
    seen: dict[str, dict[str, Any]] = {}
    for facts in items:
        for answer in access.who_can(asker, facts.id):
            seen[f"{answer.principal.name}\0{answer.principal.id}\0{facts.id}"] = _shown(
                answer, facts
            )
    return seen


def _shown(answer: Explanation, facts: ItemFacts) -> dict[str, Any]:
    return {
        "type": answer.principal.kind.value,
        "id": str(answer.principal.id),
        "name": answer.principal.name,
        "item_id": str(facts.id),
    }
