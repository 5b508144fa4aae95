"""Derived pictures: once per blob and size, made in the background, refused while not ready.

The bytes of strangers are decoded in a child process (`store.converter`) that has limits on memory,
time and output, an empty environment and no connection to anything.
"""

import contextlib
import errno
import hashlib
import json
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from strongroom.core.connections import give_back
from strongroom.core.errors import InvalidError, NotFoundError, NotReadyError
from strongroom.core.ids import new_id
from strongroom.core.statements import fetch
from strongroom.store import converter, hooks
from strongroom.store.blobs import blob_path, blob_storage, open_blob
from strongroom.store.filetypes import decoders, detect_type, has_picture
from strongroom.store.keys import rendition_key, storage_key
from strongroom.store.models import Blob, Rendition
from strongroom.store.staging import BLOCK, ends_of, full_disk_told, staging_dir

SIZES = (256, 1600)
"""The longer edge, in pixels: a thumbnail, and what the pop-up shows."""
CONTENT_TYPE = "image/webp"
_SECONDS = 120
"""Wall-clock limit for one file; the child's own limit on processor time is lower."""


@dataclass(frozen=True, slots=True)
class RenditionFile:
    """A picture that is ready. `sha256` identifies it (it is not the hash of its bytes)."""

    storage_key: str
    size: int
    content_type: str
    sha256: str
    width: int
    height: int


_WANT = """
insert into store_rendition (id, blob_id, size, state, reason)
select wanted.id, wanted.blob_id, wanted.size, 'pending', ''
  from unnest(%(ids)s::uuid[], %(blobs)s::uuid[], %(sizes)s::smallint[]) as wanted(id, blob_id, size)
on conflict (blob_id, size) do nothing
returning id
"""


def want_rendition(blob_id: uuid.UUID, size: int) -> None:
    """Ask for one picture, in the caller's transaction; asked for before, nothing happens."""
    _want([(blob_id, size)])


def want_renditions(blob_id: uuid.UUID, content_type: str) -> None:
    """Ask for every size, if the type can be pictured at all."""
    want_all_renditions({blob_id: content_type})


def want_all_renditions(blobs: Mapping[uuid.UUID, str]) -> None:
    """Ask for every size of each blob (id to content type) that can be pictured, in one statement."""
    pictured = [blob for blob, kind in blobs.items() if has_picture(kind)]
    _want([(blob, size) for blob in sorted(pictured) for size in SIZES])


def _want(wanted: Sequence[tuple[uuid.UUID, int]]) -> None:
    if not wanted:
        return
    params = {
        "ids": [new_id() for _ in wanted],
        "blobs": [blob for blob, _ in wanted],
        "sizes": [size for _, size in wanted],
    }
    made = [row["id"] for row in fetch(_WANT, params)]
    if made:
        hooks.renditions_wanted(made)


def redrawn(data: bytes, size: int) -> bytes:
    """Return a stranger's picture drawn afresh as WebP, its longer edge at most `size` pixels.

    By the same child process as a rendition; raises InvalidError for what can't be decoded.
    """
    give_back()
    with _workspace() as folder:
        source = folder / "source"
        source.write_bytes(data)
        try:
            _run(source, [size], folder, ground=False)
        except _Failed:
            raise InvalidError("This is not a picture that can be read.") from None
        return (folder / f"{size}.webp").read_bytes()


def nearest_size(size: int) -> int:
    """Return the smallest size that is at least as large, or the largest there is."""
    return next((known for known in SIZES if known >= size), SIZES[-1])


def rendition(blob_id: uuid.UUID, size: int) -> RenditionFile:
    """Return the picture, or raise NotReadyError while it is being made.

    NotFoundError (code `no_preview`) when there is none: the type has none, or the file could not
    be decoded.
    """
    row = Rendition.objects.select_related("blob").filter(blob_id=blob_id, size=size).first()
    if row is None or row.state == Rendition.State.FAILED:
        raise NotFoundError("There is no preview of this file.", code="no_preview")
    if row.state != Rendition.State.READY:
        raise NotReadyError
    key = rendition_key(row.blob.account_id, row.blob.sha256, size)
    try:
        length = blob_storage().size(key)
    except FileNotFoundError:
        raise NotReadyError from None
    tag = hashlib.sha256(f"{row.blob.sha256}/{size}/{CONTENT_TYPE}/{length}".encode()).hexdigest()
    return RenditionFile(key, length, CONTENT_TYPE, tag, row.width or 0, row.height or 0)


