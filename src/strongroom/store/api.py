"""The public face of `store`: libraries, the tree, bytes on their way in and kept, derived pictures.

Knows no permissions: whoever calls it has asked `access` before.
"""

from strongroom.store import hierarchy, hooks
from strongroom.store.appending import CHECKSUMS, ChecksumMismatchError, append
from strongroom.store.blobs import (
    BlobStorage,
    Promoted,
    adopt,
    blob_path,
    blob_storage,
    open_blob,
    promote,
)
from strongroom.store.felling import fell
from strongroom.store.filetypes import detect_type
from strongroom.store.keys import storage_key
from strongroom.store.locks import lock_libraries, lock_library, lock_name, lock_names, lock_to_add
from strongroom.store.maintenance import (
    PruneReport,
    prune,
    verify_blobs,
)
from strongroom.store.planting import FirstVersion, Seedling, plant
from strongroom.store.pointers import Finding, repoint, verify_pointers
from strongroom.store.renditions import (
    SIZES,
    RenditionFile,
    make_rendition,
    nearest_size,
    redrawn,
    rendition,
    want_rendition,
)
from strongroom.store.staging import Staged, Stream, discard, receive, receiving
from strongroom.store.tree import (
    Added,
    Inserted,
    NewItem,
    choose_current,
    create_library,
    drop_version,
    insert_file,
    insert_folder,
    insert_version,
    set_library,
    set_names,
    set_parent,
    set_parents,
    set_places,
    set_version_state,
)
from strongroom.store.uploads import (
    create_upload,
    expire_uploads,
    finish,
    get_upload,
    record_result,
    result_of,
    terminate,
)

__all__ = [
    "CHECKSUMS",
    "SIZES",
    "Added",
    "BlobStorage",
    "ChecksumMismatchError",
    "Finding",
    "FirstVersion",
    "Inserted",
    "NewItem",
    "Promoted",
    "PruneReport",
    "RenditionFile",
    "Seedling",
    "Staged",
    "Stream",
    "adopt",
    "append",
    "blob_path",
    "blob_storage",
    "choose_current",
    "create_library",
    "create_upload",
    "detect_type",
    "discard",
    "drop_version",
    "expire_uploads",
    "fell",
    "finish",
    "get_upload",
    "hierarchy",
    "hooks",
    "insert_file",
    "insert_folder",
    "insert_version",
    "lock_libraries",
    "lock_library",
    "lock_name",
    "lock_names",
    "lock_to_add",
    "make_rendition",
    "nearest_size",
    "open_blob",
    "plant",
    "promote",
    "prune",
    "receive",
    "receiving",
    "record_result",
    "redrawn",
    "rendition",
    "repoint",
    "result_of",
    "set_library",
    "set_names",
    "set_parent",
    "set_parents",
    "set_places",
    "set_version_state",
    "storage_key",
    "terminate",
    "verify_blobs",
    "verify_pointers",
    "want_rendition",
]
