"""What sharing keeps beside the doors themselves: openings, mailed links, looks, and the firm's limits."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from strongroom.access.models import Share
from strongroom.core.ids import new_id
from strongroom.directory.models import Account, Contact, Member
from strongroom.store.models import Item, LibraryKind


class Opened(models.TextChoices):
    """What a visitor did."""

    VIEWED = "viewed", "Viewed"
    DOWNLOADED = "downloaded", "Downloaded"


class Opening(models.Model):
    """One use of a share by somebody outside of the firm (B-13)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    share = models.ForeignKey(Share, models.CASCADE, related_name="openings", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    """What was opened: the shared item, or something under it."""
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    what = models.CharField(max_length=10, choices=Opened)
    version = models.PositiveIntegerField(null=True)
    device = models.CharField(max_length=40)
    network = models.CharField(max_length=50)
    """The visitor's address, or the network that it lies in, or nothing: as the firm has chosen."""
    automatic = models.BooleanField(default=False, db_default=False)
    """A program fetched it by itself, as it said: it tells nobody and uses nothing up."""
    once = models.CharField(max_length=64, unique=True)
    """A hash of share, item, use, visitor and hour: the same again is not another opening."""
    at = models.DateTimeField()

    class Meta:
        db_table = "sharing_opening"
        indexes = [models.Index(fields=["share", "-at", "-id"], name="opening_of_share")]


class Sending(models.Model):
    """A link that was mailed to a contact, with what the sender wrote to them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    share = models.ForeignKey(Share, models.CASCADE, related_name="sendings")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    message = models.TextField(blank=True)
    sent_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        db_table = "sharing_sending"


class Look(models.Model):
    """That somebody has seen the passwords of an item's links, once a day (B-9a)."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()

    class Meta:
        db_table = "sharing_look"
        constraints = [models.UniqueConstraint(fields=["item", "member", "day"], name="look_once")]


class Networks(models.TextChoices):
    """How much of a visitor's network address is kept."""

    FULL = "full", "The whole address"
    SHORT = "short", "The network only, without the last part"
    NONE = "none", "Nothing"


def all_kinds() -> list[str]:
    """Return every kind of record."""
    return [kind.value for kind in LibraryKind]


class Limits(models.Model):
    """What the firm allows its people when they share; an account without a row has the defaults."""

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="sharing_limits"
    )
    link_default_days = models.PositiveSmallIntegerField(null=True)
    """What the dialog proposes; null: no expiry."""
    link_max_days = models.PositiveSmallIntegerField(null=True)
    link_password_required = models.BooleanField(default=False)
    link_kinds = ArrayField(models.CharField(max_length=10), default=all_kinds)
    """Kinds of records from which links may be made."""
    share_confidential = models.BooleanField(default=True)
    networks = models.CharField(max_length=5, choices=Networks, default=Networks.SHORT)

    class Meta:
        db_table = "sharing_limits"
