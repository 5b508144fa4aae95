"""All that decides who sees the touched items at one moment: a fixed number of statements for any number.

Read before the change and again after it, since the change may touch any of it.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from strongroom.access import live, principals
from strongroom.access.consequence.snapshot import Class
from strongroom.access.kinds import MODULE_COLUMNS, open_modules
from strongroom.access.permissions import Permission, closure
from strongroom.access.principal import Principal
from strongroom.access.shapes import LibraryFacts
from strongroom.core.statements import fetch
from strongroom.store import hierarchy
from strongroom.store.models import LibraryKind


@dataclass(frozen=True, slots=True)
class Seat:
    """What a member holds in one library besides what they hold account-wide."""

    roles: frozenset[uuid.UUID] = frozenset()
    permissions: frozenset[Permission] = frozenset()
    assigned: bool = False


NO_SEAT = Seat()
Seats = Mapping[tuple[uuid.UUID, uuid.UUID], Seat]
"""By member and library."""


def seat_of(seats: Seats, member: Principal, library_id: uuid.UUID) -> Seat:
    """Return what a member holds in a library."""
    return seats.get((member.id, library_id), NO_SEAT) if member.id else NO_SEAT


@dataclass(frozen=True, slots=True)
class Grants:
    """The levels that a policy gives at the moment, by member and by role."""

    members: Mapping[uuid.UUID, int]
    roles: Mapping[uuid.UUID, int]

    def level(self, member_id: uuid.UUID | None, roles: Collection[uuid.UUID]) -> int | None:
        """Return the highest of them (D-11)."""
        levels = [self.roles[role] for role in roles if role in self.roles]
        if member_id is not None and member_id in self.members:
            levels.append(self.members[member_id])
        return max(levels, default=None)


NO_GRANTS = Grants({}, {})


@dataclass(frozen=True, slots=True)
class Visitor:
    """A contact who can enter the portal, and what its modules show them."""

    id: uuid.UUID
    name: str
    customer_id: uuid.UUID
    modules: frozenset[LibraryKind]


@dataclass(frozen=True, slots=True)
class ShareFacts:
    """A live share of an item in question."""

    id: uuid.UUID
    item_id: uuid.UUID
    type: str
    customer_id: uuid.UUID | None
    customer_name: str
    link_id: uuid.UUID | None
    by: str
    since: dt.datetime
    expires_at: dt.datetime | None
    where: Class = field(compare=False)
    """Where its item stands at the moment; the anchor is not said."""
    keeper_id: uuid.UUID | None = field(compare=False)
    keeper: str = field(compare=False)
    """Who answers for a link, by name."""

    @property
    def audience(self) -> tuple[str, uuid.UUID | None]:
        """For whom it opens: the same customer or link reached twice is one audience (E-3)."""
        return (self.type, self.customer_id or self.link_id)


@dataclass(frozen=True, slots=True)
class Moment:
    """What the rule is told, for all members, contacts and doors at once."""

    now: dt.datetime
    members: tuple[Principal, ...]
    libraries: Mapping[uuid.UUID, LibraryFacts]
    """Without anybody's seats."""
    seats: Seats
    grants: Mapping[uuid.UUID, Grants]
    contacts: tuple[Visitor, ...]
    modules: Mapping[uuid.UUID, frozenset[LibraryKind]]
    """By customer: the kinds of library of which the portal shows them anything, had they a contact."""
    doors: Mapping[uuid.UUID, frozenset[ShareFacts]]
    """By anchor: all live shares at or above it, under the same settings."""

    def grants_of(self, policy: uuid.UUID | None) -> Grants:
        """Return the grants of a policy; none when open."""
        return self.grants.get(policy, NO_GRANTS) if policy else NO_GRANTS

    def seat(self, member: Principal, library_id: uuid.UUID) -> Seat:
        """Return what a member holds in a library."""
        return seat_of(self.seats, member, library_id)

    def doors_of(self, where: Class) -> frozenset[ShareFacts]:
        """Return the live shares that reach a class; none reaches the trash."""
        if where.trashed or where.anchor is None:
            return frozenset()
        return self.doors.get(where.anchor, frozenset())


