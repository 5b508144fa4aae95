"""The trash: putting in, taking out, for good (D-29)."""

import uuid
from collections.abc import Sequence

from strongroom.access.principal import Principal
from strongroom.documents.rows import ItemRow


def trash(principal: Principal, *, item_ids: Sequence[uuid.UUID]) -> None:
    """Put items into the trash; needs *delete* on each."""
    raise NotImplementedError


def restore(
    principal: Principal, *, item_ids: Sequence[uuid.UUID], confirm: bool = False
) -> list[ItemRow]:
    """Take items out of the trash, into the folder they were in or the library's root."""
    raise NotImplementedError


def purge(principal: Principal, *, item_ids: Sequence[uuid.UUID]) -> None:
    """Delete items of the trash for good."""
    raise NotImplementedError


def purge_expired_trash() -> int:
    """Purge what has lain in the trash for longer than TRASH_RETENTION_DAYS; return how many items."""
    raise NotImplementedError
