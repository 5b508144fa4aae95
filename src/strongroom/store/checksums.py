"""The CRC-32 of bytes that were kept before it was taken with them.

Archives write it before the bytes, so that a reader of a stream needs no second look (A-14).
"""

import time
import uuid
import zlib

from strongroom.core.connections import give_back
from strongroom.store.blobs import open_blob
from strongroom.store.keys import storage_key
from strongroom.store.models import Blob
from strongroom.store.staging import BLOCK

_AT_ONCE = 100


def learn_crc32(blob_id: uuid.UUID, key: str) -> int:
    """Read the bytes under the key, note their CRC-32 in the blob's row, and return it.

    The connection is given back afterwards: an archive on its way holds none. What the disk raises
    is raised on; the row stays as it was.
    """
    crc32 = 0
    with open_blob(key) as file:
        while block := file.read(BLOCK):
            crc32 = zlib.crc32(block, crc32)
    Blob.objects.filter(id=blob_id, crc32=None).update(crc32=crc32)
    give_back()
    return crc32


def learn_missing_crc32(*, seconds: float) -> tuple[int, int]:
    """Note the CRC-32 of blobs that have none, for about so long; return how many, and how many failed.

    Bytes that can't be read are left for `strongroom verify` to tell of. Run again, it goes on.
    """
    until = time.monotonic() + seconds
    last, learnt, failed = uuid.UUID(int=0), 0, 0
    while time.monotonic() < until:
        waiting = Blob.objects.filter(crc32=None, id__gt=last).order_by("id")
        found = list(waiting.values_list("id", "account_id", "sha256")[:_AT_ONCE])
        for blob_id, account_id, sha256 in found:
            last = blob_id
            try:
                learn_crc32(blob_id, storage_key(account_id, sha256))
                learnt += 1
            except OSError:
                failed += 1
            if time.monotonic() >= until:
                break
        if len(found) < _AT_ONCE:
            break
    return learnt, failed
