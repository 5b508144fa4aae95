"""Libraries, folders, items, versions, blobs, staged uploads: rows that know no permissions.

The tree keeps its pointers on folders only (DESIGN, *Pointers*): `Folder.policy` and `Folder.trash`
name the nearest item at or above the folder that has its own settings, or that lies in the trash.
A file holds no copy of what it inherits.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from strongroom.core.ids import new_id
from strongroom.core.operations import with_article
from strongroom.directory.models import Account, Customer, Member


class LibraryKind(models.TextChoices):
    """What kind of record owns the library."""

    PROJECT = "project", "Project"
    JOB = "job", "Job"
    QUOTE = "quote", "Quote"
    CUSTOMER = "customer", "Customer"
    LICENCE = "licence", "Licence"

    @property
    def a_one(self) -> str:
        """One with its article, within a sentence."""
        return with_article(str(self.label).lower())


class Library(models.Model):
    """The tree of one record. Its id is the id of its root folder."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    """A `LibraryKind`. Its words stay out of the migrations: another kind needs none."""
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    holder = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    """The member whose licence it is; null for every other kind."""
    in_portal = models.BooleanField(default=True, db_default=True)
    """Whether the portal shows its record at all; a draft quote it may not (A-12)."""

    class Meta:
        db_table = "store_library"
        indexes = [
            models.Index(fields=["account", "kind"], name="library_kind"),
            models.Index(
                fields=["customer"], name="library_customer", condition=Q(customer__isnull=False)
            ),
        ]


class Folder(models.Model):
    """The narrow side table: what each folder inherits. One row for each item that is a folder."""

    item = models.OneToOneField(
        "store.Item", models.CASCADE, primary_key=True, related_name="folder", db_index=False
    )
    library = models.ForeignKey(Library, models.CASCADE, related_name="+")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="subfolders")
    policy = models.UUIDField(null=True)
    trash = models.UUIDField(null=True)

    class Meta:
        db_table = "store_folder"
        indexes = [
            models.Index(
                fields=["policy"], name="folder_policy", condition=Q(policy__isnull=False)
            ),
            models.Index(fields=["trash"], name="folder_trash", condition=Q(trash__isnull=False)),
        ]


class Item(models.Model):
    """A folder or a file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    library = models.ForeignKey(Library, models.CASCADE, related_name="+")
    parent = models.ForeignKey(
        Folder, models.CASCADE, null=True, related_name="children", db_index=False
    )
    is_file = models.BooleanField()
    name = models.CharField(max_length=255)
    name_key = models.TextField(db_collation="C")
    """Natural, case-folded order of the name: `core.naming.sort_key`."""
    own_policy = models.UUIDField(null=True)
    """Its own id while its own access settings are enabled, else null."""
    confidential = models.BooleanField(default=False)
    tags = ArrayField(models.CharField(max_length=40), default=list)
    current = models.ForeignKey(
        "store.Version", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    """The version that everybody opens; null for a folder."""
    last_version = models.PositiveIntegerField(default=1, db_default=1)
    """The highest version number that was ever given: a deleted one is not given again."""
    trashed_at = models.DateTimeField(null=True)
    trashed_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "store_item"
        constraints = [
            models.CheckConstraint(
                condition=Q(own_policy__isnull=True) | Q(own_policy=models.F("id")),
                name="own_policy_is_own",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(is_file=False), name="file_has_a_folder"
            ),
        ]
        indexes = [
            models.Index(
                fields=["parent", "is_file", "name_key", "id"],
                name="item_listing",
                condition=Q(trashed_at__isnull=True),
            ),
            models.Index(fields=["parent", "created_at", "id"], name="item_by_age"),
            models.Index(
                fields=["parent"], name="item_controlled", condition=Q(own_policy__isnull=False)
            ),
            models.Index(
                fields=["library"], name="item_trashed", condition=Q(trashed_at__isnull=False)
            ),
            models.Index(
                fields=["account", "-created_at", "-id"],
                name="item_newest",
                condition=Q(is_file=True, trashed_at__isnull=True),
            ),
        ]


class Blob(models.Model):
    """The bytes, stored once per account under their SHA-256."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    crc32 = models.BigIntegerField(null=True)
    """What archives write before the bytes; null for what was kept before it was taken, until it is known."""
    created_at = models.DateTimeField(auto_now_add=True)
    unused_since = models.DateTimeField(null=True)
    """Set by the first step of `strongroom prune`, cleared by whoever uses the blob again."""
    unpictured = models.BooleanField(default=False, db_default=False)
    """No picture could be made of it: pages show its icon and don't ask for one."""
    looked_by = models.PositiveSmallIntegerField(default=1, db_default=1)
    """Number of the detector that told the types of its versions (`filetypes.DETECTOR`)."""

    class Meta:
        db_table = "store_blob"
        constraints = [
            models.UniqueConstraint(fields=["account", "sha256"], name="blob_once_per_account")
        ]
        indexes = [
            models.Index(fields=["id"], name="blob_without_crc32", condition=Q(crc32__isnull=True)),
            # Empty once all is looked at. The next detector needs an index of its own number.
            models.Index(fields=["id"], name="blob_to_look_at", condition=Q(looked_by__lt=2)),
        ]


class Version(models.Model):
    """One immutable state of a file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=255)
    """The name the bytes came with; the item's own name may have changed since."""
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="versions")
    content_type = models.CharField(max_length=100)
    note = models.TextField(blank=True)
    approval = models.CharField(max_length=8, null=True)  # noqa: DJ001 - null: never asked
    """`pending`, `approved`, `rejected`, or null; written by `approvals` (D-22)."""
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        db_table = "store_version"
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="version_number_once")
        ]


