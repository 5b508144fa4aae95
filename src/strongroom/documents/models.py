"""What members keep at hand or opened last, and where an item was before; all else stands in `store`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from strongroom.core.ids import new_id
from strongroom.directory.models import Member
from strongroom.store.models import Item


class Favourite(models.Model):
    """A member's star on an item. It gives no right: what one can no longer see is not listed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="favourites", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="favourites")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "documents_favourite"
        constraints = [models.UniqueConstraint(fields=["member", "item"], name="favourite_once")]


class LastLook(models.Model):
    """When a member last opened a file. It gives no right: what one can no longer see is not listed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "documents_last_look"
        constraints = [models.UniqueConstraint(fields=["member", "item"], name="last_look_once")]
        indexes = [models.Index(fields=["member", "-at"], name="last_look_newest")]


class LastPlace(models.Model):
    """Where an item was before it was last moved or put into the trash: undoing that is no sharing (E-3)."""

    class Verb(models.TextChoices):
        MOVED = "moved"
        TRASHED = "trashed"

    item = models.OneToOneField(
        Item, models.CASCADE, primary_key=True, related_name="last_place", db_index=False
    )
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+")
    """Who did it; null for the system."""
    verb = models.CharField(max_length=7, choices=Verb)
    at = models.DateTimeField()
    parent_id = models.UUIDField()
    """The folder that it was in; it may be gone since."""
    policy = models.UUIDField(null=True)
    """The effective policy there, null when it was open."""
    shares = ArrayField(models.UUIDField(), default=list)
    """The ids of the live shares that reached it there (E-1), in order."""

    class Meta:
        db_table = "documents_last_place"
