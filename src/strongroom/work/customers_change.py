"""What a change of a record does to who sees its documents in the portal: another customer, or a status.

A portal share remembers its customer, so after a change of customer it opens nothing any more (rule 2); it
is cancelled too, so that the history tells the truth and a change back does not open it again (B-10).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from strongroom.access import api as access
from strongroom.access import live
from strongroom.access.api import Principal
from strongroom.access.models import Share, ShareType
from strongroom.core.confirmation import Confirm
from strongroom.directory.models import Customer
from strongroom.store import api as store
from strongroom.store.models import Library

_SENT = frozenset({access.GAINS, access.OPENS})
"""Who sends a quote means its customer to see it (E-11)."""


@dataclass(frozen=True, slots=True)
class Outward:
    """What decides about a record's portal, as it is to be."""

    customer: Customer | None
    in_portal: bool = True
    """Whether it has come so far that the portal shows it (A-12)."""


def change_customer(
    principal: Principal, library: Library, customer: Customer | None, *, confirm: Confirm
) -> None:
    """Give the library to another customer, in the caller's transaction; raises as `change_outward`."""
    change_outward(principal, library.id, Outward(customer, library.in_portal), confirm=confirm)
    library.refresh_from_db()


def change_outward(
    principal: Principal, library_id: uuid.UUID, wanted: Outward, *, confirm: Confirm
) -> None:
    """Give the library to another customer, or take it into the portal or out of it.

    In the caller's transaction. Raises ConfirmationRequiredError with the consequence (E-10) while
    somebody no longer sees documents in the portal that the principal sees; ForbiddenError
    `opens_outward` (E-3).
    """
    store.lock_library(library_id, shared=False)
    library = Library.objects.select_related("customer").get(id=library_id)
    same = _customer_id(wanted.customer) == library.customer_id
    change = access.Change(
        principal,
        [library.id],
        partial(_apply, principal, library, wanted),
        _sentence(_shared(principal, library), library, wanted, same=same),
        typed=_SENT if same else frozenset(),
    )
    access.judged(change, confirm)


def _customer_id(customer: Customer | None) -> object:
    return customer.id if customer else None


_MOST_LOOKED_AT = 100


def _shared(principal: Principal, library: Library) -> list[str]:
    """Return the names of what is shared in the portal, as far as the principal sees it (E-12)."""
    found = Share.objects.filter(
        live.UNCANCELLED,
        item__library=library,
        item__trashed_at=None,
        type=ShareType.PORTAL,
        customer=library.customer,
    ).order_by("item__name", "item_id")
    rows = list(found.values_list("item_id", "item__name")[:_MOST_LOOKED_AT])
    seen = access.check_many(principal, access.Action.VIEW, [item_id for item_id, _ in rows])
    return list(dict.fromkeys(f"“{name}”" for item_id, name in rows if item_id in seen))


def _sentence(names: Sequence[str], library: Library, wanted: Outward, *, same: bool) -> str:
    """Name the documents, as far as whoever asks may know them, and whose portal they are in."""
    name = library.customer.name if library.customer else "the customer"
    several = len(names) != 1
    what, are = _first(names) if names else "documents of this", "are" if several else "is"
    if same and wanted.in_portal:
        return f"{name} will see {what} in the portal."
    if same:
        leave = "they leave" if several else "it leaves"
        there = f"{what} {are} in the portal of {name}."
        return f"{_capital(there)} A draft is not shown there: {leave} it."
    shares = "the shares are" if several else "the share is"
    if not library.in_portal:
        return (
            f"Of this draft, {what} {are} shared with {name}, who can't see"
            f" {'them' if several else 'it'} yet. With another customer {shares} cancelled."
        )
    there = f"{what} {are} in the portal of {name}."
    return (
        f"{_capital(there)} With another customer {shares} cancelled, and the new one sees nothing"
        " of it."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_NAMED = 3


def _first(names: Sequence[str]) -> str:
    shown = list(names[:_NAMED])
    if len(names) > _NAMED:
        shown.append(f"{len(names) - _NAMED} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _apply(principal: Principal, library: Library, wanted: Outward) -> None:
    if _customer_id(wanted.customer) != library.customer_id:
        kept = Share.objects.filter(
            live.UNCANCELLED, item__library=library, type=ShareType.PORTAL
        ).values_list("id", flat=True)
        shares = access.held_shares(list(kept))
        access.close_shares(principal, shares, reason="customer_changed")
        store.set_customer(library, wanted.customer)
    if wanted.in_portal != library.in_portal:
        store.set_in_portal([library.id], in_portal=wanted.in_portal)
