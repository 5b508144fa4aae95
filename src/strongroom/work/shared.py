"""What all records have in common: limits by the decision, names, the library's root."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from strongroom.access import api as access
from strongroom.access.api import Action, Principal
from strongroom.core.errors import ForbiddenError, InvalidError
from strongroom.core.naming import one_line
from strongroom.directory.models import Account, Customer, Member
from strongroom.store.models import LibraryKind

MAX_NAME = 200


def visible(rows: QuerySet[Any], principal: Principal, kind: LibraryKind) -> QuerySet[Any]:
    """Limit records to what the principal may see, with `may_edit` and `may_add` on each."""
    column = f"{rows.model._meta.db_table}.library_id"  # noqa: SLF001 - Django's public name for it

    def opened(action: Action) -> RawSQL:
        return access.library_condition(principal, action, kind, column)

    shown: QuerySet[Any] = rows.filter(opened(Action.VIEW)).annotate(
        may_edit=opened(Action.EDIT), may_add=opened(Action.ADD)
    )
    return shown


def require_edit(principal: Principal, library_id: uuid.UUID) -> None:
    """Raise NotFoundError if the principal can't see the record, ForbiddenError if they may only look."""
    standing = access.may_enter(principal, library_id)
    if Action.EDIT not in standing.everything | standing.open:
        raise ForbiddenError("You may look at this, but not change it.")


def clean_text(raw: str, field: str, *, limit: int = MAX_NAME) -> str:
    """Return one line of text with its spaces put right, or raise InvalidError at `field`."""
    text = one_line(raw)
    if not text or "\0" in text or len(text) > limit:
        raise InvalidError(errors={field: f"Please enter 1 to {limit} characters."})
    return text


def customer_of(principal: Principal, customer_id: uuid.UUID) -> Customer:
    """Return the account's customer, or raise InvalidError at `customer_id`: another's is unknown (L33)."""
    customer = Customer.objects.filter(id=customer_id, account_id=principal.account_id).first()
    if customer is None:
        raise InvalidError(errors={"customer_id": "Please choose one of your customers."})
    return customer


def account_of(principal: Principal) -> Account:
    """Return the principal's account."""
    return Account.objects.get(id=principal.account_id)


def maker(principal: Principal) -> Member | None:
    """Return the member who makes something, or None for background work."""
    if principal.kind != access.Kind.MEMBER or principal.id is None:
        return None
    return Member.objects.filter(id=principal.id, account_id=principal.account_id).first()
