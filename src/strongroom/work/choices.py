"""What the form of a numbered record offers to choose from."""

from strongroom.access.api import ASSIGNS, Principal
from strongroom.core.errors import ForbiddenError
from strongroom.core.patterns import needle
from strongroom.directory import api as directory
from strongroom.directory.models import Member, MemberType
from strongroom.work.rows import Assignable

MOST = 1000


def assignable_members(principal: Principal, *, q: str = "") -> list[Assignable]:
    """Return the members by name (1,000 at most), the invited too, for whoever may assign.

    Not watchers: an assignment gives them nothing (D-6).
    """
    if not any(principal.holds(needed) for needed in ASSIGNS.values()):
        raise ForbiddenError
    members = Member.objects.filter(
        directory.belongs(),
        account_id=principal.account_id,
        type__in=(MemberType.IN_HOUSE, MemberType.SUBCONTRACTOR),
    ).select_related("person")
    if q := needle(q):
        members = members.filter(person__name__icontains=q)
    return [
        Assignable(member.id, member.person.name, member.type_words)
        for member in members.order_by("person__name", "id")[:MOST]
    ]
