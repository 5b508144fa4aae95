"""Which surfaces a member may enter (6-api): asked at sign-in, and before a token is made for one."""

from strongroom.access.models import Surface
from strongroom.access.permissions import Permission
from strongroom.access.principal import Principal
from strongroom.core.errors import ForbiddenError
from strongroom.directory.models import MemberType

_ENTRY = {Surface.OFFICE: Permission.SURFACE_OFFICE, Surface.MOBILE: Permission.SURFACE_MOBILE}


def may_use(principal: Principal, surface: Surface) -> bool:
    """Whether a member may enter the surface: in-house by permission, others both."""
    if surface not in _ENTRY:
        return False
    return principal.member_type != MemberType.IN_HOUSE or _ENTRY[surface] in principal.permissions


def require_entry(principal: Principal, surface: Surface) -> None:
    """Raise ForbiddenError for a surface that the member's roles don't let them enter."""
    if not may_use(principal, surface):
        where = "the mobile pages" if surface == Surface.MOBILE else "the office"
        raise ForbiddenError(f"Your role does not let you sign in to {where}.")
