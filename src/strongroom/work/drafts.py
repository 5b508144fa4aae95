"""The drafts of a firm, which the customer portal shows all or none of (A-12); one by one see `shown`."""

import uuid

from strongroom.store import api as store
from strongroom.work.kinds import NUMBERED


def show_all(account_id: uuid.UUID, *, in_portal: bool) -> None:
    """Let the portal show all drafts of a firm, or none; the caller holds the account's row."""
    for kind in NUMBERED:
        if kind.hidden_status is None:
            continue
        drafts = kind.model._default_manager.filter(  # noqa: SLF001 - Django's name
            account_id=account_id, status=kind.hidden_status
        )
        store.set_in_portal(drafts.values_list("library_id", flat=True), in_portal=in_portal)
