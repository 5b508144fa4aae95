"""A world for the tests of mobile and portal: a firm with two customers who have one of everything.

Rows come from the helpers of `personas`, below the operations that the pages use.
"""

import io
import uuid
from dataclasses import dataclass

from PIL import Image

import personas
from strongroom.access.api import Permission, Principal, Surface, for_member
from strongroom.access.models import Role
from strongroom.directory.models import Account, Contact, Customer, Member
from strongroom.store import api as store
from strongroom.store.models import Item, Library, LibraryKind, Version
from strongroom.work.models import Job, Project, Quote


@dataclass(frozen=True, slots=True)
class Side:
    """One customer of the firm, with one record of each kind and a contact."""

    customer: Customer
    contact: Contact
    job: Job
    quote: Quote
    project: Project

    @property
    def library_ids(self) -> list[uuid.UUID]:
        """The libraries of its job, quote, project, and its own."""
        own = Library.objects.get(kind=LibraryKind.CUSTOMER, customer=self.customer)
        records = (self.job, self.quote, self.project)
        return [*(record.library_id for record in records), own.id]


@dataclass(frozen=True, slots=True)
class World:
    """An account with its people."""

    account: Account
    office: Principal
    """An admin called Ada, on the office surface."""
    tech: Member
    """Terence: mobile only, assigned to the first customer's job and quote."""
    first: Side
    second: Side

    @property
    def slug(self) -> str:
        """The account's part of an address."""
        return self.account.slug


def picture(colour: str = "teal", size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a real JPEG."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG")
    return buffer.getvalue()


def member(account: Account, name: str, *permissions: Permission) -> Member:
    """Create an in-house member with one account-wide role."""
    codes = [code.value for code in permissions]
    role = Role.objects.create(account=account, name=f"Role of {name}", permissions=codes)
    return personas.make_member(account, name, role)


def attach(folder_id: uuid.UUID, name: str, data: bytes | None = None, **fields: object) -> Item:
    """Store a file; a text of its own unless told otherwise."""
    return personas.make_file(folder_id, name, data or f"{name} {uuid.uuid4()}".encode(), **fields)


def make_previews(*items: Item) -> None:
    """Have the thumbnails of these files made, as the worker does."""
    for version in Version.objects.filter(item__in=items).select_related("blob"):
        for size in store.SIZES:
            store.want_rendition(version.blob_id, size)
        for rendition in version.blob.renditions.all():
            store.make_rendition(rendition.id)


def customer(account: Account, name: str) -> tuple[Customer, Contact]:
    """Create a customer that has nothing yet, and a contact who may use the portal."""
    made = personas.make_customer(account, name)
    return made, personas.make_contact(made, f"contact-{uuid.uuid4().hex[:8]}")


def side(account: Account, name: str, number: int, *assigned: Member) -> Side:
    """Create a customer with a job, a quote and a project."""
    made, contact = customer(account, name)
    library = personas.make_library(account, LibraryKind.PROJECT, f"House of {name}", made)
    return Side(
        customer=made,
        contact=contact,
        job=personas.make_job(account, f"J-{number}", f"Boiler at {name}", made, *assigned),
        quote=personas.make_quote(account, f"Q-{number}", f"Bathroom at {name}", made, *assigned),
        project=Project.objects.create(
            account=account, name=f"House of {name}", customer=made, library=library
        ),
    )


def build(slug: str = "acme") -> World:
    """Create a firm with an admin, a technician and two customers."""
    account = Account.objects.create(slug=slug, name=f"{slug.title()} Plumbing")
    ada = member(account, "ada", Permission.ADMIN)
    tech = member(account, "terence", Permission.SURFACE_MOBILE)
    return World(
        account=account,
        office=for_member(ada.id, Surface.OFFICE),
        tech=tech,
        first=side(account, f"First and Sons of {slug}", 1001, tech),
        second=side(account, f"Second Limited of {slug}", 1002),
    )
