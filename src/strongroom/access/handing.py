"""Nobody hands out what they have not themselves (L19)."""

from collections.abc import Iterable

from strongroom.access.permissions import closure
from strongroom.access.principal import Kind, Principal
from strongroom.core.errors import ForbiddenError


def may_hand_out(principal: Principal, codes: Iterable[str]) -> bool:
    """Whether nobody gains by it what the giver has not: the codes' closure lies within their own."""
    if principal.kind == Kind.SYSTEM:
        return bool(principal.purpose)
    return all(principal.holds(permission) for permission in closure(codes))


def require_hand_out(principal: Principal, codes: Iterable[str]) -> None:
    """Raise ForbiddenError unless the principal holds all that the codes amount to (L19)."""
    if not may_hand_out(principal, codes):
        raise ForbiddenError(
            "You can't give or take a role that may do more than you may yourself."
        )
