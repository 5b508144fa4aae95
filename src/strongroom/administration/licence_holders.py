"""Members who hold licences: their logins read the evidence, so it is part of the place (C-7, F-2, F-3)."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from strongroom.access.api import Permission, Principal
from strongroom.administration import invitation_renewal, vouching


@contextmanager
def holding(principal: Principal, member_id: uuid.UUID) -> Iterator[None]:
    """Make a licence of the member within; in the transaction of the change.

    Raises ConflictError (`login_not_proven`) where somebody who may not keep licences could have opened
    the member's login. What members add of their own they have themselves. An invitation that was
    issued before is issued anew.
    """
    if principal.id != member_id:
        vouching.require_proven([member_id], [Permission.LICENCES_MANAGE.value])
    yield
    invitation_renewal.renew(principal, [member_id])
