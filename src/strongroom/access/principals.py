"""Making principals: the one place where a member, contact or token becomes the one who asks.

Everything is read afresh, so that an ended membership, a lost role or a switched-off module is
refused in the next request (L34, L40).
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from strongroom.access import tokens
from strongroom.access.kinds import MODULE_COLUMNS, open_modules
from strongroom.access.models import Surface, Token
from strongroom.access.permissions import closure
from strongroom.access.principal import Kind, Principal
from strongroom.access.surfaces import may_use, require_entry
from strongroom.core import clock
from strongroom.core.errors import UnauthenticatedError
from strongroom.core.statements import columns_of, fetch, fetch_prepared, model_from
from strongroom.directory.api import contact_stamp, member_stamp
from strongroom.directory.models import Account, MemberType
from strongroom.store.models import LibraryKind


@dataclass(frozen=True, slots=True)
class Entrance:
    """Who has come in, and at which firm."""

    principal: Principal
    account: Account


_ACCOUNT = f"{columns_of(Account, 'a')}, "

# Live members with the roles that they hold account-wide, one row each.
_MEMBERS = """
select {also} m.id, m.account_id, m.person_id, m.type, m.view_confidential, p.name, p.email,
       m.epoch as place_epoch, p.epoch as person_epoch,
       held.roles, held.permissions
  from directory_member m
  join directory_person p on p.id = m.person_id
  {joins}
  cross join lateral (
    select coalesce(array_agg(r.id), '{{}}') as roles,
           coalesce(string_agg(array_to_string(r.permissions, ','), ','), '') as permissions
      from access_seat s
      join access_role r on r.id = s.role_id and r.account_id = m.account_id
     where s.member_id = m.id and s.library_id is null) held
 where {which} and m.active and p.is_active
"""
_BY_ID = _MEMBERS.format(also="", joins="", which="m.id = %(member)s::uuid")
_BY_PERSON = _MEMBERS.format(
    also=_ACCOUNT,
    joins="join directory_account a on a.id = m.account_id",
    which="m.person_id = %(person)s::uuid and a.slug = %(slug)s",
)
_BY_TOKEN = _MEMBERS.format(
    also=f"{tokens.COLUMNS}, ",
    joins="join access_token t on t.member_id = m.id",
    which=tokens.LIVE,
)
_OF_ACCOUNT = _MEMBERS.format(also="", joins="", which="m.account_id = %(account)s::uuid")
_AMONG = f"{_OF_ACCOUNT} and m.id = any(%(among)s::uuid[]) order by p.name, m.id"

# Contacts who may enter the portal: not before they have accepted (F-1).
_CONTACTS = f"""
select {_ACCOUNT} t.id, t.account_id, t.person_id, t.customer_id, t.name, t.email,
       t.epoch as place_epoch, p.epoch as person_epoch,
       {MODULE_COLUMNS}
  from directory_contact t
  join directory_person p on p.id = t.person_id
  join directory_customer c on c.id = t.customer_id
  join directory_account a on a.id = t.account_id
 where {{which}} and t.active and t.portal_access and p.is_active
