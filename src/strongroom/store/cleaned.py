"""Copies of pictures that tell no place: what customers and link holders get (A-15).

Made once a blob, by a child process that has limits, an empty environment and no connection to anything
(`store.blanking`); kept beside the blob, of the same size. Where the original tells nothing, it is itself
the copy. Whatever goes wrong, there is none: the original never takes its place.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from strongroom.core.connections import give_back
from strongroom.core.errors import NotReadyError
from strongroom.store.blanking.common import UNKNOWN
from strongroom.store.blobs import blob_storage, open_blob
from strongroom.store.filetypes import is_picture
from strongroom.store.keys import clean_key, storage_key
from strongroom.store.models import Blob, CleanCopy, Rendition
from strongroom.store.staging import BLOCK, full_disk_told, staging_dir

FORM = 1
"""What is taken out. A higher number has every copy made anew at its next asking."""
_PATIENCE = 20.0
"""Seconds in which copies are made while somebody waits."""
_SECONDS = 120
_SOURCE = str(Path(__file__).parents[2])
_CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from strongroom.store.blanking.child import main; sys.exit(main(sys.argv[2:]))"
)
"""What the child runs: it is isolated, so it is told where its files are."""


@dataclass(frozen=True, slots=True)
class CleanFile:
    """What may leave: the bytes under the key. `sha256` names them (it is not the hash of them)."""

    storage_key: str
    crc32: int | None
    sha256: str


def may_tell_place(content_type: str) -> bool:
    """Whether files of this type are looked through before they leave for customers and link holders."""
    return content_type.startswith("image/") and content_type != "image/svg+xml"


def clean_files(blob_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, CleanFile | None]:
    """Return what may leave of each blob; None where nobody can say what its bytes tell.

    Those that nobody has asked for are made now, for some twenty seconds; then NotReadyError, and the
    next asking goes on. One statement for those that are there.
    """
    rows = {row.blob_id: row for row in _made(blob_ids)}
    until = time.monotonic() + _PATIENCE
    for blob in Blob.objects.filter(id__in=set(blob_ids) - rows.keys()).order_by("id"):
        if time.monotonic() > until:
            raise NotReadyError
        rows[blob.id] = _make(blob)
    return {row.blob_id: _file(row) for row in rows.values()}


def prepare_clean_copy(rendition_id: uuid.UUID) -> None:
    """Make the copy of the blob that a picture is made of, so that nobody waits for it; task body."""
    found = Rendition.objects.select_related("blob").filter(id=rendition_id).first()
    if found is None or _made([found.blob_id]):
        return
    kinds = found.blob.versions.values_list("content_type", flat=True)
    if any(is_picture(kind) for kind in kinds):
        _make(found.blob)


def _made(blob_ids: Collection[uuid.UUID]) -> list[CleanCopy]:
    return list(
        CleanCopy.objects.select_related("blob").filter(blob_id__in=list(blob_ids), form=FORM)
    )


def _file(row: CleanCopy) -> CleanFile | None:
    blob = row.blob
    if row.state == CleanCopy.State.FAILED:
        return None
    if row.state == CleanCopy.State.SAME:
        key = storage_key(blob.account_id, blob.sha256)
        return CleanFile(key, blob.crc32, blob.sha256)
    tag = hashlib.sha256(f"{blob.sha256}/clean/{FORM}".encode()).hexdigest()
    return CleanFile(clean_key(blob.account_id, blob.sha256, FORM), row.crc32, tag)


def _make(blob: Blob) -> CleanCopy:
    """Make the copy and note it. May be done twice or at once: the outcome is the same.

    Raises StorageFullError, and FileNotFoundError where the bytes are missing.
    """
    give_back()
    row = CleanCopy(blob=blob, form=FORM, state=CleanCopy.State.SAME)
    with full_disk_told(), tempfile.TemporaryDirectory(dir=staging_dir(), suffix=".work") as name:
        copy = Path(name) / "copy"
        with open_blob(storage_key(blob.account_id, blob.sha256)) as read, copy.open("xb") as write:
            shutil.copyfileobj(read, write, BLOCK)
        changed, row.reason = _blanked(copy)
        if row.reason:
            row.state = CleanCopy.State.FAILED
        elif changed:
            row.state, row.crc32 = CleanCopy.State.READY, _crc32(copy)
            blob_storage().promote(copy, clean_key(blob.account_id, blob.sha256, FORM))
    CleanCopy.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["blob"],
        update_fields=["form", "state", "crc32", "reason"],
    )
    return row


def _blanked(copy: Path) -> tuple[bool, str]:
    """Have the child blank the copy; return whether it changed, and why it could not, or nothing."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and file; no shell
            [sys.executable, "-I", "-c", _CHILD, _SOURCE, str(copy)],
            cwd=copy.parent,
            env={},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
        answer = json.loads(done.stdout)
        changed = answer.get("changed")
    except (subprocess.TimeoutExpired, ValueError, AttributeError) as error:
        return False, type(error).__name__
    if isinstance(changed, bool) and done.returncode == 0:
        return changed, ""
    if answer.get("error") == UNKNOWN:  # drawings and the like, of which no picture is made
        return False, ""
    return False, str(answer.get("error", "crashed"))[:200]


def _crc32(path: Path) -> int:
    crc32 = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            crc32 = zlib.crc32(block, crc32)
    return crc32
