"""Changing members: name, type, roles, the switch of A-10; ending their access, and letting them in again.

Each is judged by what it does to whole records (E-10): what the member gains or loses was typed, links
that they keep are asked about.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Permission, Principal, RecordsChange
from strongroom.access.models import Role, Seat
from strongroom.administration import invitation_renewal, vouching
from strongroom.administration.administrators import (
    keep_an_admin,
    lock_account,
    require_users_manage,
)
from strongroom.administration.members import (
    MemberRow,
    codes_of,
    find_member,
    get_member,
    held_roles,
    record,
    roles_of,
    to_change,
    type_named,
)
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import ForbiddenError
from strongroom.directory import api as directory
from strongroom.directory.models import Contact, Member, MemberType


@transaction.atomic
def update_member(
    principal: Principal,
    member_id: uuid.UUID,
    *,
    name: str | None = None,
    type: str | None = None,  # noqa: A002 - the word of the API
    role_ids: Iterable[uuid.UUID] | None = None,
    view_confidential: bool | None = None,
    active: bool | None = None,
    confirm: Confirm = False,
) -> MemberRow:
    """Change what is given; nothing else changes. All of it is one consequence (E-11).

    `view_confidential` is the switch of A-10. Nobody changes a member who holds more than they do
    themselves (F-7). Raises ConflictError (`login_not_proven`) when the login may not hold more yet
    (F-3), ConfirmationRequiredError when links that they keep fall asleep or wake, or another type
    gives or takes anything (E-11); an invitation that waits is issued anew (F-2).
    """
    require_users_manage(principal)
    lock_account(principal.account_id)
    member = to_change(principal, member_id)
    roles = None if role_ids is None else roles_of(principal, role_ids)

    def apply() -> None:
        was_admin = _is_admin(member)
        if name is not None:
            _rename(principal, member, name)
        if type is not None and type_named(type) != member.type:
            _retype(principal, member, type_named(type))
        if roles is not None:
            _set_roles(principal, member, roles)
        if view_confidential is not None and view_confidential != member.view_confidential:
            _set_confidential_switch(principal, member, value=view_confidential)
        invitation_renewal.renew(principal, [member_id])
        if was_admin and not _is_admin(find_member(principal, member_id)):
            keep_an_admin(principal.account_id)
        if active is not None and active != member.active:
            if active:
                _require_entries(principal, member)
            (_begin if active else _end)(principal, member)

    retyped = type is not None and type_named(type) != member.type
    return _judged(principal, member, apply, confirm, typed=not retyped)


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

    return _judged(principal, member, lambda: _end(principal, member), confirm)


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
    _require_entries(principal, member)

    return _judged(principal, member, lambda: _begin(principal, member), confirm)


def _end(principal: Principal, member: Member) -> None:
    directory.end_place(member)
    directory.withdraw_invitations(member)
    if _is_admin(member):
        keep_an_admin(principal.account_id)
    record(principal, "member.deactivated", member, {})


def _begin(principal: Principal, member: Member) -> None:
    directory.reopen_place(member)
    record(principal, "member.activated", member, {})


def _judged(
    principal: Principal,
    member: Member,
    apply: Callable[[], None],
    confirm: Confirm,
    *,
    typed: bool = True,
) -> MemberRow:
    """Apply a change of one member: what they gain or lose themselves was typed (E-11).

    Not so with another type: nobody sees by its name what comes and goes with it.
    """
    about = f"member {member.id}"
    change = RecordsChange(principal, about, apply, frozenset([member.id]), typed=typed)
    did = access.judged_records(change, confirm).consequence
    return replace(get_member(principal, member.id), did=did)


def _is_admin(member: Member) -> bool:
    """Whether the member's roles make an admin of them, were they active (D-4)."""
    return member.type == MemberType.IN_HOUSE and Permission.ADMIN.value in codes_of(
        held_roles(member)
    )


def _require_entries(principal: Principal, member: Member) -> None:
    """Raise ForbiddenError when entries that name a role of the member are not theirs to give (L19)."""
    seats = Seat.objects.filter(member=member).exclude(role=None).select_related("role")
    access.require_given(principal, [(seat.role, seat.library_id) for seat in seats if seat.role])


def _retype(principal: Principal, member: Member, kind: MemberType) -> None:
    _require_entries(principal, member)
    vouching.require_proven([member.id], vouching.codes_with_roles(held_roles(member)))
    directory.set_type(member, kind)
    record(principal, "member.type_changed", member, {"type": member.type})


def _set_roles(principal: Principal, member: Member, roles: list[Role]) -> None:
    """Replace the account-wide roles; what is given and what is taken must be the giver's (L19)."""
    before, after = (
        {role.id: role for role in held_roles(member)},
        {role.id: role for role in roles},
    )
    given = [role for key, role in after.items() if key not in before]
    taken = [role for key, role in before.items() if key not in after]
    if not given and not taken:
        return
    access.require_roles(principal, [*given, *taken])
    vouching.require_proven([member.id], vouching.codes_with_roles(given))
    Seat.objects.filter(member=member, library=None, role__in=taken).delete()
    Seat.objects.bulk_create(Seat(member=member, role=role) for role in given)
    facts = {
        "given": sorted(str(role.id) for role in given),
        "taken": sorted(str(role.id) for role in taken),
    }
    record(principal, "member.roles_changed", member, facts)


def _set_confidential_switch(principal: Principal, member: Member, *, value: bool) -> None:
    """Turn the switch of A-10. Whom it binds right now can't turn it, for themselves or another."""
    if principal.hides_confidential:
        raise ForbiddenError("Please change this in the office.")
    directory.set_view_confidential(member, value=value)
    record(principal, "member.confidential_switch", member, {"on": value})


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
    directory.rename_person(person, name)
    record(principal, "member.renamed", member, {})
