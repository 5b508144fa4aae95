"""Remembers answers to writes that may be repeated: the second try does nothing twice."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection

from strongroom.core import clock
from strongroom.core.errors import ConflictError, InvalidError
from strongroom.guard.models import IdempotencyKey

MAX_KEY = 200
KEPT = dt.timedelta(hours=24)
"""How long an answer is repeated; afterwards the key is free again."""
GIVEN_UP = dt.timedelta(minutes=10)
"""A write that has not answered for so long died with its process: the key may be tried again."""


_CLAIM = """
    insert into guard_idempotency_key (owner_id, key, fingerprint, body, created_at)
    values (%s, %s, %s, '', %s) on conflict (owner_id, key) do nothing returning id
"""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The answer that was given: an HTTP status and the body as text."""

    status: int
    body: str


def begin(owner_id: uuid.UUID, key: str, fingerprint: str) -> StoredAnswer | None:
    """Claim `key` for this owner and return None, or return the answer it got before.

    `fingerprint` is a hash of method, address and body. Raises ConflictError
    (`idempotency_conflict`) when the key came with another request, or is still being worked on.
    Call it outside the transaction of the write: of two at once, one claims and one is refused.
    """
    if not 1 <= len(key) <= MAX_KEY:
        raise InvalidError(
            errors={"Idempotency-Key": f"The key must have 1 to {MAX_KEY} characters."}
        )
    now = clock.now()
    _drop_stale(owner_id, key, now)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [owner_id, key, fingerprint, now])
        if cursor.fetchone():
            return None
    row = IdempotencyKey.objects.filter(owner_id=owner_id, key=key).first()
    if row is not None and row.fingerprint != fingerprint:
        raise ConflictError(
            "This Idempotency-Key was used for another request.", code="idempotency_conflict"
        )
    if row is None or row.status is None:
        raise ConflictError(
            "The first request with this Idempotency-Key is still being worked on.",
            code="idempotency_conflict",
        )
    return StoredAnswer(status=row.status, body=row.body)


def _drop_stale(owner_id: uuid.UUID, key: str, now: dt.datetime) -> None:
    """Free the key when its answer is too old, or when whoever claimed it died."""
    rows = IdempotencyKey.objects.filter(owner_id=owner_id, key=key)
    rows.filter(created_at__lt=now - KEPT).delete()
    rows.filter(status__isnull=True, created_at__lt=now - GIVEN_UP).delete()


def finish(owner_id: uuid.UUID, key: str, *, status: int, body: str) -> None:
    """Keep the answer. Best called in the transaction of the write itself."""
    IdempotencyKey.objects.filter(owner_id=owner_id, key=key).update(status=status, body=body)


def abandon(owner_id: uuid.UUID, key: str) -> None:
    """Free the key after a failure that changed nothing: the same request may come again."""
    IdempotencyKey.objects.filter(owner_id=owner_id, key=key, status__isnull=True).delete()


def prune_keys() -> int:
    """Delete answers that are kept no longer; return how many."""
    return IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEPT).delete()[0]
