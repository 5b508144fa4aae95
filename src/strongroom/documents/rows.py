"""What the selectors of `documents` hand out: frozen rows, already filtered by the decision."""

import datetime as dt
import uuid
from dataclasses import dataclass

from strongroom.access.api import Action


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item as its viewer may see it. Sizes in bytes; version fields are those of the current version."""

    id: uuid.UUID
    account_id: uuid.UUID
    library_id: uuid.UUID
    parent_id: uuid.UUID | None
    """None for a root, and where the viewer can't see the parent."""
    is_file: bool
    name: str
    size: int | None
    content_type: str | None
    sha256: str | None
    version: int | None
    blob_id: uuid.UUID | None
    confidential: bool
    viewable_in_portal: bool
    access_controlled: bool
    access_inherited: bool
    """Under a policy that is not its own."""
    tags: tuple[str, ...]
    may: frozenset[Action]
    created_at: dt.datetime
    created_by: uuid.UUID | None
    created_by_name: str
    updated_at: dt.datetime
    trashed_at: dt.datetime | None = None
    approval: str | None = None
    """State of the newest version: pending, approved, rejected, or None if nobody was asked (D-22)."""
    linked: bool = False
    """A link to it or to a folder above it lives; always false for who comes from outside."""
    starred: bool = False
    """Whether it is among the asker's favourites, where a list asks for that (`children_here`)."""
    unpictured: bool = False
    """No picture could be made of its content: its icon is shown, and a click downloads it."""

    @property
    def kind(self) -> str:
        """`folder` or `file`, as the API names it."""
        return "file" if self.is_file else "folder"


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a file."""

    item_id: uuid.UUID
    number: int
    name: str
    size: int
    sha256: str
    content_type: str
    note: str
    created_at: dt.datetime
    created_by: uuid.UUID | None
    created_by_name: str
    current: bool


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a version that the principal may download: what delivery needs and no more."""

    item_id: uuid.UUID
    name: str
    """The item's own name: what it is downloaded as."""
    size: int
    content_type: str
    sha256: str
    blob_id: uuid.UUID
    crc32: int | None
    """None for what an earlier version kept, until it is known (`store.learn_crc32`)."""
    storage_key: str
    """Where the blob storage keeps it; never shown."""
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """One file or empty folder of an archive; its path is relative, safe to extract and unique in it.

    The path of a folder ends with a slash. `at` is when the version was made, in the firm's time zone.
    """

    path: str
    at: dt.datetime
    content: Content | None = None
    text: bytes | None = None
    """The bytes of a file that belongs to the archive itself."""


@dataclass(frozen=True, slots=True)
class PreviewContent:
    """A derived picture of a version: what delivery needs. `sha256` names it for the ETag."""

    item_id: uuid.UUID
    name: str
    size: int
    content_type: str
    sha256: str
    storage_key: str
    updated_at: dt.datetime
