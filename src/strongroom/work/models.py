"""Records that own libraries: customers, projects, jobs, quotes. Assignments are seats (`access`)."""

from django.db import models
from django.db.models.functions import Lower

from strongroom.core.ids import new_id
from strongroom.directory.models import Account, Customer
from strongroom.store.models import Library


class CustomerRecord(models.Model):
    """Joins a customer to its library."""

    customer = models.OneToOneField(
        Customer, models.CASCADE, primary_key=True, related_name="record"
    )
    library = models.OneToOneField(Library, models.PROTECT, related_name="customer_record")

    class Meta:
        db_table = "work_customer_record"


class JobStatus(models.TextChoices):
    """Where a job stands."""

    PLANNED = "planned", "Planned"
    IN_PROGRESS = "in_progress", "In progress"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"


class QuoteStatus(models.TextChoices):
    """Where a quote stands."""

    DRAFT = "draft", "Draft"
    SENT = "sent", "Sent"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


class NumberedRecord(models.Model):
    """What has a number, a title, a customer and a library of its own; each kind adds its statuses.

    The names of a new kind's table, index and constraint, and of the ways back to it, follow from its class.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="%(class)ss")
    number = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=12)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="%(class)ss")
    library = models.OneToOneField(Library, models.PROTECT, related_name="%(class)s")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="%(class)s_number_once")
        ]
        indexes = [models.Index(fields=["account", "-created_at", "-id"], name="%(class)s_newest")]


class Job(NumberedRecord):
    """Work at a customer's site."""

    status = models.CharField(max_length=12, choices=JobStatus, default=JobStatus.PLANNED)
    scheduled_on = models.DateField(null=True)

    class Meta(NumberedRecord.Meta):
        db_table = "work_job"


class Quote(NumberedRecord):
    """An offer to a customer."""

    status = models.CharField(max_length=12, choices=QuoteStatus, default=QuoteStatus.DRAFT)

    class Meta(NumberedRecord.Meta):
        db_table = "work_quote"


class Project(models.Model):
    """A longer undertaking with a folder tree of its own; a customer is optional."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="projects")
    name = models.CharField(max_length=200)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="projects")
    library = models.OneToOneField(Library, models.PROTECT, related_name="project")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "work_project"
        indexes = [models.Index("account", Lower("name"), "id", name="project_by_name")]
