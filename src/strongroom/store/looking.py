"""What an older detector typed is looked at again, a few blobs at a time, in the background.

Types follow the bytes; what failed to be drawn, and kinds that were drawn wrongly, are drawn afresh.
"""

from django.db import transaction

from strongroom.core.statements import fetch
from strongroom.store import hooks
from strongroom.store.blobs import open_blob
from strongroom.store.filetypes import DETECTOR, PDF, detect_type
from strongroom.store.keys import storage_key
from strongroom.store.models import Blob, Version
from strongroom.store.renditions import want_all_renditions
from strongroom.store.staging import HEAD, TAIL

AT_ONCE = 200
"""Blobs a run: the worker draws about as many pictures in a minute."""
_DRAWN_WRONGLY = frozenset({"image/tiff", PDF})
"""Grey and CMYK scans that lay on their side, forms without what was filled in."""
_AGAIN = """
    update store_rendition set state = 'pending', reason = ''
     where blob_id = %(blob)s and (state = 'failed' or state = 'ready' and %(ready)s)
    returning id
"""


def look_again(limit: int = AT_ONCE) -> int:
    """Look at up to `limit` blobs that only an older detector has seen; return how many there were.

    Safe while the server runs, and to be run at once: each blob is one transaction.
    """
    older = Blob.objects.filter(looked_by__lt=DETECTOR).order_by("id")[:limit]
    found = list(older)
    for blob in found:
        _look(blob)
    return len(found)


def _look(blob: Blob) -> None:
    try:
        with open_blob(storage_key(blob.account_id, blob.sha256)) as file:
            head = file.read(HEAD)
            file.seek(max(0, blob.size - TAIL))
            tail = file.read(TAIL)
    except OSError:  # `strongroom verify` tells of it
        Blob.objects.filter(id=blob.id).update(looked_by=DETECTOR)
        return
    with transaction.atomic():
        kinds = set()
        for version in Version.objects.filter(blob=blob):
            kind = detect_type(head, version.name, tail)
            kinds.add(kind)
            if kind != version.content_type:
                Version.objects.filter(id=version.id).update(content_type=kind)
        _draw_again(blob, kinds)
        Blob.objects.filter(id=blob.id).update(looked_by=DETECTOR, unpictured=False)


def _draw_again(blob: Blob, kinds: set[str]) -> None:
    ready = bool(kinds & _DRAWN_WRONGLY)
    again = [row["id"] for row in fetch(_AGAIN, {"blob": blob.id, "ready": ready})]
    if again:
        hooks.renditions_wanted(again)
    for kind in kinds:
        want_all_renditions({blob.id: kind})
