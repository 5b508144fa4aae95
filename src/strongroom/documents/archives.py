"""What goes into a ZIP."""

import uuid
from collections.abc import Sequence

from strongroom.access.principal import Principal
from strongroom.documents.rows import ArchiveMember


def archive_members(principal: Principal, item_ids: Sequence[uuid.UUID]) -> list[ArchiveMember]:
    """Return the files of the items and below, as far as the principal may download them (L5)."""
    raise NotImplementedError
