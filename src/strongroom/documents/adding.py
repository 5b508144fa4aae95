"""Adding files, versions and folders."""

import uuid
from collections.abc import Sequence
from typing import Literal

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Kind, Principal, Standing
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm, none_offered
from strongroom.core.errors import ForbiddenError, NameTakenError
from strongroom.core.naming import checked_name, clean_name
from strongroom.documents import hooks
from strongroom.documents.clashes import free_name, visible_named
from strongroom.documents.guarding import (
    as_file,
    checked_tags,
    discarding,
    entered,
    folder_entered,
    record,
)
from strongroom.documents.listing import get_in, get_known
from strongroom.documents.renewing import ADDED, renew
from strongroom.documents.rows import ItemRow
from strongroom.store import api as store
from strongroom.store.api import Inserted, NewItem, Staged


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
) -> ItemRow:
    """Add a file to a folder; needs *add* there. The staged bytes are used up, or discarded.

    The name is made readable (`core.naming.clean_name`); one that a visible item has gets a suffix,
    or with `version` the bytes become that file's next version, which needs *edit* on it (A-3). A
    new file is hidden from customers (A-7), unless its folder is shared.
    """
    with discarding(staged), transaction.atomic():
        folder = folder_entered(principal, Action.ADD, parent_id)
        standing = access.standing_of(principal, folder)
        name, older = _settled(standing, parent_id, clean_name(name), on_clash)
        if older is not None:
            facts = access.require(principal, Action.EDIT, older)
            return _add_version(
                principal, facts, name=name, staged=staged, note=note, confirm=confirm
            )
        none_offered(confirm)
        new = NewItem(parent_id, name, member_id(principal), tags=checked_tags(tags))
        blob = store.adopt(staged, account_id=folder.account_id)
        content_type = store.detect_type(staged.head, name, staged.tail)
        inserted, version = store.insert_file(new, blob=blob, content_type=content_type, note=note)
        record_made(principal, "file.added", inserted, parent_id, size=staged.size)
        hooks.version_added([hooks.VersionAdded(inserted.id, version.id, version.number)])
        return get_in(principal, standing, inserted.id)


def _settled(
    standing: Standing, folder_id: uuid.UUID, name: str, on_clash: Literal["suffix", "version"]
) -> tuple[str, uuid.UUID | None]:
    """Return the name to use, its lock held, and the file that gets a version instead of a new one."""
    if on_clash == "version":
        store.lock_name(folder_id, name)
        clash = visible_named(standing, folder_id, name)
        if clash is None or clash[1]:
            return name, clash[0] if clash else None
    return free_name(standing, folder_id, name), None


def record_made(
    principal: Principal, verb: str, inserted: Inserted, parent_id: uuid.UUID, **data: object
) -> None:
    """Write the event of a new item, in the transaction that made it."""
    change = audit.Change(
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
) -> ItemRow:
    """Add a version to a file and make it the current one; needs *edit* (D-21).

    The item keeps its own name; the version remembers the one that the bytes came with. Raises
    ConfirmationRequiredError where a door shows the new content of a confidential file (E-7); ask
    with `require_confirmed_version` before the bytes are sent.
    """
    with discarding(staged), transaction.atomic():
        facts = entered(principal, Action.EDIT, item_id)
        return _add_version(
            principal, facts, name=clean_name(name), staged=staged, note=note, confirm=confirm
        )


def _add_version(
    principal: Principal,
    facts: ItemFacts,
    *,
    name: str,
    staged: Staged,
    note: str,
    confirm: Confirm,
) -> ItemRow:
    def apply() -> None:
        version = store.insert_version(
            facts.id,
            blob=store.adopt(staged, account_id=facts.account_id),
            name=name,
            content_type=store.detect_type(staged.head, name, staged.tail),
            created_by=member_id(principal),
            note=note,
        )
        record(principal, "version.added", facts, number=version.number, size=staged.size)
        hooks.version_added([hooks.VersionAdded(facts.id, version.id, version.number)])

    renew(principal, as_file(facts), apply, about=ADDED, confirm=confirm)
    return get_known(principal, [access.standing_of(principal, facts)], [facts.id])[0]


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
