"""The pieces of SQL that `policy` is written in. No rule stands here: only how to look something up.

Aliases: an item `i`, its parent's side row `f` (`left join store_folder f on f.item_id = i.parent_id`),
a library `l`. Parameters begin with `acc_`.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from strongroom.access import live
from strongroom.access.permissions import CATALOGUE, Permission
from strongroom.access.principal import Principal
from strongroom.access.sql import FALSE, TRUE, Sql
from strongroom.store import hierarchy
from strongroom.store.models import LibraryKind

LIVE_GRANT = "(g.until is null or g.until > %(acc_now)s)"
LIVE_PORTAL_SHARE = (
    f"{live.portal(now='acc_now')} and s.customer_id = %(acc_customer)s and l.in_portal"
)
LIVE_LINK_SHARE = f"{live.link(now='acc_now')} and s.id = any(%(acc_shares)s::uuid[])"


@dataclass(frozen=True, slots=True)
class Asker:
    """The member whose grants count, the roles whose grants count too, and the moment."""

    member_id: uuid.UUID | None
    roles: frozenset[uuid.UUID]
    now: dt.datetime


def policy_of(item: str, folder: str) -> str:
    """The effective policy of an item: its own, else its folder's pointer."""
    return f"coalesce({item}.own_policy, {folder}.policy)"


def in_library(library_id: uuid.UUID, item: str) -> Sql:
    """Items of one library."""
    return Sql(f"{item}.library_id = %(acc_library)s", {"acc_library": library_id})


def in_account(account_id: uuid.UUID, item: str) -> Sql:
    """Items of one account."""
    return Sql(f"{item}.account_id = %(acc_account)s", {"acc_account": account_id})


def alive(item: str, folder: str, *, trash: bool, hides_confidential: bool) -> Sql:
    """Not in the trash (unless asked for), and not confidential where that hides."""
    parts = [] if trash else [f"{item}.trashed_at is null and {folder}.trash is null"]
    if hides_confidential:
        parts.append(f"not {item}.confidential")
    return Sql(" and ".join(parts)) if parts else TRUE


def open_or_granted(opened: Sql, granted: Sql, item: str, folder: str) -> Sql:
    """Open items by one condition, controlled ones by the other."""
    pointer = policy_of(item, folder)
    return (Sql(f"{pointer} is null") & opened) | (Sql(f"{pointer} is not null") & granted)


def kept_child(item: str, *, hides_confidential: bool) -> Sql:
    """Of items in a folder that is not in the trash: not in it themselves, nor hidden as confidential."""
    hidden = f" and not {item}.confidential" if hides_confidential else ""
    return Sql(f"{item}.trashed_at is null{hidden}")


def own_or_inherited(inherited: Sql, granted: Sql, item: str) -> Sql:
    """Items without settings of their own by one condition, those with their own by the other."""
    own = f"{item}.own_policy"
    return (Sql(f"{own} is null") & inherited) | (Sql(f"{own} is not null") & granted)


KNOWN_POLICY = "%(acc_policy)s::uuid"


def still_under(folder_id: uuid.UUID, policy: uuid.UUID | None) -> Sql:
    """The folder's pointers are those that were read; asked once a statement, for no row."""
    return Sql(
        "exists (select 1 from store_folder here where here.item_id = %(acc_folder)s"
        f" and here.policy is not distinct from {KNOWN_POLICY} and here.trash is null)",
        {"acc_folder": folder_id, "acc_policy": policy},
    )


def by_own(own: Sql, inherited: Sql, item: str, *, known: uuid.UUID | None) -> Sql:
    """A column: one value for items with settings of their own, for those without that of `known`."""
    return Sql(
        f"case when {item}.own_policy is null then {inherited.text} else {own.text} end",
        {**inherited.params, **own.params, "acc_policy": known},
    )


def granted_here(asker: Asker, level: int, pointer: str) -> Sql:
    """A live grant of at least `level` of the policy, to the member or a role they hold here."""
    return Sql(
        f"exists (select 1 from access_grant g where g.policy_id = {pointer}"
        f" and g.level >= {int(level)} and {LIVE_GRANT}"
        " and (g.member_id = %(acc_me)s or g.role_id = any(%(acc_roles)s::uuid[])))",
        {"acc_me": asker.member_id, "acc_roles": sorted(asker.roles), "acc_now": asker.now},
    )


def granted_anywhere(
    principal: Principal, level: int, now: dt.datetime, item: str, folder: str
) -> Sql:
    """The same over all libraries, as one hashed list of policies; a role counts where it is held."""
    return Sql(
        f"{policy_of(item, folder)} in ("
        f"select g.policy_id from access_grant g where g.level >= {int(level)} and {LIVE_GRANT}"
        " and g.member_id = %(acc_me)s"
        f" union all select g.policy_id from access_grant g where g.level >= {int(level)} and {LIVE_GRANT}"
        " and g.role_id = any(%(acc_roles)s::uuid[])"
        " union all select g.policy_id from access_seat s"
        " join access_grant g on g.role_id = s.role_id"
        " join access_policy p on p.item_id = g.policy_id and p.library_id = s.library_id"
        f" where s.member_id = %(acc_me)s and g.level >= {int(level)} and {LIVE_GRANT})",
        {"acc_me": principal.id, "acc_roles": sorted(principal.roles), "acc_now": now},
    )


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks from outside: a customer's contact, or the bearer of a link with these shares."""

    customer_id: uuid.UUID | None
    shares: frozenset[uuid.UUID]
    now: dt.datetime

    @property
    def share(self) -> Sql:
        """On a share `s` of an item in a library `l`: it opens the item to them."""
        if self.customer_id is not None:
            return Sql(
                LIVE_PORTAL_SHARE,
                {"acc_customer": self.customer_id, "acc_now": self.now},
            )
        return Sql(LIVE_LINK_SHARE, {"acc_shares": sorted(self.shares), "acc_now": self.now})


