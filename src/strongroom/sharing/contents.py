"""What goes out with a share: locks, and the question about confidential documents (A-13)."""

import uuid
from collections.abc import Callable, Sequence
from typing import TypeVar

from strongroom.access import api as access
from strongroom.access.api import Action, Consequence, ItemFacts, Principal
from strongroom.core.confirmation import Confirm
from strongroom.sharing.limits import many_marked
from strongroom.store import api as store

T = TypeVar("T")
_TYPED = frozenset({access.GAINS, access.OPENS})


def locked(principal: Principal, item_ids: Sequence[uuid.UUID]) -> list[ItemFacts]:
    """Hold the libraries against moves and a change of customer, and ask again under the lock."""
    facts = access.require_many(principal, Action.SHARE, item_ids)
    store.lock_libraries({fact.library_id: True for fact in facts})
    return access.require_many(principal, Action.SHARE, item_ids)


def opened(
    principal: Principal,
    item_ids: Sequence[uuid.UUID],
    apply: Callable[[], T],
    *,
    sentence: str,
    confirm: Confirm,
) -> T:
    """Open a door on these items, and return what that returns.

    That their audience sees them was typed (E-11): asked about is what is confidential, themselves
    or in a folder that the door reaches (A-13, E-1), as far as the same audience has not reached it
    before. `sentence` says who would see it, with `{it}` for it or them. Raises ForbiddenError where
    the firm shares nothing confidential, ConfirmationRequiredError with the consequence.
    """

    def said(consequence: Consequence) -> str:
        files = consequence.confidential_files
        it = "it" if files == 1 else "them"
        return f"{many_marked(files)} marked as confidential. {sentence.format(it=it)}"

    change = access.Change(principal, item_ids, apply, said, typed=_TYPED, shares=True)
    return access.judged(change, confirm)
