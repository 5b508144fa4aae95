"""Opening documents to the customer's portal and closing them again (A-8). Each door is a row (L23)."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Kind, Principal
from strongroom.access.models import Share, ShareType
from strongroom.audit import api as audit
from strongroom.core import clock
from strongroom.core.errors import (
    ConfirmationRequiredError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from strongroom.core.ids import new_id
from strongroom.directory.models import Customer
from strongroom.sharing import tree
from strongroom.sharing.asking import require_sharing
from strongroom.store import api as store
from strongroom.store.models import Library


def share_in_portal(
    principal: Principal, *, item_ids: Sequence[uuid.UUID], confirm: bool = False
) -> list[Share]:
    """Make the items viewable in their customer's portal; return the live share of each, in order.

    What is viewable already stays as it is: sending twice makes one row. Raises ForbiddenError
    (B-2), InvalidError when a record has no customer (B-4), ConfirmationRequiredError when something
    confidential would be shown (A-13).
    """
    wanted = list(dict.fromkeys(item_ids))
    require_sharing(principal, wanted)
    with transaction.atomic():
        facts = _locked(principal, wanted)
        customers = _customers(facts)
        _ask_about_confidential(principal, facts, customers, confirm=confirm)
        return _insert(principal, facts, customers)


def hide_from_portal(principal: Principal, *, item_ids: Sequence[uuid.UUID]) -> list[Share]:
    """Cancel the items' live portal shares and return them; what is hidden already stays so.

    Raises ConflictError (`shared_by_folder`) for an item that would stay visible, because a folder
    above it is shared.
    """
    wanted = list(dict.fromkeys(item_ids))
    require_sharing(principal, wanted)
    with transaction.atomic():
        _locked(principal, wanted)
        if tree.shared_from_above(wanted):
            raise ConflictError(
                "It is visible because its folder is. Hide the folder from the portal instead.",
                code="shared_by_folder",
            )
        live = Share.objects.filter(item__in=wanted, type=ShareType.PORTAL, cancelled_at=None)
        shares = list(live.select_for_update(of=("self",)).select_related("item"))
        close(principal, shares)
        return shares


def cancel_share(principal: Principal, share_id: uuid.UUID) -> Share:
    """Cancel one share for good (B-10), at once (B-11). Whoever may share the item may cancel.

    Raises NotFoundError for a share of an unseen item or another account (L28), ConflictError
    (`already_cancelled`) the second time.
    """
    found = Share.objects.filter(id=share_id, account_id=principal.account_id).first()
    if found is None:
        raise NotFoundError
    require_sharing(principal, [found.item_id])
    with transaction.atomic():
        share = (
            Share.objects.select_for_update(of=("self",)).select_related("item").get(id=share_id)
        )
        if share.cancelled_at is not None:
            raise ConflictError("This share was cancelled already.", code="already_cancelled")
        close(principal, [share])
    return share


def close(principal: Principal, shares: Sequence[Share]) -> None:
    """Cancel live shares (with their items loaded) in the caller's transaction, with an event each."""
    now = clock.now()
    member_id = principal.id if principal.kind == Kind.MEMBER else None
    for share in shares:
        share.cancelled_at = now
        share.cancelled_by_id = member_id
    Share.objects.filter(id__in=[share.id for share in shares], cancelled_at=None).update(
        cancelled_at=now, cancelled_by_id=member_id
    )
    audit.record_many(
        principal.actor,
        [_change("share.cancelled", share, share.item.library_id) for share in shares],
    )


def _locked(principal: Principal, item_ids: list[uuid.UUID]) -> list[ItemFacts]:
    """Hold the libraries against moves and a change of customer, and ask again under the lock."""
    facts = access.require_many(principal, Action.SHARE, item_ids)
    store.lock_libraries({fact.library_id: True for fact in facts})
    return access.require_many(principal, Action.SHARE, item_ids)


def _customers(facts: list[ItemFacts]) -> dict[uuid.UUID, Customer]:
    """Return the customer of each library, or raise InvalidError (B-4)."""
    libraries = Library.objects.filter(id__in={fact.library_id for fact in facts})
    found = {library.id: library.customer for library in libraries.select_related("customer")}
    customers = {id_: customer for id_, customer in found.items() if customer is not None}
    if len(customers) != len(found):
        raise InvalidError(
            "There is no customer whose portal it could be shown in. Choose a customer first.",
            errors={"type": "This has no customer."},
        )
    return customers


def _ask_about_confidential(
    principal: Principal,
    facts: list[ItemFacts],
    customers: dict[uuid.UUID, Customer],
    *,
    confirm: bool,
) -> None:
    """A-13 for the items and for what lies in shared folders; nothing unseen goes out with them (L27)."""
    folders = [fact.id for fact in facts if not fact.is_file]
    controlled, inside = tree.controlled_and_confidential_below(folders) if folders else ([], [])
    if controlled and len(access.check_many(principal, Action.SHARE, controlled)) < len(controlled):
        raise ForbiddenError("You may not share everything that is in this folder.")
    confidential = [fact.id for fact in facts if fact.is_file and fact.confidential] + inside
    if not confidential or confirm:
        return
    names = sorted({customer.name for customer in customers.values()})
    one = len(confidential) == 1
    raise ConfirmationRequiredError(
        f"{'One document is' if one else f'{len(confidential)} documents are'} marked as"
        f" confidential. {' and '.join(names)} would see {'it' if one else 'them'} in the portal.",
        changes={
            "gain": [{"type": "customer", "name": name} for name in names],
            "lose": [],
            "confidential": [str(id_) for id_ in confidential],
        },
    )


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
    Share.objects.bulk_create(new, ignore_conflicts=True)
    live = Share.objects.filter(
        item__in=[fact.id for fact in facts], type=ShareType.PORTAL, cancelled_at=None
    )
    due = {fact.id: customers[fact.library_id].id for fact in facts}
    by_item = {share.item_id: share for share in live if share.customer_id == due[share.item_id]}
    made = {share.id for share in new}
    changes = [
        _change("share.created", by_item[fact.id], fact.library_id, confidential=fact.confidential)
        for fact in facts
        if by_item[fact.id].id in made
    ]
    audit.record_many(principal.actor, changes)
    return [by_item[fact.id] for fact in facts]


def _change(verb: str, share: Share, library_id: uuid.UUID, **data: object) -> audit.Change:
    return audit.Change(
        verb,
        share.account_id,
        library_id=library_id,
        item_id=share.item_id,
        subject_id=share.id,
        data={"type": share.type, "customer": str(share.customer_id), **data},
    )