def _opened(visitor: Visitor, which: str) -> str:
    """Ids of what is itself shared with the visitor."""
    return (
        "select s.item_id from access_share s"
        " join store_item x on x.id = s.item_id join store_library l on l.id = x.library_id"
        f" where {visitor.share.text} and {which}"
    )


def _down(opened: str) -> str:
    return hierarchy.below_of(opened, name="reach", same_settings=True)


def _reach(visitor: Visitor, which: str) -> str:
    """The same, and ids of the folders below a shared folder that are under its settings (E-1)."""
    return f"({hierarchy.recursive(_down(_opened(visitor, which)))} select id from reach)"


def _within(visitor: Visitor, which: str, item: str) -> str:
    opened, reach = _opened(visitor, which), _reach(visitor, which)
    return f"({item}.id in ({opened}) or {item}.own_policy is null and {item}.parent_id in {reach})"


def shared_in_library(visitor: Visitor, item: str) -> Sql:
    """Items of the known library that a live share reaches."""
    return Sql(_within(visitor, "x.library_id = %(acc_library)s", item), visitor.share.params)


def shared_in_account(principal: Principal, now: dt.datetime, item: str) -> Sql:
    """Items that a live share reaches; for a contact, in libraries whose portal module is on."""
    visitor = Visitor(principal.customer_id, principal.shares, now)
    if visitor.customer_id is None:
        return Sql(_within(visitor, "true", item), visitor.share.params)
    return Sql(
        _within(visitor, "l.kind = any(%(acc_modules)s::text[])", item),
        {
            **visitor.share.params,
            "acc_modules": sorted(kind.value for kind in principal.modules),
        },
    )


_HERE = "f.item_id = %(acc_folder)s and f.trash is null"


def still_shared(folder_id: uuid.UUID, visitor: Visitor) -> Sql:
    """The folder is reached by a live share and not in the trash; asked once a statement, for no row."""
    return Sql(
        f"exists ({hierarchy.recursive(hierarchy.above_folder(_HERE, same_settings=True))}"
        " select 1 from up join access_share s on s.item_id = up.id"
        " join store_item x on x.id = s.item_id join store_library l on l.id = x.library_id"
        f" where {visitor.share.text})",
        {**visitor.share.params, "acc_folder": folder_id},
    )


def shared_itself(visitor: Visitor, item: str) -> Sql:
    """Items on which a live share is; asked where they have settings of their own."""
    return Sql(
        "exists (select 1 from access_share s"
        f" join store_library l on l.id = {item}.library_id"
        f" where s.item_id = {item}.id and {visitor.share.text})",
        visitor.share.params,
    )


def library_in(libraries: Sql, item: str) -> Sql:
    """Items whose library fulfils a condition on `l`."""
    return Sql(
        f"{item}.library_id in (select l.id from store_library l where {libraries.text})",
        libraries.params,
    )


def of_kinds(kinds: Iterable[LibraryKind]) -> Sql:
    """The condition on `l` for libraries of these kinds."""
    return Sql(f"l.kind in ({', '.join(sorted(repr(kind.value) for kind in kinds))})")


def seated(principal: Principal) -> Sql:
    """On `l`: the member holds a role in the library."""
    return Sql(
        "exists (select 1 from access_seat s where s.library_id = l.id and s.member_id = %(acc_me)s"
        " and s.role_id is not null)",
        {"acc_me": principal.id},
    )


def assigned(principal: Principal) -> Sql:
    """On `l`: the member is assigned to the job or quote that owns the library."""
    return Sql(
        "exists (select 1 from access_seat s where s.library_id = l.id and s.member_id = %(acc_me)s"
        " and s.role_id is null)",
        {"acc_me": principal.id},
    )


def seated_with(principal: Principal, permissions: Iterable[Permission]) -> Sql:
    """On `l`: the member holds a role in the library that gives one of the permissions."""
    codes = sorted(_giving(permissions))
    if not codes:
        return FALSE
    listed = ", ".join(f"'{code}'" for code in codes)
    return Sql(
        "exists (select 1 from access_seat s join access_role r on r.id = s.role_id"
        " where s.library_id = l.id and s.member_id = %(acc_me)s"
        f" and r.permissions && array[{listed}]::varchar[])",
        {"acc_me": principal.id},
    )


def holding(principal: Principal, permissions: frozenset[Permission]) -> Sql:
    """On `l`: the member holds one of the permissions account-wide or in the library."""
    if permissions & principal.permissions:
        return TRUE
    return seated_with(principal, permissions)


def _giving(permissions: Iterable[Permission]) -> set[str]:
    """The codes that amount to one of the permissions: itself, and what implies it."""
    wanted = set(permissions)
    return (
        {
            entry.code.value
            for entry in CATALOGUE
            if entry.code in wanted or wanted & set(entry.implies)
        }
        if wanted
        else set()
    )


def level_here(asker: Asker, pointer: str) -> Sql:
    """A column: the highest level that live grants of the policy give the asker, or null."""
    return Sql(
        f"(select max(g.level) from access_grant g where g.policy_id = {pointer}"
        f" and {LIVE_GRANT} and (g.member_id = %(acc_me)s or g.role_id = any(%(acc_roles)s::uuid[])))",
        {"acc_me": asker.member_id, "acc_roles": sorted(asker.roles), "acc_now": asker.now},
    )
