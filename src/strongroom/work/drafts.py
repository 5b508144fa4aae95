"""Which quotes the customer portal shows: those that are sent, and drafts where the firm wants them (A-12).

`Library.in_portal` says it to the rule, and follows a quote's status and the firm's setting. Whoever
writes it holds the account's row first, so that the two can't pass one another.
"""

import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet

from strongroom.access.api import Principal
from strongroom.directory.models import Account, Contact, PortalModule
from strongroom.store.models import Library, LibraryKind
from strongroom.work import shared
from strongroom.work.models import Quote, QuoteStatus

MOST_NAMED: Final = 20
"""Quotes that a question names; how many there are is told besides."""


def shows(account_id: uuid.UUID, status: str | None) -> bool:
    """Return whether the portal shows a quote of the status, a draft if None; holds the account's row."""
    account = Account.objects.select_for_update(no_key=True).get(id=account_id)
    return account.portal_drafts or (status or QuoteStatus.DRAFT) != QuoteStatus.DRAFT


def show_all(account_id: uuid.UUID, *, in_portal: bool) -> None:
    """Let the portal show all drafts of a firm, or none; the caller holds the account's row."""
    drafts = Quote.objects.filter(account_id=account_id, status=QuoteStatus.DRAFT)
    Library.objects.filter(id__in=drafts.values("library_id")).update(in_portal=in_portal)


@dataclass(frozen=True, slots=True)
class Concerned:
    """The drafts that come into the portal or leave it, so far as the one who switches may know of them."""

    contacts: Q
    """On contacts with portal access: who sees one of them, or no longer does."""
    count: int
    names: tuple[str, ...]
    """Number and title of the first."""
    come: bool
    """Whether they come, or leave."""

    def as_dict(self) -> dict[str, Any]:
        """Return what the API tells, as of records everywhere."""
        return {"count": self.count, "names": list(self.names)}

    @property
    def sentence(self) -> str:
        """What happens to them, as people say it."""
        quotes = "1 draft quote" if self.count == 1 else f"{self.count:,} draft quotes"
        if self.come:
            return f"{quotes} would be in the portal before being sent."
        return f"{quotes} would be out of the portal until sent."


def concerned(
    principal: Principal, contacts: QuerySet[Contact], account: Account, *, come: bool
) -> Concerned | None:
    """Return the drafts which some of these contacts see while the portal shows drafts; None for none.

    `account`: as it is at that time.
    """
    module = Q(customer__portal_quotes=PortalModule.ON)
    if account.portal_quotes:
        module |= Q(customer__portal_quotes=PortalModule.DEFAULT)
    drafts = _drafts(principal).filter(
        customer__in=contacts.filter(module).values("customer_id"),
    )
    count = drafts.count()
    if not count:
        return None
    first = drafts.order_by("number", "id").values_list("number", "title")[:MOST_NAMED]
    names = tuple(f"{number} {title}" for number, title in first)
    whose = module & Q(customer__in=drafts.values("customer_id"))
    return Concerned(whose, count, names, come)


def _drafts(principal: Principal) -> QuerySet[Any]:
    """Return the drafts that the principal can see (E-12)."""
    rows = Quote.objects.filter(account_id=principal.account_id, status=QuoteStatus.DRAFT)
    return shared.visible(rows, principal, LibraryKind.QUOTE)
