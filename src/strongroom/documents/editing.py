"""Changing what an item says of itself."""

import uuid
from collections.abc import Sequence

from strongroom.access.principal import Principal
from strongroom.documents.rows import ItemRow


def rename(principal: Principal, *, item_id: uuid.UUID, name: str) -> ItemRow:
    """Rename; needs *edit*. NameTakenError when a visible item has the name."""
    raise NotImplementedError


def set_tags(principal: Principal, *, item_id: uuid.UUID, tags: Sequence[str]) -> ItemRow:
    """Replace the tags; needs *edit* (A-16)."""
    raise NotImplementedError


def set_confidential(
    principal: Principal, *, item_ids: Sequence[uuid.UUID], value: bool, confirm: bool = False
) -> list[ItemRow]:
    """Mark or unmark files (A-9, A-13); all or nothing."""
    raise NotImplementedError


def update_item(
    principal: Principal,
    *,
    item_id: uuid.UUID,
    name: str | None = None,
    parent_id: uuid.UUID | None = None,
    confidential: bool | None = None,
    tags: Sequence[str] | None = None,
    confirm: bool = False,
    if_match: str | None = None,
) -> ItemRow:
    """Change several things in one transaction (PATCH); what is None stays."""
    raise NotImplementedError
