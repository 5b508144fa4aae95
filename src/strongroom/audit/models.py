"""Events: what happened, kept as plain ids without names. Nothing here refers to another package."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Event(models.Model):
    """One change (or one look that matters), written in the transaction of the change itself."""

    id = models.BigAutoField(primary_key=True)
    account_id = models.UUIDField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    surface = models.CharField(max_length=10)
    library_id = models.UUIDField(null=True)
    item_id = models.UUIDField(null=True)
    subject_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_event"
        indexes = [
            models.Index(fields=["account_id", "-id"], name="event_account"),
            models.Index(
                fields=["item_id", "-id"],
                name="event_item",
                condition=models.Q(item_id__isnull=False),
            ),
            models.Index(
                fields=["subject_id", "-id"],
                name="event_subject",
                condition=models.Q(subject_id__isnull=False),
            ),
            models.Index(
                fields=["actor_id", "-id"],
                name="event_actor_items",
                condition=models.Q(actor_kind="member", item_id__isnull=False),
            ),
            BrinIndex(fields=["at"], name="event_at"),
        ]
