"""What the form of a job or quote offers to choose from."""

from strongroom.access.api import Permission, Principal
from strongroom.core.errors import ForbiddenError
from strongroom.directory.models import Member, MemberType
from strongroom.work.rows import Assignable
from strongroom.work.shared import needle

MOST = 1000


def assignable_members(principal: Principal, *, q: str = "") -> list[Assignable]:
    """Return the active members of any type by name (1,000 at most), for whoever may assign them."""
    if not (principal.holds(Permission.JOBS_EDIT) or principal.holds(Permission.QUOTES_EDIT)):
        raise ForbiddenError
    members = Member.objects.filter(
        account_id=principal.account_id, active=True, person__is_active=True
    ).select_related("person")
    if q := needle(q):
        members = members.filter(person__name__icontains=q)
    return [
        Assignable(member.id, member.person.name, str(MemberType(member.type).label))
        for member in members.order_by("person__name", "id")[:MOST]
    ]
