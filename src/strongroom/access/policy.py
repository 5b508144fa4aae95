"""The rule: what a principal may do with an item. Everything else asks what is written here.

Read from the top: a *standing* is what the principal is in one library; `actions` says what a
standing allows for one item; the tables that it applies stand in `rule_tables`. The SQL conditions below
say the same to the database, in two bindings: `condition` for one known library, `scope` for the
whole account. The tests hold all three against an oracle that knows only the specification.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from strongroom.access import binding
from strongroom.access.permissions import Permission
from strongroom.access.principal import Action, Kind, Principal
from strongroom.access.rule_tables import (
    ASSIGNABLE,
    ASSIGNED,
    BY_LEVEL,
    BY_PERMISSION,
    CONTROLLABLE,
    EVERYTHING,
    FIXED_FOR_ROOTS,
    GRANTABLE,
    MAY_CONTROL,
    NOTHING,
    PORTAL_RECORDS,
    VIEWING,
    all_of,
    permissions_for,
)
from strongroom.access.shapes import ChildPlace, ItemState, LibraryFacts
from strongroom.access.sql import FALSE, TRUE, Sql
from strongroom.directory.models import MemberType
from strongroom.store.models import LibraryKind


@dataclass(frozen=True, slots=True)
class Standing:
    """What a principal is in one library."""

    library_id: uuid.UUID
    now: dt.datetime
    everything: frozenset[Action] = NOTHING
    """What an admin may do with each item, settings or none (D-4); empty for all others."""
    open: frozenset[Action] = NOTHING
    """On an item that is under no policy."""
    granted: frozenset[Action] = NOTHING
    """The most that a grant can give; empty where grants don't count (D-5, D-6)."""
    may_share: bool = False
    hides_confidential: bool = False
    member_id: uuid.UUID | None = None
    roles: frozenset[uuid.UUID] = frozenset()
    customer_id: uuid.UUID | None = None
    """Set for a contact: portal shares for this customer open items."""
    shares: frozenset[uuid.UUID] = frozenset()
    """Set for the bearer of a link: these shares open items (rule 1)."""
    shows_record: bool = False
    """Whether a contact sees the record itself, whatever is shared from it."""

    @property
    def visitor(self) -> binding.Visitor | None:
        """Who asks from outside and reaches nothing but what a share opens; None for all others."""
        if self.customer_id is None and not self.shares:
            return None
        return binding.Visitor(self.customer_id, self.shares, self.now)

    @property
    def enters(self) -> bool:
        """Whether the record that owns the library appears for the principal."""
        return bool(self.everything) or Action.VIEW in self.open or self.shows_record

    def condition(
        self, action: Action, item: str = "i", folder: str = "f", *, trash: bool = False
    ) -> Sql:
        """Return the library-bound condition; see `policy.condition`."""
        return condition(self, action, item, folder, trash=trash)


def in_house_open(
    permissions: frozenset[Permission], kind: LibraryKind, *, assigned: bool
) -> frozenset[Action]:
    """Return what an in-house member may do with an open item (rule 7)."""
    got = ASSIGNED if assigned and kind in ASSIGNABLE else NOTHING
    for permission, actions_ in BY_PERMISSION[kind].items():
        if permission in permissions:
            got |= actions_
    if MAY_CONTROL in permissions and kind in CONTROLLABLE and Action.VIEW in got:
        got |= {Action.SET_ACCESS}
    return got


def standing(principal: Principal, library: LibraryFacts, now: dt.datetime) -> Standing:
    """Return what the principal is in the library; a stranger is nothing (rules 0-7)."""
    stranger = Standing(library.id, now)
    if principal.account_id != library.account_id:
        return stranger
    if principal.kind == Kind.SYSTEM:
        return (
            Standing(library.id, now, everything=all_of(library.kind))
            if principal.purpose
            else stranger
        )
    if principal.kind == Kind.CONTACT:
        own = library.customer_id == principal.customer_id and library.in_portal
        if own and library.kind in principal.modules:
            shown = library.kind in PORTAL_RECORDS
            return Standing(library.id, now, customer_id=principal.customer_id, shows_record=shown)
    elif principal.kind == Kind.LINK:
        return Standing(library.id, now, shares=principal.shares)
    elif principal.kind == Kind.MEMBER:
        return _member_standing(principal, library, now)
    return stranger


