"""Logins that were set up through an address passed on by hand, and what those may hold (F-3).

Everybody who could see the address may have opened it. So such a login, while it is not proven, holds
no more than each of them may hand out: that much they vouch for.
"""

import uuid
from collections.abc import Collection, Iterable

from strongroom.access import api as access
from strongroom.access.api import Permission, Principal
from strongroom.access.models import Role, Seat
from strongroom.administration import member_rights
from strongroom.core.errors import ConflictError
from strongroom.directory import api as directory
from strongroom.directory.api import Invited
from strongroom.directory.models import Contact, Member, Person

NOT_PROVEN = "login_not_proven"


def vouch(login: Person, invited: Invited) -> None:
    """Keep what everybody who could see the address may hand out, at this moment.

    Raises ConflictError (`login_not_proven`) if that is less than the place may do by now.
    """
    seers, place = _seers(invited), invited.place
    if isinstance(place, Member) and not _all_may_grant(seers, place):
        raise ConflictError(
            "This address was passed on by hand, and who gave it to you may no longer give all that"
            " comes with it. Please ask the firm for a new invitation.",
            code=NOT_PROVEN,
        )
    codes = _handed_out_by_all(seers)
    directory.mark_vouched(login, account_id=place.account_id, codes=codes)


def require_vouched(login: Person, invited: Invited) -> None:
    """Raise ConflictError (`login_not_proven`) if the place may do more than the login may hold."""
    place = invited.place
    if login.is_proven:
        return
    if isinstance(place, Contact):
        within = _account_of(login) == str(place.account_id)
    else:
        within = _within(login, place.account_id, _codes_of(place.id))
    if not within:
        raise ConflictError(
            f"It is not proven that whoever signs in as {login.email} reads that mailbox: its password"
            " was first set through an address that was passed on by hand. Please ask the firm to"
            " send you the invitation by e-mail, or to reset your login.",
            code=NOT_PROVEN,
        )


def require_proven(member_ids: Collection[uuid.UUID], codes: Iterable[str]) -> None:
    """Raise ConflictError (`login_not_proven`) if one of these members may not hold the codes yet.

    In the transaction of the change. Two queries. What they have stays as it is; more waits for proof
    of the mailbox, or a reset. Who is accepting at the same moment is waited for, and asked about then.
    """
    wanted = list(codes)
    coming = Member.objects.filter(id__in=member_ids, person__placeholder=True).order_by("id")
    list(coming.select_for_update(of=("self",), no_key=True).values_list("id", flat=True))
    unproven = Member.objects.filter(id__in=member_ids, person__vouched__isnull=False)
    for member in unproven.select_related("person"):
        if not _within(member.person, member.account_id, wanted):
            raise ConflictError(
                f"{member.person.name} set the password through an address that was passed on by"
                " hand, so they can't be given this yet. Send them an invitation by e-mail, or reset"
                " their login, and they confirm it anew.",
                code=NOT_PROVEN,
            )


def codes_with_roles(roles: Iterable[Role], library_id: uuid.UUID | None = None) -> set[str]:
    """Return what roles amount to, held in one library or everywhere. One query.

    Where access settings name one of them, it takes an admin to vouch for it, as for an entry that
    names the member: of a login nobody keeps which items those who saw its address manage.
    """
    held = {role.id: role for role in roles}
    codes = {code for role in held.values() for code in role.permissions}
    named = any(library_id in {None, where} for where, _ in access.entries_naming(held))
    return codes | ({Permission.ADMIN.value} if named else set())


def _within(login: Person, account_id: uuid.UUID, codes: Iterable[str]) -> bool:
    if _account_of(login) != str(account_id):
        return False
    vouched = (login.vouched or {}).get("codes")
    return vouched is not None and access.closure(codes) <= access.closure(vouched)


def _account_of(login: Person) -> str:
    return str((login.vouched or {}).get("account", ""))


def _codes_of(member_id: uuid.UUID) -> set[str]:
    """All that roles and assignments of the member amount to; an entry takes an admin to vouch for."""
    seats = list(Seat.objects.filter(member_id=member_id).select_related("role", "library"))
    codes = codes_with_roles(seat.role for seat in seats if seat.role and not seat.library)
    for seat in seats:
        if seat.role and seat.library:
            codes |= codes_with_roles([seat.role], seat.library.id)
    kinds = {seat.library.kind for seat in seats if seat.role is None and seat.library}
    codes |= {code.value for kind, code in access.ASSIGNS.items() if kind in kinds}
    if member_rights.holds_licences(member_id):
        codes.add(Permission.LICENCES_MANAGE.value)
    if member_rights.has_entries(member_id):
        codes.add(Permission.ADMIN.value)
    return codes


def _seers(invited: Invited) -> list[Principal] | None:
    """Return the members who could see the invitation's address; None if one is not there any more.

    A contact's is shown to all who may invite contacts, a member's to who made it and to admins
    (`invitations.sees_address`).
    """
    place, maker = invited.place, invited.invitation.created_by_id
    there: list[Principal] = access.members_for(place.account_id)
    if isinstance(place, Contact):
        needed = (Permission.CUSTOMERS_EDIT, Permission.DOCUMENTS_SHARE)
        return [one for one in there if all(one.holds(each) for each in needed)]
    seers = [one for one in there if one.is_admin or one.id == maker]
    return seers if maker is None or maker in {one.id for one in seers} else None


def _all_may_grant(seers: list[Principal] | None, place: Member) -> bool:
    """Whether each of them may give all that the member may do; those who are gone give nothing."""
    if seers is None:
        return not member_rights.holds_anything(place.id)
    return all(
        one.holds(Permission.USERS_MANAGE) and member_rights.may_grant_all(one, place.id)
        for one in seers
    )


def _handed_out_by_all(seers: list[Principal] | None) -> list[str] | None:
    """Return the permissions that each of them may give to members; None if one may give none."""
    if not seers or not all(one.holds(Permission.USERS_MANAGE) for one in seers):
        return None
    common = frozenset.intersection(*(one.permissions for one in seers))
    return sorted(code.value for code in common)
