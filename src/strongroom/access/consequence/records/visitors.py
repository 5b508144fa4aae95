"""Contacts over whole records: what the portal's modules, and its drafts, let them see (B-4, A-12).

A job or quote is in the portal itself, a project or customer where something of it is shared. No share
changes by it: what goes off is closed while it is off. A fixed number of statements (E-13).
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from strongroom.access import live, principals
from strongroom.access.consequence.moment import ShareFacts, Visitor, share_facts
from strongroom.access.consequence.records import ground, holdings
from strongroom.access.consequence.records.extents import Common, Extent
from strongroom.access.consequence.records.eyes import Eyes
from strongroom.access.consequence.shapes import Person, Records, in_order
from strongroom.access.consequence.snapshot import Class
from strongroom.access.kinds import MODULE_COLUMNS, open_modules
from strongroom.access.models import Level
from strongroom.access.principal import Action, Principal
from strongroom.access.rule_tables import ASSIGNABLE
from strongroom.core.statements import fetch
from strongroom.store import hierarchy
from strongroom.store.models import LibraryKind

Places = frozenset[int]

_CUSTOMERS = f"""select distinct on (c.id) c.id, c.name, {MODULE_COLUMNS}
  from directory_contact t join directory_customer c on c.id = t.customer_id
  join directory_account a on a.id = c.account_id
 where t.account_id = %(account)s and t.active and t.portal_access
   and (%(customers)s::uuid[] is null or t.customer_id = any(%(customers)s::uuid[]))"""
_IN_PORTAL = """select l.id from store_library l
 where l.account_id = %(account)s and l.in_portal and l.customer_id is not null"""
_SHARED = f"""
select s.id, s.item_id, s.type, s.customer_id, s.link_id, s.created_at, s.expires_at, s.keeper_id,
       c.name as customer, coalesce(p.name, '') as by, '' as keeper,
       i.library_id, coalesce(i.own_policy, f.policy) as policy, i.confidential, i.is_file
  from access_share s
  join store_item i on i.id = s.item_id
  join store_library l on l.id = i.library_id
  join directory_customer c on c.id = s.customer_id
  left join store_folder f on f.item_id = i.parent_id
  left join directory_member m on m.id = s.created_by_id
  left join directory_person p on p.id = m.person_id
 where s.account_id = %(account)s and {live.portal()}
   and i.trashed_at is null and f.trash is null"""
_CONFIDENTIAL = f"""
{hierarchy.recursive(hierarchy.below(same_settings=True, kept=True))}
select i.id from store_item i join down on i.parent_id = down.id
 where i.trashed_at is null and i.own_policy is null and i.confidential
 union select unnest(%(files)s::uuid[]) order by 1"""


@dataclass(frozen=True, slots=True)
class Moment:
    """Who can enter the portal, and which records have come so far that it shows them."""

    contacts: Mapping[uuid.UUID, Visitor]
    in_portal: frozenset[uuid.UUID]
    customers: dict[uuid.UUID, str]
    """The customers of these contacts, and of those who were only invited, by name."""
    modules: Mapping[uuid.UUID, frozenset[LibraryKind]]
    """By customer: the kinds of library of which the portal shows them anything."""


def read(account_id: uuid.UUID, customers: Collection[uuid.UUID] | None) -> Moment:
    """Read what holds now for the contacts of these customers, or of all. Three statements."""
    params = {"account": account_id, "customers": None if customers is None else list(customers)}
    rows = fetch(_CUSTOMERS, params)
    names = {row["id"]: row["name"] for row in rows}
    modules = {row["id"]: open_modules(row) for row in rows}
    found = (Visitor(*one) for one in principals.contacts_with_access(names.keys()))
    shown = frozenset(row["id"] for row in fetch(_IN_PORTAL, {"account": account_id}))
    return Moment({one.id: one for one in found}, shown, names, modules)


@dataclass(frozen=True, slots=True)
class Shared:
    """A live portal share, and what is shared by it."""

    facts: ShareFacts
    is_file: bool

    @property
    def id(self) -> uuid.UUID:
        """The item's id."""
        return self.facts.item_id

    @property
    def where(self) -> Class:
        """Where the item stands."""
        return self.facts.where


