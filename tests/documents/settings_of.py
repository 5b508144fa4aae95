"""Access settings and events for the tests of documents: written as rows, as the operations would."""

from __future__ import annotations

from strongroom.access.models import Grant, Level, Policy
from strongroom.audit.models import Event
from strongroom.directory.models import Member
from strongroom.store import api as store
from strongroom.store.models import Item


def control(item: Item, grants: dict[Member, Level] | None = None) -> Item:
    """Switch access control on for the item; only admins and those granted see it."""
    Policy.objects.create(item=item, library_id=item.library_id)
    Item.objects.filter(id=item.id).update(own_policy=item.id)
    for member, level in (grants or {}).items():
        Grant.objects.create(policy_id=item.id, member=member, level=level)
    if not item.is_file:
        store.repoint(item.id)
    item.refresh_from_db()
    return item


def verbs(item_id: object) -> list[str]:
    """Return what the events say of an item, oldest first."""
    return list(Event.objects.filter(item_id=item_id).order_by("id").values_list("verb", flat=True))
