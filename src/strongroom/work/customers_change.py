"""What happens when a record goes to another customer: the old one's portal loses what it showed.

A portal share remembers its customer, so after the change it opens nothing any more (rule 2); it is
cancelled too, so that the history tells the truth and a change back does not open it again (B-10).
"""

from strongroom.access import live
from strongroom.access.api import Principal
from strongroom.access.models import Share, ShareType
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import ConfirmationRequiredError
from strongroom.directory.models import Customer
from strongroom.store import api as store
from strongroom.store.models import Library


def change_customer(
    principal: Principal, library: Library, customer: Customer | None, *, confirm: Confirm
) -> None:
    """Give the library to another customer, in the caller's transaction.

    Raises ConfirmationRequiredError while documents of it are visible in the old one's portal.
    """
    store.lock_library(library.id, shared=False)
    old = library.customer
    kept = Share.objects.filter(
        live.UNCANCELLED, item__library=library, type=ShareType.PORTAL
    ).select_for_update()
    shares = list(kept)
    if shares and not confirm:
        raise ConfirmationRequiredError(
            f"Documents of this are visible in the portal of {old.name if old else 'the customer'}."
            " With another customer, they no longer are, and nothing is visible to the new one.",
            changes={"gain": [], "lose": [{"type": "customer", "name": old.name}] if old else []},
        )
    now = clock.now()
    Share.objects.filter(id__in=[share.id for share in shares]).update(
        cancelled_at=now, cancelled_by_id=principal.actor.id if principal.member_type else None
    )
    library.customer = customer
    library.save(update_fields=["customer"])
    audit.record_many(
        principal.actor,
        [
            audit.Change(
                "share.cancelled",
                principal.account_id,
                library_id=library.id,
                item_id=share.item_id,
                subject_id=share.id,
                data={"type": "portal", "reason": "customer_changed"},
            )
            for share in shares
        ],
    )
