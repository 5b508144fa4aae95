"""Versions of a file, its bytes and previews."""

import uuid

from strongroom.access.principal import Principal
from strongroom.documents.rows import Content, PreviewContent, VersionRow


def versions(principal: Principal, item_id: uuid.UUID) -> list[VersionRow]:
    """Return the versions, newest first; contacts get the current one only (B-12)."""
    raise NotImplementedError


def content(principal: Principal, item_id: uuid.UUID, version: int | None = None) -> Content:
    """Return where the bytes are; needs *download*."""
    raise NotImplementedError


def preview(principal: Principal, item_id: uuid.UUID, size: int) -> PreviewContent:
    """Return a derived picture; needs *view*. NotReadyError, or NotFoundError code `no_preview`."""
    raise NotImplementedError
