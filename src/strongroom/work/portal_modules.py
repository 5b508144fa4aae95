"""The portal's modules: switched for all customers, overridden for one, and who gains or loses (B-4).

A module that goes off is refused in the next request of a contact (L34); shares stay as they are, and
open again what they opened when it is switched on.
"""

import uuid
from collections.abc import Mapping
from functools import partial
from typing import Final

from django.db import transaction

from strongroom.access import api as access
from strongroom.access.api import Permission, Principal
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm, none_offered
from strongroom.core.errors import InvalidError
from strongroom.directory import api as directory
from strongroom.directory.models import Account, Customer, PortalModule
from strongroom.work.drafts import show_all

PORTAL_MODULES: Final = {name: name.capitalize() for name in access.PORTAL_MODULES}
"""The word for each of the portal's modules, by its name."""
DRAFTS: Final = "drafts"
"""The switch beside those of the modules: whether a quote is shown before it is sent (A-12)."""
PORTAL_SWITCHES: Final = (*PORTAL_MODULES, DRAFTS)
PortalSwitches = Mapping[str, bool]
"""Whether the portal shows each of `PORTAL_SWITCHES` to all customers without a setting of their own."""


def get_portal_modules(principal: Principal) -> PortalSwitches:
    """Return the modules for all customers (*settings.manage*)."""
    access.require_permission(principal, Permission.SETTINGS_MANAGE)
    return _switches(Account.objects.get(id=principal.account_id))


@transaction.atomic
def put_portal_modules(
    principal: Principal,
    *,
    confirm: Confirm = False,
    **switches: bool | None,
) -> PortalSwitches:
    """Switch modules for all customers (*settings.manage*); None leaves one as it is.

    `switches`: by the names of `PORTAL_SWITCHES`. Raises InvalidError for others, and for shares that
    are named to be cancelled or kept (E-5), ForbiddenError `opens_outward` where it opens to contacts
    what the principal may not share (E-3), ConfirmationRequiredError while contacts would gain or lose
    a module or drafts, and `confirm` is not given.
    """
    access.require_permission(principal, Permission.SETTINGS_MANAGE)
    account = Account.objects.select_for_update().get(id=principal.account_id)
    now = _switches(account)
    if unknown := sorted(set(switches) - set(now)):
        raise InvalidError(errors=dict.fromkeys(unknown, "The portal has no such module."))
    changes = {
        name: value for name, value in switches.items() if value is not None and value != now[name]
    }
    if not changes:
        none_offered(confirm)
        return _switches(account)
    change = access.PortalChange(
        principal,
        f"portal {sorted(changes.items())}",
        partial(_switch, principal, account, changes),
        Permission.SETTINGS_MANAGE,
        drafts=set(changes) == {DRAFTS},
    )
    access.judged_portal(change, confirm)
    return _switches(account)


def _switch(principal: Principal, account: Account, changes: Mapping[str, bool]) -> None:
    modules = {name: value for name, value in changes.items() if name != DRAFTS}
    directory.set_portal(account, modules, drafts=changes.get(DRAFTS))
    if DRAFTS in changes:
        show_all(account.id, in_portal=changes[DRAFTS])
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

    Raises InvalidError for anything else; ForbiddenError and ConfirmationRequiredError as
    `put_portal_modules`.
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
        if value != directory.own_module(customer, name)
    }
    if not changes:
        none_offered(confirm)
        return
    change = access.PortalChange(
        principal,
        f"portal of {customer_id} {sorted(changes.items())}",
        partial(_override, principal, customer, library_id, changes),
        Permission.CUSTOMERS_EDIT,
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


def own_modules(customer: Customer) -> dict[str, str]:
    """Return what each module is for one customer: on, off or default, which is as for all."""
    return {name: directory.own_module(customer, name).value for name in PORTAL_MODULES}


def shown_modules(account: Account, own: Mapping[str, str]) -> dict[str, bool]:
    """Return which modules the portal shows to a customer: its own setting, else that for all.

    `own`: as `own_modules` returns it.
    """
    on, off = (
        [name for name, value in own.items() if value == word]
        for word in (PortalModule.ON, PortalModule.OFF)
    )
    shown = access.modules_on(account.portal_off, on, off)
    return {name: name in shown for name in PORTAL_MODULES}


def _switches(account: Account) -> dict[str, bool]:
    modules = {name: name not in account.portal_off for name in PORTAL_MODULES}
    return {**modules, DRAFTS: account.portal_drafts}
