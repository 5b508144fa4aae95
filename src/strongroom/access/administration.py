"""Members of an account: listing, adding, changing, deactivating. All of it needs users.manage.

Nobody hands out, or takes from another, more than they hold themselves (L19); the last admin stays
(L20); a person's login belongs to the person and is never touched from here.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from strongroom.access import places, renewal, vouching
from strongroom.access.consequence.records.judging import RecordsChange, judged_records
from strongroom.access.consequence.shapes import Consequence
from strongroom.access.handing import may_hand_out, require_hand_out
from strongroom.access.models import Role, Seat
from strongroom.access.permissions import Permission
from strongroom.access.principal import Kind, Principal
from strongroom.access.roles import keep_an_admin, lock_account, require_users_manage
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from strongroom.core.paging import BY_NAME, Page, clamp_limit
from strongroom.directory import api as directory
from strongroom.directory.models import Contact, Member, MemberType, Person


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
    q = q.replace("\0", "").strip()
    if q:
        members = members.filter(Q(person__name__icontains=q) | Q(person__email__icontains=q))
    found, following = BY_NAME.page(members, cursor, size)
    return Page([_row(principal, member) for member in found], following)


def get_member(principal: Principal, member_id: uuid.UUID) -> MemberRow:
    """Return one member of the account, or raise NotFoundError."""
    require_users_manage(principal)
    return _row(principal, _member(principal, member_id))


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
    kind = _type(type)
    roles = _roles(principal, role_ids)
    require_hand_out(principal, _codes(roles))
    member = Member(account_id=principal.account_id, type=kind)
    member.person = _person_for(principal, email, name)
    member.save(force_insert=True)
    Seat.objects.bulk_create(Seat(member=member, role=role) for role in roles)
    given = sorted(str(role.id) for role in roles)
    _record(principal, "member.added", member, {"type": kind.value, "roles": given})
    if invite and member.person.placeholder:
        directory.invite(member, created_by=principal.id, issued_for=places.mark(member))
        _record(principal, "member.invited", member, {})
    return get_member(principal, member.id)


def _person_for(principal: Principal, email: str, name: str) -> Person:
    """Return what the new place points at, if nobody of the account has that e-mail yet."""
    email = directory.clean_email(email)
    lock_account(principal.account_id)
    same = Member.objects.filter(account_id=principal.account_id, person__email__iexact=email)
    if same.exists():
        raise ConflictError(f"{email} is a member already.", code="member_exists")
    if principal.kind == Kind.SYSTEM:
        return directory.person_for(email, name)
    return directory.make_placeholder(email, name)


@transaction.atomic
def update_member(
    principal: Principal,
    *,
    member_id: uuid.UUID,
    name: str | None = None,
    type: str | None = None,  # noqa: A002 - the word of the API
    role_ids: Iterable[uuid.UUID] | None = None,
    view_confidential: bool | None = None,
    confirm: Confirm = False,
) -> MemberRow:
    """Change what is given; nothing else changes.

    `view_confidential` is the switch of A-10. Nobody changes a member who holds more than they do
    themselves (F-7). Raises ConflictError (`login_not_proven`) when the login may not hold more yet
    (F-3), ConfirmationRequiredError when links that they keep fall asleep or wake (E-11); an
    invitation that waits is issued anew (F-2).
    """
    require_users_manage(principal)
    lock_account(principal.account_id)
    member = to_change(principal, member_id)
    roles = None if role_ids is None else _roles(principal, role_ids)

    def apply() -> None:
        was_admin = _is_admin(member)
        if name is not None:
            _rename(principal, member, name)
        if type is not None and _type(type) != member.type:
            _retype(principal, member, _type(type))
        if roles is not None:
            _set_roles(principal, member, roles)
        if view_confidential is not None and view_confidential != member.view_confidential:
            _set_confidential_switch(principal, member, value=view_confidential)
        renewal.renew(principal, [member_id])
        if was_admin and not _is_admin(_member(principal, member_id)):
            keep_an_admin(principal.account_id)

    return _judged(principal, member, apply, confirm)


@transaction.atomic
def deactivate_member(
    principal: Principal, *, member_id: uuid.UUID, confirm: Confirm = False
) -> MemberRow:
    """End a member's access: sessions and tokens are refused from the next request on (L40).

    Raises ConfirmationRequiredError when links that they keep fall asleep (E-11).
    """
    require_users_manage(principal)
    lock_account(principal.account_id)
    member = to_change(principal, member_id)
    if not member.active:
        return get_member(principal, member_id)

    def apply() -> None:
        member.active = False
        member.epoch += 1
        member.save(update_fields=["active", "epoch"])
        directory.withdraw_invitations(member)
        if _is_admin(member):
            keep_an_admin(principal.account_id)
        _record(principal, "member.deactivated", member, {})

    return _judged(principal, member, apply, confirm)


@transaction.atomic
def activate_member(
    principal: Principal, *, member_id: uuid.UUID, confirm: Confirm = False
) -> MemberRow:
    """Let a deactivated member in again, with the roles that they kept (so L19 is asked again).

    They sign in anew: no session and no token of before comes back (F-4). Raises
    ConfirmationRequiredError when links that they kept wake (E-11).
    """
    require_users_manage(principal)
    lock_account(principal.account_id)
    member = to_change(principal, member_id)
    if member.active:
        return get_member(principal, member_id)

    def apply() -> None:
        member.active = True
        member.save(update_fields=["active"])
        _record(principal, "member.activated", member, {})

    return _judged(principal, member, apply, confirm)


def _judged(
    principal: Principal, member: Member, apply: Callable[[], None], confirm: Confirm
) -> MemberRow:
    """Apply a change of one member: what they gain or lose themselves was typed (E-11)."""
    about = f"member {member.id}"
    change = RecordsChange(principal, about, apply, frozenset([member.id]))
    did = judged_records(change, confirm).consequence
    return replace(get_member(principal, member.id), did=did)


def _members(principal: Principal) -> QuerySet[Member]:
    seats = Seat.objects.exclude(role=None).select_related("role")
    return (
        Member.objects.filter(account_id=principal.account_id)
        .select_related("person")
        .prefetch_related(Prefetch("seats", seats, to_attr="role_seats"))
    )


def _member(principal: Principal, member_id: uuid.UUID) -> Member:
    member = _members(principal).filter(id=member_id).first()
    if member is None:
        raise NotFoundError
    return member


def to_change(principal: Principal, member_id: uuid.UUID) -> Member:
    """Return the member, for whoever may hand out all that the member's roles hold anywhere (F-7)."""
    member = _member(principal, member_id)
    if not _may_change(principal, member):
        raise ForbiddenError("You can't change a user who may do more than you may yourself.")
    return member


