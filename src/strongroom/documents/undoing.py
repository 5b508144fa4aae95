"""Undoing one's own move or deletion: the doors that it closed may open again without a question (E-3)."""

import uuid
from collections.abc import Mapping, Sequence

from strongroom.access import live
from strongroom.access.api import ItemFacts, Principal
from strongroom.core import clock
from strongroom.core.statements import fetch
from strongroom.documents.places import PlaceBefore, labelled_only, last_places, untouched
from strongroom.store import hierarchy

Target = tuple[uuid.UUID, uuid.UUID | None]
"""The folder that an item comes to, and the policy in force there."""


def excused(
    principal: Principal,
    verb: str,
    targets: Mapping[uuid.UUID, Target],
    items: Sequence[ItemFacts],
) -> frozenset[uuid.UUID]:
    """Return the shares that reached the items when the principal took them away, and may again.

    An item counts when it comes back to the very place from which the principal took it by the same
    verb, under the settings that it had there, with nothing in it changed since but names and tags. A
    share that would reach any other of the items is not among them. On the phone too, whatever it holds:
    nobody reaches more than before (E-7).
    """
    before = last_places(principal, [facts.id for facts in items])
    same = untouched(before) if before else set()
    back = {
        facts.id: before[facts.id].shares
        for facts in items
        if facts.id in same and _back(before.get(facts.id), verb, facts, *targets[facts.id])
    }
    folders = [facts.id for facts in items if not facts.is_file and facts.id in back]
    inside = _inside(folders, before) if folders else frozenset()
    if inside is None:
        back = {id_: shares for id_, shares in back.items() if id_ not in folders}
    candidates = frozenset().union(*back.values(), inside or ())
    return candidates - _reaching_others(targets, items, back) if candidates else candidates


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


_CHANGED = f"""
{hierarchy.recursive(hierarchy.below())}
select 1 from down join store_item i on i.parent_id = down.id
 where i.created_at > %(since)s
    or (i.updated_at > %(since)s and {labelled_only("%(since)s")} is not true) limit 1"""
# The doors of what lies in the folders themselves, which were there already.
_INSIDE = f"""
{hierarchy.recursive(hierarchy.below())}
select s.id from down join store_item i on i.parent_id = down.id
  join access_share s on s.item_id = i.id and s.created_at <= %(since)s"""


def _inside(
    folders: Sequence[uuid.UUID], before: Mapping[uuid.UUID, PlaceBefore]
) -> frozenset[uuid.UUID] | None:
    """Return the shares of what lies in the folders; None when something in them changed since."""
    since = {"folders": list(folders), "since": min(before[id_].at for id_ in folders)}
    if fetch(_CHANGED, since):
        return None
    return frozenset(row["id"] for row in fetch(_INSIDE, since))


_REACHING = f"""
{hierarchy.recursive(hierarchy.above_folder(hierarchy.FOLDERS, same_settings=True))}
select up.start, s.id from up join access_share s on s.item_id = up.id
  join store_item x on x.id = s.item_id join store_library l on l.id = x.library_id
 where {live.door()}"""


def _reaching_others(
    targets: Mapping[uuid.UUID, Target],
    items: Sequence[ItemFacts],
    back: Mapping[uuid.UUID, frozenset[uuid.UUID]],
) -> frozenset[uuid.UUID]:
    """Return the shares that reach where one of the items comes to, and did not reach it before."""
    folders = list({folder for folder, _ in targets.values()})
    reach: dict[uuid.UUID, set[uuid.UUID]] = {}
    for row in fetch(_REACHING, {"folders": folders, "now": clock.now()}):
        reach.setdefault(row["start"], set()).add(row["id"])
    return frozenset(
        share
        for facts in items
        if facts.own_policy is None
        for share in reach.get(targets[facts.id][0], ())
        if share not in back.get(facts.id, ())
    )