class Rendition(models.Model):
    """A derived picture of a blob, made once in the background and refused while it is not ready."""

    class State(models.TextChoices):
        PENDING = "pending"
        READY = "ready"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    blob = models.ForeignKey(Blob, models.CASCADE, related_name="renditions", db_index=False)
    size = models.PositiveSmallIntegerField()
    """The longer edge, in pixels."""
    state = models.CharField(max_length=7, choices=State, default=State.PENDING)
    width = models.PositiveSmallIntegerField(null=True)
    height = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    """Why it failed, in a word for the operator; empty otherwise."""

    class Meta:
        db_table = "store_rendition"
        constraints = [models.UniqueConstraint(fields=["blob", "size"], name="rendition_once")]


class CleanCopy(models.Model):
    """What customers and link holders get of a picture: a copy that tells no place (A-15)."""

    class State(models.TextChoices):
        SAME = "same"
        """The original tells none."""
        READY = "ready"
        FAILED = "failed"

    blob = models.OneToOneField(Blob, models.CASCADE, primary_key=True, related_name="+")
    form = models.PositiveSmallIntegerField()
    """Which way of making it was used: `store.cleaned.FORM`."""
    state = models.CharField(max_length=6, choices=State)
    crc32 = models.BigIntegerField(null=True)
    """Of the copy, where it is another than the original."""
    reason = models.CharField(max_length=200, blank=True)
    """Why it failed, in a word for the operator; empty otherwise."""

    class Meta:
        db_table = "store_clean_copy"


class StagedUpload(models.Model):
    """Bytes on their way in: a resumable upload, owned by the principal who began it (L17)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    owner_id = models.UUIDField()
    """The member's id. Only the same principal on the same surface may continue it."""
    surface = models.CharField(max_length=10)
    target_id = models.UUIDField()
    """The folder to add to, or the file that gets a version; looked up through access at each step."""
    target_kind = models.CharField(max_length=7, choices=[("folder", "folder"), ("file", "file")])
    filename = models.CharField(max_length=255)
    metadata = models.JSONField(default=dict)
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    result_id = models.UUIDField(null=True)
    """The item that came of it, once complete."""
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    objects: ClassVar[models.Manager["StagedUpload"]] = models.Manager()

    class Meta:
        db_table = "store_staged_upload"
        indexes = [models.Index(fields=["expires_at"], name="staged_upload_expiry")]
