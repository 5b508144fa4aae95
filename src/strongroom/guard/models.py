"""Throttles and idempotency keys: against guessing, and against doing a thing twice."""

from django.db import models


class Throttle(models.Model):
    """Tries counted under a key (a hash, never the guessed text) since a moment."""

    key = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        db_table = "guard_throttle"


class IdempotencyKey(models.Model):
    """The answer already given to a write with this key by this principal."""

    id = models.BigAutoField(primary_key=True)
    owner_id = models.UUIDField()
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "guard_idempotency_key"
        constraints = [models.UniqueConstraint(fields=["owner_id", "key"], name="idempotency_once")]