def read(account_id: uuid.UUID, classes: Iterable[Class], now: dt.datetime) -> Moment:
    """Read what decides for these classes, in seven statements at most."""
    found = set(classes)
    libraries = {one.library for one in found}
    rows = fetch(_LIBRARIES, {"libraries": list(libraries)})
    facts = {row["id"]: _library(row) for row in rows}
    return Moment(
        now=now,
        members=tuple(principals.members_for(account_id)),
        libraries=facts,
        seats=_seats(libraries),
        grants=grants_in_force({one.policy for one in found if one.policy}, now),
        contacts=_contacts({one.customer_id for one in facts.values() if one.customer_id}),
        modules={row["customer_id"]: open_modules(row) for row in rows if row["customer_id"]},
        doors=_doors({one.anchor for one in found if one.anchor}, now),
    )


_LIBRARIES = f"""
select l.id, l.account_id, l.kind, l.customer_id, l.holder_id, l.in_portal, {MODULE_COLUMNS}
  from store_library l join directory_account a on a.id = l.account_id
  left join directory_customer c on c.id = l.customer_id
 where l.id = any(%(libraries)s::uuid[])"""


def _library(row: Mapping[str, Any]) -> LibraryFacts:
    return LibraryFacts(
        row["id"],
        row["account_id"],
        LibraryKind(row["kind"]),
        row["customer_id"],
        row["holder_id"],
        row["in_portal"],
    )


_HELD = """
select s.member_id, s.library_id, array_remove(array_agg(s.role_id), null) as roles,
       coalesce(string_agg(array_to_string(r.permissions, ','), ','), '') as permissions,
       bool_or(s.role_id is null) as assigned
  from access_seat s left join access_role r on r.id = s.role_id
 where {which}
 group by s.member_id, s.library_id"""
_SEATS = _HELD.format(which="s.library_id = any(%(libraries)s::uuid[])")
_SEATS_OF = _HELD.format(
    which="""(%(members)s::uuid[] is null or s.member_id = any(%(members)s::uuid[]))
   and (%(library)s::uuid is null or s.library_id = %(library)s::uuid)
   and s.library_id in (select l.id from store_library l where l.account_id = %(account)s)"""
)


def _seats(libraries: Collection[uuid.UUID]) -> Seats:
    return _held(fetch(_SEATS, {"libraries": list(libraries)}))


def seats_of(
    account_id: uuid.UUID,
    members: Collection[uuid.UUID] | None = None,
    library_id: uuid.UUID | None = None,
) -> dict[uuid.UUID, dict[uuid.UUID, Seat]]:
    """Return the seats in an account's libraries by member and library, in one statement.

    Of these members, and in this library only, if it is said.
    """
    among = None if members is None else list(members)
    params = {"account": account_id, "members": among, "library": library_id}
    found: dict[uuid.UUID, dict[uuid.UUID, Seat]] = {}
    for (member_id, in_library), seat in _held(fetch(_SEATS_OF, params)).items():
        found.setdefault(member_id, {})[in_library] = seat
    return found


def _held(rows: Iterable[Mapping[str, Any]]) -> Seats:
    """Return the seats of these rows; what is the same is made once."""
    made: dict[tuple[Any, ...], Seat] = {}
    found: dict[tuple[uuid.UUID, uuid.UUID], Seat] = {}
    for row in rows:
        key = (*row["roles"], row["permissions"], row["assigned"])
        if key not in made:
            roles, permissions = frozenset(row["roles"]), closure(row["permissions"].split(","))
            made[key] = Seat(roles, permissions, row["assigned"])
        found[row["member_id"], row["library_id"]] = made[key]
    return found


