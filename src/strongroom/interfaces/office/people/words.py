"""What users' types and the way back to them are called."""

from strongroom.administration.api import MemberRow
from strongroom.directory.models import MemberType
from strongroom.interfaces.kit.page import Parent
from strongroom.interfaces.office.desk import Desk

TYPES = tuple((member_type.value, str(member_type.label)) for member_type in MemberType)


def type_label(member_type: str) -> str:
    """Return `In-house user`, `Subcontractor` or `Watcher`."""
    return dict(TYPES).get(member_type, member_type)


def crumbs_of(desk: Desk, row: MemberRow | None = None) -> list[Parent]:
    """Return the way back from a page of users, or of one user."""
    crumbs = [Parent("Users", desk.url("users"))]
    if row:
        crumbs.append(Parent(row.name, desk.url("user", member_id=row.id)))
    return crumbs