class Portal:
    """The records as far as the asker sees them (E-12), and which of them a contact sees."""

    def __init__(self, asker: Principal, now: dt.datetime) -> None:
        """Find once what the asker can see."""
        whole = ground.read(asker.account_id, holdings.Scope(), now, confidential=False)
        mine = frozenset([asker.id]) if asker.id else frozenset[uuid.UUID]()
        held = holdings.read(asker, holdings.Scope(mine))
        eyes = Eyes(whole, now)
        self.asker = asker
        self.eyes = eyes
        self.held = held
        self.records = list(whole.records.values())

        def sees(where: Class) -> bool:
            return Action.VIEW in eyes.actions(asker, held, where)

        shares = _shared(asker.account_id, now)
        self.shared = [
            one for one in shares if one.where.library in whole.records and sees(one.where)
        ]
        shared = {one.where.library for one in self.shared}
        self._of_customer: dict[uuid.UUID, list[ground.Record]] = {}
        for record in self.records:
            whole_one = record.kind in ASSIGNABLE and sees(_open(record.id))
            if record.customer_id and (whole_one or record.id in shared):
                self._of_customer.setdefault(record.customer_id, []).append(record)
        self._places: dict[object, Places] = {}

    def places(self, contact: Visitor | None, moment: Moment) -> Places:
        """Return the records that the contact sees at a moment; those of one customer see the same."""
        if contact is None:
            return frozenset()
        key = (id(moment), contact.customer_id, contact.modules)
        if key not in self._places:
            self._places[key] = frozenset(
                record.place
                for record in self._of_customer.get(contact.customer_id, ())
                if record.kind in contact.modules and record.id in moment.in_portal
            )
        return self._places[key]

    def told(self, places: Places) -> Records:
        """Return these records by number and name."""
        return Extent(Common.of(places, self.records)).told(self.records)

    def confidential(self, places: Places) -> list[uuid.UUID]:
        """Return the confidential files that are shared in these records (A-13)."""
        if not places or self.asker.hides_confidential:
            return []
        libraries = {self.records[place].id for place in places}
        within = [one for one in self.shared if one.where.library in libraries]
        params = {
            "folders": [one.id for one in within if not one.is_file],
            "files": [one.id for one in within if one.where.confidential],
        }
        return [row["id"] for row in fetch(_CONFIDENTIAL, params)]


def _open(library_id: uuid.UUID) -> Class:
    return Class(library_id, None, confidential=False, trashed=False, anchor=None)


def _shared(account_id: uuid.UUID, now: dt.datetime) -> list[Shared]:
    rows = fetch(_SHARED, {"account": account_id, "now": now})
    return [Shared(share_facts(row), row["is_file"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Found:
    """What differs between two moments."""

    people: tuple[Person, ...]
    ways: Mapping[str, Places]
    """The records that anybody gains or loses."""
    customers: Mapping[str, int]
    """Of how many customers these people are."""
    records: Records
    confidential: tuple[uuid.UUID, ...]
    """Confidential files in what is gained."""


def compare(portal: Portal, before: Moment, after: Moment) -> Found:
    """Tell who gains or loses a module, or a record: of these only what the asker sees."""
    people: list[Person] = []
    ways: dict[str, set[int]] = {"gain": set(), "lose": set()}
    customers: dict[str, set[uuid.UUID]] = {"gain": set(), "lose": set()}
    for id_ in before.contacts.keys() | after.contacts.keys():
        was, is_ = before.contacts.get(id_), after.contacts.get(id_)
        who = is_ or before.contacts[id_]
        had, has = portal.places(was, before), portal.places(is_, after)
        old, new = was.modules if was else frozenset(), is_.modules if is_ else frozenset()
        for way, places, modules in (
            ("gain", has - had, new - old),
            ("lose", had - has, old - new),
        ):
            if places or modules:
                ways[way] |= places
                customers[way].add(who.customer_id)
                name = f"{who.name}, {(before.customers | after.customers)[who.customer_id]}"
                people.append(_person(who, name, way, portal.told(places)))
    gained = portal.confidential(frozenset(ways["gain"]))
    return Found(
        people=tuple(in_order(people)),
        ways={way: frozenset(places) for way, places in ways.items()},
        customers={way: len(ids) for way, ids in customers.items()},
        records=portal.told(frozenset(ways["gain"] | ways["lose"])),
        confidential=tuple(gained),
    )


def _person(who: Visitor, name: str, way: str, records: Records) -> Person:
    gains = way == "gain"
    return Person(
        "contact",
        who.id,
        name,
        you=False,
        before=0 if gains else Level.VIEWER,
        after=Level.VIEWER if gains else 0,
        items=0,
        records=records,
    )
