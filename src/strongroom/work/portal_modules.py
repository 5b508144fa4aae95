"""The portal's modules: switched for all customers, overridden for one, and who gains or loses (B-4).

A module that goes off is refused in the next request of a contact (L34); shares stay as they are, and
open again what they opened when it is switched on.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Permission, Principal
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm
from strongroom.core.errors import InvalidError
from strongroom.directory import api as directory
from strongroom.directory.models import Account, Customer, PortalModule
from strongroom.work.drafts import show_all

PORTAL_MODULES: Final = {"documents": "Documents", "jobs": "Jobs", "quotes": "Quotes"}


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
    change = access.PortalChange(
        principal,
        f"portal {sorted(changes.items())}",
        partial(_switch, principal, account, changes),
        drafts=set(changes) == {"drafts"},
    )
    access.judged_portal(change, confirm)
    return _modules(account)


def _switch(principal: Principal, account: Account, changes: Mapping[str, bool]) -> None:
    directory.set_portal(account, changes)
    if "drafts" in changes:
        show_all(account.id, in_portal=changes["drafts"])
    change = audit.NewEvent(
        "account.portal_changed", account.id, subject_id=account.id, data=dict(changes)
    )
    audit.record(principal.actor, change)


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
    change = access.PortalChange(
        principal,
        f"portal of {customer_id} {sorted(changes.items())}",
        partial(_override, principal, customer, library_id, changes),
        customers=[customer_id],
    )
    access.judged_portal(change, confirm)


def _override(
    principal: Principal, customer: Customer, library_id: uuid.UUID, changes: Mapping[str, str]
) -> None:
    directory.set_customer_modules(customer, changes)
    change = audit.NewEvent(
        "customer.portal_changed",
        principal.account_id,
        library_id=library_id,
        subject_id=customer.id,
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
