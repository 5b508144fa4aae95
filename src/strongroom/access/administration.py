"""Members of an account: listing, adding, changing, deactivating. All of it needs users.manage.

Nobody hands out, or takes from another, more than they hold themselves (L19); the last admin stays
(L20); a person's login belongs to the person and is never touched from here.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from strongroom.access.models import Role, Seat
from strongroom.access.permissions import Permission
from strongroom.access.principal import Principal
from strongroom.access.roles import keep_an_admin, lock_account, require_users_manage
from strongroom.access.seats import require_hand_out
from strongroom.audit import api as audit
from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from strongroom.core.paging import Page, clamp_limit, decode_cursor, encode_cursor
from strongroom.directory import api as directory
from strongroom.directory.models import Contact, Member, MemberType


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
    view_confidential: bool
    has_login: bool = True
    """Whether their login has a password; without one they are still to be invited."""

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
    after = decode_cursor(cursor, length=2)
    if after:
        name, last = str(after[0]).replace("\0", ""), _cursor_id(after[1])
        members = members.filter(Q(sort__gt=name) | Q(sort=name, id__gt=last))
    found: list[Any] = list(members.order_by("sort", "id")[: size + 1])
    more = found[size - 1] if len(found) > size else None
    return Page(
        [_row(member) for member in found[:size]],
        encode_cursor([more.sort, str(more.id)]) if more else None,
    )


def get_member(principal: Principal, member_id: uuid.UUID) -> MemberRow:
    """Return one member of the account, or raise NotFoundError."""
    require_users_manage(principal)
    return _row(_member(principal, member_id))


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
    """Give a person a place in the account; the login is made, without a password, if there is none.

    `invite` mails them an address to choose one. Raises ConflictError (`member_exists`) for one who
    is a member already, InvalidError for a type or role that does not exist, ForbiddenError for a
    role beyond the giver's own (L19).
    """
    require_users_manage(principal)
    kind = _type(type)
    roles = _roles(principal, role_ids)
    require_hand_out(principal, _codes(roles))
    person = directory.person_for(email, name)
    member, made = Member.objects.get_or_create(
        account_id=principal.account_id, person=person, defaults={"type": kind}
    )
    if not made:
        raise ConflictError(f"{person.email} is a member already.", code="member_exists")
    Seat.objects.bulk_create(Seat(member=member, role=role) for role in roles)
    given = sorted(str(role.id) for role in roles)
    _record(principal, "member.added", member, {"type": kind.value, "roles": given})
    if invite and not person.has_usable_password():
        directory.invite(member, created_by=principal.id)
        _record(principal, "member.invited", member, {})
    return get_member(principal, member.id)


@transaction.atomic
def update_member(
    principal: Principal,
    *,
    member_id: uuid.UUID,
    name: str | None = None,
    type: str | None = None,  # noqa: A002 - the word of the API
    role_ids: Iterable[uuid.UUID] | None = None,
    view_confidential: bool | None = None,
) -> MemberRow:
    """Change what is given; nothing else changes.

    `view_confidential` is the switch of A-10. A change of type counts as giving or taking all that
    the member's roles hold, since it decides what they are worth.
    """
    require_users_manage(principal)
    lock_account(principal.account_id)
    member = _member(principal, member_id)
    was_admin = _is_admin(member)
    if name is not None:
        _rename(principal, member, name)
    if type is not None and _type(type) != member.type:
        require_hand_out(principal, _codes(_held(member)))
        member.type = _type(type)
        member.save(update_fields=["type"])
        _record(principal, "member.type_changed", member, {"type": member.type})
    if role_ids is not None:
        _set_roles(principal, member, _roles(principal, role_ids))
    if view_confidential is not None and view_confidential != member.view_confidential:
        _set_confidential_switch(principal, member, value=view_confidential)
    if was_admin and not _is_admin(_member(principal, member_id)):
        keep_an_admin(principal.account_id)
    return get_member(principal, member_id)


@transaction.atomic
def deactivate_member(principal: Principal, *, member_id: uuid.UUID) -> MemberRow:
    """End a member's access: sessions and tokens are refused from the next request on (L40)."""
    require_users_manage(principal)
    lock_account(principal.account_id)
    member = _member(principal, member_id)
    if member.active:
        require_hand_out(principal, _codes(_held(member)))
        member.active = False
        member.save(update_fields=["active"])
        directory.withdraw_invitations(member)
        if _is_admin(member):
            keep_an_admin(principal.account_id)
        _record(principal, "member.deactivated", member, {})
    return get_member(principal, member_id)


@transaction.atomic
def activate_member(principal: Principal, *, member_id: uuid.UUID) -> MemberRow:
    """Let a deactivated member in again, with the roles that they kept (so L19 is asked again)."""
    require_users_manage(principal)
    member = _member(principal, member_id)
    if not member.active:
        require_hand_out(principal, _codes(_held(member)))
        member.active = True
        member.save(update_fields=["active"])
        _record(principal, "member.activated", member, {})
    return get_member(principal, member_id)


def _members(principal: Principal) -> QuerySet[Member]:
    seats = Seat.objects.filter(library=None).exclude(role=None).select_related("role")
    return (
        Member.objects.filter(account_id=principal.account_id)
        .select_related("person")
        .prefetch_related(Prefetch("seats", seats, to_attr="account_seats"))
    )


def _member(principal: Principal, member_id: uuid.UUID) -> Member:
    member = _members(principal).filter(id=member_id).first()
    if member is None:
        raise NotFoundError
    return member


def _held(member: Member) -> list[Role]:
    """The account-wide roles, by name."""
    seats: list[Seat] = member.account_seats  # type: ignore[attr-defined]
    roles = [seat.role for seat in seats if seat.role is not None]
    return sorted(roles, key=lambda role: (role.name.lower(), role.id))


def _row(member: Member) -> MemberRow:
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
        has_login=member.person.has_usable_password(),
    )


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


def _set_roles(principal: Principal, member: Member, roles: list[Role]) -> None:
    """Replace the account-wide roles; what is given and what is taken must be the giver's (L19)."""
    before, after = {role.id: role for role in _held(member)}, {role.id: role for role in roles}
    given = [role for key, role in after.items() if key not in before]
    taken = [role for key, role in before.items() if key not in after]
    if not given and not taken:
        return
    require_hand_out(principal, _codes([*given, *taken]))
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
    """Correct the name of a login that nobody has used yet and that no other firm knows."""
    name = directory.clean_person_name(raw)
    person = member.person
    if name == person.name:
        return
    elsewhere = (
        Member.objects.filter(person=person).exclude(id=member.id).exists()
        or Contact.objects.filter(person=person).exists()
    )
    if elsewhere or person.last_login is not None:
        raise ForbiddenError("The name belongs to the person's own login; only they can change it.")
    person.name = name
    person.save(update_fields=["name"])
    _record(principal, "member.renamed", member, {})


def _cursor_id(value: object) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError as error:
        raise InvalidError(
            errors={"cursor": "This page address is not valid; start from the first page."}
        ) from error


def _record(principal: Principal, verb: str, member: Member, data: Mapping[str, object]) -> None:
    audit.record(
        principal.actor,
        audit.Change(verb, principal.account_id, subject_id=member.id, data=dict(data)),
    )
