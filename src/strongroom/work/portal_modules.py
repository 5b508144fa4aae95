"""The portal's modules: switched for all customers, overridden for one, and who gains or loses (B-4).

A module that goes off is refused in the next request of a contact (L34); shares stay as they are, and
open again what they opened when it is switched on.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from strongroom.access import api as access
from strongroom.access.api import Permission, Principal
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm, ask, none_offered
from strongroom.core.errors import InvalidError
from strongroom.directory.models import Account, Contact, Customer, PortalModule
from strongroom.work.drafts import Concerned, concerned, show_all

PORTAL_MODULES: Final = {"documents": "Documents", "jobs": "Jobs", "quotes": "Quotes"}
MOST_NAMED: Final = 100
"""Contacts that a question names; how many there are is told besides."""


@dataclass(frozen=True, slots=True)
class PortalModules:
    """Which modules the portal shows to all customers that have no setting of their own."""

    documents: bool
    jobs: bool
    quotes: bool
    drafts: bool = False
    """Whether a quote is shown before it is sent (A-12)."""


def get_portal_modules(principal: Principal) -> PortalModules:
    """Return the modules for all customers (*settings.manage*)."""
    access.require_permission(principal, Permission.SETTINGS_MANAGE)
    return _modules(Account.objects.get(id=principal.account_id))


@transaction.atomic
def put_portal_modules(
    principal: Principal,
    *,
    documents: bool | None = None,
    jobs: bool | None = None,
    quotes: bool | None = None,
    drafts: bool | None = None,
    confirm: Confirm = False,
) -> PortalModules:
    """Switch modules for all customers (*settings.manage*); None leaves one as it is.

    `drafts`: whether quotes are shown before they are sent. Raises ConfirmationRequiredError while
    contacts would gain or lose a module or drafts, and `confirm` is not given.
    """
    access.require_permission(principal, Permission.SETTINGS_MANAGE)
    account = Account.objects.select_for_update().get(id=principal.account_id)
    given = {"documents": documents, "jobs": jobs, "quotes": quotes, "drafts": drafts}
    changes = {
        name: value
        for name, value in given.items()
        if value is not None and value != getattr(account, f"portal_{name}")
    }
    if not changes:
        return _modules(account)
    contacts = _with_access(account.id)
    sides = {on: _following(changes, on=on) for on in (True, False)}
    switched = changes.get("drafts")
    hidden = concerned(principal, contacts, account, come=False) if switched is False else None
    for name, value in changes.items():
        setattr(account, f"portal_{name}", value)
    shown = concerned(principal, contacts, account, come=True) if switched else None
    _ask(contacts, _with(sides[True], shown), _with(sides[False], hidden), confirm, shown or hidden)
    account.save(update_fields=[f"portal_{name}" for name in changes])
    if switched is not None:
        show_all(account.id, in_portal=switched)
    change = audit.Change(
        "account.portal_changed", account.id, subject_id=account.id, data=dict(changes)
    )
    audit.record(principal.actor, change)
    return _modules(account)


def override_modules(
    principal: Principal,
    customer_id: uuid.UUID,
    library_id: uuid.UUID,
    wanted: Mapping[str, str],
    *,
    confirm: Confirm,
) -> None:
    """Set modules of one customer to on, off or default, in the caller's transaction, who has decided.

    Raises InvalidError for anything else, ConfirmationRequiredError as `put_portal_modules`.
    """
    wrong = [
        name
        for name, value in wanted.items()
        if name not in PORTAL_MODULES or value not in PortalModule.values
    ]
    if wrong:
        raise InvalidError(
            errors={f"portal.{name}": "Choose on, off or default." for name in wrong}
        )
    customer = Customer.objects.select_for_update(of=("self",)).get(id=customer_id)
    changes = {
        name: value
        for name, value in wanted.items()
        if value != getattr(customer, f"portal_{name}")
    }
    if not changes:
        return
    before = shown_modules(customer.account, customer)
    for name, value in changes.items():
        setattr(customer, f"portal_{name}", value)
    after = shown_modules(customer.account, customer)
    of_it = _with_access(customer.account_id).filter(customer=customer)
    _ask(of_it, _any(after, but=before), _any(before, but=after), confirm)
    customer.save(update_fields=[f"portal_{name}" for name in changes])
    change = audit.Change(
        "customer.portal_changed",
        principal.account_id,
        library_id=library_id,
        subject_id=customer_id,
        data=dict(changes),
    )
    audit.record(principal.actor, change)


def shown_modules(account: Account, customer: Any) -> dict[str, bool]:
    """Return which modules the portal shows to a customer: its own setting, else that for all.

    `customer` is anything with the three settings: the model or a CustomerRow.
    """
    found = {}
    for name in PORTAL_MODULES:
        own = getattr(customer, f"portal_{name}")
        for_all = bool(getattr(account, f"portal_{name}"))
        found[name] = for_all if own == PortalModule.DEFAULT else own == PortalModule.ON
    return found


def _modules(account: Account) -> PortalModules:
    return PortalModules(
        account.portal_documents, account.portal_jobs, account.portal_quotes, account.portal_drafts
    )


def _with_access(account_id: uuid.UUID) -> QuerySet[Contact]:
    """Return the contacts who can enter the portal."""
    return Contact.objects.filter(
        person__is_active=True,
        account_id=account_id,
        active=True,
        portal_access=True,
    )


def _following(changes: Mapping[str, bool], *, on: bool) -> Q | None:
    """Return which contacts' customers have no setting of their own for a module that goes on (off)."""
    which: Q | None = None
    for name, value in changes.items():
        if value == on and name in PORTAL_MODULES:
            one = Q(**{f"customer__portal_{name}": PortalModule.DEFAULT})
            which = one if which is None else which | one
    return which


