"""Changing what rows of items and libraries say: names, tags, marks, the trash, own settings.

The caller holds the locks (`store.locks`) and has asked `access`; where items lie stands in `store.tree`.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence

from strongroom.core import clock
from strongroom.core.naming import sort_key
from strongroom.directory.models import Customer
from strongroom.store.models import Item, Library
from strongroom.store.pointers import repoint

MAX_NAME = 255


def rename(item_id: uuid.UUID, name: str) -> None:
    """Give an item another name."""
    _change([item_id], name=name, name_key=sort_key(name))


def rename_root(library_id: uuid.UUID, name: str) -> None:
    """Let the root folder follow its record's name, of which it takes 255 characters; no new date."""
    name = name[:MAX_NAME]
    Item.objects.filter(id=library_id).update(name=name, name_key=sort_key(name))


def set_tags(item_ids: Collection[uuid.UUID], tags: Sequence[str]) -> None:
    """Give items these tags and no others."""
    _change(item_ids, tags=list(tags))


def set_confidential(item_ids: Collection[uuid.UUID], *, value: bool) -> None:
    """Mark or unmark files as confidential."""
    _change(item_ids, confidential=value)


def put_into_trash(
    item_ids: Collection[uuid.UUID], *, by: uuid.UUID | None, now: dt.datetime
) -> None:
    """Mark items as trashed by a member; `repoint` follows."""
    _change(item_ids, now, trashed_at=now, trashed_by_id=by)


def take_out_of_trash(item_ids: Collection[uuid.UUID]) -> None:
    """Unmark them; `repoint` follows."""
    _change(item_ids, trashed_at=None, trashed_by=None)


def set_controlled(item_id: uuid.UUID, *, controlled: bool) -> None:
    """Let an item's own access settings hold for it and what is below, or not any more."""
    _change([item_id], own_policy=item_id if controlled else None)
    repoint(item_id)


def _change(
    item_ids: Collection[uuid.UUID], now: dt.datetime | None = None, **values: object
) -> None:
    Item.objects.filter(id__in=item_ids).update(**values, updated_at=now or clock.now())


def set_customer(library: Library, customer: Customer | None) -> None:
    """Note whose record the library is."""
    library.customer = customer
    library.save(update_fields=["customer"])


def set_in_portal(library_ids: Iterable[uuid.UUID], *, in_portal: bool) -> None:
    """Let the portal show what these libraries hold (A-12), or not."""
    Library.objects.filter(id__in=library_ids).update(in_portal=in_portal)


def delete_library(library_id: uuid.UUID) -> None:
    """Delete a library with all rows of its tree, for good; the bytes go with `prune`."""
    Library.objects.filter(id=library_id).delete()
