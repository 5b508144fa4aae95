"""Accounts, people, members, customers' names and contacts. No permissions and no documents here."""

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower

from strongroom.core import emails
from strongroom.core.ids import new_id

if TYPE_CHECKING:
    from strongroom.directory.sessions import SessionStore


class Plan(models.TextChoices):
    """What an account has paid for; access control needs pro or enterprise (D-2)."""

    BASIC = "basic", "Basic"
    PRO = "pro", "Pro"
    ENTERPRISE = "enterprise", "Enterprise"


class Account(models.Model):
    """The firm. Every row belongs to exactly one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    plan = models.CharField(max_length=10, choices=Plan, default=Plan.ENTERPRISE)
    time_zone = models.CharField(max_length=60, default="Europe/London")
    language = models.CharField(max_length=10, default="en-gb")
    portal_off = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    """The modules of the portal that are off for all customers (B-4), by name and in order."""
    portal_drafts = models.BooleanField(default=False, db_default=False)
    """Whether a quote is in the portal before it is sent (A-12)."""
    logo_tag = models.CharField(max_length=32, blank=True)
    """Part of the logo's address, so that a browser may keep it for ever; empty without a logo."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "directory_account"


class Logo(models.Model):
    """The firm's logo: a small picture that was drawn afresh from what was uploaded. Not secret."""

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, related_name="logo", db_index=False
    )
    picture = models.BinaryField()

    class Meta:
        db_table = "directory_logo"


class PersonManager(BaseUserManager["Person"]):
    """Finds people by e-mail whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Look up by e-mail, ignoring case."""
        return self.get(email__iexact=emails.comparable(username or ""), placeholder=False)

    def create_person(self, email: str, name: str, password: str | None = None) -> "Person":
        """Create a login; without a password it can't sign in until one is set."""
        person = self.model(email=emails.comparable(email), name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """A login, unique over the installation. Account admins never touch it.

    A *placeholder* is no login: it stands, with the name and e-mail that were typed, for a member who
    is invited and has not accepted (F-1). It is never active, so whoever asks for live people passes
    it over, and nothing of a login with the same e-mail is told.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    placeholder = models.BooleanField(default=False)
    proven_at = models.DateTimeField(null=True)
    """When it was last shown that whoever signs in reads the mailbox; made on this computer counts."""
    vouched = models.JSONField(null=True)
    """Set while the login is *unproven* (F-3): what it may hold there, `{account, codes}`."""
    epoch = models.PositiveIntegerField(default=0)
    """Counts passwords: tokens and calendar addresses of an earlier one are over (F-4)."""
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        db_table = "directory_person"
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="person_email_once", condition=models.Q(placeholder=False)
            ),
            models.CheckConstraint(
                condition=models.Q(placeholder=False) | models.Q(is_active=False),
                name="placeholder_is_not_active",
            ),
        ]

    @property
    def is_proven(self) -> bool:
        """Whether nobody but the mailbox, or this computer, has seen what the password was set with."""
        return self.vouched is None


class MemberType(models.TextChoices):
    """D-1."""

    IN_HOUSE = "in_house", "In-house user"
    SUBCONTRACTOR = "subcontractor", "Subcontractor"
    WATCHER = "watcher", "Watcher"


INVITED = " (invited)"
"""Behind the name or type of a member who has not accepted yet (F-1)."""


class Member(models.Model):
    """A person's place in an account."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="members")
    type = models.CharField(max_length=15, choices=MemberType, default=MemberType.IN_HOUSE)
    active = models.BooleanField(default=True)
    view_confidential = models.BooleanField(default=False)
    """A-10: can view attachments that have been marked as confidential, on the mobile surface."""
    epoch = models.PositiveIntegerField(default=0)
    """Counts how often the place ended: credentials of an earlier time stay over (F-4)."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "directory_member"
        constraints = [models.UniqueConstraint(fields=["account", "person"], name="member_once")]

    @property
    def type_words(self) -> str:
        """The type for a list to choose from, saying who has not accepted yet (F-1)."""
        return f"{MemberType(self.type).label}{INVITED if self.person.placeholder else ''}"


class PortalModule(models.TextChoices):
    """A module of the portal for one customer: on, off, or as for all (B-4)."""

    ON = "on", "On"
    OFF = "off", "Off"
    DEFAULT = "default", "As for all"


class Customer(models.Model):
    """A customer's name and portal overrides; its record and library are `work`'s."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="customers")
    name = models.CharField(max_length=200)
    portal_on = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    portal_off = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    """The modules of the portal that are on or off for this customer, whatever is for all (B-4)."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "directory_customer"
        indexes = [models.Index("account", Lower("name"), "id", name="customer_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(portal_on__overlap=models.F("portal_off")),
                name="customer_module_once",
            )
        ]


class Contact(models.Model):
    """A person at a customer; with portal access or without.

    `person` is set when they have accepted (F-1), and not before.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="contacts")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="contacts")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    portal_access = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    last_used_at = models.DateTimeField(null=True)
    """When they last opened a page of the portal, to the hour."""
    epoch = models.PositiveIntegerField(default=0)
    """As a member's."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "directory_contact"
        constraints = [models.UniqueConstraint(fields=["account", "person"], name="contact_once")]


class Invitation(models.Model):
    """A one-time address by e-mail through which a contact or member sets up their login."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, related_name="invitations", db_index=False
    )
    member = models.ForeignKey(
        Member, models.CASCADE, null=True, related_name="invitations", db_index=False
    )
    secret_hash = models.CharField(max_length=64, unique=True)
    secret = models.TextField(blank=True)
    """Sealed, so that the address can be mailed and copied; empty once it is used or withdrawn."""
    issued_for = models.CharField(max_length=64)
    """The mark of what the place could do when it was issued (F-2); with another one it is over."""
    shown_at = models.DateTimeField(null=True)
    """When its address was first shown, to pass on by hand: it proves no mailbox any more (F-3)."""
    created_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "directory_invitation"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contact=None) ^ models.Q(member=None),
                name="invitation_of_one",
            ),
            models.UniqueConstraint(
                fields=["contact"],
                name="one_invitation_of_contact",
                condition=models.Q(used_at=None, withdrawn_at=None),
            ),
            models.UniqueConstraint(
                fields=["member"],
                name="one_invitation_of_member",
                condition=models.Q(used_at=None, withdrawn_at=None),
            ),
        ]


class PasswordReset(models.Model):
    """Somebody's wish for a new password, and the hash of the address that was mailed for it (F-3)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=254)
    """As it was typed; the row goes when nobody signs in with it."""
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    """Whose portal was asked."""
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    """Set with the hash, when the mail is written."""
    epoch = models.PositiveIntegerField(default=0)
    """The person's at that moment: with another password the address is over."""
    secret_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - unique once there
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "directory_password_reset"


class Session(AbstractBaseSession):
    """Where somebody is signed in. The key is the SHA-256 of the cookie, so that the row opens nothing."""

    session_key = models.CharField(max_length=64, primary_key=True)
    id = models.UUIDField(default=new_id, editable=False, unique=True)
    """What a page calls it by."""
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")
    browser = models.CharField(max_length=200, blank=True)
    """What the browser said it is when it signed in."""
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(auto_now_add=True)
    """To the hour."""

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        db_table = "directory_session"

    @classmethod
    def get_session_store_class(cls) -> "type[SessionStore]":
        """Return the engine that reads and writes these rows."""
        from strongroom.directory.sessions import SessionStore

        return SessionStore