def _any(those: Mapping[str, bool], *, but: Mapping[str, bool]) -> Q | None:
    """Return all contacts if a module is in `those` and not in `but`, else None."""
    return Q() if any(those[name] and not but[name] for name in those) else None


def _with(which: Q | None, drafts: Concerned | None) -> Q | None:
    """Return the contacts of either."""
    if drafts is None:
        return which
    return drafts.contacts if which is None else which | drafts.contacts


def _ask(
    contacts: QuerySet[Contact],
    gain: Q | None,
    lose: Q | None,
    confirm: Confirm,
    drafts: Concerned | None = None,
) -> None:
    """Raise ConfirmationRequiredError if there is anybody who gains or loses, unless it is confirmed.

    `drafts`: quotes that come into the portal or leave it with that.
    """
    gaining = contacts.none() if gain is None else contacts.filter(gain)
    losing = contacts.none() if lose is None else contacts.filter(lose)
    told = {"gain": gaining, "lose": losing}
    counts = {key: _counts(found) for key, found in told.items()}
    if any(one["contacts"] for one in counts.values()):
        words = [
            f"{_people(one)} would {key} a part of the portal"
            for key, one in counts.items()
            if one["contacts"]
        ]
        changes = {key: _names(found) for key, found in told.items()}
        quotes = {"records": drafts.as_dict()} if drafts else {}
        sentence = f"{', and '.join(words)}, from their next click on."
        ask(
            f"{sentence} {drafts.sentence}" if drafts else sentence,
            {**changes, "items": 0, "counts": counts, **quotes},
            confirm,
        )
    else:
        none_offered(confirm)


def _counts(contacts: QuerySet[Contact]) -> dict[str, int]:
    return contacts.aggregate(contacts=Count("id"), customers=Count("customer_id", distinct=True))


def _names(contacts: QuerySet[Contact]) -> list[dict[str, str]]:
    rows = contacts.order_by("customer__name", "name", "id")
    return [
        {"type": "contact", "id": str(id_), "name": f"{name}, {customer}"}
        for id_, name, customer in rows.values_list("id", "name", "customer__name")[:MOST_NAMED]
    ]


def _people(count: Mapping[str, int]) -> str:
    contacts = "1 contact" if count["contacts"] == 1 else f"{count['contacts']:,} contacts"
    customers = "1 customer" if count["customers"] == 1 else f"{count['customers']:,} customers"
    return f"{contacts} of {customers}"
