"""A slow, naive, independent reading of the specification: who may do what with an item.

It knows nothing of `strongroom.access`: a world is plain data, every question walks up the tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

VIEW = {"view", "download"}
EDIT = VIEW | {"add", "edit", "move", "delete"}
ALL = ["view", "download", "add", "edit", "move", "delete", "share", "set_access"]
LEVELS = {
    1: VIEW,
    2: VIEW | {"add", "edit", "move"},
    3: EDIT | {"set_access"},
}
KINDS = {
    "project": ("documents.view", "documents.edit", None),
    "job": ("jobs.view", "jobs.edit", "jobs.add"),
    "quote": ("quotes.view", "quotes.edit", "quotes.add"),
    "customer": ("customers.view", "customers.edit", None),
    "licence": (None, "licences.manage", None),
}
MODULE = {"job": "jobs", "quote": "quotes", "customer": "documents", "project": "documents"}


@dataclass
class Role:
    id: UUID
    permissions: set[str]


@dataclass
class Member:
    id: UUID
    type: str
    active: bool
    view_confidential: bool
    roles: list[Role]


@dataclass
class Customer:
    id: UUID
    modules: dict[str, str]


@dataclass
class Contact:
    id: UUID
    customer: Customer
    portal_access: bool


@dataclass
class Grant:
    to: Member | Role
    level: int
    ended: bool = False


@dataclass
class Policy:
    enabled: bool
    grants: list[Grant]


@dataclass
class Share:
    customer: Customer
    cancelled: bool
    ended: bool


@dataclass
class Library:
    id: UUID
    kind: str
    customer: Customer | None
    holder: Member | None
    draft: bool = False
    """A quote that the firm shows nobody outside yet."""
    seats: list[tuple[Member, Role]] = field(default_factory=list)
    assigned: list[Member] = field(default_factory=list)


@dataclass
class Item:
    id: UUID
    library: Library
    parent: Item | None
    is_file: bool
    policy: Policy | None = None
    confidential: bool = False
    trashed: bool = False
    shares: list[Share] = field(default_factory=list)

    def upwards(self) -> list[Item]:
        chain, here = [], self
        while here is not None:
            chain.append(here)
            here = here.parent
        return chain


@dataclass
class LinkShare:
    """One item that a link opens, and the member who answers for it."""

    id: UUID
    item: Item
    keeper: Member | None
    cancelled: bool = False
    ended: bool = False


@dataclass
class Link:
    id: UUID
    shares: list[LinkShare]


@dataclass
class World:
    modules: dict[str, bool]
    roles: list[Role]
    members: list[Member]
    customers: list[Customer]
    contacts: list[Contact]
    libraries: list[Library]
    items: list[Item]
    links: list[Link] = field(default_factory=list)


def in_force(item: Item) -> Policy | None:
    """D-12: the nearest enabled settings at or above."""
    for here in item.upwards():
        if here.policy is not None and here.policy.enabled:
            return here.policy
    return None


def doors_to(item: Item) -> list[Item]:
    """E-1: where a share reaches the item: on itself, and upwards until something has settings."""
    way = []
    for here in item.upwards():
        way.append(here)
        if here.policy is not None and here.policy.enabled:
            break
    return way


def in_trash(item: Item) -> bool:
    return any(here.trashed for here in item.upwards())


def roles_in(member: Member, library: Library) -> list[Role]:
    return member.roles + [role for who, role in library.seats if who is member]


def holds(member: Member, library: Library, permission: str | None) -> bool:
    return permission is not None and any(
        permission in role.permissions for role in roles_in(member, library)
    )


def module_on(world: World, customer: Customer, kind: str) -> bool:
    """B-4."""
    if kind not in MODULE:
        return False
    override = customer.modules[MODULE[kind]]
    return world.modules[MODULE[kind]] if override == "default" else override == "on"


def contact_may(world: World, contact: Contact, item: Item) -> set[str]:
    if not contact.portal_access or in_trash(item):
        return set()
    if item.library.customer is not contact.customer:
        return set()
    if item.library.draft or not module_on(world, contact.customer, item.library.kind):
        return set()
    for here in doors_to(item):
        for share in here.shares:
            if share.customer is contact.customer and not share.cancelled and not share.ended:
                return set(VIEW)
    return set()


def enters(member: Member) -> bool:
    """Whether the member can sign in anywhere; each generated role lets in."""
    return member.active and (member.type != "in_house" or bool(member.roles))


def kept(share: LinkShare) -> bool:
    """L22: somebody answers for it who is there and may share that item now."""
    return (
        share.keeper is not None
        and enters(share.keeper)
        and "share" in member_may(share.keeper, "office", share.item)
    )


def over(share: LinkShare) -> bool:
    return share.cancelled or share.ended


def counts(share: LinkShare) -> bool:
    """Neither cancelled nor expired, not in the trash, and kept."""
    return not over(share) and not in_trash(share.item) and kept(share)


def link_may(link: Link, item: Item) -> set[str]:
    """The shared items and what a door lets through below them, to look at and to take along; nothing else."""
    if in_trash(item):
        return set()
    for here in doors_to(item):
        if any(share.item is here and counts(share) for share in link.shares):
            return set(VIEW)
    return set()


def granted(member: Member, library: Library, policy: Policy) -> set[str]:
    """D-11: the highest of one's own grants and those of the roles one holds there."""
    got: set[str] = set()
    for grant in policy.grants:
        if grant.ended:
            continue
        if grant.to is member or any(grant.to is role for role in roles_in(member, library)):
            got |= LEVELS[grant.level]
    return got