def _member_standing(principal: Principal, library: LibraryFacts, now: dt.datetime) -> Standing:
    roles = principal.roles | library.roles
    holds = library.holder_id is not None and library.holder_id == principal.id
    held = VIEWING if holds else NOTHING
    everything, may_share, granted = NOTHING, False, NOTHING
    if principal.member_type == MemberType.IN_HOUSE:
        permissions = principal.permissions | library.permissions
        everything = all_of(library.kind) if Permission.ADMIN in permissions else NOTHING
        may_share = Permission.DOCUMENTS_SHARE in permissions
        granted = GRANTABLE[MemberType.IN_HOUSE] & all_of(library.kind)
        held |= in_house_open(permissions, library.kind, assigned=library.assigned)
    elif principal.member_type == MemberType.SUBCONTRACTOR:
        granted = VIEWING
        if library.assigned and library.kind in ASSIGNABLE:
            held = VIEWING
    elif (
        principal.member_type == MemberType.WATCHER
        and library.kind == LibraryKind.PROJECT
        and roles
    ):
        held = VIEWING
    return Standing(
        library.id,
        now,
        everything=everything,
        open=held,
        granted=granted,
        may_share=may_share,
        hides_confidential=principal.hides_confidential,
        member_id=principal.id,
        roles=roles if granted else frozenset(),
    )


def actions(standing: Standing, item: ItemState, *, trash: bool = False) -> frozenset[Action]:
    """Return all that the standing allows for the item; empty means: it does not exist for them.

    With `trash`, judge a trashed item by the settings that it keeps (D-29).
    """
    if item.trashed and not trash:
        return NOTHING
    if standing.hides_confidential and item.confidential:
        return NOTHING
    if standing.visitor:
        return VIEWING if item.shared else NOTHING
    if standing.everything:
        got = standing.everything
    elif not item.controlled:
        got = standing.open
    else:
        got = BY_LEVEL.get(item.level or 0, NOTHING) & standing.granted
    if Action.VIEW not in got:
        return NOTHING
    if standing.may_share:
        got |= {Action.SHARE}
    return got - FIXED_FOR_ROOTS if item.root else got


def needed_level(action: Action) -> int | None:
    """Return the lowest level that gives the action, or None where no level does."""
    return min((level for level, given in BY_LEVEL.items() if action in given), default=None)


def condition(
    standing: Standing, action: Action, item: str = "i", folder: str = "f", *, trash: bool = False
) -> Sql:
    """Return the library-bound condition: rows of `item` in this library for which `action` is allowed.

    `folder` is the alias of `store_folder` left-joined on the item's parent. With `trash`, trashed
    items are judged by the settings that they keep.
    """
    base = binding.in_library(standing.library_id, item) & binding.alive(
        item, folder, trash=trash, hides_confidential=standing.hides_confidential
    )
    if action in FIXED_FOR_ROOTS:
        base &= Sql(f"{item}.parent_id is not null")
    if standing.visitor:
        shared = binding.shared_in_library(standing.visitor, item)
        return base & shared if action in VIEWING else FALSE
    if action == Action.SHARE and not (standing.may_share or standing.everything):
        return FALSE
    if standing.everything:
        return base if action in standing.everything else FALSE
    seen = Action.VIEW if action == Action.SHARE else action
    opened = TRUE if {seen, Action.VIEW} <= standing.open else FALSE
    granted = _granted(standing, seen, binding.policy_of(item, folder))
    return base & binding.open_or_granted(opened, granted, item, folder)


def _granted(standing: Standing, action: Action, pointer: str) -> Sql:
    level = needed_level(action) if action in standing.granted else None
    return FALSE if level is None else binding.granted_here(_asker(standing), level, pointer)


def _asker(standing: Standing) -> binding.Asker:
    return binding.Asker(standing.member_id, standing.roles, standing.now)


def child_condition(standing: Standing, folder: ChildPlace, item: str = "i") -> Sql:
    """Return the condition for what one sees in one folder of the library, whose policy is known.

    What inherits from the folder is seen or not, all alike: that is asked once a statement, and only
    items with settings of their own one by one, so that the listing walks its index in order. The
    statement makes sure that the folder is still under the same policy: what is put into it after it
    was protected is never listed by an answer from before.
    """
    base = binding.kept_child(item, hides_confidential=standing.hides_confidential)
    if standing.visitor:
        itself = binding.shared_itself(standing.visitor, item)
        base &= binding.still_shared(folder.id, standing.visitor)
        return base & binding.own_or_inherited(TRUE, itself, item)
    base &= binding.still_under(folder.id, folder.policy)
    if standing.everything:
        return base
    if folder.policy is None:
        alike = TRUE if Action.VIEW in standing.open else FALSE
    else:
        alike = _granted(standing, Action.VIEW, binding.KNOWN_POLICY)
    granted = _granted(standing, Action.VIEW, f"{item}.own_policy")
    return base & binding.own_or_inherited(alike, granted, item)


def child_level(standing: Standing, folder: ChildPlace, item: str = "i") -> Sql:
    """Return the SQL column from which `ItemState.level` is read in a listing of one folder."""
    if not standing.granted or standing.everything:
        return Sql("null::int")
    asker = _asker(standing)
    inherited = binding.level_here(asker, binding.KNOWN_POLICY)
    own = binding.level_here(asker, f"{item}.own_policy")
    return binding.by_own(own, inherited, item, known=folder.policy)


