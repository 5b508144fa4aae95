"""Which version of a file is the current one, and who wants to know that it has changed (D-22)."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from strongroom.core import clock
from strongroom.core.errors import NotFoundError
from strongroom.core.statements import fetch
from strongroom.store.models import Item, Version

APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Came:
    """A version's name, as it was uploaded, and its type."""

    name: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Turned:
    """A file's current version was chosen anew: perhaps another one."""

    item_id: uuid.UUID
    name: str
    """What the file is called."""
    before: Came
    after: Came


_turns: ContextVar[list[Turned] | None] = ContextVar("turns", default=None)


@contextmanager
def turning() -> Iterator[list[Turned]]:
    """Collect which current versions are chosen while the block runs, in their order."""
    turns: list[Turned] = []
    token = _turns.set(turns)
    try:
        yield turns
    finally:
        _turns.reset(token)


_CHOOSE = """
    with was as (
        select v.name, v.content_type
          from store_item i join store_version v on v.id = i.current_id where i.id = %(item)s),
    chosen as (
        select v.id, v.name, v.content_type from store_version v where v.item_id = %(item)s
         order by coalesce(v.approval = %(approved)s, false) desc, v.number desc limit 1)
    update store_item i set current_id = (select id from chosen) where i.id = %(item)s
    returning i.name, (select name from was) as before_name,
        (select content_type from was) as before_type, (select name from chosen) as after_name,
        (select content_type from chosen) as after_type
"""


def choose_current(item_id: uuid.UUID, *, was: Came | None = None) -> None:
    """Make the latest approved version the current one, or the newest if none was approved (D-22).

    Whoever watches is told (`turning`). `was`: the current one until now, where it is gone already.
    """
    turns = _turns.get()
    for row in fetch(_CHOOSE, {"item": item_id, "approved": APPROVED}):
        before = was or Came(row["before_name"], row["before_type"])
        after = Came(row["after_name"], row["after_type"])
        if turns is not None:
            turns.append(Turned(item_id, row["name"], before, after))


def set_version_state(version_id: uuid.UUID, state: str | None) -> None:
    """Write what `approvals` decided of a version, and let the current version follow."""
    Version.objects.filter(id=version_id).update(approval=state)
    item_id = Version.objects.values_list("item_id", flat=True).get(id=version_id)
    Item.objects.filter(id=item_id).update(updated_at=clock.now())
    choose_current(item_id)


def drop_version(item_id: uuid.UUID, number: int) -> None:
    """Delete one version of a file that has others; NotFoundError when there is no such one."""
    current = Item.objects.filter(id=item_id).values("current_id")
    before = Version.objects.filter(id__in=current).values_list("name", "content_type").get()
    deleted, _ = Version.objects.filter(item_id=item_id, number=number).delete()
    if not deleted:
        raise NotFoundError
    Item.objects.filter(id=item_id).update(updated_at=clock.now())
    choose_current(item_id, was=Came(*before))
