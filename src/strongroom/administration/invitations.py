"""Inviting members: sending again, withdrawing, the address. All of it needs users.manage.

Whoever holds an invitation accepts its place, so nobody sends or sees one for somebody who may do
more than they may hand out themselves (F-2, L19).
"""

import uuid
from collections.abc import Collection

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Kind, Permission, Principal
from strongroom.administration import invitation_marks, member_rights
from strongroom.administration.administrators import lock_account, require_users_manage
from strongroom.administration.members import MemberRow, find_member, get_member
from strongroom.audit import api as audit
from strongroom.core.errors import ConflictError
from strongroom.directory import api as directory
from strongroom.directory.models import Member
from strongroom.outbox import api as outbox


@transaction.atomic
def invite_member(principal: Principal, *, member_id: uuid.UUID) -> MemberRow:
    """Issue a one-time address for accepting the place; an older one ends.

    Whoever has accepted with a login that is not proven is invited too, by e-mail, to prove it (F-3).
    Raises ConflictError for one who has accepted (`has_login`) or who is deactivated (`not_active`).
    """
    lock_account(principal.account_id)
    row = _to_invite(principal, member_id)
    members = Member.objects.select_for_update(of=("self",), no_key=True).select_related("person")
    member = members.get(id=member_id)
    if row.state == "deactivated":
        raise ConflictError(f"{row.name} is deactivated.", code="not_active")
    proving = not row.proven and outbox.configured()
    if row.state == "active" and row.has_login and not proving:
        raise ConflictError(f"{row.name} has a password already.", code="has_login")
    by = principal.id if principal.kind == Kind.MEMBER else None
    directory.invite(member, created_by=by, issued_for=invitation_marks.mark(member))
    _record(principal, "member.invited", member)
    return row


@transaction.atomic
def withdraw_member_invitation(principal: Principal, *, member_id: uuid.UUID) -> MemberRow:
    """End the invitation that waits: its address opens nothing any more. The place stays."""
    row = _to_invite(principal, member_id)
    member = Member.objects.select_for_update(no_key=True).get(id=member_id)
    if directory.withdraw_invitations(member):
        _record(principal, "member.invitation_withdrawn", member)
    return row


def member_invitations(
    principal: Principal, member_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, directory.InvitationRow]:
    """Return the invitations that wait, or have expired, by member id. At most five queries.

    One that was issued for something else than the member may do now is over, and left out.
    """
    require_users_manage(principal)
    own = Member.objects.filter(account_id=principal.account_id, id__in=member_ids)
    found = directory.waiting_invitations(list(own.values_list("id", flat=True)))
    now = invitation_marks.marks(list(found)) if found else {}
    return {member_id: row for member_id, row in found.items() if row.issued_for == now[member_id]}


def member_invitation_address(principal: Principal, member_id: uuid.UUID) -> str:
    """Return the address that waits to be used, to pass on by hand.

    Empty while mail can be sent: then only who reads the mailbox may accept. Empty also for whoever
    neither made the invitation nor administers the firm: those two vouch for the login (F-3).
    """
    _to_invite(principal, member_id)
    waiting = directory.waiting_invitations([member_id]).get(member_id)
    if outbox.configured() or waiting is None or not sees_address(principal, waiting.issued_by):
        return ""
    member = Member.objects.select_related("person").get(id=member_id)
    return directory.show_address(member, issued_for=invitation_marks.mark(member))


def sees_address(principal: Principal, issued_by: uuid.UUID | None) -> bool:
    """Whether the address of a member's invitation is shown to the principal, who keeps users."""
    return principal.is_admin or principal.id == issued_by


def who_sees_member_address(principal: Principal, member_id: uuid.UUID) -> str:
    """Return in words who is shown the address of a member's invitation."""
    require_users_manage(principal)
    waiting = directory.waiting_invitations([find_member(principal, member_id).id]).get(member_id)
    maker = waiting.issued_by if waiting else None
    names = [
        one.name
        for one in access.members_for(principal.account_id)
        if one.holds(Permission.USERS_MANAGE)
        and sees_address(one, maker)
        and member_rights.may_grant_all(one, member_id)
    ]
    return access.listed(names) or "An administrator"


def _to_invite(principal: Principal, member_id: uuid.UUID) -> MemberRow:
    """Return the member, for whoever may hand out all that the member may do."""
    row = get_member(principal, member_id)
    member_rights.require_grant_all(principal, member_id)
    return row


def _record(principal: Principal, verb: str, member: Member) -> None:
    audit.record(principal.actor, audit.NewEvent(verb, principal.account_id, subject_id=member.id))
