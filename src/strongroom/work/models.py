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


class Job(models.Model):
    """Work at a customer's site."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="jobs")
    number = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=12, choices=JobStatus, default=JobStatus.PLANNED)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="jobs")
    library = models.OneToOneField(Library, models.PROTECT, related_name="job")
    scheduled_on = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "work_job"
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="job_number_once")
        ]
        indexes = [models.Index(fields=["account", "-created_at", "-id"], name="job_newest")]


class Quote(models.Model):
    """An offer to a customer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="quotes")
    number = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=12, choices=QuoteStatus, default=QuoteStatus.DRAFT)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="quotes")
    library = models.OneToOneField(Library, models.PROTECT, related_name="quote")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "work_quote"
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="quote_number_once")
        ]
        indexes = [models.Index(fields=["account", "-created_at", "-id"], name="quote_newest")]


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
