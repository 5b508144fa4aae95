"""Resumable uploads that end as a file or a version; asked about at every step (L17)."""

import uuid
from collections.abc import Mapping
from typing import Literal

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Principal
from strongroom.core.confirmation import Confirm, confirmation
from strongroom.core.errors import ConfirmationRequiredError, ConflictError, InvalidError
from strongroom.core.naming import clean_name
from strongroom.documents.adding import add_file, add_version
from strongroom.documents.guarding import as_file, as_folder
from strongroom.documents.renewing import require_confirmed_file, require_confirmed_version
from strongroom.store import api as store
from strongroom.store.api import Staged, Stream
from strongroom.store.models import StagedUpload

_MOST_METADATA = 20
_MOST_TEXT = 1000
_CONFIRMED = "confirm"
"""What is kept of the answer that was given when the upload began: a seal, or that it was given."""
_WHATEVER = "true"


def begin_upload(
    principal: Principal,
    *,
    parent_id: uuid.UUID | None = None,
    item_id: uuid.UUID | None = None,
    filename: str,
    length: int,
    metadata: Mapping[str, str] | None = None,
    confirm: Confirm = False,
) -> StagedUpload:
    """Begin an upload of `length` bytes into a folder (needs *add*) or onto a file (needs *edit*).

    Of the metadata, `on_clash` (`suffix` or `version`), `tags` (separated by commas) and `note` count
    when it is complete; the rest is kept and given back. What a version asks (E-7) is asked here,
    before the bytes are sent: ConfirmationRequiredError.
    """
    if (parent_id is None) == (item_id is None):
        raise InvalidError("Name a folder (parent_id) or a file (item_id), one of both.")
    kept = {str(key): str(value)[:_MOST_TEXT] for key, value in (metadata or {}).items()}
    if len(kept) > _MOST_METADATA or any("\0" in key + value for key, value in kept.items()):
        raise InvalidError("The metadata of the upload is not valid.")
    if parent_id is not None:
        target = as_folder(access.require(principal, Action.ADD, parent_id))
    else:
        target = as_file(access.require(principal, Action.EDIT, item_id or uuid.UUID(int=0)))
    filename = clean_name(filename)
    if target.is_file:
        require_confirmed_version(principal, item_id=target.id, confirm=confirm)
    elif _on_clash(kept) == "version":
        require_confirmed_file(principal, parent_id=target.id, name=filename, confirm=confirm)
    return store.create_upload(
        account_id=principal.account_id,
        owner_id=principal.id or uuid.UUID(int=0),
        surface=_surface(principal),
        target_id=target.id,
        target_kind="file" if target.is_file else "folder",
        filename=filename,
        length=length,
        metadata=kept | _kept_answer(confirm),
    )


def _kept_answer(confirm: Confirm) -> dict[str, str]:
    answer = confirmation(confirm)
    return {_CONFIRMED: answer.seal or _WHATEVER} if answer else {}


def _answer(upload: StagedUpload, confirm: Confirm) -> Confirm:
    """Return what is said now, else what was said when the upload began."""
    said = str(upload.metadata.get(_CONFIRMED, ""))
    return confirm or (said == _WHATEVER or said)


def _surface(principal: Principal) -> str:
    return principal.surface.value if principal.surface else ""


def get_upload(principal: Principal, upload_id: uuid.UUID) -> StagedUpload:
    """Return one's own upload, begun on the same surface, or raise NotFoundError (L17).

    As long as it is not a file or version, the right is asked for again, as `append_upload` does.
    Clients take one that has all its bytes for done. So if the server was ended between the last
    byte and the attaching, it is attached now; raises what `append_upload` raises then.
    """
    upload = _own(principal, upload_id)
    if upload.result_id is not None:
        return upload
    looked = _require(principal, upload)
    if upload.offset == upload.length:
        try:
            _attach(principal, upload, looked)
        except ConflictError:
            upload = _own(principal, upload_id)
            if upload.result_id is None:  # else another request attached it at this moment
                raise
    return upload


def _own(principal: Principal, upload_id: uuid.UUID) -> StagedUpload:
    return store.get_upload(upload_id, owner_id=principal.id, surface=_surface(principal))


def _require(principal: Principal, upload: StagedUpload) -> ItemFacts:
    action = Action.ADD if upload.target_kind == "folder" else Action.EDIT
    return access.require(principal, action, upload.target_id)


def append_upload(
    principal: Principal,
    *,
    upload_id: uuid.UUID,
    offset: int,
    stream: Stream,
    checksum: tuple[str, bytes] | None = None,
    confirm: Confirm = False,
) -> StagedUpload:
    """Append a body at the acknowledged offset; the last byte makes the file or version.

    The right is asked for before a byte is read, and again when the bytes are attached; `result_id`
    is then the item. When attaching fails, an empty body at the end tries again: with `confirm`
    where it asked, because a door has opened meanwhile (E-7). Raises what `store.append` and
    `add_file` raise.
    """
    upload = _own(principal, upload_id)
    if upload.result_id is not None:
        return upload
    looked = _require(principal, upload)
    upload = store.append(
        upload_id,
        owner_id=principal.id,
        surface=_surface(principal),
        offset=offset,
        stream=stream,
        checksum=checksum,
    )
    if upload.offset == upload.length and upload.result_id is None:
        _attach(principal, upload, looked, confirm=confirm)
    return upload


def _attach(
    principal: Principal, upload: StagedUpload, looked: ItemFacts, *, confirm: Confirm = False
) -> None:
    promoted = store.promote(store.finish(upload), account_id=upload.account_id)
    try:
        _add(principal, upload, promoted, looked, _answer(upload, confirm))
    except ConfirmationRequiredError as error:
        raise ConfirmationRequiredError(
            f"{error.detail} The file has arrived and is kept, but not added: confirm to add it.",
            changes=error.extra["changes"],
        ) from None


def _add(
    principal: Principal,
    upload: StagedUpload,
    staged: Staged,
    looked: ItemFacts,
    confirm: Confirm,
) -> None:
    note = str(upload.metadata.get("note", ""))
    with transaction.atomic():
        if store.result_of(upload) is not None:
            return
        if upload.target_kind == "file":
            row = add_version(
                principal,
                item_id=upload.target_id,
                name=upload.filename,
                staged=staged,
                note=note,
                confirm=confirm,
                looked=looked,
            )
        else:
            tags = [tag for tag in str(upload.metadata.get("tags", "")).split(",") if tag.strip()]
            row = add_file(
                principal,
                parent_id=upload.target_id,
                name=upload.filename,
                staged=staged,
                on_clash=_on_clash(upload.metadata),
                tags=tags,
                note=note,
                confirm=confirm,
                looked=looked,
            )
        store.record_result(upload, row.id)


def _on_clash(metadata: Mapping[str, object]) -> Literal["suffix", "version"]:
    return "version" if metadata.get("on_clash") == "version" else "suffix"


def cancel_upload(principal: Principal, upload_id: uuid.UUID) -> None:
    """Throw one's own upload away; what came of a complete one stays."""
    store.terminate(_own(principal, upload_id))
