"""Resumable uploads that end as a file or a version (L17)."""

import uuid
from collections.abc import Iterable, Mapping
from typing import BinaryIO

from strongroom.access.principal import Principal
from strongroom.store.models import StagedUpload


def begin_upload(
    principal: Principal,
    *,
    parent_id: uuid.UUID | None = None,
    item_id: uuid.UUID | None = None,
    filename: str,
    length: int,
    metadata: Mapping[str, str] | None = None,
) -> StagedUpload:
    """Begin an upload into a folder, or onto a file; asks for *add* or *edit* now."""
    raise NotImplementedError


def append_upload(
    principal: Principal,
    *,
    upload_id: uuid.UUID,
    offset: int,
    stream: Iterable[bytes] | BinaryIO,
    checksum: tuple[str, bytes] | None = None,
) -> StagedUpload:
    """Append bytes; asks again; the last byte adds the file or version (`result_id`)."""
    raise NotImplementedError


def get_upload(principal: Principal, upload_id: uuid.UUID) -> StagedUpload:
    """Return one's own upload, or raise NotFoundError."""
    raise NotImplementedError


def cancel_upload(principal: Principal, upload_id: uuid.UUID) -> None:
    """Throw one's own upload away."""
    raise NotImplementedError
