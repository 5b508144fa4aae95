"""Who keeps the account's users, and that an administrator stays (L20)."""

import uuid

from strongroom.access.api import Kind, Permission, Principal
from strongroom.access.models import Seat
from strongroom.core.errors import ConflictError, ForbiddenError
from strongroom.directory.models import Account, MemberType


def require_users_manage(principal: Principal) -> None:
    """Raise ForbiddenError unless the principal keeps the account's users."""
    system = principal.kind == Kind.SYSTEM and bool(principal.purpose)
    if not system and not principal.holds(Permission.USERS_MANAGE):
        raise ForbiddenError(
            "This needs the permission “Users”. Ask an administrator of your firm."
        )


def lock_account(account_id: uuid.UUID) -> None:
    """Let changes of who is admin happen one after the other, until the end of the transaction."""
    Account.objects.select_for_update(no_key=True).get(id=account_id)


def keep_an_admin(account_id: uuid.UUID) -> None:
    """Raise ConflictError (`last_admin`) if nobody live is admin any more. Call after the change."""
    admins = Seat.objects.filter(
        member__account_id=account_id,
        member__active=True,
        member__type=MemberType.IN_HOUSE,
        member__person__is_active=True,
        library=None,
        role__permissions__contains=[Permission.ADMIN.value],
    )
    if not admins.exists():
        raise ConflictError(
            "The account would be left without an administrator. Make somebody else admin first.",
            code="last_admin",
        )
