"""Who can see an item, and why: the same rule, asked for every person (D-23), with its reasons."""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

from strongroom.access import facts as loading
from strongroom.access import links, policy, principals
from strongroom.access.facts import ItemFacts
from strongroom.access.models import Grant, Level, Role
from strongroom.access.nearest_share import nearest_share
from strongroom.access.permissions import Permission, closure
from strongroom.access.principal import Action, Kind, Principal
from strongroom.access.rule_tables import BY_LEVEL, MAY_CONTROL, NOTHING
from strongroom.access.shapes import LibraryFacts
from strongroom.core import clock
from strongroom.core.errors import ForbiddenError, NotFoundError
from strongroom.directory.models import Contact, Member, MemberType


class Reason(StrEnum):
    """Why the decision is what it is; interfaces turn it into a sentence."""

    ADMIN = "admin"
    ROLE = "role"
    ASSIGNED = "assigned"
    HOLDER = "holder"
    PROJECT_SEAT = "project_seat"
    GRANT = "grant"
    ROLE_GRANT = "role_grant"
    PORTAL_SHARE = "portal_share"
    LINK_SHARE = "link_share"
    SYSTEM = "system"
    # refusals
    UNKNOWN = "unknown"
    TRASHED = "trashed"
    CONFIDENTIAL = "confidential"
    NOT_GRANTED = "not_granted"
    NO_PERMISSION = "no_permission"
    NOT_SHARED = "not_shared"
    MODULE_OFF = "module_off"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What somebody may do with an item, and the reason with the rows it rests on."""

    principal: Principal
    actions: frozenset[Action]
    reason: Reason
    role_names: tuple[str, ...] = ()
    """The roles that give it, held account-wide or in the library, by name."""
    share_id: uuid.UUID | None = None
    place_id: uuid.UUID | None = None
    """The item whose settings or share decide; None when the item is open."""
    shared_by: str = ""
    """Who opened the door outward, by name."""
    shared_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    """The first moment at which that door is closed by itself."""

    @property
    def allowed(self) -> bool:
        """Whether the item exists for them."""
        return Action.VIEW in self.actions

    @property
    def level(self) -> Level | None:
        """The level that the actions amount to, for showing; None when nothing is allowed."""
        fitting = [level for level in Level if BY_LEVEL[level] <= self.actions]
        return max(fitting, default=None)


def explain(
    principal: Principal, item_id: uuid.UUID, *, of: Principal | None = None
) -> Explanation:
    """Explain the decision for `of` (oneself, if left out).

    About others only in-house users may ask who see the item themselves; otherwise NotFoundError.
    """
    own = _explain(principal, loading.item_facts(principal, [item_id], clock.now()).get(item_id))
    if of is None or of == principal:
        return own
    if not own.allowed or of.account_id != principal.account_id or not _tells(principal):
        raise NotFoundError
    return _explain(of, loading.item_facts(of, [item_id], clock.now()).get(item_id))


def who_can(principal: Principal, item_id: uuid.UUID) -> list[Explanation]:
    """Return everybody for whom the item exists: members by name, then links, then portal contacts.

    The one who asks must see the item, else NotFoundError, and be in-house, else ForbiddenError.
    """
    asked = loading.item_facts(principal, [item_id], clock.now()).get(item_id)
    if asked is None or not _explain(principal, asked).allowed:
        raise NotFoundError
    if not _tells(principal):
        raise ForbiddenError("Who can see this is told to in-house users only.")
    return [answer for answer in everybody(asked) if answer.allowed]


def _tells(principal: Principal) -> bool:
    in_house = principal.member_type == MemberType.IN_HOUSE
    return principal.kind == Kind.SYSTEM or (principal.kind == Kind.MEMBER and in_house)


def everybody(asked: ItemFacts) -> list[Explanation]:
    """Explain the decision for each member, link and portal contact of the account, allowed or not."""
    now = clock.now()
    answers = []
    members = principals.members_for(asked.account_id)
    known = _Known(_live_grants(asked, now), _account_roles(asked.account_id))
    for member, facts in loading.for_members(asked, members, now):
        answers.append(_explain(member, facts, known))
    answers += [
        _explain(bearer, loading.item_facts(bearer, [asked.id], now).get(asked.id))
        for bearer in links.bearers_above(asked.account_id, asked.id)
    ]
    if asked.library.customer_id is None:
        return answers
    contacts = Contact.objects.filter(
        customer_id=asked.library.customer_id,
        account_id=asked.account_id,
        active=True,
        portal_access=True,
        person__is_active=True,
    )
    for contact_id in contacts.order_by("name", "id").values_list("id", flat=True):
        contact = principals.for_contact(contact_id)
        answers.append(
            _explain(contact, loading.item_facts(contact, [asked.id], now).get(asked.id))
        )
    return answers


@dataclass(frozen=True, slots=True)
class _Known:
    """What the reasons of everybody rest on, loaded once for all."""

    grants: list[Grant]
    """Those in force for the item."""
    roles: list[Role]
    """Those of the account, by name."""


def _account_roles(account_id: uuid.UUID) -> list[Role]:
    return list(Role.objects.filter(account_id=account_id).order_by("name", "id"))


def _explain(
    principal: Principal, facts: ItemFacts | None, known: _Known | None = None
) -> Explanation:
    """Explain one decision; `known` is given where many are explained."""
    if facts is None:
        return Explanation(principal, NOTHING, Reason.UNKNOWN)
    standing = policy.standing(principal, facts.library, clock.now())
    actions = policy.actions(standing, facts.state)
    if not actions:
        return Explanation(principal, actions, _refusal(principal, standing, facts))
    return _permission(principal, standing, facts, actions, known)


def _refusal(principal: Principal, standing: policy.Standing, facts: ItemFacts) -> Reason:
    if facts.trashed:
        return Reason.TRASHED
    if standing.hides_confidential and facts.confidential:
        return Reason.CONFIDENTIAL
    if principal.kind == Kind.CONTACT:
        own = facts.library.customer_id == principal.customer_id
        if own and not facts.library.in_portal:
            return Reason.DRAFT
        return Reason.MODULE_OFF if own and standing.customer_id is None else Reason.NOT_SHARED
    if principal.kind == Kind.LINK:
        return Reason.NOT_SHARED
    return Reason.NOT_GRANTED if facts.state.controlled else Reason.NO_PERMISSION


def _permission(
    principal: Principal,
    standing: policy.Standing,
    facts: ItemFacts,
    actions: frozenset[Action],
    known: _Known | None,
) -> Explanation:
    if principal.kind == Kind.SYSTEM:
        return Explanation(principal, actions, Reason.SYSTEM)
    if standing.visitor:
        share = nearest_share(principal, facts.id)
        return Explanation(
            principal,
            actions,
            Reason.PORTAL_SHARE if standing.customer_id else Reason.LINK_SHARE,
            share_id=share.id if share else None,
            place_id=share.item_id if share else None,
            shared_by=share.created_by.person.name if share and share.created_by else "",
            shared_at=share.created_at if share else None,
            expires_at=share.expires_at if share else None,
        )
    if standing.everything:
        return Explanation(principal, actions, Reason.ADMIN)
    if facts.state.controlled:
        live = known.grants if known else _live_grants(facts, standing.now)
        return _by_grant(principal, standing, facts, actions, live)
    return _by_standing(principal, standing, facts, actions, known)


def _by_standing(
    principal: Principal,
    standing: policy.Standing,
    facts: ItemFacts,
    actions: frozenset[Action],
    known: _Known | None,
) -> Explanation:
    library = facts.library
    if principal.member_type == MemberType.IN_HOUSE:
        permissions = principal.permissions | library.permissions
        if Action.VIEW in policy.in_house_open(permissions, library.kind, assigned=False):
            roles = known.roles if known else _account_roles(facts.account_id)
            names = _giving([role for role in roles if role.id in standing.roles], library)
            return Explanation(principal, actions, Reason.ROLE, role_names=names)
    if library.assigned:
        return Explanation(principal, actions, Reason.ASSIGNED)
    if library.holder_id == principal.id:
        return Explanation(principal, actions, Reason.HOLDER)
    return Explanation(principal, actions, Reason.PROJECT_SEAT)


def _giving(held: list[Role], library: LibraryFacts) -> tuple[str, ...]:
    """Return the names of the roles that the rights on an open item come from.

    A role that gives nothing there, or less than another one of them, is left out.
    """
    codes = {role.name: closure(role.permissions) for role in held}

    def given(permissions: frozenset[Permission]) -> frozenset[Action]:
        return policy.in_house_open(permissions, library.kind, assigned=False)

    # What each has a part in: to set access takes viewing, too, which may come from another role.
    together = given(frozenset().union(*codes.values()))
    setting = together & {Action.SET_ACCESS}
    parts = {
        name: given(own) | (setting if MAY_CONTROL in own else NOTHING)
        for name, own in codes.items()
    }
    return tuple(
        name
        for name, part in parts.items()
        if part and not any(part < other for other in parts.values())
    )


def _live_grants(facts: ItemFacts, now: dt.datetime) -> list[Grant]:
    """Return the grants in force for the item, their roles with them."""
    if facts.policy is None:
        return []
    grants = Grant.objects.filter(policy_id=facts.policy).select_related("role")
    return [grant for grant in grants if grant.until is None or grant.until > now]


def _by_grant(
    principal: Principal,
    standing: policy.Standing,
    facts: ItemFacts,
    actions: frozenset[Action],
    grants: list[Grant],
) -> Explanation:
    live = [grant for grant in grants if grant.level == facts.state.level]
    own = next((grant for grant in live if grant.member_id == principal.id), None)
    if own is not None:
        return Explanation(principal, actions, Reason.GRANT, place_id=facts.policy)
    names = sorted(
        grant.role.name for grant in live if grant.role_id in standing.roles and grant.role
    )
    return Explanation(
        principal, actions, Reason.ROLE_GRANT, role_names=tuple(names), place_id=facts.policy
    )


def principal_for(account_id: uuid.UUID, member_id: uuid.UUID) -> Principal:
    """Return the principal of another member of the account, for explaining; NotFoundError if unknown."""
    if not Member.objects.filter(id=member_id, account_id=account_id).exists():
        raise NotFoundError
    found = next((p for p in principals.members_for(account_id) if p.id == member_id), None)
    if found is None:
        raise NotFoundError("This user can't sign in anywhere.")
    return found
