"""Adding files, versions and folders."""

import uuid
from collections.abc import Sequence
from typing import Literal

from strongroom.access.principal import Principal
from strongroom.documents.rows import ItemRow
from strongroom.store.staging import Staged


def add_file(
    principal: Principal,
    *,
    parent_id: uuid.UUID,
    name: str,
    staged: Staged,
    on_clash: Literal["suffix", "version"] = "suffix",
    tags: Sequence[str] = (),
    note: str = "",
) -> ItemRow:
    """Add a file to a folder; needs *add* there."""
    raise NotImplementedError


def add_version(
    principal: Principal, *, item_id: uuid.UUID, name: str, staged: Staged, note: str = ""
) -> ItemRow:
    """Add a version to a file; needs *edit* (D-21)."""
    raise NotImplementedError


def make_folder(principal: Principal, *, parent_id: uuid.UUID, name: str) -> ItemRow:
    """Make a folder; needs *add*. NameTakenError when a visible item has the name."""
    raise NotImplementedError
