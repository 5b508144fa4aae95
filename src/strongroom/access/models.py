"""Roles, seats, policies, grants, shares, tokens: the rows that the decision reads."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from strongroom.core.ids import new_id
from strongroom.directory.models import Account, Contact, Customer, Member
from strongroom.store.models import Item, Library


class Role(models.Model):
    """A named set of permissions; the codes come from `access.permissions`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="roles")
    name = models.CharField(max_length=100)
    permissions = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        db_table = "access_role"
        constraints = [models.UniqueConstraint("account", Lower("name"), name="role_name_once")]


class Seat(models.Model):
    """Gives a member a role, account-wide or in one library.

    A seat without a role is an assignment to the job or quote that owns the library: view and add.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="seats")
    role = models.ForeignKey(Role, models.CASCADE, null=True, related_name="seats")
    library = models.ForeignKey(Library, models.CASCADE, null=True, related_name="seats")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "access_seat"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "role", "library"], name="seat_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(role__isnull=False) | Q(library__isnull=False),
                name="assignment_has_a_library",
            ),
        ]


class Policy(models.Model):
    """An item's own access settings. A disabled one keeps its grants (D-13)."""

    item = models.OneToOneField(Item, models.CASCADE, primary_key=True, related_name="policy")
    library = models.ForeignKey(Library, models.CASCADE, related_name="+")
    enabled = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "access_policy"


class Level(models.IntegerChoices):
    """D-10."""

    VIEWER = 1, "Viewer"
    CONTRIBUTOR = 2, "Contributor"
    MANAGER = 3, "Manager"


class Grant(models.Model):
    """An entry of a policy, naming a role or a member."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    policy = models.ForeignKey(Policy, models.CASCADE, related_name="grants", db_index=False)
    member = models.ForeignKey(
        Member, models.CASCADE, null=True, related_name="grants", db_index=False
    )
    role = models.ForeignKey(Role, models.CASCADE, null=True, related_name="grants", db_index=False)
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.VIEWER)
    until = models.DateTimeField(null=True)
    """The first moment at which it no longer counts; null: for good."""
    created_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "access_grant"
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=False, role__isnull=True)
                | Q(member__isnull=True, role__isnull=False),
                name="grant_names_one",
            ),
            models.UniqueConstraint(
                fields=["policy", "member"],
                name="grant_member_once",
                condition=Q(member__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["policy", "role"], name="grant_role_once", condition=Q(role__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["member", "policy", "level"],
                name="grant_by_member",
                condition=Q(member__isnull=False),
            ),
            models.Index(
                fields=["role", "policy", "level"],
                name="grant_by_role",
                condition=Q(role__isnull=False),
            ),
        ]


class Link(models.Model):
    """An address that opens one share or several to whoever holds it.

    Neither the address nor the password can be read from the database alone: they are sealed with a
    key outside of it, and the address is found by its hash.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    token = models.TextField()
    password = models.TextField(blank=True)
    """Sealed; empty when none is asked for."""
    created_at = models.DateTimeField()

    class Meta:
        db_table = "access_link"


class ShareType(models.TextChoices):
    """What kind of door outward."""

    PORTAL = "portal", "Portal"
    LINK = "link", "Link"


class Share(models.Model):
    """A door outward. Cancelling is final (B-10); a portal share remembers its customer.

    A link share opens one item by the address of its link; its keeper answers for it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, related_name="shares")
    type = models.CharField(max_length=6, choices=ShareType)
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+")
    link = models.ForeignKey(Link, models.CASCADE, null=True, related_name="shares")
    created_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    keeper = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+", db_index=False)
    """Whose right to share keeps a link open: who made it, or took it over."""
    notify_on_opening = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_share"
        constraints = [
            models.CheckConstraint(
                condition=~Q(type="portal") | Q(customer__isnull=False),
                name="portal_share_has_customer",
            ),
            models.CheckConstraint(
                condition=Q(type="portal", link__isnull=True) | Q(type="link", link__isnull=False),
                name="link_share_has_link",
            ),
            models.UniqueConstraint(
                fields=["link", "item"], name="link_item_once", condition=Q(link__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["item", "customer"],
                name="portal_share_once",
                condition=Q(type="portal", cancelled_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer", "item"],
                name="share_live_portal",
                condition=Q(type="portal", cancelled_at__isnull=True),
            ),
            models.Index(
                fields=["account", "-created_at", "-id"],
                name="share_live",
                condition=Q(cancelled_at__isnull=True),
            ),
        ]


class Surface(models.TextChoices):
    """What a credential is for."""

    OFFICE = "office", "Office"
    MOBILE = "mobile", "Mobile"
    PORTAL = "portal", "Portal"
    LINK = "link", "Link"


class Token(models.Model):
    """A personal API token of one member or contact; only the hash of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="tokens")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="tokens")
    name = models.CharField(max_length=100)
    surface = models.CharField(max_length=6, choices=Surface)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    place_stamp = models.CharField(max_length=32, blank=True, default="")
    """What the place was when it was made, and which password the person had: it ends with either (F-4)."""
    person_epoch = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "access_token"
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=False, contact__isnull=True)
                | Q(member__isnull=True, contact__isnull=False),
                name="token_of_one",
            ),
        ]


class HistoryKind(models.TextChoices):
    """Whose state a history row holds (E-15)."""

    HISTORY = "history", "The history itself"
    ACCOUNT = "account", "Account"
    PERSON = "person", "Login"
    MEMBER = "member", "Member"
    CUSTOMER = "customer", "Customer"
    CONTACT = "contact", "Contact"
    LIBRARY = "library", "Library"
    ITEM = "item", "Item"
    ROLE = "role", "Role"
    SEAT = "seat", "Seat"
    POLICY = "policy", "Access settings"
    GRANT = "grant", "Entry"
    SHARE = "share", "Share"


class History(models.Model):
    """What held from when to when, of what decides sight (E-15).

    The database writes it (`access.history_triggers`), in the transaction of the change and whatever
    code makes it. Plain ids, so that it outlives what it tells of; no names of people, no secrets.
    """

    id = models.BigAutoField(primary_key=True)
    account_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=8, choices=HistoryKind)
    row_id = models.UUIDField()
    what = models.JSONField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    """The first moment at which it no longer held; null: it holds."""

    class Meta:
        db_table = "access_history"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "row_id"], name="history_open_once", condition=Q(until__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["kind", "row_id", "since"], name="history_of_row")]
