"""Opening documents to the customer's portal and closing them again (A-8). Each door is a row (L23)."""

import uuid
from collections.abc import Sequence
from functools import partial

from django.db import transaction

from strongroom.access import api as access
from strongroom.access import live
from strongroom.access.api import ItemFacts, Kind, Principal
from strongroom.access.models import Share, ShareType
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import ConflictError, InvalidError
from strongroom.core.ids import new_id
from strongroom.directory.models import Customer
from strongroom.sharing import tree
from strongroom.sharing.asking import require_opening, require_sharing
from strongroom.sharing.closing import live_portal_shares
from strongroom.sharing.contents import locked, opened
from strongroom.store.models import Library


def share_in_portal(
    principal: Principal, *, item_ids: Sequence[uuid.UUID], confirm: Confirm = False
) -> list[Share]:
    """Make the items viewable in their customer's portal; return the live share of each, in order.

    What is viewable already stays as it is: sending twice makes one row. Raises ForbiddenError
    (B-2), InvalidError when a record has no customer (B-4) or for the root of a job or quote (E-4),
    ConfirmationRequiredError when something confidential would be shown (A-13).
    """
    wanted = list(dict.fromkeys(item_ids))
    require_opening(principal, wanted)
    with transaction.atomic():
        facts = locked(principal, wanted)
        _refuse_roots(facts)
        customers = _customers(facts)
        names = sorted({customer.name for customer in customers.values()})
        return opened(
            principal,
            wanted,
            partial(_insert, principal, facts, customers),
            sentence=f"{' and '.join(names)} would see {{it}} in the portal.",
            confirm=confirm,
        )


def hide_from_portal(principal: Principal, *, item_ids: Sequence[uuid.UUID]) -> list[Share]:
    """Cancel the items' live portal shares and return them; what is hidden already stays so.

    Raises ConflictError (`shared_by_folder`) for an item that would stay visible, because a folder
    above it is shared.
    """
    wanted = list(dict.fromkeys(item_ids))
    require_sharing(principal, wanted)
    with transaction.atomic():
        locked(principal, wanted)
        if tree.shared_from_above(wanted):
            raise ConflictError(
                "It is visible because its folder is. Hide the folder from the portal instead.",
                code="shared_by_folder",
            )
        shares = live_portal_shares(wanted)
        access.close_shares(principal, shares)
        return shares


def _refuse_roots(facts: Sequence[ItemFacts]) -> None:
    """E-4: what is attached to a job or quote is hidden until somebody shows it (A-7)."""
    for fact in facts:
        if fact.parent_id is None and fact.library.kind in access.ASSIGNABLE:
            kind = fact.library.kind
            raise InvalidError(
                f"All attachments of {kind.a_one} can't be shown in the portal at once: a new one is hidden"
                " until somebody shows it. Share single documents or a folder.",
                errors={
                    "type": f"The {kind.label.lower()} as a whole can't be shared in the portal."
                },
            )


def _customers(facts: list[ItemFacts]) -> dict[uuid.UUID, Customer]:
    """Return the customer of each library, or raise InvalidError (B-4).

    Locked, so that who is given access to the portal at the same time is judged before or after (E-3).
    """
    libraries = Library.objects.filter(id__in={fact.library_id for fact in facts})
    found = {library.id: library.customer for library in libraries.select_related("customer")}
    customers = {id_: customer for id_, customer in found.items() if customer is not None}
    if len(customers) != len(found):
        raise InvalidError(
            "There is no customer whose portal it could be shown in. Choose a customer first.",
            errors={"type": "This has no customer."},
        )
    ids = {customer.id for customer in customers.values()}
    list(Customer.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id"))
    return customers


def _insert(
    principal: Principal, facts: list[ItemFacts], customers: dict[uuid.UUID, Customer]
) -> list[Share]:
    """Insert what is not live yet; two at once end with one row, by the unique index."""
    now = clock.now()
    new = [
        Share(
            id=new_id(),
            account_id=fact.account_id,
            item_id=fact.id,
            type=ShareType.PORTAL,
            customer=customers[fact.library_id],
            created_by_id=principal.id if principal.kind == Kind.MEMBER else None,
            created_at=now,
        )
        for fact in facts
    ]
    access.insert_shares(new, unless_there=True)
    kept = Share.objects.filter(
        live.UNCANCELLED, item__in=[fact.id for fact in facts], type=ShareType.PORTAL
    )
    due = {fact.id: customers[fact.library_id].id for fact in facts}
    by_item = {share.item_id: share for share in kept if share.customer_id == due[share.item_id]}
    made = {share.id for share in new}
    changes = [
        access.share_event(
            "share.created", by_item[fact.id], fact.library_id, confidential=fact.confidential
        )
        for fact in facts
        if by_item[fact.id].id in made
    ]
    audit.record_many(principal.actor, changes)
    return [by_item[fact.id] for fact in facts]
