"""An invitation ends when what its place may do changes; whoever changes it issues a new one (F-2)."""

import uuid
from collections.abc import Collection

from strongroom.access.api import Kind, Principal
from strongroom.administration.invitation_marks import marks
from strongroom.audit import api as audit
from strongroom.directory import api as directory
from strongroom.directory.models import Member, Person


def renew(
    principal: Principal,
    member_ids: Collection[uuid.UUID],
    *,
    grown: Collection[uuid.UUID] = frozenset(),
) -> None:
    """Issue a new invitation to each of these members whose waiting one is over by the change.

    In the transaction of the change, after it. Of `grown` it is over though they hold the same seats
    and entries: those reach further now. One query while nobody of them is invited.
    """
    invited = Member.objects.filter(id__in=member_ids, person__placeholder=True, active=True)
    ids = sorted(invited.values_list("id", flat=True))
    if not ids:
        return
    locked = Member.objects.select_for_update(of=("self",), no_key=True).filter(id__in=ids)
    members = {member.id: member for member in locked.select_related("person").order_by("id")}
    waiting = directory.waiting_invitations(ids)
    for member_id, now in marks(ids).items():
        row = waiting.get(member_id)
        if row is None or row.expired or (row.issued_for == now and member_id not in grown):
            continue
        by = principal.id if principal.kind == Kind.MEMBER else None
        directory.invite(members[member_id], created_by=by, issued_for=now)
        change = audit.NewEvent("member.invited", principal.account_id, subject_id=member_id)
        audit.record(principal.actor, change)


def renew_holders(principal: Principal, role_id: uuid.UUID) -> None:
    """Do so for everybody who holds the role, account-wide or in a project."""
    holders = Person.objects.filter(placeholder=True, members__seats__role_id=role_id)
    renew(principal, set(holders.values_list("members__id", flat=True)))
