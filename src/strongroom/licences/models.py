"""Licences, their types and renewals, the ledger of what was told, requirements, calendar feeds."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from strongroom.access.models import Role
from strongroom.core.ids import new_id
from strongroom.directory.models import Account, Member
from strongroom.store.models import Library
from strongroom.work.models import Job


class TypeKind(models.TextChoices):
    """What a type is about: what somebody may do, or what was handed to them."""

    QUALIFICATION = "qualification", "Licence or qualification"
    VEHICLE = "vehicle", "Vehicle"
    EQUIPMENT = "equipment", "Toolbox or equipment"


class LicenceType(models.Model):
    """A type from the account's list. Its name is unique whatever its case."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="licence_types")
    name = models.CharField(max_length=100)
    kind = models.CharField(
        max_length=13, choices=TypeKind, default=TypeKind.QUALIFICATION, db_default="qualification"
    )
    archived = models.BooleanField(default=False, db_default=False)
    """No longer offered; what has the type keeps it."""
    created_at = models.DateTimeField()

    class Meta:
        db_table = "licences_type"
        constraints = [
            models.UniqueConstraint("account", Lower("name"), name="licence_type_name_once")
        ]


class Verification(models.TextChoices):
    """What became of the latest renewal (C-10)."""

    NONE = "none", "Not asked for"
    PENDING = "pending", "To be verified"
    VERIFIED = "verified", "Verified"
    REJECTED = "rejected", "Rejected"


class Licence(models.Model):
    """One licence, qualification or thing of one member. Live while not archived."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="licences", db_index=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="licences")
    type = models.ForeignKey(LicenceType, models.PROTECT, related_name="licences")
    library = models.OneToOneField(Library, models.PROTECT, related_name="licence")
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    """The last day on which it counts, in the account's zone; null: it does not expire."""
    archived_at = models.DateTimeField(null=True)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="replaces", db_index=False
    )
    verification = models.CharField(
        max_length=8, choices=Verification, default=Verification.NONE, db_default="none"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "licences_licence"
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gte=models.F("issued_on")),
                name="licence_expires_after_issue",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "expires_on", "id"],
                name="licence_live",
                condition=Q(archived_at__isnull=True),
            ),
        ]


class RenewalState(models.TextChoices):
    """Where a renewal stands."""

    PENDING = "pending", "To be verified"
    VERIFIED = "verified", "Verified"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Renewal(models.Model):
    """New evidence with a new expiry; the old date counts until somebody verifies it (C-10)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    licence = models.ForeignKey(Licence, models.CASCADE, related_name="renewals")
    folder_id = models.UUIDField()
    """The folder with its evidence, in the licence's library; a plain id, as it may be deleted."""
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    previous_expires_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=RenewalState, default=RenewalState.PENDING)
    reason = models.TextField(blank=True)
    submitted_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    submitted_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "licences_renewal"
        constraints = [
            models.UniqueConstraint(
                fields=["licence"], name="renewal_pending_once", condition=Q(state="pending")
            )
        ]


class Digest(models.TextChoices):
    """C-12."""

    SINGLE = "single", "One mail for each licence"
    WEEKLY = "weekly", "One mail a week"


class OnMissing(models.TextChoices):
    """What happens when somebody without a required licence is assigned (C-9)."""

    WARN = "warn", "Warn"
    BLOCK = "block", "Block"


def all_steps() -> list[str]:
    """Return the lead times of an account that has chosen none yet: all of them."""
    return ["P3M", "P1M", "P7D", "P0D"]


class Settings(models.Model):
    """How an account is told of expiries (C-4), and what a missing licence means. No row: the defaults."""

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="licence_settings"
    )
    lead_times = ArrayField(models.CharField(max_length=3), default=all_steps)
    notify_member = models.BooleanField(default=True)
    emails = ArrayField(models.EmailField(max_length=254), default=list)
    digest = models.CharField(max_length=6, choices=Digest, default=Digest.SINGLE)
    on_missing = models.CharField(max_length=5, choices=OnMissing, default=OnMissing.WARN)

    class Meta:
        db_table = "licences_settings"


class WeeklyMail(models.Model):
    """One digest: of one recipient and week (C-12)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    recipient = models.CharField(max_length=270)
    week = models.DateField()
    """The Monday that it is due on."""

    class Meta:
        db_table = "licences_weekly_mail"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "recipient", "week"], name="weekly_mail_once"
            )
        ]


class Notice(models.Model):
    """The ledger (C-5): one row per licence, expiry date, step and recipient, whatever happens."""

    class State(models.TextChoices):
        WAITING = "waiting"
        """Decided, and not yet handed to the outbox."""
        POSTED = "posted"
        SKIPPED = "skipped"
        """A later step had replaced it, or the date changed, before it could be told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    licence = models.ForeignKey(Licence, models.CASCADE, related_name="notices", db_index=False)
    expires_on = models.DateField()
    step = models.CharField(max_length=3)
    recipient = models.CharField(max_length=270)
    """`member:` and the holder's id, or `email:` and an address in lower case."""
    due_on = models.DateField()
    state = models.CharField(max_length=7, choices=State)
    weekly = models.ForeignKey(WeeklyMail, models.SET_NULL, null=True, related_name="notices")
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "licences_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["licence", "expires_on", "step", "recipient"], name="notice_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["account", "recipient"],
                name="notice_waiting",
                condition=Q(state="waiting"),
            )
        ]


class Requirement(models.Model):
    """A role or a job requires a type (C-9)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    type = models.ForeignKey(LicenceType, models.CASCADE, related_name="requirements")
    role = models.ForeignKey(Role, models.CASCADE, null=True, related_name="requirements")
    job = models.ForeignKey(Job, models.CASCADE, null=True, related_name="requirements")

    class Meta:
        db_table = "licences_requirement"
        constraints = [
            models.CheckConstraint(
                condition=Q(role__isnull=False, job__isnull=True)
                | Q(role__isnull=True, job__isnull=False),
                name="requirement_of_one",
            ),
            models.UniqueConstraint(
                fields=["type", "role", "job"], name="requirement_once", nulls_distinct=False
            ),
        ]


class Override(models.Model):
    """Somebody was assigned although a required licence was missing: why, and who said so (C-9)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    job = models.ForeignKey(Job, models.CASCADE, related_name="overrides")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    type = models.ForeignKey(LicenceType, models.CASCADE, related_name="+", db_index=False)
    reason = models.TextField()
    made_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()

    class Meta:
        db_table = "licences_override"
        constraints = [
            models.UniqueConstraint(fields=["job", "member", "type"], name="override_once")
        ]


class Feed(models.Model):
    """A calendar under a secret address (C-11): of its maker's own licences, or of the firm's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, related_name="feeds")
    """Who made it. It shows what they may still see."""
    firm = models.BooleanField()
    token_hash = models.CharField(max_length=64, unique=True)
    token = models.TextField()
    """Sealed (`core.crypto`)."""
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_read_at = models.DateTimeField(null=True)
    place_stamp = models.CharField(max_length=32, blank=True, default="")
    """What its maker's place was, and which password they had: it ends with either (F-4)."""
    person_epoch = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "licences_feed"