_GRANTS = """select g.policy_id, g.member_id, g.role_id, g.level from access_grant g
 where g.policy_id = any(%(policies)s::uuid[]) and (g.until is null or g.until > %(now)s)"""


def grants_in_force(policies: Collection[uuid.UUID], now: dt.datetime) -> dict[uuid.UUID, Grants]:
    """Return the grants that each policy gives at the moment, in one statement."""
    if not policies:
        return {}
    members: dict[uuid.UUID, dict[uuid.UUID, int]] = {}
    roles: dict[uuid.UUID, dict[uuid.UUID, int]] = {}
    for row in fetch(_GRANTS, {"policies": list(policies), "now": now}):
        side, key = (members, "member_id") if row["member_id"] else (roles, "role_id")
        side.setdefault(row["policy_id"], {})[row[key]] = row["level"]
    return {id_: Grants(members.get(id_, {}), roles.get(id_, {})) for id_ in policies}


def _contacts(customers: Collection[uuid.UUID]) -> tuple[Visitor, ...]:
    if not customers:
        return ()
    return tuple(Visitor(*contact) for contact in principals.contacts_with_access(customers))


# The shared items above each anchor, under the same settings.
_ABOVE = f"""
{hierarchy.recursive(hierarchy.above("i.id = any(%(anchors)s::uuid[])", same_settings=True))}
select distinct up.start, up.id from up
  join access_share s on s.item_id = up.id
  join store_item x on x.id = s.item_id join store_library l on l.id = x.library_id
 where up.depth > 0 and {live.door()}"""
_SHARES = f"""
select s.id, s.item_id, s.type, s.customer_id, s.link_id, s.created_at, s.expires_at, s.keeper_id,
       coalesce(c.name, '') as customer, coalesce(p.name, '') as by, coalesce(kp.name, '') as keeper,
       x.library_id, coalesce(x.own_policy, f.policy) as policy, x.confidential
  from access_share s
  join store_item x on x.id = s.item_id join store_library l on l.id = x.library_id
  left join store_folder f on f.item_id = x.parent_id
  left join directory_customer c on c.id = s.customer_id
  left join directory_member m on m.id = s.created_by_id
  left join directory_person p on p.id = m.person_id
  left join directory_member k on k.id = s.keeper_id
  left join directory_person kp on kp.id = k.person_id
 where s.item_id = any(%(items)s::uuid[]) and {live.door()}"""


def _doors(
    anchors: Collection[uuid.UUID], now: dt.datetime
) -> dict[uuid.UUID, frozenset[ShareFacts]]:
    if not anchors:
        return {}
    above: dict[uuid.UUID, list[uuid.UUID]] = {}
    for row in fetch(_ABOVE, {"anchors": list(anchors), "now": now}):
        above.setdefault(row["start"], []).append(row["id"])
    items = {*anchors, *(id_ for ids in above.values() for id_ in ids)}
    own: dict[uuid.UUID, set[ShareFacts]] = {}
    for row in fetch(_SHARES, {"items": list(items), "now": now}):
        own.setdefault(row["item_id"], set()).add(share_facts(row))
    return {
        anchor: frozenset(
            share for id_ in (anchor, *above.get(anchor, ())) for share in own.get(id_, ())
        )
        for anchor in anchors
    }


def share_facts(row: Mapping[str, Any]) -> ShareFacts:
    """Return a share from its row, with the names of its customer, of who made and who keeps it.

    Its item is taken to lie outside of the trash: there no door reaches anything.
    """
    return ShareFacts(
        id=row["id"],
        item_id=row["item_id"],
        type=row["type"],
        customer_id=row["customer_id"],
        customer_name=row["customer"],
        link_id=row["link_id"],
        by=row["by"],
        since=row["created_at"],
        expires_at=row["expires_at"],
        where=Class(
            row["library_id"], row["policy"], row["confidential"], trashed=False, anchor=None
        ),
        keeper_id=row["keeper_id"],
        keeper=row["keeper"],
    )
