"""Members of an account: listing and adding; `member_changes` does the rest. All of it needs users.manage.

Nobody hands out, or takes from another, more than they hold themselves (L19); the last admin stays
(L20); a person's login belongs to the person and is never touched from here.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from strongroom.access import api as access
from strongroom.access.api import Consequence, Kind, Principal
from strongroom.access.models import Role, Seat
from strongroom.administration import invitation_marks
from strongroom.administration.administrators import lock_account, require_users_manage
from strongroom.audit import api as audit
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from strongroom.core.paging import BY_NAME, Page, clamp_limit
from strongroom.core.patterns import needle
from strongroom.directory import api as directory
from strongroom.directory.models import Member, MemberType, Person


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member as whoever keeps users sees them; roles are the account-wide ones, by name."""

    id: uuid.UUID
    email: str
    name: str
    type: MemberType
    role_ids: tuple[uuid.UUID, ...]
    role_names: tuple[str, ...]
    active: bool
    """Whether they can come in; not while they are only invited (F-1)."""
    view_confidential: bool
    state: str = "active"
    """`active`, `invited` (they have not accepted yet) or `deactivated`."""
    has_login: bool = True
    """Whether they have accepted with a login that has a password."""
    proven: bool = True
    """Whether it is shown that the login's owner reads its mailbox (F-3)."""
    may_change: bool = True
    """Whether the one who asks may change them (F-7)."""
    did: Consequence | None = field(default=None, compare=False)
    """What the change that returned it did; None for a row that was only read."""

    @property
    def invited(self) -> bool:
        """Whether they have not accepted yet."""
        return self.state == "invited"

    @property
    def type_label(self) -> str:
        """The type in words."""
        return str(self.type.label)


def list_members(
    principal: Principal, *, q: str = "", cursor: str | None = None, limit: int | None = None
) -> Page[MemberRow]:
    """Return members by name; `q` is looked for in name and e-mail. Two queries."""
    require_users_manage(principal)
    size = clamp_limit(limit)
    members = _members(principal).annotate(sort=Lower("person__name"))
    q = needle(q)
    if q:
        members = members.filter(Q(person__name__icontains=q) | Q(person__email__icontains=q))
    found, following = BY_NAME.page(members, cursor, size)
    return Page([_row(principal, member) for member in found], following)


def get_member(principal: Principal, member_id: uuid.UUID) -> MemberRow:
    """Return one member of the account, or raise NotFoundError."""
    require_users_manage(principal)
    return _row(principal, find_member(principal, member_id))


@transaction.atomic
def add_member(
    principal: Principal,
    *,
    email: str,
    name: str,
    type: str,  # noqa: A002 - the word of the API
    role_ids: Iterable[uuid.UUID] = (),
    invite: bool = False,
) -> MemberRow:
    """Give a person a place in the account, which they accept by its own invitation (F-1).

    Whether the e-mail has a login changes nothing, and is not looked for. Only what is made on this
    computer (system) is accepted at once, with a login made if there is none. `invite` issues the
    invitation. Raises ConflictError (`member_exists`) for one who is a member already, InvalidError
    for a type or role that does not exist, ForbiddenError for a role beyond the giver's own (L19).
    """
    require_users_manage(principal)
    kind = type_named(type)
    lock_account(principal.account_id)
    roles = roles_of(principal, role_ids)
    access.require_roles(principal, roles)
    person = _person_for(principal, email, name)
    member = directory.add_member(principal.account_id, person, kind)
    Seat.objects.bulk_create(Seat(member=member, role=role) for role in roles)
    given = sorted(str(role.id) for role in roles)
    record(principal, "member.added", member, {"type": kind.value, "roles": given})
    if invite and member.person.placeholder:
        directory.invite(member, created_by=principal.id, issued_for=invitation_marks.mark(member))
        record(principal, "member.invited", member, {})
    return get_member(principal, member.id)


