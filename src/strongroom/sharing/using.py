"""Whether anybody can use a portal share at this moment, and if not, why not (E-6)."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef, Q

from strongroom.access import api as access
from strongroom.access.api import Unused, unused
from strongroom.directory.models import Contact, Customer
from strongroom.store.models import LibraryKind


@dataclass(frozen=True, slots=True)
class Audience:
    """Who could use the portal shares of one customer."""

    name: str
    """The customer's."""
    reached: bool
    """Whether a contact can enter the portal."""
    invited: bool
    """Whether a contact has portal access and has not accepted yet."""
    contacts: int
    """Active contacts, with portal access or without."""
    only: str
    """The name of the contact, if there is only one."""
    modules: frozenset[str]

    def unused(self, kind: LibraryKind, *, in_portal: bool) -> Unused | None:
        """Return why nobody can use a share in a record of the kind, None if somebody can.

        `in_portal`: whether the record has come so far that the portal shows it.
        """
        module_on = access.MODULE_OF.get(kind) in self.modules
        return unused(
            in_portal=in_portal, reached=self.reached, module_on=module_on, invited=self.invited
        )


def audiences(customer_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Audience]:
    """Return who could use the portal shares of these customers, in one statement for all; none for none."""
    if not customer_ids:
        return {}
    given = Contact.objects.filter(customer=OuterRef("id"), active=True, portal_access=True)
    here = Q(contacts__active=True)
    rows = (
        Customer.objects.filter(id__in=customer_ids)
        .select_related("account")
        .annotate(
            reached=Exists(given.filter(person__is_active=True)),
            invited=Exists(given.filter(person=None)),
            number=Count("contacts", filter=here),
            somebody=Min("contacts__name", filter=here),
        )
    )
    return {
        row.id: Audience(
            name=row.name,
            reached=row.reached,
            invited=row.invited,
            contacts=row.number,
            only=row.somebody if row.number == 1 else "",
            modules=access.modules_on(row.account.portal_off, row.portal_on, row.portal_off),
        )
        for row in rows
    }
