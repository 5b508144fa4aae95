"""Reading items: one row, a folder's children, attachments, trash, shared items."""

import uuid
from collections.abc import Iterable
from typing import Literal

from strongroom.access.principal import Principal
from strongroom.core.paging import Page
from strongroom.documents.rows import ItemRow

Order = Literal["name", "created", "size"]


def get(principal: Principal, item_id: uuid.UUID) -> ItemRow:
    """Return one item, or raise NotFoundError."""
    raise NotImplementedError


def children(
    principal: Principal,
    folder_id: uuid.UUID,
    *,
    order: Order = "name",
    descending: bool = False,
    q: str = "",
    tag: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ItemRow]:
    """Return a page of what is in a folder."""
    raise NotImplementedError


def attachments(
    principal: Principal,
    library_id: uuid.UUID,
    *,
    order: Order = "name",
    descending: bool = False,
    q: str = "",
    tag: str = "",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ItemRow]:
    """Return a page of a record's attachments: for a contact the topmost viewable items."""
    raise NotImplementedError


def count_files(principal: Principal, folder_id: uuid.UUID, cap: int = 1000) -> tuple[int, bool]:
    """Return how many files one may see in the folder, and whether there are more than `cap`."""
    raise NotImplementedError


def names_taken(principal: Principal, folder_id: uuid.UUID, names: Iterable[str]) -> set[str]:
    """Return those of the names that a visible item of the folder has."""
    raise NotImplementedError


def trash_list(
    principal: Principal,
    library_id: uuid.UUID,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ItemRow]:
    """Return what was trashed in a library, newest first (D-29)."""
    raise NotImplementedError


def shared_items(
    principal: Principal,
    *,
    library_id: uuid.UUID | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[ItemRow]:
    """Return what is shared with the principal: D-20; for a contact all that is viewable."""
    raise NotImplementedError
