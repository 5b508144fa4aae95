"""What happens when a record goes to another customer: the old one's portal loses what it showed.

A portal share remembers its customer, so after the change it opens nothing any more (rule 2); it is
cancelled too, so that the history tells the truth and a change back does not open it again (B-10).
"""

from functools import partial

from strongroom.access import api as access
from strongroom.access import live
from strongroom.access.api import Principal
from strongroom.access.models import Share, ShareType
from strongroom.core.confirmation import Confirm
from strongroom.directory.models import Customer
from strongroom.store import api as store
from strongroom.store.models import Library


def change_customer(
    principal: Principal, library: Library, customer: Customer | None, *, confirm: Confirm
) -> None:
    """Give the library to another customer, in the caller's transaction.

    Raises ConfirmationRequiredError with the consequence (E-10) while documents that the principal sees
    are visible in the old one's portal; ForbiddenError `opens_outward` (E-3).
    """
    store.lock_library(library.id, shared=False)
    old = library.customer
    change = access.Change(
        principal,
        [library.id],
        partial(_apply, principal, library, customer),
        f"Documents of this are visible in the portal of {old.name if old else 'the customer'}."
        " With another customer, they no longer are, and nothing is visible to the new one.",
    )
    access.judged(change, confirm)


def _apply(principal: Principal, library: Library, customer: Customer | None) -> None:
    kept = Share.objects.filter(
        live.UNCANCELLED, item__library=library, type=ShareType.PORTAL
    ).values_list("id", flat=True)
    shares = access.held_shares(list(kept))
    access.close_shares(principal, shares, reason="customer_changed")
    library.customer = customer
    library.save(update_fields=["customer"])
