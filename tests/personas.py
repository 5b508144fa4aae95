"""The fixed people and papers of the tests: one small firm, a second one beside it, the same everywhere.

`firm` is the fixture; see `Firm` for who is who. Rows are made by the packages below `documents`, so
that a fault in an operation can't hide in the world that tests it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client

from kept_rows import World
from strongroom.access import api as access
from strongroom.access.models import Role, Seat, Share, Surface
from strongroom.core import clock
from strongroom.directory.models import Account, Contact, Customer, Member, Person
from strongroom.store import api as store
from strongroom.store.models import Item, Library, LibraryKind, Version
from strongroom.store.tree import NewItem
from strongroom.work.models import CustomerRecord, Job, Project, Quote, QuoteStatus

PASSWORD = "correct horse battery"
# One hash for all: hashing is slow on purpose, and not what these tests are about.
_HASHES: dict[str, str] = {}

OFFICE_ROLE = [
    "surface.office",
    "surface.mobile",
    "documents.view",
    "documents.edit",
    "documents.access_control",
    "documents.share",
    "jobs.view",
    "jobs.edit",
    "quotes.view",
    "quotes.edit",
    "customers.view",
    "customers.edit",
    "projects.manage",
]
CLERK_ROLE = [
    "surface.office",
    "jobs.view",
    "jobs.edit",
    "quotes.view",
    "quotes.edit",
    "customers.view",
    "customers.edit",
    "documents.view",
    "documents.edit",
]
VIEWER_ROLE = [
    "surface.office",
    "surface.mobile",
    "jobs.view",
    "quotes.view",
    "customers.view",
    "documents.view",
]

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class Firm:
    """Northgate Electrical, with everybody who matters, and Rival Builders beside it.

    Members by persona name: admin, office, clerk, viewer (in-house, sees, changes nothing), tech (mobile only, assigned to `job`), sub (subcontractor,
    assigned to `job`), watcher (seat in `project`), gone (deactivated in-house), stranger (admin of
    the other account). Contacts: contact (customer `alder`), rival (customer `birch`), former
    (portal access withdrawn).
    """

    account: Account
    other: Account
    members: dict[str, Member] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    job: Job = None  # type: ignore[assignment]
    """Of customer alder; tech and sub are assigned."""
    other_job: Job = None  # type: ignore[assignment]
    """Of customer alder; nobody is assigned."""
    rival_job: Job = None  # type: ignore[assignment]
    """Of customer birch."""
    quote: Quote = None  # type: ignore[assignment]
    project: Project = None  # type: ignore[assignment]
    foreign_job: Job = None  # type: ignore[assignment]
    """Of the other account."""
    files: dict[str, Item] = field(default_factory=dict)
    """In `job`: plan.pdf, photo.png, viewable.pdf (in the portal), secret.pdf (confidential),
    secret-viewable.pdf (both), trashed.pdf; rival.pdf in `rival_job` (viewable for birch),
    foreign.pdf in the other account."""

    def principal(self, name: str, surface: Surface = Surface.OFFICE) -> access.Principal:
        """Return the principal of a persona; contacts come by the portal, tech by mobile."""
        if name in self.contacts:
            return access.for_contact(self.contacts[name].id)
        if name == "tech":
            surface = Surface.MOBILE
        return access.for_member(self.members[name].id, surface)

    def token(self, name: str, surface: Surface = Surface.OFFICE) -> str:
        """Return a fresh API token of a persona; `tech` gets a mobile one."""
        if name in self.contacts:
            return access.issue_token(
                contact=self.contacts[name], name="test", surface=Surface.PORTAL
            )[1]
        if name == "tech":
            surface = Surface.MOBILE
        return access.issue_token(member=self.members[name], name="test", surface=surface)[1]

    def person(self, name: str) -> Person:
        """Return the login of a persona."""
        owner = self.contacts.get(name) or self.members[name]
        return Person.objects.get(id=owner.person_id)

    def client(self, name: str | None) -> Client:
        """Return a test client with the persona signed in (None: anonymous)."""
        client = Client()
        if name is not None:
            client.force_login(self.person(name))
        return client

    def api(self, name: str, surface: Surface = Surface.OFFICE) -> Client:
        """Return a test client that carries a bearer token of the persona."""
        return Client(headers={"authorization": f"Bearer {self.token(name, surface)}"})


def make_person(email: str, name: str) -> Person:
    person = Person(email=email, name=name)
    if PASSWORD not in _HASHES:
        person.set_password(PASSWORD)
        _HASHES[PASSWORD] = person.password
    person.password = _HASHES[PASSWORD]
    person.save()
    return person


def make_member(
    account: Account, name: str, *roles: Role, kind: str = "in_house", **extra: Any
) -> Member:
    person = make_person(f"{name}@{account.slug}.example", name.capitalize())
    member = Member.objects.create(account=account, person=person, type=kind, **extra)
    Seat.objects.bulk_create(Seat(member=member, role=role) for role in roles)
    return member


def make_contact(customer: Customer, name: str, **extra: Any) -> Contact:
    person = make_person(f"{name}@{customer.account.slug}-customers.example", name.capitalize())
    fields = {"portal_access": True, "email": person.email, "name": person.name, **extra}
    return Contact.objects.create(
        account=customer.account, customer=customer, person=person, **fields
    )


def make_customer(account: Account, name: str) -> Customer:
    customer = Customer.objects.create(account=account, name=name)
    library = make_library(account, LibraryKind.CUSTOMER, name, customer)
    CustomerRecord.objects.create(customer=customer, library=library)
    return customer


def make_library(
    account: Account, kind: LibraryKind, name: str, customer: Customer | None = None
) -> Library:
    return store.create_library(account=account, kind=kind, name=name, customer=customer)


def make_job(
    account: Account, number: str, title: str, customer: Customer, *assigned: Member
) -> Job:
    library = make_library(account, LibraryKind.JOB, f"{number} {title}", customer)
    Seat.objects.bulk_create(Seat(member=member, library=library) for member in assigned)
    return Job.objects.create(
        account=account, number=number, title=title, customer=customer, library=library
    )


def make_quote(
    account: Account, number: str, title: str, customer: Customer, *assigned: Member
) -> Quote:
    library = make_library(account, LibraryKind.QUOTE, f"{number} {title}", customer)
    Seat.objects.bulk_create(Seat(member=member, library=library) for member in assigned)
    return Quote.objects.create(
        account=account,
        number=number,
        title=title,
        customer=customer,
        library=library,
        status=QuoteStatus.SENT,
    )


def make_file(folder_id: Any, name: str, data: bytes = b"some words\n", **fields: Any) -> Item:
    """Store a file as the operations do, without asking anybody; `fields` are written to its row."""
    folder = Item.objects.get(id=folder_id)
    promoted = store.promote(store.receive(io.BytesIO(data)), account_id=folder.account_id)
    with transaction.atomic():
        inserted, _ = store.insert_file(
            NewItem(parent_id=folder_id, name=name, created_by=fields.pop("created_by", None)),
            promoted=promoted,
            content_type=store.detect_type(data[:4096], name),
        )
    if fields:
        Item.objects.filter(id=inserted.id).update(**fields)
    return Item.objects.get(id=inserted.id)


def make_folder(parent_id: Any, name: str) -> Item:
    inserted = store.insert_folder(NewItem(parent_id=parent_id, name=name, created_by=None))
    return Item.objects.get(id=inserted.id)


def share(item: Item, customer: Customer) -> Share:
    """Open an item to a customer in the portal."""
    return Share.objects.create(
        account_id=item.account_id,
        item=item,
        type="portal",
        customer=customer,
        created_at=clock.now(),
    )


def add_many_files(folder_id: Any, count: int, *, prefix: str = "photo") -> None:
    """Add many files that share one blob, with two statements: for budgets and long lists."""
    first = make_file(folder_id, f"{prefix} 0.png", PNG)
    version = Version.objects.get(item=first)
    items, versions = [], []
    for number in range(1, count):
        item = Item(
            account_id=first.account_id,
            library_id=first.library_id,
            parent_id=first.parent_id,
            is_file=True,
            name=f"{prefix} {number}.png",
            name_key=f"{prefix} {number:010}.png",
            created_at=clock.now(),
            updated_at=clock.now(),
        )
        items.append(item)
        versions.append(
            Version(
                item=item,
                number=1,
                name=item.name,
                blob_id=version.blob_id,
                content_type=version.content_type,
                created_at=item.created_at,
            )
        )
    Item.objects.bulk_create(items, batch_size=1000)
    Version.objects.bulk_create(versions, batch_size=1000)
    for item, made in zip(items, versions, strict=True):
        item.current = made
    Item.objects.bulk_update(items, ["current"], batch_size=1000)
    analyzed(Item, Version)


def analyzed(*models: type[Model]) -> None:
    """Let PostgreSQL count what a test has just written: with no row ever seen it plans for none."""
    tables = ", ".join(model._meta.db_table for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"analyze {tables}")


def build_firm() -> Firm:
    """Make the two accounts of `Firm`."""
    account = Account.objects.create(slug="northgate", name="Northgate Electrical")
    other = Account.objects.create(slug="rival", name="Rival Builders")
    firm = Firm(account, other)
    for name, permissions in {
        "admin": ["admin"],
        "office": OFFICE_ROLE,
        "clerk": CLERK_ROLE,
        "viewer": VIEWER_ROLE,
        "technician": ["surface.mobile"],
    }.items():
        firm.roles[name] = Role.objects.create(
            account=account, name=name.capitalize(), permissions=permissions
        )
    roles = firm.roles
    firm.members = {
        "admin": make_member(account, "admin", roles["admin"]),
        "office": make_member(account, "office", roles["office"]),
        "clerk": make_member(account, "clerk", roles["clerk"]),
        "viewer": make_member(account, "viewer", roles["viewer"]),
        "tech": make_member(account, "tech", roles["technician"]),
        "sub": make_member(account, "sub", kind="subcontractor"),
        "watcher": make_member(account, "watcher", kind="watcher"),
        "gone": make_member(account, "gone", roles["office"], active=False),
    }
    foreign_admin = Role.objects.create(account=other, name="Admin", permissions=["admin"])
    firm.members["stranger"] = make_member(other, "stranger", foreign_admin)
    alder, birch = make_customer(account, "Alder Housing"), make_customer(account, "Birch Retail")
    firm.customers = {"alder": alder, "birch": birch, "foreign": make_customer(other, "Cedar")}
    firm.contacts = {
        "contact": make_contact(alder, "contact"),
        "rival": make_contact(birch, "rival"),
        "former": make_contact(alder, "former", portal_access=False),
    }
    _fill(firm)
    return firm


def _fill(firm: Firm) -> None:
    account, alder, birch = firm.account, firm.customers["alder"], firm.customers["birch"]
    tech, sub, office = firm.members["tech"], firm.members["sub"], firm.members["office"]
    firm.job = make_job(account, "J-1", "Rewire the boiler house", alder, tech, sub)
    firm.other_job = make_job(account, "J-2", "Emergency lighting", alder)
    firm.rival_job = make_job(account, "J-3", "Shop fit-out", birch)
    firm.quote = make_quote(account, "Q-1", "Solar panels", alder, tech)
    firm.foreign_job = make_job(firm.other, "J-1", "Foreign job", firm.customers["foreign"])
    library = make_library(account, LibraryKind.PROJECT, "Harbour Court", alder)
    firm.project = Project.objects.create(
        account=account, name="Harbour Court", customer=alder, library=library
    )
    watching = Role.objects.create(account=account, name="Watching", permissions=[])
    Seat.objects.create(member=firm.members["watcher"], role=watching, library=library)
    root = firm.job.library_id
    firm.files = {
        "plan.pdf": make_file(root, "plan.pdf", PDF, created_by=office.id),
        "photo.png": make_file(root, "photo.png", PNG, created_by=office.id),
        "viewable.pdf": make_file(root, "viewable.pdf", PDF + b"v", created_by=office.id),
        "secret.pdf": make_file(
            root, "secret.pdf", PDF + b"s", created_by=office.id, confidential=True
        ),
        "secret-viewable.pdf": make_file(
            root, "secret-viewable.pdf", PDF + b"sv", confidential=True
        ),
        "trashed.pdf": make_file(root, "trashed.pdf", PDF + b"t", trashed_at=clock.now()),
        "project.pdf": make_file(library.id, "project.pdf", PDF + b"p"),
        "rival.pdf": make_file(firm.rival_job.library_id, "rival.pdf", PDF + b"r"),
        "foreign.pdf": make_file(firm.foreign_job.library_id, "foreign.pdf", PDF),
    }
    share(firm.files["viewable.pdf"], alder)
    share(firm.files["secret-viewable.pdf"], alder)
    share(firm.files["rival.pdf"], birch)


_WORLD = World(build_firm)


@pytest.fixture
def firm(db: None) -> Firm:
    """Return the two accounts, as if made afresh for the test."""
    return _WORLD.lay()
