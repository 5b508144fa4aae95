"""Requests for approval of a version, and what each approver answered (D-22)."""

from django.db import models
from django.db.models import Q

from strongroom.core.ids import new_id
from strongroom.directory.models import Account, Member
from strongroom.store.models import Item, Version


class ApprovalState(models.TextChoices):
    """Where a request stands; all but pending are final."""

    PENDING = "pending", "Pending"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Approval(models.Model):
    """One request: a version, who asks, until when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="approvals", db_index=False)
    version = models.ForeignKey(Version, models.CASCADE, related_name="approvals")
    asked_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    message = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=9, choices=ApprovalState, default=ApprovalState.PENDING)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "approvals_approval"
        constraints = [
            models.UniqueConstraint(
                fields=["item"], name="one_pending_approval", condition=Q(state="pending")
            )
        ]
        indexes = [models.Index(fields=["item", "-created_at"], name="approval_of_item")]


class Answer(models.Model):
    """One approver of a request, and the answer once there is one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    approval = models.ForeignKey(Approval, models.CASCADE, related_name="answers", db_index=False)
    approver = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    decision = models.CharField(max_length=8, blank=True)
    """`approved`, `rejected`, or empty while waiting."""
    comment = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "approvals_answer"
        constraints = [
            models.UniqueConstraint(fields=["approval", "approver"], name="approver_once")
        ]
        indexes = [models.Index(fields=["approver", "decision"], name="answer_of_approver")]
