"""Mail to send: what to tell of, as plain ids. No address, no name and no text stands here."""

from django.db import models

from strongroom.core.ids import new_id


class State(models.TextChoices):
    """Where a mail stands; all but waiting are final."""

    WAITING = "waiting", "Waiting"
    SENT = "sent", "Sent"
    DROPPED = "dropped", "Dropped"
    FAILED = "failed", "Failed"


class Mail(models.Model):
    """One mail. Whom it goes to and what it says is asked at each attempt (L8)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, unique=True)
    account_id = models.UUIDField()
    refs = models.JSONField(default=dict)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """Not to be tried before."""
    tried_since = models.DateTimeField(null=True)
    """The first attempt that failed for the time being."""
    settled_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=60, blank=True)
    """A short class of error; what a server said may hold an address."""

    class Meta:
        db_table = "outbox_mail"
        indexes = [
            models.Index(fields=["due_at"], name="mail_due", condition=models.Q(state="waiting"))
        ]
