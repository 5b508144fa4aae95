"""What a change does to who can see an item: the rule asked before and after, in one transaction.

The change is really made, the rule is really asked, and then the change stands or is rolled back.
So what a confirmation names is what enforcement will do (D-24).
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from strongroom.access import facts as loading
from strongroom.access.explain import Explanation, everybody
from strongroom.access.principal import Principal
from strongroom.core import clock
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import ConfirmationRequiredError
from strongroom.core.statements import fetch

MOST_COUNTED = 1000
"""Items below are counted up to here; more is said as "more than"."""


@dataclass(frozen=True, slots=True)
class Change:
    """Who gains and who loses sight of something, by name, and whose level changes."""

    gain: list[dict[str, str]] = field(default_factory=list)
    lose: list[dict[str, str]] = field(default_factory=list)
    level: list[dict[str, str]] = field(default_factory=list)
    items: int = 0
    """Items concerned, counted up to MOST_COUNTED."""

    def __bool__(self) -> bool:
        """Whether anybody's sight or level changes."""
        return bool(self.gain or self.lose or self.level)

    def as_dict(self) -> dict[str, Any]:
        """Return the `changes` object of the API."""
        return {"gain": self.gain, "lose": self.lose, "level": self.level, "items": self.items}


def _entry(answer: Explanation) -> dict[str, str]:
    level = answer.level
    return {
        "type": answer.principal.kind.value,
        "id": str(answer.principal.id),
        "name": answer.principal.name,
        "level": level.label.lower() if level else "",
    }


def seen_by(
    asker: Principal, item_ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, dict[uuid.UUID | None, Explanation]]:
    """Return for each item of the asker's account everybody for whom it exists."""
    found = loading.item_facts(asker, list(item_ids), clock.now())
    return {
        item_id: {answer.principal.id: answer for answer in everybody(facts) if answer.allowed}
        for item_id, facts in found.items()
    }


_BELOW = """
with recursive down(id) as (
  select item_id from store_folder where item_id = any(%(ids)s::uuid[])
  union
  select c.item_id from down join store_folder c on c.parent_id = down.id
   where c.policy is distinct from c.item_id)
select count(*) as number from (
  select 1 from store_item i where i.id = any(%(ids)s::uuid[])
     or (i.parent_id in (select id from down) and i.own_policy is null)
  limit %(most)s) counted
"""


def difference(
    before: dict[uuid.UUID, dict[uuid.UUID | None, Explanation]],
    after: dict[uuid.UUID, dict[uuid.UUID | None, Explanation]],
) -> Change:
    """Return who gains, who loses and whose level changes, over all items; each person once a list."""
    change = Change(items=0)
    seen: set[tuple[str, str]] = set()

    def note(where: list[dict[str, str]], name: str, answer: Explanation) -> None:
        entry = _entry(answer)
        if (name, entry["id"]) not in seen:
            seen.add((name, entry["id"]))
            where.append(entry)

    for item_id, were in before.items():
        are = after.get(item_id, {})
        for key, answer in are.items():
            if key not in were:
                note(change.gain, "gain", answer)
            elif were[key].level != answer.level:
                note(change.level, "level", answer)
        for key, answer in were.items():
            if key not in are:
                note(change.lose, "lose", answer)
    return change


def preview(
    asker: Principal,
    item_ids: list[uuid.UUID],
    apply: Callable[[], None],
    *,
    counted: list[uuid.UUID] | None = None,
) -> Change:
    """Return what `apply` would change for the items, without changing anything.

    `counted` are the items whose number is told, with what is below them; the same if left out.
    """
    before = seen_by(asker, item_ids)
    with transaction.atomic():
        apply()
        change = difference(before, seen_by(asker, item_ids))
        params = {"ids": counted or item_ids, "most": MOST_COUNTED + 1}
        number = fetch(_BELOW, params)[0]["number"]
        transaction.set_rollback(True)
    return Change(change.gain, change.lose, change.level, int(number))


def confirmed(
    asker: Principal,
    item_ids: list[uuid.UUID],
    apply: Callable[[], None],
    *,
    sentence: str,
    confirm: Confirm,
    always: bool = False,
) -> None:
    """Apply a change, or raise ConfirmationRequiredError with who gains and loses unless confirmed.

    What changes nothing for anybody happens at once, except with `always`.
    """
    if not confirm:
        change = preview(asker, item_ids, apply)
        if change.gain or change.lose or always:
            raise ConfirmationRequiredError(sentence, changes=change.as_dict())
    apply()