def open_to(member: Member, library: Library) -> set[str]:
    """D-3, and what assignments, licences and permissions give where nothing is controlled."""
    got: set[str] = set()
    view, edit, add = KINDS[library.kind]
    if holds(member, library, view):
        got |= VIEW
    if holds(member, library, edit):
        got |= EDIT
    if holds(member, library, add):
        got |= {"add"}
    if member in library.assigned and library.kind in ("job", "quote"):
        got |= VIEW | {"add"}
    if library.holder is member:
        got |= VIEW
    if (
        "view" in got
        and library.kind != "licence"
        and holds(member, library, "documents.access_control")
    ):
        got |= {"set_access"}
    return got


def member_may(member: Member, surface: str, item: Item) -> set[str]:
    library, policy = item.library, in_force(item)
    if not member.active or in_trash(item):
        return set()
    if surface == "mobile" and item.confidential and not member.view_confidential:
        return set()
    if member.type == "watcher":
        seated = member.roles or any(who is member for who, _ in library.seats)
        holder = library.holder is member
        sees = policy is None and ((library.kind == "project" and bool(seated)) or holder)
        return set(VIEW) if sees else set()
    if member.type == "subcontractor":
        if policy is not None:
            return granted(member, library, policy) & VIEW
        assigned = member in library.assigned and library.kind in ("job", "quote")
        return set(VIEW) if assigned or library.holder is member else set()
    return in_house_may(member, item, library, policy)


def in_house_may(member: Member, item: Item, library: Library, policy: Policy | None) -> set[str]:
    if holds(member, library, "admin"):
        got = set(ALL)
    else:
        got = open_to(member, library) if policy is None else granted(member, library, policy)
        if "view" not in got:
            return set()
        if holds(member, library, "documents.share"):
            got |= {"share"}
    if library.kind == "licence":  # D-28, for what was moved there with its settings too
        got -= {"set_access"}
    if item.parent is None:
        got -= {"move", "delete", "set_access"}
    return got


def record_appears(member: Member, library: Library) -> bool:
    """Which jobs, quotes … appear in a member's lists."""
    if not member.active:
        return False
    if member.type == "watcher":
        seated = member.roles or any(who is member for who, _ in library.seats)
        return (library.kind == "project" and bool(seated)) or library.holder is member
    if member.type == "subcontractor":
        return (
            member in library.assigned and library.kind in ("job", "quote")
        ) or library.holder is member
    return holds(member, library, "admin") or "view" in open_to(member, library)
