"""Members who hold licences: their logins read the evidence, so it is part of the place (C-7, F-2, F-3)."""

import uuid

from strongroom.access.api import Permission, Principal
from strongroom.administration import invitation_renewal, vouching


def require_licence_holder(principal: Principal, member_id: uuid.UUID) -> None:
    """Raise ConflictError (`login_not_proven`) for a login that may hold no licence yet.

    Somebody who may not keep licences could have opened it. What members add of their own they have
    themselves. In the transaction of the change, before it.
    """
    if principal.id != member_id:
        vouching.require_proven([member_id], [Permission.LICENCES_MANAGE.value])


def follow_licences(principal: Principal, member_id: uuid.UUID) -> None:
    """Invite anew whoever came to hold licences, or holds none any more; after the change."""
    invitation_renewal.renew(principal, [member_id])