"""
_CONTACT_BY_ID = _CONTACTS.format(which="t.id = %(contact)s::uuid")
_CONTACT_BY_PERSON = _CONTACTS.format(which="t.person_id = %(person)s::uuid and a.slug = %(slug)s")


def of_member(row: Mapping[str, Any], surface: Surface) -> Principal:
    """Return the principal for a row of `_MEMBERS`, a live member; no checks."""
    return Principal(
        kind=Kind.MEMBER,
        account_id=row["account_id"],
        id=row["id"],
        surface=surface,
        person_id=row["person_id"],
        name=row["name"],
        email=row["email"],
        member_type=MemberType(row["type"]),
        view_confidential=row["view_confidential"],
        permissions=closure(row["permissions"].split(",")),
        roles=frozenset(row["roles"]),
        place_stamp=member_stamp(row["place_epoch"], row["person_id"]),
        person_epoch=row["person_epoch"],
    )


def for_member(member_id: uuid.UUID, surface: Surface) -> Principal:
    """Return the principal of a member on the office or mobile surface.

    Raises UnauthenticatedError when member or person is not live, ForbiddenError when their roles
    don't let them in there; the portal is never for members. One statement.
    """
    return _let_in(fetch_prepared(_BY_ID, {"member": member_id}), surface)


def entrance(person_id: uuid.UUID, account_slug: str, surface: Surface) -> Entrance:
    """Return who a person is on a surface of the account: its member, on the portal its contact.

    Raises UnauthenticatedError when they have no live place there, ForbiddenError when their roles
    don't let them in. One statement.
    """
    text = _CONTACT_BY_PERSON if surface == Surface.PORTAL else _BY_PERSON
    found = fetch_prepared(text, {"person": person_id, "slug": account_slug})
    principal = _of_contact(found) if surface == Surface.PORTAL else _let_in(found, surface)
    return Entrance(principal, model_from(Account, found[0]))


def _let_in(found: list[dict[str, Any]], surface: Surface) -> Principal:
    if not found:
        raise UnauthenticatedError
    principal = of_member(found[0], surface)
    require_entry(principal, surface)
    return principal


def for_contact(contact_id: uuid.UUID) -> Principal:
    """Return the principal of a contact on the portal, with the modules that are on for their customer.

    Raises UnauthenticatedError when contact or person is not live. One statement.
    """
    return _of_contact(fetch_prepared(_CONTACT_BY_ID, {"contact": contact_id}))


def _of_contact(found: list[dict[str, Any]]) -> Principal:
    if not found:
        raise UnauthenticatedError
    row = found[0]
    return Principal(
        kind=Kind.CONTACT,
        account_id=row["account_id"],
        id=row["id"],
        surface=Surface.PORTAL,
        person_id=row["person_id"],
        name=row["name"],
        email=row["email"],
        customer_id=row["customer_id"],
        modules=open_modules(row),
        place_stamp=contact_stamp(
            row["place_epoch"], row["person_id"], row["email"], row["customer_id"]
        ),
        person_epoch=row["person_epoch"],
    )


_WITH_ACCESS = f"""
select t.id, t.name, t.customer_id, {MODULE_COLUMNS}
  from directory_contact t
  join directory_customer c on c.id = t.customer_id
  join directory_account a on a.id = t.account_id
  join directory_person p on p.id = t.person_id and p.is_active
 where t.customer_id = any(%(customers)s::uuid[]) and t.active and t.portal_access
 order by t.name, t.id"""


def contacts_with_access(
    customer_ids: Collection[uuid.UUID],
) -> list[tuple[uuid.UUID, str, uuid.UUID, frozenset[LibraryKind]]]:
    """Return the customers' contacts who can enter the portal, in one statement for any number.

    Not those who have not accepted their invitation yet (F-1).

    Each as id, name, customer, and the kinds of library whose module is on for the customer.
    """
    modules: dict[tuple[object, ...], frozenset[LibraryKind]] = {}
    result = []
    for row in fetch(_WITH_ACCESS, {"customers": list(customer_ids)}):
        key = tuple(tuple(names) for names in tuple(row.values())[3:])
        if key not in modules:
            modules[key] = open_modules(row)
        result.append((row["id"], row["name"], row["customer_id"], modules[key]))
    return result


def for_token(secret: str) -> Principal:
    """Return the principal that a bearer token stands for, narrowed to the token's surface.

    Raises UnauthenticatedError when the token is unknown, expired or revoked, its owner is not live, or
    place or person are not what they were when it was made (F-4). One statement for a live member.
    """
    params = {"secret": tokens.hash_of(secret), "now": clock.now()}
    found = fetch_prepared(_BY_TOKEN, params)
    if found:
        token = model_from(Token, found[0])
        principal = _let_in(found, Surface(token.surface))
    else:
        token = tokens.find_live(secret)
        principal = _owner(token)
    if not tokens.is_of(token, principal):
        raise UnauthenticatedError(tokens.OVER)
    tokens.note_use(token)
    return principal


def _owner(token: Token) -> Principal:
    if token.contact_id is not None:
        if token.surface != Surface.PORTAL:
            raise UnauthenticatedError
        return for_contact(token.contact_id)
    if token.member_id is None:
        raise UnauthenticatedError
    return for_member(token.member_id, Surface(token.surface))


def system(account_id: uuid.UUID, purpose: str) -> Principal:
    """Return the principal for background work with a named purpose, in one account."""
    if not purpose or not Account.objects.filter(id=account_id).exists():
        raise UnauthenticatedError
    return Principal(
        kind=Kind.SYSTEM, account_id=account_id, id=None, surface=None, purpose=purpose
    )


def members_for(
    account_id: uuid.UUID, among: Collection[uuid.UUID | None] | None = None
) -> list[Principal]:
    """Return a principal for each live member who can sign in somewhere, by name, in one statement.

    On the surface where they see most: the office, or mobile for those who have only that. With
    `among`, only those of these ids.
    """
    result = []
    if among is None:
        found = fetch(f"{_OF_ACCOUNT} order by p.name, m.id", {"account": account_id})
    else:
        found = fetch_prepared(_AMONG, {"account": account_id, "among": list(among)})
    for row in found:
        for surface in (Surface.OFFICE, Surface.MOBILE):
            principal = of_member(row, surface)
            if may_use(principal, surface):
                result.append(principal)
                break
    return result
