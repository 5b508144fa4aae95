"""Copying items."""

import uuid
from collections.abc import Sequence

from strongroom.access.principal import Principal
from strongroom.documents.rows import ItemRow


def copy(
    principal: Principal, *, item_ids: Sequence[uuid.UUID], parent_id: uuid.UUID
) -> list[ItemRow]:
    """Copy what the principal can see of the items into a folder (L13)."""
    raise NotImplementedError
