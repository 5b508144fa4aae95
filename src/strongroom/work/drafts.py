"""Which quotes the customer portal shows: those that are sent, and drafts where the firm wants them (A-12).

`Library.in_portal` says it to the rule, and follows a quote's status and the firm's setting. Whoever
writes it holds the account's row first, so that the two can't pass one another.
"""

import uuid

from strongroom.directory.models import Account
from strongroom.store import api as store
from strongroom.work.models import Quote, QuoteStatus


def shows(account_id: uuid.UUID, status: str | None) -> bool:
    """Return whether the portal shows a quote of the status, a draft if None; holds the account's row."""
    account = Account.objects.select_for_update(no_key=True).get(id=account_id)
    return account.portal_drafts or (status or QuoteStatus.DRAFT) != QuoteStatus.DRAFT


def show_all(account_id: uuid.UUID, *, in_portal: bool) -> None:
    """Let the portal show all drafts of a firm, or none; the caller holds the account's row."""
    drafts = Quote.objects.filter(account_id=account_id, status=QuoteStatus.DRAFT)
    store.set_in_portal(drafts.values_list("library_id", flat=True), in_portal=in_portal)