def make_rendition(rendition_id: uuid.UUID) -> None:
    """Make the picture, and the blob's other sizes that are waiting, in one decoding; task body.

    May be run twice or at once: the outcome is the same. A file that can't be decoded leaves its
    renditions FAILED with a reason, and the blob `unpictured`. Raises StorageFullError,
    DrawingKilledError once, and what should be tried again.
    """
    asked = Rendition.objects.filter(id=rendition_id).first()
    if asked is None or asked.state != Rendition.State.PENDING:
        return
    blob = Blob.objects.get(id=asked.blob_id)
    waiting = Rendition.objects.filter(blob=blob, state=Rendition.State.PENDING)
    sizes = sorted(waiting.values_list("size", flat=True), reverse=True)
    give_back()
    with _workspace() as folder:
        try:
            made = _convert(blob, sizes, folder)
        except _Failed as failure:
            _failed(waiting.filter(size__in=sizes), asked, failure)
            return
        for size, (width, height) in made.items():
            key = rendition_key(blob.account_id, blob.sha256, size)
            blob_storage().promote(folder / f"{size}.webp", key)
            waiting.filter(size=size).update(
                state=Rendition.State.READY, reason="", width=width, height=height
            )
        Blob.objects.filter(id=blob.id, unpictured=True).update(unpictured=False)


def _failed(waiting: QuerySet[Rendition], asked: Rendition, failure: "_Failed") -> None:
    """Keep that it failed, with the blob too; what was killed from outside is tried once more."""
    if failure.by_chance and asked.reason != str(failure):
        waiting.update(reason=str(failure))
        raise DrawingKilledError(str(failure))
    with transaction.atomic():
        waiting.update(state=Rendition.State.FAILED, reason=str(failure))
        Blob.objects.filter(id=asked.blob_id).update(unpictured=True)


@contextlib.contextmanager
def _workspace() -> Iterator[Path]:
    folder = staging_dir() / f"{uuid.uuid4()}.work"
    with full_disk_told():
        folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _source(blob: Blob, folder: Path) -> Path:
    """Return a local file with the bytes, copying them where the store is not a local folder."""
    key = storage_key(blob.account_id, blob.sha256)
    local = blob_path(key)
    if local is not None:
        return local
    path = folder / "source"
    with full_disk_told(), open_blob(key) as read, path.open("xb") as write:
        shutil.copyfileobj(read, write, BLOCK)
    return path


class DrawingKilledError(RuntimeError):
    """The child was killed from outside, as where memory runs out: the task is to be run once more."""


class _Failed(Exception):  # noqa: N818 - an outcome that is stored, not a fault
    """The file can't be pictured; the text is the reason that is kept."""

    def __init__(self, reason: str, *, by_chance: bool = False) -> None:
        """`by_chance`: it may go better another time."""
        super().__init__(reason)
        self.by_chance = by_chance


def _convert(blob: Blob, sizes: Sequence[int], folder: Path) -> dict[int, tuple[int, int]]:
    """Draw the blob; return width and height by size, or raise _Failed."""
    source = _source(blob, folder)
    if not source.exists():
        raise _Failed("missing")
    return _run(source, sizes, folder)


def _run(
    source: Path, sizes: Sequence[int], folder: Path, *, ground: bool = True
) -> dict[int, tuple[int, int]]:
    """Have the child draw the source in these sizes into the folder.

    It may read it as what its bytes say it is, and as nothing else. With `ground` what is transparent
    comes on a light one, without it stays transparent.
    """
    head, tail = ends_of(source)
    allowed = decoders(detect_type(head, "", tail))
    if not allowed:
        raise _Failed("nothing that has a picture")
    limits = [str(settings.IMAGE_PIXEL_LIMIT), str(int(ground)), ",".join(allowed)]
    arguments = [str(source), str(folder), *limits, *map(str, sizes)]
    answer = _ask([sys.executable, "-I", converter.__file__, *arguments], folder)
    if answer.get("error") == converter.DISK_FULL:
        with full_disk_told():
            raise OSError(errno.ENOSPC, "the converter found the disk full")
    if "made" not in answer:
        raise _Failed(str(answer.get("error", "crashed"))[:200])
    return {int(size): (made[0], made[1]) for size, made in answer["made"].items()}


def _ask(command: Sequence[str], folder: Path) -> dict[str, Any]:
    """Return what the child printed; an empty answer when it crashed."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and file; no shell
            command,
            cwd=folder,
            env={},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _Failed("timeout") from None
    if done.returncode < 0:
        killed = -done.returncode in {signal.SIGKILL, signal.SIGTERM}
        raise _Failed(f"killed by signal {-done.returncode}", by_chance=killed)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