def may_change(principal: Principal, member_id: uuid.UUID) -> bool:
    """Whether the principal keeps users and may hand out all that the member's roles hold (F-7)."""
    require_users_manage(principal)
    return _may_change(principal, _member(principal, member_id))


def _may_change(principal: Principal, member: Member) -> bool:
    seats: list[Seat] = member.role_seats  # type: ignore[attr-defined]
    return may_hand_out(
        principal, {code for seat in seats if seat.role for code in seat.role.permissions}
    )


def _held(member: Member) -> list[Role]:
    """The account-wide roles, by name."""
    seats: list[Seat] = member.role_seats  # type: ignore[attr-defined]
    roles = [seat.role for seat in seats if seat.role is not None and seat.library_id is None]
    return sorted(roles, key=lambda role: (role.name.lower(), role.id))


def _row(principal: Principal, member: Member) -> MemberRow:
    roles = _held(member)
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


def _type(value: str) -> MemberType:
    if value not in MemberType.values:
        raise InvalidError(errors={"type": f"The types are {', '.join(MemberType.values)}."})
    return MemberType(value)


def _roles(principal: Principal, role_ids: Iterable[uuid.UUID]) -> list[Role]:
    wanted = set(role_ids)
    roles = list(Role.objects.filter(account_id=principal.account_id, id__in=wanted))
    if len(roles) != len(wanted):
        raise InvalidError(errors={"role_ids": "One of these roles does not exist."})
    return roles


def _codes(roles: Iterable[Role]) -> set[str]:
    return {code for role in roles for code in role.permissions}


def _is_admin(member: Member) -> bool:
    """Whether the member's roles make an admin of them, were they active (D-4)."""
    return member.type == MemberType.IN_HOUSE and Permission.ADMIN.value in _codes(_held(member))


def _retype(principal: Principal, member: Member, kind: MemberType) -> None:
    vouching.require_proven([member.id], _codes(_held(member)))
    member.type = kind
    member.save(update_fields=["type"])
    _record(principal, "member.type_changed", member, {"type": member.type})


def _set_roles(principal: Principal, member: Member, roles: list[Role]) -> None:
    """Replace the account-wide roles; what is given and what is taken must be the giver's (L19)."""
    before, after = {role.id: role for role in _held(member)}, {role.id: role for role in roles}
    given = [role for key, role in after.items() if key not in before]
    taken = [role for key, role in before.items() if key not in after]
    if not given and not taken:
        return
    require_hand_out(principal, _codes([*given, *taken]))
    vouching.require_proven([member.id], _codes(given))
    Seat.objects.filter(member=member, library=None, role__in=taken).delete()
    Seat.objects.bulk_create(Seat(member=member, role=role) for role in given)
    facts = {
        "given": sorted(str(role.id) for role in given),
        "taken": sorted(str(role.id) for role in taken),
    }
    _record(principal, "member.roles_changed", member, facts)


def _set_confidential_switch(principal: Principal, member: Member, *, value: bool) -> None:
    """Turn the switch of A-10. Whom it binds right now can't turn it, for themselves or another."""
    if principal.hides_confidential:
        raise ForbiddenError("Please change this in the office.")
    member.view_confidential = value
    member.save(update_fields=["view_confidential"])
    _record(principal, "member.confidential_switch", member, {"on": value})


def _rename(principal: Principal, member: Member, raw: str) -> None:
    """Correct the name of somebody invited, or of a login that nobody has used yet.

    And that no other firm knows.
    """
    name = directory.clean_person_name(raw)
    person = member.person
    if name == person.name:
        return
    elsewhere = (
        Member.objects.filter(person=person).exclude(id=member.id).exists()
        or Contact.objects.filter(person=person).exists()
    )
    if not person.placeholder and (elsewhere or person.last_login is not None):
        raise ForbiddenError("The name belongs to the person's own login; only they can change it.")
    person.name = name
    person.save(update_fields=["name"])
    _record(principal, "member.renamed", member, {})


def _record(principal: Principal, verb: str, member: Member, data: Mapping[str, object]) -> None:
    audit.record(
        principal.actor,
        audit.Change(verb, principal.account_id, subject_id=member.id, data=dict(data)),
    )