def scope(
    principal: Principal, action: Action, now: dt.datetime, item: str = "i", folder: str = "f"
) -> Sql:
    """Return the account-wide condition: every item of the account for which `action` is allowed."""
    base = binding.in_account(principal.account_id, item) & binding.alive(
        item, folder, trash=False, hides_confidential=principal.hides_confidential
    )
    if action in FIXED_FOR_ROOTS:
        base &= Sql(f"{item}.parent_id is not null")
    if action == Action.SET_ACCESS:
        base &= binding.library_in(binding.of_kinds(CONTROLLABLE), item)
    if principal.kind == Kind.SYSTEM:
        return base if principal.purpose and action in EVERYTHING else FALSE
    if principal.outside:
        shared = binding.shared_in_account(principal, now, item)
        return base & shared if action in VIEWING else FALSE
    if principal.kind != Kind.MEMBER or action not in EVERYTHING:
        return FALSE
    if principal.is_admin:
        return base
    seen = Action.VIEW if action == Action.SHARE else action
    opened = binding.library_in(open_libraries(principal, seen), item)
    level = needed_level(seen) if seen in GRANTABLE.get(principal.member_type, NOTHING) else None
    granted = (
        FALSE if level is None else binding.granted_anywhere(principal, level, now, item, folder)
    )
    reached = binding.open_or_granted(opened, granted, item, folder)
    if principal.member_type != MemberType.IN_HOUSE:
        return base & reached if action != Action.SHARE else FALSE
    ruled = binding.library_in(binding.seated_with(principal, {Permission.ADMIN}), item)
    if action == Action.SHARE and not principal.holds(Permission.DOCUMENTS_SHARE):
        reached &= binding.library_in(
            binding.seated_with(principal, {Permission.DOCUMENTS_SHARE}), item
        )
    return base & (ruled | reached)


def open_libraries(
    principal: Principal, action: Action, kinds: Iterable[LibraryKind] = tuple(LibraryKind)
) -> Sql:
    """Return a condition on `l` (store_library): the libraries whose open items allow `action`.

    For a contact: the libraries whose record the portal shows (A-12).
    """
    parts = [_open_of_kind(principal, action, kind) for kind in kinds]
    result = FALSE
    for part in parts:
        result |= part
    return Sql("l.account_id = %(acc_account)s", {"acc_account": principal.account_id}) & result


def _open_of_kind(principal: Principal, action: Action, kind: LibraryKind) -> Sql:
    is_kind = Sql(f"l.kind = '{kind.value}'")
    if principal.kind == Kind.CONTACT:
        if kind not in principal.modules & PORTAL_RECORDS or action not in VIEWING:
            return FALSE
        return is_kind & Sql(
            "l.customer_id = %(acc_customer)s and l.in_portal",
            {"acc_customer": principal.customer_id},
        )
    if principal.kind == Kind.SYSTEM:
        return is_kind if principal.purpose else FALSE
    if principal.kind != Kind.MEMBER:
        return FALSE
    ways, viewing = FALSE, action in VIEWING
    if viewing and kind == LibraryKind.LICENCE:
        ways |= Sql("l.holder_id = %(acc_me)s", {"acc_me": principal.id})
    if principal.member_type == MemberType.IN_HOUSE:
        ways |= _in_house_ways(principal, action, kind)
    elif viewing and principal.member_type == MemberType.SUBCONTRACTOR and kind in ASSIGNABLE:
        ways |= binding.assigned(principal)
    elif viewing and principal.member_type == MemberType.WATCHER and kind == LibraryKind.PROJECT:
        ways |= TRUE if principal.roles else binding.seated(principal)
    return is_kind & ways


def _in_house_ways(principal: Principal, action: Action, kind: LibraryKind) -> Sql:
    """The ways in which rule 7 opens libraries of a kind, as seats account-wide, in it, or assigned.

    Permissions held account-wide and in the library add up, so each action is asked for on its own.
    """
    if principal.is_admin:
        return TRUE
    viewing = binding.holding(principal, permissions_for(kind, Action.VIEW))
    if kind in ASSIGNABLE:
        viewing |= binding.assigned(principal)
    doing = binding.holding(principal, permissions_for(kind, action))
    if kind in ASSIGNABLE and action in ASSIGNED:
        doing |= binding.assigned(principal)
    ruled = binding.seated_with(principal, {Permission.ADMIN})
    return ruled | (viewing & doing)


def level_column(standing: Standing, item: str = "i", folder: str = "f") -> Sql:
    """Return the SQL column from which `ItemState.level` is read in a listing of one library."""
    needed = standing.granted and not standing.everything
    pointer = binding.policy_of(item, folder)
    return binding.level_here(_asker(standing), pointer) if needed else Sql("null::int")
