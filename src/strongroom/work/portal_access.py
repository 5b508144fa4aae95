"""What giving a contact portal access opens: all that is shared with the customer, to one more (E-3)."""

import uuid
from collections.abc import Collection

from strongroom.access import api as access
from strongroom.access import live
from strongroom.access.api import Kind, Permission, Principal
from strongroom.access.models import Seat
from strongroom.core import clock
from strongroom.core.errors import ForbiddenError
from strongroom.core.statements import fetch
from strongroom.directory.models import Contact, Customer

_NEEDED = {Permission.CUSTOMERS_EDIT, Permission.DOCUMENTS_SHARE}
_OPEN = f"""
select distinct l.id from access_share s
  join store_item i on i.id = s.item_id
  join store_library l on l.id = i.library_id
 where s.customer_id = %(customer)s and {live.portal()}
"""  # noqa: S608 - joined from constants


def require_opening(principal: Principal, contact: Contact, *, renewed: bool = False) -> None:
    """Refuse whoever may not share what the contact's new access would open (E-3).

    `renewed`: they had access, and get another e-mail. In the caller's transaction, which gives the
    access. The customer is locked: a share that is being made for it is waited for and counts.
    Shares that sleep (in the trash, module off) count, since nobody is asked again when they wake.
    Raises ForbiddenError (`opens_outward`), which says
    what is needed and not whether anything is shared (E-12).
    """
    customer = Customer.objects.select_for_update(of=("self",)).get(id=contact.customer_id)
    rows = fetch(_OPEN, {"customer": customer.id, "now": clock.now()})
    libraries = {row["id"] for row in rows}
    if not libraries or _may_share_in(principal, libraries):
        return
    able = [
        member.name
        for member in access.members_for(principal.account_id)
        if member.id != principal.id and all(member.holds(permission) for permission in _NEEDED)
    ]
    entering = (
        f"With another e-mail somebody else comes into the portal of {customer.name} as"
        f" {contact.name}, which needs"
        if renewed
        else f"Giving {contact.name} access to the portal of {customer.name} needs"
    )
    who = access.listed(able) if able else "An administrator"
    raise ForbiddenError(
        f"{entering} the right to share documents. {who} can do it.",
        code="opens_outward",
    )


def _may_share_in(principal: Principal, libraries: Collection[uuid.UUID]) -> bool:
    """Whether somebody holds *documents.share* in all of them, and sees what is confidential (E-7)."""
    if principal.kind == Kind.SYSTEM:
        return True
    if principal.hides_confidential:
        return False
    if principal.holds(Permission.DOCUMENTS_SHARE):
        return True
    seats = Seat.objects.filter(member=principal.id, library__in=libraries)
    held = {
        library_id
        for library_id, codes in seats.values_list("library_id", "role__permissions")
        if Permission.DOCUMENTS_SHARE in access.closure(codes or ())
    }
    return held == set(libraries)
