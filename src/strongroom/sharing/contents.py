"""What goes out with a share: locks, and the question about confidential documents (A-13)."""

import uuid
from collections.abc import Mapping, Sequence

from strongroom.access import api as access
from strongroom.access.api import Action, ItemFacts, Principal
from strongroom.core.confirmation import Confirm, ask, none_offered
from strongroom.sharing import tree
from strongroom.sharing.limits import check_confidential, many_marked
from strongroom.store import api as store


def locked(principal: Principal, item_ids: list[uuid.UUID]) -> list[ItemFacts]:
    """Hold the libraries against moves and a change of customer, and ask again under the lock."""
    facts = access.require_many(principal, Action.SHARE, item_ids)
    store.lock_libraries({fact.library_id: True for fact in facts})
    return access.require_many(principal, Action.SHARE, item_ids)


def ask_about_contents(
    principal: Principal,
    facts: Sequence[ItemFacts],
    *,
    told: Sequence[Mapping[str, str]],
    sentence: str,
    confirm: Confirm,
) -> None:
    """Ask about what is confidential, themselves or in a folder that the door reaches (A-13, E-1).

    What it reaches is ruled as the folder, so whoever may share that may share each (E-2). `told`
    are those who would see it; `sentence` says so, with `{it}` for it or them. Raises
    ForbiddenError where the firm shares nothing confidential, ConfirmationRequiredError.
    """
    folders = [fact.id for fact in facts if not fact.is_file]
    inside = tree.confidential_below(folders) if folders else []
    confidential = [fact.id for fact in facts if fact.is_file and fact.confidential] + inside
    if not confidential:
        none_offered(confirm)
        return
    check_confidential(principal.account_id, len(confidential))
    it = "it" if len(confidential) == 1 else "them"
    ask(
        f"{many_marked(len(confidential))} marked as confidential. {sentence.format(it=it)}",
        {
            "gain": [dict(entry) for entry in told],
            "lose": [],
            "confidential": sorted(str(id_) for id_ in confidential),
        },
        confirm,
    )
