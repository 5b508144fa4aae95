"""Moving items."""

import uuid
from collections.abc import Sequence

from strongroom.access.principal import Principal
from strongroom.documents.rows import ItemRow


def move(
    principal: Principal,
    *,
    item_ids: Sequence[uuid.UUID],
    parent_id: uuid.UUID,
    confirm: bool = False,
) -> list[ItemRow]:
    """Move items into a folder (D-17, D-18, D-19); all or nothing."""
    raise NotImplementedError
