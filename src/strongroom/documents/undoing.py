"""Undoing one's own move or deletion: the doors that it closed may open again without a question (E-3)."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from strongroom.access.api import ItemFacts, Principal
from strongroom.core.statements import fetch
from strongroom.documents.places import PlaceBefore, last_places
from strongroom.store.api import hierarchy

_CHANGED = f"""
{hierarchy.recursive(hierarchy.below())}
select 1 from down join store_item i on i.parent_id = down.id
 where i.updated_at > %(since)s or i.created_at > %(since)s limit 1"""


def excused(
    principal: Principal,
    verb: str,
    targets: Mapping[uuid.UUID, tuple[uuid.UUID, uuid.UUID | None]],
    items: Sequence[ItemFacts],
) -> frozenset[uuid.UUID]:
    """Return the shares that may reach all of the items again, where they come back to.

    `targets`: for each item the folder it comes to, and the policy in force there. Nothing unless each
    of them comes back to the very place from which the principal took it by the same verb, under the
    settings that it had there, with nothing in it changed since.
    """
    before = last_places(principal, [facts.id for facts in items])
    if not items or any(
        not _back(before.get(facts.id), verb, facts, *targets[facts.id]) for facts in items
    ):
        return frozenset()
    folders = [facts.id for facts in items if not facts.is_file]
    if folders and _changed(folders, min(before[id_].at for id_ in folders)):
        return frozenset()
    return frozenset.intersection(*(before[facts.id].shares for facts in items))


def _back(
    place: PlaceBefore | None,
    verb: str,
    facts: ItemFacts,
    folder_id: uuid.UUID,
    policy: uuid.UUID | None,
) -> bool:
    return (
        place is not None
        and place.verb == verb
        and place.parent_id == folder_id
        and place.policy == (facts.own_policy or policy)
    )


def _changed(folders: Sequence[uuid.UUID], since: dt.datetime) -> bool:
    return bool(fetch(_CHANGED, {"folders": list(folders), "since": since}))
