"""Looking after the bytes: every blob against its checksum, and what nobody uses any more removed.

Removal takes two steps, so that an upload of the same bytes at that moment loses nothing: a blob
without users is marked; when it has stayed so for a while, its row is locked, asked about again, and
row and bytes go together. `adopt` takes the same lock, clears the mark and looks whether the bytes are
there still: nothing but this module removes them, and never without that lock.
"""

import datetime as dt
import itertools
import shutil
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction

from strongroom.core import clock
from strongroom.core.ids import new_id, parse_id
from strongroom.directory.models import Account
from strongroom.store.blobs import blob_storage, open_blob
from strongroom.store.cleaned import FORM
from strongroom.store.keys import clean_key, parse_key, rendition_key, storage_key
from strongroom.store.models import Blob, Rendition, StagedUpload, Version
from strongroom.store.pointers import Finding
from strongroom.store.renditions import SIZES
from strongroom.store.staging import BLOCK, staging_dir
from strongroom.store.sums import Sums
from strongroom.store.uploads import expire_uploads

T = TypeVar("T")
_BATCH = 500
_STILL = dt.timedelta(hours=1)
"""A half-made file that nobody wrote to for so long is a leftover, whatever the grace."""


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(itertools.islice(iterator, _BATCH)):
        yield batch


def verify_blobs() -> Iterator[Finding]:
    """Read every blob that a version uses and yield those whose bytes are missing or not their own."""
    used = Blob.objects.filter(versions__isnull=False).distinct().order_by("id")
    for blob in used.iterator(chunk_size=_BATCH):
        key = storage_key(blob.account_id, blob.sha256)
        sums, size = Sums(), 0
        try:
            with open_blob(key) as file:
                while block := file.read(BLOCK):
                    sums.update(block)
                    size += len(block)
        except FileNotFoundError:
            yield Finding("blob_missing", str(blob.id), f"nothing is kept under {key}")
            continue
        except OSError as error:
            yield Finding("blob_unreadable", str(blob.id), f"{key}: {error.strerror}")
            continue
        if sums.sha256 != blob.sha256 or size != blob.size:
            yield Finding("blob_damaged", str(blob.id), f"{key}: the bytes are not those stored")
        elif blob.crc32 not in {None, sums.crc32}:
            yield Finding("blob_crc32", str(blob.id), f"{key}: another CRC-32 than its row has")


@dataclass(slots=True)
class PruneReport:
    """What `prune` did; sizes in bytes."""

    marked: int = 0
    removed: int = 0
    removed_bytes: int = 0
    orphans: int = 0
    """Bytes without a row, now known as unused blobs; removed by a later run."""
    leftovers: int = 0
    """Files of broken-off uploads and conversions."""
    uploads_expired: int = 0
    unknown: list[str] = field(default_factory=list)
    """Keys that are not ours, or of an account that this database doesn't have (it may be the wrong
    database): left alone. At most 20 are named."""


def prune(*, grace: dt.timedelta | None = None) -> PruneReport:
    """Mark what is unused, remove what has been unused for `grace` (PRUNE_GRACE_HOURS if None).

    Safe while the server runs. Interrupted, the next run goes on.
    """
    grace = dt.timedelta(hours=settings.PRUNE_GRACE_HOURS) if grace is None else grace
    before = clock.now() - grace
    report = PruneReport(uploads_expired=expire_uploads())
    _remove_unused(before, report)
    report.marked = _mark_unused()
    _find_orphans(before, report)
    _clear_staging(min(before, clock.now() - _STILL), report)
    return report


def _mark_unused() -> int:
    """First step. A row that an upload holds at this moment is skipped."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            update store_blob set unused_since = %s where id in (
                select b.id from store_blob b
                where b.unused_since is null
                  and not exists (select from store_version v where v.blob_id = b.id)
                for update skip locked)
            """,
            [clock.now()],
        )
        return int(cursor.rowcount)


def _remove_unused(before: dt.datetime, report: PruneReport) -> None:
    """Second step, one transaction a blob."""
    marked = Blob.objects.filter(unused_since__lte=before).order_by("id")
    for batch in _batches(marked.values_list("id", flat=True).iterator(chunk_size=_BATCH)):
        for blob_id in batch:
            size = _remove_one(blob_id, before)
            if size is not None:
                report.removed += 1
                report.removed_bytes += size


@transaction.atomic
def _remove_one(blob_id: uuid.UUID, before: dt.datetime) -> int | None:
    """Lock the row, ask again, remove; the bytes go first, while nobody can adopt them."""
    locked = Blob.objects.select_for_update(skip_locked=True)
    blob = locked.filter(id=blob_id, unused_since__lte=before).first()
    if blob is None:
        return None
    if Version.objects.filter(blob=blob).exists():
        blob.unused_since = None
        blob.save(update_fields=["unused_since"])
        return None
    storage = blob_storage()
    for size in SIZES:
        storage.delete(rendition_key(blob.account_id, blob.sha256, size))
    storage.delete(clean_key(blob.account_id, blob.sha256, FORM))
    storage.delete(storage_key(blob.account_id, blob.sha256))
    Rendition.objects.filter(blob=blob).delete()
    blob.delete()
    return blob.size


def _find_orphans(before: dt.datetime, report: PruneReport) -> None:
    """Give bytes without a row (of a rolled-back upload) one that is marked unused.

    The insert waits for an upload of the same bytes that has not committed, and then does nothing.
    """
    for batch in _batches(_old_keys(before, report)):
        parsed = {key: parse_key(key) for key in batch}
        hashes = {found[1] for found in parsed.values() if found}
        known = set(Blob.objects.filter(sha256__in=hashes).values_list("account_id", "sha256"))
        for key, found in parsed.items():
            if found is None:
                _unknown(key, report)
            elif found[:2] not in known:
                _adopt_orphan(key, found[0], found[1], report, picture=found[2])


def _old_keys(before: dt.datetime, report: PruneReport) -> Iterator[str]:
    """Yield what has been kept for longer than the grace; clear half-made files on the way."""
    still = min(before, clock.now() - _STILL).timestamp()
    for key, changed in blob_storage().list_keys():
        if not key.endswith(".draft"):
            if changed < before.timestamp():
                yield key
        elif changed < still:
            blob_storage().delete(key)
            report.leftovers += 1


def _unknown(key: str, report: PruneReport) -> None:
    if len(report.unknown) < 20:  # noqa: PLR2004 - enough to act on
        report.unknown.append(key)


def _adopt_orphan(
    key: str, account_id: uuid.UUID, sha256: str, report: PruneReport, *, picture: bool
) -> None:
    storage = blob_storage()
    if not Account.objects.filter(id=account_id).exists():
        _unknown(key, report)
        return
    if picture:
        storage.delete(key)
        report.leftovers += 1
        return
    row = Blob(
        id=new_id(),
        account_id=account_id,
        sha256=sha256,
        size=storage.size(key),
        unused_since=clock.now(),
    )
    Blob.objects.bulk_create([row], ignore_conflicts=True)
    report.orphans += 1


def _clear_staging(before: dt.datetime, report: PruneReport) -> None:
    """Remove what broken-off uploads and conversions left; a resumable upload with a row stays."""
    for path in staging_dir().iterdir():
        try:
            if path.stat().st_mtime >= before.timestamp():
                continue
        except FileNotFoundError:
            continue
        upload_id = parse_id(path.stem) if path.suffix == ".part" else None
        if upload_id and StagedUpload.objects.filter(id=upload_id).exists():
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        report.leftovers += 1
