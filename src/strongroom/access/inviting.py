"""Inviting members by e-mail: sending again, withdrawing, the address. All of it needs users.manage.

Whoever holds an invitation signs in as its member, so nobody sends or sees one for somebody who may
do more than they may themselves (L19).
"""

import uuid
from collections.abc import Collection

from django.db import transaction

from strongroom.access.administration import MemberRow, get_member
from strongroom.access.models import Role
from strongroom.access.principal import Principal
from strongroom.access.roles import require_users_manage
from strongroom.access.seats import require_hand_out
from strongroom.audit import api as audit
from strongroom.core.errors import ConflictError
from strongroom.directory import api as directory
from strongroom.directory.models import Member
from strongroom.outbox import api as outbox


@transaction.atomic
def invite_member(principal: Principal, *, member_id: uuid.UUID) -> MemberRow:
    """Mail a one-time address for choosing a password; an older one ends.

    Raises ConflictError for one who has a password already (`has_login`): there is nothing to
    choose; or who is deactivated (`not_active`).
    """
    row = _to_invite(principal, member_id)
    member = Member.objects.select_for_update().get(id=member_id)
    if not row.active:
        raise ConflictError(f"{row.name} is deactivated.", code="not_active")
    if row.has_login:
        raise ConflictError(f"{row.name} has a password already.", code="has_login")
    directory.invite(member, created_by=principal.id)
    _record(principal, "member.invited", member)
    return row


@transaction.atomic
def withdraw_member_invitation(principal: Principal, *, member_id: uuid.UUID) -> MemberRow:
    """End the invitation that waits: its address opens nothing any more. The place stays."""
    row = _to_invite(principal, member_id)
    member = Member.objects.select_for_update().get(id=member_id)
    if directory.withdraw_invitations(member):
        _record(principal, "member.invitation_withdrawn", member)
    return row


def member_invitations(
    principal: Principal, member_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, directory.InvitationRow]:
    """Return the invitations that wait, or have expired, by member id. At most two queries."""
    require_users_manage(principal)
    own = Member.objects.filter(account_id=principal.account_id, id__in=member_ids)
    return directory.waiting_invitations(own.values_list("id", flat=True))


def member_invitation_address(principal: Principal, member_id: uuid.UUID) -> str:
    """Return the address that waits to be used, to pass on by hand.

    Empty while mail can be sent: then only who reads the mailbox may choose the password.
    """
    _to_invite(principal, member_id)
    if outbox.configured():
        return ""
    row = directory.waiting_invitations([member_id], address=True).get(member_id)
    return row.address if row else ""


def _to_invite(principal: Principal, member_id: uuid.UUID) -> MemberRow:
    """Return the member, for whoever may do all that the member may."""
    row = get_member(principal, member_id)
    roles = Role.objects.filter(account_id=principal.account_id, id__in=row.role_ids)
    require_hand_out(principal, {code for role in roles for code in role.permissions})
    return row


def _record(principal: Principal, verb: str, member: Member) -> None:
    audit.record(principal.actor, audit.Change(verb, principal.account_id, subject_id=member.id))
