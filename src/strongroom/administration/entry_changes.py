"""What follows when entries of access settings come into force or go: proof of logins, new invitations."""

from strongroom.access.api import EntriesChange, Permission
from strongroom.administration import invitation_renewal, vouching


def follow_entries(change: EntriesChange) -> None:
    """Refuse logins that may not hold more yet (F-3); invite anew whoever waits with an invitation (F-2)."""
    vouching.require_proven(change.gaining, [Permission.ADMIN.value])
    invitation_renewal.renew(change.principal, change.member_ids, grown=change.gaining)
