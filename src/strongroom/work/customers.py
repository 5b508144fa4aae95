"""Customers as records: each owns a library."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower

from strongroom.access import api as access
from strongroom.access.api import Permission, Principal
from strongroom.audit import api as audit
from strongroom.core.confirmation import Confirm, none_offered
from strongroom.core.errors import NotFoundError
from strongroom.core.paging import Keyset, Page, Total, clamp_limit, total_beside
from strongroom.core.patterns import needle
from strongroom.core.strict import read_id, read_text
from strongroom.directory import api as directory
from strongroom.directory.models import Customer
from strongroom.store import api as store
from strongroom.store.models import LibraryKind
from strongroom.work import shared
from strongroom.work.models import CustomerRecord
from strongroom.work.portal_modules import override_modules, own_modules
from strongroom.work.rows import CustomerRow

_BY_NAME = Keyset({"sort": read_text, "customer_id": read_id})


def _rows(principal: Principal) -> QuerySet[Any]:
    rows: QuerySet[Any] = CustomerRecord.objects.filter(customer__account_id=principal.account_id)
    return shared.visible(rows.select_related("customer"), principal, LibraryKind.CUSTOMER)


def list_customers(
    principal: Principal,
    *,
    q: str = "",
    own_modules: bool = False,
    counted: bool = False,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[CustomerRow]:
    """Return the customers that exist for the principal, by name; counted, if asked. One query.

    `own_modules`: only those with a setting of their own for a module of the portal.
    """
    size = clamp_limit(limit)
    rows = _named(principal, q)
    if own_modules:
        rows = rows.exclude(customer__portal_on=[], customer__portal_off=[])
    if counted:
        rows = rows.annotate(total=Total(rows))
    found, following = _BY_NAME.page(rows.annotate(sort=Lower("customer__name")), cursor, size)
    return Page([_row(row) for row in found], following, total_beside(found))


def _named(principal: Principal, q: str) -> QuerySet[Any]:
    rows = _rows(principal)
    return rows.filter(customer__name__icontains=text) if (text := needle(q)) else rows


def get_customer(principal: Principal, customer_id: uuid.UUID) -> CustomerRow:
    """Return one customer, or raise NotFoundError."""
    found = _rows(principal).filter(customer_id=customer_id).first()
    if found is None:
        raise NotFoundError
    return _row(found)


@transaction.atomic
def create_customer(principal: Principal, *, name: str) -> CustomerRow:
    """Make a customer with its library (*customers.edit*)."""
    access.require_permission(principal, Permission.CUSTOMERS_EDIT)
    name = shared.clean_text(name, "name")
    customer = directory.add_customer(principal.account_id, name)
    library = store.create_library(
        account=shared.account_of(principal),
        kind=LibraryKind.CUSTOMER,
        name=name,
        customer=customer,
        created_by=shared.maker(principal),
    )
    CustomerRecord.objects.create(customer=customer, library=library)
    _record(principal, "customer.created", customer, library.id)
    return get_customer(principal, customer.id)


@transaction.atomic
def update_customer(
    principal: Principal,
    customer_id: uuid.UUID,
    *,
    name: str | None = None,
    portal: Mapping[str, str] | None = None,
    confirm: Confirm = False,
) -> CustomerRow:
    """Change a customer (*customers.edit*); its library's root takes the name too.

    `portal` sets modules of the portal for this customer (B-4), by the names of `PORTAL_MODULES`, to on,
    off or default; what is left out stays. Raises ForbiddenError `opens_outward` where that opens what the
    principal may not share (E-3), ConfirmationRequiredError while its contacts would gain or lose one
    and `confirm` is not given.
    """
    before = get_customer(principal, customer_id)
    shared.require_edit(principal, before.library_id)
    if name is not None and (name := shared.clean_text(name, "name")) != before.name:
        customer = Customer.objects.get(id=customer_id)
        directory.rename_customer(customer, name)
        store.rename_root(before.library_id, name)
        _record(principal, "customer.changed", customer, before.library_id)
    if portal:
        override_modules(principal, customer_id, before.library_id, portal, confirm=confirm)
    else:
        none_offered(confirm)
    return get_customer(principal, customer_id)


def _row(row: Any) -> CustomerRow:
    return CustomerRow(
        id=row.customer_id,
        account_id=row.customer.account_id,
        name=row.customer.name,
        library_id=row.library_id,
        created_at=row.customer.created_at,
        may_edit=row.may_edit,
        may_add=row.may_add,
        portal=own_modules(row.customer),
    )


def _record(principal: Principal, verb: str, customer: Customer, library_id: uuid.UUID) -> None:
    audit.record(
        principal.actor,
        audit.NewEvent(verb, principal.account_id, library_id=library_id, subject_id=customer.id),
    )
