"""Older versions of a file: bringing one back, deleting one (D-21)."""

import uuid

from django.db import transaction

from strongroom.access.api import Action, Principal
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import ConflictError, NotFoundError
from strongroom.documents import hooks
from strongroom.documents.adding import member_id
from strongroom.documents.guarding import as_file, entered, record
from strongroom.documents.reading import get
from strongroom.documents.renewing import renew
from strongroom.documents.rows import ItemRow
from strongroom.store import api as store
from strongroom.store.models import Version


@transaction.atomic
def restore_version(
    principal: Principal,
    *,
    item_id: uuid.UUID,
    number: int,
    note: str = "",
    confirm: Confirm = False,
) -> ItemRow:
    """Add an older version's bytes as the newest version; needs *edit*. The old one stays.

    Raises ConfirmationRequiredError where a door shows the new content of a confidential file (E-7).
    """
    facts = as_file(entered(principal, Action.EDIT, item_id))
    old = Version.objects.filter(item_id=item_id, number=number).first()
    if old is None:
        raise NotFoundError

    def apply() -> None:
        version = store.insert_version(
            item_id,
            blob_id=old.blob_id,
            name=old.name,
            content_type=old.content_type,
            created_by=member_id(principal),
            note=note or f"Version {number} restored",
        )
        record(principal, "version.restored", facts, number=version.number, source=number)
        hooks.version_added([hooks.VersionAdded(item_id, version.id, version.number)])

    renew(principal, facts, apply, about=f"version restored {number}", confirm=confirm)
    return get(principal, item_id)


@transaction.atomic
def delete_version(
    principal: Principal,
    *,
    item_id: uuid.UUID,
    number: int,
    confirm: Confirm = False,
    asks: str = "",
) -> ItemRow:
    """Delete one version for good; needs *delete*. ConflictError `last_version` for the only one.

    A request for approval of that version goes with it. Raises ConfirmationRequiredError where a
    door shows the content that a confidential file has then (E-7); with the sentence `asks`, always.
    """
    facts = as_file(entered(principal, Action.DELETE, item_id))
    if not Version.objects.filter(item_id=item_id, number=number).exists():
        raise NotFoundError
    if Version.objects.filter(item_id=item_id).count() == 1:
        raise ConflictError(
            "This is the only version; delete the file instead.", code="last_version"
        )

    def apply() -> None:
        store.drop_version(item_id, number)
        record(principal, "version.deleted", facts, number=number)

    about = f"version deleted {number}"
    renew(principal, facts, apply, about=about, confirm=confirm, sentence=asks)
    return get(principal, item_id)
