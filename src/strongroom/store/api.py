"""The public face of `store`: libraries, the tree, bytes on their way in and kept, derived pictures.

Knows no permissions: whoever calls it has asked `access` before.
"""

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
from strongroom.store.checksums import learn_crc32, learn_missing_crc32
from strongroom.store.cleaned import CleanFile, clean_files, may_tell_place, prepare_clean_copy
from strongroom.store.current import (
    Turned,
    choose_current,
    drop_version,
    set_version_state,
    turning,
)
from strongroom.store.felling import fell
from strongroom.store.filetypes import detect_type, has_picture, is_picture
from strongroom.store.item_rows import (
    delete_library,
    put_into_trash,
    rename,
    rename_root,
    set_confidential,
    set_controlled,
    set_customer,
    set_in_portal,
    set_tags,
    take_out_of_trash,
)
from strongroom.store.keys import storage_key
from strongroom.store.locks import lock_libraries, lock_library, lock_name, lock_names, lock_to_add
from strongroom.store.looking import look_again
from strongroom.store.maintenance import (
    PruneReport,
    prune,
    verify_blobs,
)
from strongroom.store.planting import FirstVersion, Seedling, plant
from strongroom.store.pointers import Finding, repoint, verify_pointers
from strongroom.store.renditions import (
    SIZES,
    DrawingKilledError,
    RenditionFile,
    make_rendition,
    nearest_size,
    redrawn,
    rendition,
    want_rendition,
)
from strongroom.store.staging import Readable, Staged, Stream, discard, receive, receiving
from strongroom.store.tree import (
    Added,
    Inserted,
    NewItem,
    create_library,
    insert_file,
    insert_folder,
    insert_version,
    set_library,
    set_names,
    set_parent,
    set_parents,
    set_places,
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
    "CleanFile",
    "DrawingKilledError",
    "Finding",
    "FirstVersion",
    "Inserted",
    "NewItem",
    "Promoted",
    "PruneReport",
    "Readable",
    "RenditionFile",
    "Seedling",
    "Staged",
    "Stream",
    "Turned",
    "adopt",
    "append",
    "blob_path",
    "blob_storage",
    "choose_current",
    "clean_files",
    "create_library",
    "create_upload",
    "delete_library",
    "detect_type",
    "discard",
    "drop_version",
    "expire_uploads",
    "fell",
    "finish",
    "get_upload",
    "has_picture",
    "insert_file",
    "insert_folder",
    "insert_version",
    "is_picture",
    "learn_crc32",
    "learn_missing_crc32",
    "lock_libraries",
    "lock_library",
    "lock_name",
    "lock_names",
    "lock_to_add",
    "look_again",
    "make_rendition",
    "may_tell_place",
    "nearest_size",
    "open_blob",
    "plant",
    "prepare_clean_copy",
    "promote",
    "prune",
    "put_into_trash",
    "receive",
    "receiving",
    "record_result",
    "redrawn",
    "rename",
    "rename_root",
    "rendition",
    "repoint",
    "result_of",
    "set_confidential",
    "set_controlled",
    "set_customer",
    "set_in_portal",
    "set_library",
    "set_names",
    "set_parent",
    "set_parents",
    "set_places",
    "set_tags",
    "set_version_state",
    "storage_key",
    "take_out_of_trash",
    "terminate",
    "turning",
    "verify_blobs",
    "verify_pointers",
    "want_rendition",
]
