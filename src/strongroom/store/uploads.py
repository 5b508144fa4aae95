"""Resumable uploads: the rows beneath tus 1.0 (creation, termination, expiration), and what they end as.

The bytes received so far lie in the staging folder, the acknowledged offset in the row; `appending`
writes both.
"""

import datetime as dt
import os
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from strongroom.core import clock
from strongroom.core.errors import ConflictError, InvalidError, NotFoundError
from strongroom.core.ids import new_id
from strongroom.store.hashers import hashers
from strongroom.store.models import StagedUpload
from strongroom.store.staging import (
    BLOCK,
    HEAD,
    Staged,
    full_disk_told,
    require_room,
    staging_dir,
    tail_of,
    too_large,
)
from strongroom.store.sums import Sums


def part_path(upload_id: uuid.UUID) -> Path:
    """Return where the bytes of an upload are."""
    return staging_dir() / f"{upload_id}.part"


def expiry() -> dt.datetime:
    return clock.now() + dt.timedelta(hours=settings.UPLOAD_EXPIRY_HOURS)


def create_upload(
    *,
    account_id: uuid.UUID,
    owner_id: uuid.UUID,
    surface: str,
    target_id: uuid.UUID,
    target_kind: str,
    filename: str,
    length: int,
    metadata: Mapping[str, str] | None = None,
) -> StagedUpload:
    """Begin an upload of `length` bytes; InvalidError (empty), TooLargeError, StorageFullError."""
    if length <= 0:
        raise InvalidError("The file is empty, so there is nothing to keep.")
    if length > settings.UPLOAD_LIMIT:
        raise too_large(settings.UPLOAD_LIMIT)
    require_room(length)
    upload_id = new_id()
    with full_disk_told():
        os.close(os.open(part_path(upload_id), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    return StagedUpload.objects.create(
        id=upload_id,
        account_id=account_id,
        owner_id=owner_id,
        surface=surface,
        target_id=target_id,
        target_kind=target_kind,
        filename=filename,
        metadata=dict(metadata or {}),
        length=length,
        expires_at=expiry(),
    )


def get_upload(upload_id: uuid.UUID, *, owner_id: uuid.UUID | None, surface: str) -> StagedUpload:
    """Return an upload to whoever began it, on the same surface; NotFoundError for all others (L17)."""
    upload = StagedUpload.objects.filter(id=upload_id, expires_at__gt=clock.now()).first()
    if (
        upload is None
        or owner_id is None
        or (upload.owner_id, upload.surface) != (owner_id, surface)
    ):
        raise NotFoundError("This upload has expired or does not exist; please start again.")
    return upload


def _complete_file(upload: StagedUpload) -> BinaryIO:
    """Open the part file of a complete upload; ConflictError (`upload_incomplete`) otherwise."""
    incomplete = ConflictError("The upload is not complete.", code="upload_incomplete")
    try:
        file = part_path(upload.id).open("rb")
    except FileNotFoundError:
        raise incomplete from None
    size = os.fstat(file.fileno()).st_size
    if not size == upload.length == upload.offset:
        file.close()
        raise incomplete
    return file


def finish(upload: StagedUpload) -> Staged:
    """Return the whole file of a complete upload, hashed; read again only if another process wrote it."""
    path = part_path(upload.id)
    hasher = hashers.take(upload.id, upload.length)
    with _complete_file(upload) as file:
        head = file.read(HEAD)
        if hasher is None:
            file.seek(0)
            hasher = Sums()
            while block := file.read(BLOCK):
                hasher.update(block)
    hashers.put(upload.id, upload.length, hasher)
    tail = tail_of(path, upload.length)
    return Staged(path, upload.length, hasher.sha256, hasher.crc32, head, tail, kept=True)


def result_of(upload: StagedUpload) -> uuid.UUID | None:
    """Lock the row to the end of the transaction and return what came of the upload already.

    Two requests that complete it at once take turns here. NotFoundError when it was cancelled.
    """
    locked = StagedUpload.objects.select_for_update().filter(id=upload.id).first()
    if locked is None:
        raise NotFoundError("This upload was cancelled.")
    upload.result_id = locked.result_id
    return locked.result_id


def record_result(upload: StagedUpload, item_id: uuid.UUID) -> None:
    """Note, in the transaction that attaches the bytes, what came of the upload."""
    StagedUpload.objects.filter(id=upload.id).update(result_id=item_id)
    upload.result_id = item_id


def terminate(upload: StagedUpload) -> None:
    """Throw an upload away, row and bytes."""
    StagedUpload.objects.filter(id=upload.id).delete()
    part_path(upload.id).unlink(missing_ok=True)


def expire_uploads() -> int:
    """Throw away uploads that nobody continued for UPLOAD_EXPIRY_HOURS; return how many."""
    expired = StagedUpload.objects.filter(expires_at__lte=clock.now())
    count = 0
    for upload in expired.iterator(chunk_size=500):
        terminate(upload)
        count += 1
    return count
