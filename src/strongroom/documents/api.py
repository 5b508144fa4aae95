"""The public face of `documents`: operations on the store, and what may be read of it.

All of it goes through access. The principal comes first, the rest is keyword-only; a write is one
transaction with its event.

Errors: NotFoundError for what the principal may not know of, ForbiddenError for what they see but may
not do, InvalidError, NameTakenError, ConfirmationRequiredError, StorageFullError, TooLargeError.
"""

from strongroom.documents.adding import add_file, add_version, make_folder
from strongroom.documents.archives import archive_members, archive_name
from strongroom.documents.contents import content, preview, versions
from strongroom.documents.copying import copy
from strongroom.documents.editing import rename, set_confidential, set_tags, tag, update_item
from strongroom.documents.favourites import (
    FavouriteRow,
    favourite_items,
    favourites,
    set_favourite,
)
from strongroom.documents.for_customers import counts, topmost_shared
from strongroom.documents.here import Crumb, Here, here
from strongroom.documents.hooks import ItemsMoved, VersionAdded, version_added
from strongroom.documents.listing import (
    attachments,
    children,
    children_here,
    count_files,
    counts_here,
    names_taken,
)
from strongroom.documents.moving import move, move_back
from strongroom.documents.moving_files import move_files
from strongroom.documents.ordering import Order
from strongroom.documents.paths import path, paths
from strongroom.documents.places import PlaceBefore, last_places
from strongroom.documents.reading import get, get_many, row_here
from strongroom.documents.recent import RecentRow, new_items, note_opened, recent_items
from strongroom.documents.record_places import RecordPlace, record_places
from strongroom.documents.renewing import (
    renew,
    require_confirmed,
    require_confirmed_file,
    require_confirmed_version,
)
from strongroom.documents.rows import ArchiveMember, Content, ItemRow, PreviewContent, VersionRow
from strongroom.documents.shared_items import SharedBy, shared_by, shared_items
from strongroom.documents.showing import OpensTo, adds_to
from strongroom.documents.structure import PathFolder, ensure_folders
from strongroom.documents.trash import files_below, purge, purge_expired_trash, restore, trash
from strongroom.documents.trash_listing import trash_list, trashed
from strongroom.documents.tree import (
    Branch,
    FolderRow,
    OwnSettings,
    count_own_settings_below,
    folders_in,
    own_settings_below,
    search_folders,
    top_folders,
)
from strongroom.documents.uploads import (
    append_upload,
    begin_upload,
    cancel_upload,
    get_upload,
)
from strongroom.documents.versions import delete_version, restore_version

__all__ = [
    "ArchiveMember",
    "Branch",
    "Content",
    "Crumb",
    "FavouriteRow",
    "FolderRow",
    "Here",
    "ItemRow",
    "ItemsMoved",
    "OpensTo",
    "Order",
    "OwnSettings",
    "PathFolder",
    "PlaceBefore",
    "PreviewContent",
    "RecentRow",
    "RecordPlace",
    "SharedBy",
    "VersionAdded",
    "VersionRow",
    "add_file",
    "add_version",
    "adds_to",
    "append_upload",
    "archive_members",
    "archive_name",
    "attachments",
    "begin_upload",
    "cancel_upload",
    "children",
    "children_here",
    "content",
    "copy",
    "count_files",
    "count_own_settings_below",
    "counts",
    "counts_here",
    "delete_version",
    "ensure_folders",
    "favourite_items",
    "favourites",
    "files_below",
    "folders_in",
    "get",
    "get_many",
    "get_upload",
    "here",
    "last_places",
    "make_folder",
    "move",
    "move_back",
    "move_files",
    "names_taken",
    "new_items",
    "note_opened",
    "own_settings_below",
    "path",
    "paths",
    "preview",
    "purge",
    "purge_expired_trash",
    "recent_items",
    "record_places",
    "rename",
    "renew",
    "require_confirmed",
    "require_confirmed_file",
    "require_confirmed_version",
    "restore",
    "restore_version",
    "row_here",
    "search_folders",
    "set_confidential",
    "set_favourite",
    "set_tags",
    "shared_by",
    "shared_items",
    "tag",
    "top_folders",
    "topmost_shared",
    "trash",
    "trash_list",
    "trashed",
    "update_item",
    "version_added",
    "versions",
]