def _person_for(principal: Principal, email: str, name: str) -> Person:
    """Return what the new place points at, if nobody of the account has that e-mail yet."""
    email = directory.clean_email(email)
    same = Member.objects.filter(account_id=principal.account_id, person__email__iexact=email)
    if same.exists():
        raise ConflictError(f"{email} is a member already.", code="member_exists")
    if principal.kind == Kind.SYSTEM:
        return directory.person_for(email, name)
    return directory.make_placeholder(email, name)


def _members(principal: Principal) -> QuerySet[Member]:
    seats = Seat.objects.exclude(role=None).select_related("role")
    return (
        Member.objects.filter(account_id=principal.account_id)
        .select_related("person")
        .prefetch_related(Prefetch("seats", seats, to_attr="role_seats"))
    )


def find_member(principal: Principal, member_id: uuid.UUID) -> Member:
    """Return one member of the account with their roles, or raise NotFoundError; asks nothing else."""
    member = _members(principal).filter(id=member_id).first()
    if member is None:
        raise NotFoundError
    return member


def to_change(principal: Principal, member_id: uuid.UUID) -> Member:
    """Return the member, for whoever may hand out all that the member's roles hold anywhere (F-7)."""
    member = find_member(principal, member_id)
    if not _may_change(principal, member):
        raise ForbiddenError("You can't change a user who may do more than you may yourself.")
    return member


def may_change(principal: Principal, member_id: uuid.UUID) -> bool:
    """Whether the principal keeps users and may hand out all that the member's roles hold (F-7)."""
    require_users_manage(principal)
    return _may_change(principal, find_member(principal, member_id))


def _may_change(principal: Principal, member: Member) -> bool:
    seats: list[Seat] = member.role_seats  # type: ignore[attr-defined]
    return access.may_hand_out(
        principal, {code for seat in seats if seat.role for code in seat.role.permissions}
    )


def held_roles(member: Member) -> list[Role]:
    """Return the account-wide roles, by name."""
    seats: list[Seat] = member.role_seats  # type: ignore[attr-defined]
    roles = [seat.role for seat in seats if seat.role is not None and seat.library_id is None]
    return sorted(roles, key=lambda role: (role.name.lower(), role.id))


def _row(principal: Principal, member: Member) -> MemberRow:
    roles = held_roles(member)
    return MemberRow(
        id=member.id,
        email=member.person.email,
        name=member.person.name,
        type=MemberType(member.type),
        role_ids=tuple(role.id for role in roles),
        role_names=tuple(role.name for role in roles),
        active=member.active and member.person.is_active,
        view_confidential=member.view_confidential,
        state=_state(member),
        has_login=member.person.has_usable_password(),
        proven=member.person.is_proven,
        may_change=_may_change(principal, member),
    )


def _state(member: Member) -> str:
    if not member.active or not (member.person.is_active or member.person.placeholder):
        return "deactivated"
    return "invited" if member.person.placeholder else "active"


def type_named(value: str) -> MemberType:
    """Return the type, or raise InvalidError."""
    if value not in MemberType.values:
        raise InvalidError(errors={"type": f"The types are {', '.join(MemberType.values)}."})
    return MemberType(value)


def roles_of(principal: Principal, role_ids: Iterable[uuid.UUID]) -> list[Role]:
    """Return these roles of the account, locked as `access.lock_roles` says, or raise InvalidError."""
    wanted = set(role_ids)
    access.lock_roles(wanted)
    roles = list(Role.objects.filter(account_id=principal.account_id, id__in=wanted))
    if len(roles) != len(wanted):
        raise InvalidError(errors={"role_ids": "One of these roles does not exist."})
    return roles


def codes_of(roles: Iterable[Role]) -> set[str]:
    """Return all permissions that the roles hold."""
    return {code for role in roles for code in role.permissions}


def record(principal: Principal, verb: str, member: Member, data: Mapping[str, object]) -> None:
    """Leave an event about the member."""
    audit.record(
        principal.actor,
        audit.NewEvent(verb, principal.account_id, subject_id=member.id, data=dict(data)),
    )
