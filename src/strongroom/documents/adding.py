"""Adding files, versions and folders."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Kind, Principal, Standing
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm, none_offered
from strongroom.core.errors import ForbiddenError, NameTakenError
from strongroom.core.naming import checked_name, clean_name
from strongroom.documents import hooks
from strongroom.documents.clashes import next_free_name, visible_named
from strongroom.documents.guarding import (
    as_file,
    as_folder,
    checked_tags,
    discarding,
    entered_again,
    folder_entered,
    record,
    still_there,
)
from strongroom.documents.reading import get_in, get_known
from strongroom.documents.renewing import ADDED, renew
from strongroom.documents.rows import ItemRow
from strongroom.store import api as store
from strongroom.store.api import Inserted, NewItem, Promoted, Staged


def add_file(
    principal: Principal,
    *,
    parent_id: uuid.UUID,
    name: str,
    staged: Staged,
    on_clash: Literal["suffix", "version"] = "suffix",
    tags: Sequence[str] = (),
    note: str = "",
    confirm: Confirm = False,
    looked: ItemFacts | None = None,
) -> ItemRow:
    """Add a file to a folder; needs *add* there. The staged file is used up, or discarded.

    Its bytes are put in their place before the transaction: whoever has one open already promotes
    them first (`store.promote`). `looked`: the folder as it was when *add* was asked before the bytes
    came; it is asked again under the locks, and saves a question before them.

    The name is made readable (`core.naming.clean_name`); one that a visible item has gets a suffix,
    or with `version` the bytes become that file's next version, which needs *edit* on it (A-3). A
    new file is hidden from customers (A-7), unless its folder is shared.
    """
    with discarding(staged):
        ask = partial(access.require, principal, Action.ADD, parent_id)
        folder = as_folder(looked or ask())
        new = _New.of(principal, staged, folder.account_id, name=name, note=note, confirm=confirm)
        add = partial(_add_file, new, checked_tags(tags), on_clash)
        return still_there(add, folder, None if looked is None else ask)


@dataclass(frozen=True, slots=True)
class _New:
    """A version to be added: who adds it, its name and bytes, what they are, and what is said of it."""

    principal: Principal
    name: str
    promoted: Promoted
    content_type: str
    note: str
    confirm: Confirm

    @classmethod
    def of(
        cls,
        principal: Principal,
        staged: Staged,
        account_id: uuid.UUID,
        *,
        name: str,
        note: str,
        confirm: Confirm,
    ) -> "_New":
        """Put the bytes in their place."""
        name = clean_name(name)
        content_type = store.detect_type(staged.head, name, staged.tail)
        promoted = store.promote(staged, account_id=account_id)
        return cls(principal, name, promoted, content_type, note, confirm)


@transaction.atomic
def _add_file(
    new: _New, tags: list[str], on_clash: Literal["suffix", "version"], looked: ItemFacts
) -> ItemRow:
    principal = new.principal
    folder = as_folder(entered_again(principal, Action.ADD, looked, name=new.name))
    standing = access.standing_of(principal, folder)
    name, older = _settled(standing, folder.id, new.name, on_clash)
    if older is not None:
        return _renewed(new, access.require(principal, Action.EDIT, older))
    none_offered(new.confirm)
    inserted, version = store.insert_file(
        NewItem(folder.id, name, member_id(principal), tags=tags),
        promoted=new.promoted,
        content_type=new.content_type,
        note=new.note,
    )
    record_made(principal, "file.added", inserted, folder.id, size=new.promoted.size)
    hooks.version_added([hooks.VersionAdded(inserted.id, version.id, version.number)])
    return get_in(principal, standing, inserted.id)


def _settled(
    standing: Standing, folder_id: uuid.UUID, name: str, on_clash: Literal["suffix", "version"]
) -> tuple[str, uuid.UUID | None]:
    """Return the name to use, and the file that gets a version instead of a new one.

    The lock of the name is held; where it becomes another, that one's too.
    """
    clash = visible_named(standing, folder_id, name)
    if clash is None:
        return name, None
    if on_clash == "version" and clash[1]:
        return name, clash[0]
    return next_free_name(standing, folder_id, name), None


def record_made(
    principal: Principal, verb: str, inserted: Inserted, parent_id: uuid.UUID, **data: object
) -> None:
    """Write the event of a new item, in the transaction that made it."""
    change = audit.NewEvent(
        verb,
        inserted.account_id,
        library_id=inserted.library_id,
        item_id=inserted.id,
        data={"parent_id": str(parent_id), **data},
    )
    audit.record(principal.actor, change)


def add_version(
    principal: Principal,
    *,
    item_id: uuid.UUID,
    name: str,
    staged: Staged,
    note: str = "",
    confirm: Confirm = False,
    looked: ItemFacts | None = None,
) -> ItemRow:
    """Add a version to a file and make it the current one; needs *edit* (D-21).

    The item keeps its own name; the version remembers the one that the bytes came with. Raises
    ConfirmationRequiredError where a door shows the new content of a confidential file (E-7); ask
    with `require_confirmed_version` before the bytes are sent. `looked`: as `add_file` takes it.
    """
    with discarding(staged):
        ask = partial(access.require, principal, Action.EDIT, item_id)
        file = as_file(looked or ask())
        new = _New.of(principal, staged, file.account_id, name=name, note=note, confirm=confirm)
        return still_there(partial(_add_version, new), file, None if looked is None else ask)


@transaction.atomic
def _add_version(new: _New, looked: ItemFacts) -> ItemRow:
    return _renewed(new, entered_again(new.principal, Action.EDIT, looked))


def _renewed(new: _New, facts: ItemFacts) -> ItemRow:
    def apply() -> None:
        version = store.insert_version(
            facts.id,
            blob_id=store.adopt(new.promoted),
            name=new.name,
            content_type=new.content_type,
            created_by=member_id(new.principal),
            note=new.note,
        )
        size = new.promoted.size
        record(new.principal, "version.added", facts, number=version.number, size=size)
        hooks.version_added([hooks.VersionAdded(facts.id, version.id, version.number)])

    renew(new.principal, as_file(facts), apply, about=ADDED, confirm=new.confirm)
    standing = access.standing_of(new.principal, facts)
    return get_known(new.principal, [standing], [facts.id])[0]


@transaction.atomic
def make_folder(principal: Principal, *, parent_id: uuid.UUID, name: str) -> ItemRow:
    """Make a folder; needs *add*. NameTakenError when a visible item has the name."""
    name = checked_name(name)
    folder = folder_entered(principal, Action.ADD, parent_id)
    store.lock_name(parent_id, name)
    standing = access.standing_of(principal, folder)
    if visible_named(standing, parent_id, name):
        raise NameTakenError(f"There is something called “{name}” here already.")
    inserted = store.insert_folder(NewItem(parent_id, name, member_id(principal)))
    record_made(principal, "folder.made", inserted, parent_id)
    return get_in(principal, standing, inserted.id)


def member_id(principal: Principal) -> uuid.UUID | None:
    """Return who is written down as the maker; a contact or link never adds anything."""
    if principal.kind == Kind.MEMBER:
        return principal.id
    if principal.kind == Kind.SYSTEM:
        return None
    raise ForbiddenError
