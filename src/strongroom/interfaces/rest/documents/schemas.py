"""Items, versions and shares as the API shows them, and what it takes."""

import datetime as dt
import functools
import uuid
from typing import Annotated

from pydantic import Field, StringConstraints

from strongroom.access.api import Action, Kind, Principal
from strongroom.documents import api as documents
from strongroom.documents.api import ItemRow, VersionRow
from strongroom.interfaces.rest.kit.confirming import Confirming
from strongroom.interfaces.rest.kit.types import (
    STORABLE,
    Id,
    Results,
    Sent,
    Shown,
    Text,
    one_of,
    optional,
)

Tag = Annotated[str, StringConstraints(min_length=1, max_length=40), STORABLE]
_SHOWN_ACTIONS = (
    Action.VIEW,
    Action.DOWNLOAD,
    Action.ADD,
    Action.EDIT,
    Action.MOVE,
    Action.DELETE,
    Action.SHARE,
    Action.SET_ACCESS,
)


class ContactItem(Shown):
    """What a customer's contact gets of an item, and no more."""

    id: uuid.UUID
    kind: str = one_of("folder", "file")
    name: str
    parent_id: uuid.UUID | None
    size: int | None
    content_type: str | None
    version: int | None
    updated_at: dt.datetime


class Item(ContactItem):
    """An item as a member sees it. Version, size and sha256 are those of the current version."""

    library_id: uuid.UUID
    sha256: str | None
    confidential: bool
    viewable_in_portal: bool
    access_controlled: bool
    access_inherited: bool
    tags: list[str]
    may: list[str]
    approval: str | None = None
    """Of the newest version: null, pending, approved or rejected."""
    created_at: dt.datetime
    created_by: uuid.UUID | None
    trashed_at: dt.datetime | None = None


class Version(Shown):
    """One version of a file."""

    number: int
    name: str
    size: int
    sha256: str
    content_type: str
    created_at: dt.datetime
    created_by: uuid.UUID | None
    note: str


class ContactVersion(Shown):
    """What a contact gets of a version: no checksum, no people, no notes."""

    number: int
    name: str
    size: int
    content_type: str
    created_at: dt.datetime


class FolderNew(Sent):
    """A new folder."""

    name: Text


class ItemChange(Confirming):
    """Changes to an item; what is left out stays."""

    name: Text = optional()
    parent_id: Id = optional()
    confidential: bool = optional()
    tags: list[Tag] = optional(max_length=50)


class CopyTo(Confirming):
    """Where to copy."""

    parent_id: Id


class ArchiveWanted(Sent):
    """What should go into the ZIP; a folder brings what is under it."""

    item_ids: list[Id] = Field(min_length=1, max_length=10_000)


class ItemList(Results[Item | ContactItem]):
    """One page of items."""


class SharedBy(Shown):
    """The entry of access settings by which an item is shared with the caller; of several the highest."""

    level: str = one_of("viewer", "contributor", "manager")
    """What the caller has by it: a subcontractor views, whatever the entry says."""
    role: str
    """The name of the role that the entry names; empty where it names the caller."""
    by: uuid.UUID | None
    since: dt.datetime


class SharedItem(Item):
    """An item with the entry that shares it."""

    shared: SharedBy | None


class SharedItemList(Results[SharedItem | ContactItem]):
    """One page of what is shared with the caller."""


class RecentItem(Item):
    """An item with what happened to it last."""

    last: str = one_of("opened", "added", "changed")
    last_at: dt.datetime


class RecentList(Results[RecentItem]):
    """One page of what the caller was at lately, or of what others added."""


class VersionList(Results[Version | ContactVersion]):
    """The versions of a file."""


def show_item(principal: Principal, row: ItemRow) -> ContactItem:
    """Return the item as this caller may see it: the short list for a contact."""
    if principal.kind != Kind.MEMBER:
        return ContactItem.of(row)
    return Item.of(row, may=_in_order(row.may))


def show_shared(principal: Principal, row: ItemRow, by: documents.SharedBy | None) -> ContactItem:
    """Return the item with the entry that shares it; the short list for a contact."""
    if principal.kind != Kind.MEMBER:
        return ContactItem.of(row)
    entry = SharedBy.of(by, level=by.level.name.lower()) if by else None
    return SharedItem.of(row, may=_in_order(row.may), shared=entry)


def show_recent(row: ItemRow, what: str, at: dt.datetime) -> RecentItem:
    """Return the item with what happened to it last."""
    return RecentItem.of(row, may=_in_order(row.may), last=what, last_at=at)


@functools.cache
def _in_order(held: frozenset[Action]) -> tuple[str, ...]:
    """Return what may be done, as the API spells it: there are few such sets, and many rows."""
    return tuple(action.value for action in _SHOWN_ACTIONS if action in held)


def show_version(principal: Principal, row: VersionRow) -> Shown:
    """Return the version as this caller may see it."""
    return (Version if principal.kind == Kind.MEMBER else ContactVersion).of(row)
