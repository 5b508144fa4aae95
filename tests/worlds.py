"""Generated worlds: random people, libraries and settings, as plain data and as rows."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from uuid import UUID

import oracle
from strongroom.access import models as access
from strongroom.core import clock
from strongroom.directory import models as directory
from strongroom.store import models as store

PERMISSIONS = [
    "admin",
    "documents.view",
    "documents.edit",
    "documents.access_control",
    "documents.share",
    "jobs.view",
    "jobs.edit",
    "jobs.add",
    "quotes.view",
    "quotes.edit",
    "quotes.add",
    "customers.view",
    "customers.edit",
    "licences.manage",
]
KINDS = ["project", "job", "quote", "customer", "licence", "project", "job"]
LINKS = 4
DOORS = 2
"""Folders that are certainly shared, with something closed below them."""
ENTRY = {"surface.office", "surface.mobile"}


def _id(rng: random.Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def _some(rng: random.Random, population: list, most: int) -> list:
    return rng.sample(population, rng.randint(0, min(most, len(population))))


@dataclass
class Generator:
    """Makes one world from one seed; small, so that rare combinations come up often."""

    rng: random.Random
    items: int = 28
    world: oracle.World = field(init=False)

    def make(self) -> oracle.World:
        rng = self.rng
        roles = [oracle.Role(_id(rng), set(_some(rng, PERMISSIONS[1:], 4))) for _ in range(4)]
        roles.append(oracle.Role(_id(rng), {"admin"}))
        members = [self._member(roles) for _ in range(7)]
        customers = [
            oracle.Customer(
                _id(rng),
                {
                    name: rng.choice(["on", "off", "default", "default"])
                    for name in ("documents", "jobs", "quotes")
                },
            )
            for _ in range(2)
        ]
        contacts = [
            oracle.Contact(_id(rng), rng.choice(customers), rng.random() < 0.85) for _ in range(3)
        ]
        modules = {name: rng.random() < 0.8 for name in ("documents", "jobs", "quotes")}
        libraries = [self._library(kind, members, roles, customers) for kind in KINDS]
        self.world = oracle.World(modules, roles, members, customers, contacts, libraries, [])
        for library in libraries:
            self.world.items.append(oracle.Item(library.id, library, None, is_file=False))
        for _ in range(self.items):
            self.world.items.append(self._item())
        doors = [self._door() for _ in range(DOORS)]
        self.world.links = [self._link() for _ in range(LINKS)]
        self.world.links += [self._link(rng.sample(doors, rng.randint(1, 2))) for _ in range(2)]
        self._draft()
        return self.world

    def _draft(self) -> None:
        """Share a folder of the quote, which may be a draft (A-12); by ids, so that all else stays."""
        quote = next(item for item in self.world.items if item.library.kind == "quote")
        door = oracle.Item(UUID(int=quote.id.int ^ 1), quote.library, quote, is_file=False)
        self._open(door)
        self.world.items.append(door)
        quote.library.draft = quote.id.int % 4 > 0

    def _door(self) -> oracle.Item:
        """A folder that is shared, with something below it that has settings of its own (E-1)."""
        rng = self.rng
        folders = [
            item for item in self.world.items if not item.is_file and item.library.kind != "licence"
        ]
        door = self._put(rng.choice(folders), is_file=False, controlled=rng.random() < 0.3)
        self._open(door)
        for _ in range(2):
            inner = self._put(door, is_file=False, controlled=rng.random() < 0.6)
            for _ in range(2):
                below = self._put(inner, is_file=rng.random() < 0.5, controlled=rng.random() < 0.3)
                if not below.is_file:
                    self._put(below, is_file=True, controlled=rng.random() < 0.3)
                if rng.random() < 0.3:
                    self._open(below)
        self._put(door, is_file=True, controlled=True)
        return door

    def _put(self, parent: oracle.Item, *, is_file: bool, controlled: bool) -> oracle.Item:
        item = oracle.Item(_id(self.rng), parent.library, parent, is_file)
        if controlled:
            item.policy = oracle.Policy(self.rng.random() < 0.85, self._grants())
        self.world.items.append(item)
        return item

    def _open(self, item: oracle.Item) -> None:
        """Share it in the portal of its customer, or of somebody whose it is not."""
        customer = item.library.customer or self.rng.choice(self.world.customers)
        item.shares.append(oracle.Share(customer, cancelled=False, ended=False))

    def _link(self, items: list[oracle.Item] | None = None) -> oracle.Link:
        """A link to a few items; most of them kept by somebody who may share what they keep."""
        rng, world = self.rng, self.world
        shares = []
        for item in items or rng.sample(world.items, rng.randint(1, 4)):
            able = [
                one for one in world.members if "share" in oracle.member_may(one, "office", item)
            ]
            among = able if able and rng.random() < 0.8 else [*world.members, None]
            shares.append(
                oracle.LinkShare(
                    _id(rng), item, rng.choice(among), rng.random() < 0.15, rng.random() < 0.25
                )
            )
        return oracle.Link(_id(rng), shares)

    def _member(self, roles: list[oracle.Role]) -> oracle.Member:
        rng = self.rng
        kind = rng.choice(["in_house", "in_house", "in_house", "subcontractor", "watcher"])
        held = _some(rng, roles if rng.random() < 0.25 else roles[:-1], 2)
        return oracle.Member(_id(rng), kind, rng.random() < 0.9, rng.random() < 0.4, held)

    def _library(
        self,
        kind: str,
        members: list[oracle.Member],
        roles: list[oracle.Role],
        customers: list[oracle.Customer],
    ) -> oracle.Library:
        rng = self.rng
        has_customer = kind in ("job", "quote", "customer") or (
            kind == "project" and rng.random() < 0.6
        )
        library = oracle.Library(
            _id(rng),
            kind,
            rng.choice(customers) if has_customer else None,
            rng.choice(members) if kind == "licence" else None,
        )
        for member in _some(rng, members, 3):
            library.seats.append((member, rng.choice(roles)))
        if kind in ("job", "quote"):
            library.assigned = _some(rng, members, 2)
        return library

    def _item(self) -> oracle.Item:
        rng, world = self.rng, self.world
        parent = rng.choice([item for item in world.items if not item.is_file])
        item = oracle.Item(_id(rng), parent.library, parent, is_file=rng.random() < 0.5)
        item.confidential = item.is_file and rng.random() < 0.3
        item.trashed = rng.random() < 0.08
        if parent.library.kind != "licence" and rng.random() < 0.3:
            item.policy = oracle.Policy(rng.random() < 0.75, self._grants())
        if rng.random() < 0.35:
            open_for = set()
            for _ in range(rng.randint(1, 2)):
                share = oracle.Share(
                    rng.choice(world.customers), rng.random() < 0.3, rng.random() < 0.2
                )
                if share.cancelled or share.customer.id not in open_for:
                    item.shares.append(share)
                    open_for |= set() if share.cancelled else {share.customer.id}
        return item

    def _grants(self) -> list[oracle.Grant]:
        rng, world = self.rng, self.world
        named = _some(rng, world.members, 3) + _some(rng, world.roles, 2)
        return [oracle.Grant(to, rng.randint(1, 3), rng.random() < 0.15) for to in named]


def generate(seed: int) -> oracle.World:
    """Return the world of a seed: the same one each time."""
    return Generator(random.Random(seed)).make()


@dataclass
class Written:
    """What was written to the database for a world."""

    account: directory.Account


def write(world: oracle.World, slug: str = "world") -> Written:
    """Write the world as rows; pointers on folders are computed here, naively, by walking up."""
    now = clock.now()
    past, future = now - dt.timedelta(days=1), now + dt.timedelta(days=1)
    account = directory.Account.objects.create(
        slug=slug, name=slug, portal_off=[name for name, on in world.modules.items() if not on]
    )
    _write_people(world, account)
    access.Role.objects.bulk_create(
        access.Role(
            id=role.id,
            account=account,
            name=str(role.id),
            permissions=sorted(role.permissions | ENTRY),
        )
        for role in world.roles
    )
    store.Library.objects.bulk_create(
        store.Library(
            id=library.id,
            account=account,
            kind=library.kind,
            customer_id=library.customer.id if library.customer else None,
            holder_id=library.holder.id if library.holder else None,
            in_portal=not library.draft,
        )
        for library in world.libraries
    )
    _write_seats(world)
    _write_tree(world, account, now)
    _write_bytes(world, account, now)
    for item in world.items:
        if item.policy is not None:
            access.Policy.objects.create(
                item_id=item.id, library_id=item.library.id, enabled=item.policy.enabled
            )
            access.Grant.objects.bulk_create(
                access.Grant(
                    policy_id=item.id,
                    member_id=grant.to.id if isinstance(grant.to, oracle.Member) else None,
                    role_id=grant.to.id if isinstance(grant.to, oracle.Role) else None,
                    level=grant.level,
                    until=past if grant.ended else None,
                )
                for grant in item.policy.grants
            )
    access.Share.objects.bulk_create(
        access.Share(
            account=account,
            item_id=item.id,
            type="portal",
            customer_id=share.customer.id,
            created_at=past,
            expires_at=past if share.ended else future,
            cancelled_at=past if share.cancelled else None,
        )
        for item in world.items
        for share in item.shares
    )
    _write_links(world, account, past, future)
    return Written(account)


def _write_links(
    world: oracle.World, account: directory.Account, past: dt.datetime, future: dt.datetime
) -> None:
    access.Link.objects.bulk_create(
        access.Link(id=link.id, account=account, token_hash=link.id.hex, created_at=past)
        for link in world.links
    )
    access.Share.objects.bulk_create(
        access.Share(
            id=share.id,
            account=account,
            item_id=share.item.id,
            type="link",
            link_id=link.id,
            keeper_id=share.keeper.id if share.keeper else None,
            created_by_id=share.keeper.id if share.keeper else None,
            created_at=past,
            expires_at=past if share.ended else future,
            cancelled_at=past if share.cancelled else None,
        )
        for link in world.links
        for share in link.shares
    )


def _write_people(world: oracle.World, account: directory.Account) -> None:
    people = {
        who.id: directory.Person(id=who.id, email=f"{who.id}@x.example", name=str(who.id))
        for who in [*world.members, *world.contacts]
    }
    directory.Person.objects.bulk_create(people.values())
    directory.Member.objects.bulk_create(
        directory.Member(
            id=member.id,
            account=account,
            person_id=member.id,
            type=member.type,
            active=member.active,
            view_confidential=member.view_confidential,
        )
        for member in world.members
    )
    directory.Customer.objects.bulk_create(
        directory.Customer(
            id=customer.id,
            account=account,
            name=str(customer.id),
            portal_on=[name for name, value in customer.modules.items() if value == "on"],
            portal_off=[name for name, value in customer.modules.items() if value == "off"],
        )
        for customer in world.customers
    )
    directory.Contact.objects.bulk_create(
        directory.Contact(
            id=contact.id,
            account=account,
            customer_id=contact.customer.id,
            person_id=contact.id,
            name=str(contact.id),
            portal_access=contact.portal_access,
        )
        for contact in world.contacts
    )


def _write_seats(world: oracle.World) -> None:
    seats = {(member.id, role.id, None) for member in world.members for role in member.roles}
    for library in world.libraries:
        seats |= {(member.id, role.id, library.id) for member, role in library.seats}
        seats |= {(member.id, None, library.id) for member in library.assigned}
    access.Seat.objects.bulk_create(
        access.Seat(member_id=member, role_id=role, library_id=library)
        for member, role, library in seats
    )


def _write_bytes(world: oracle.World, account: directory.Account, now: dt.datetime) -> None:
    """Give each file a version, all of the same bytes: archives hold nothing else."""
    blob = store.Blob.objects.create(account=account, sha256="0" * 64, size=1)
    versions = [
        store.Version(
            item_id=item.id,
            number=1,
            name=str(item.id),
            blob=blob,
            content_type="text/plain",
            created_at=now,
        )
        for item in world.items
        if item.is_file
    ]
    store.Version.objects.bulk_create(versions)
    for version in versions:
        store.Item.objects.filter(id=version.item_id).update(current=version)


def _write_tree(world: oracle.World, account: directory.Account, now: dt.datetime) -> None:
    for item in world.items:
        enabled = item.policy is not None and item.policy.enabled
        store.Item.objects.create(
            id=item.id,
            account=account,
            library_id=item.library.id,
            parent_id=item.parent.id if item.parent else None,
            is_file=item.is_file,
            name=str(item.id),
            name_key=str(item.id),
            own_policy=item.id if enabled else None,
            confidential=item.confidential,
            trashed_at=now if item.trashed else None,
            created_at=now,
            updated_at=now,
        )
        if not item.is_file:
            chain = item.upwards()
            store.Folder.objects.create(
                item_id=item.id,
                library_id=item.library.id,
                parent_id=item.parent.id if item.parent else None,
                policy=next(
                    (here.id for here in chain if here.policy and here.policy.enabled), None
                ),
                trash=next((here.id for here in chain if here.trashed), None),
            )
