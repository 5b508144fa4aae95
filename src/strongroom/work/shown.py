"""Whether the customer portal shows a record: drafts of quotes only where the firm wants them (A-12).

`Library.in_portal` says it to the rule, and follows the record's status and the firm's setting. Whoever
writes it holds the account's row first, so that the two can't pass one another.
"""

import uuid

from strongroom.directory.models import Account
from strongroom.work.described import Numbered


def shows(kind: Numbered, account_id: uuid.UUID, status: str) -> bool:
    """Return whether the portal shows a record of the status; holds the account's row if that matters."""
    if kind.hidden_status is None:
        return True
    account = Account.objects.select_for_update(no_key=True).get(id=account_id)
    return account.portal_drafts or status != kind.hidden_status
