"""Contacts of customers, and their access to the portal."""

import datetime as dt
import uuid
from functools import partial

from ninja import Query, Router

from strongroom.core.operations import Functions
from strongroom.interfaces.rest.kit.listing import Contacts
from strongroom.interfaces.rest.kit.resource import Changes, Lists, Makes, Resource, serve
from strongroom.interfaces.rest.kit.types import Id, Results, Sent, Shown, Text, one_of, optional
from strongroom.work import api as work

router = Router(tags=["work"])


class Contact(Shown):
    """A person at a customer. Contacts own no folder: `library_id` is null.

    `state`: `none` (no portal access), `invited` (not accepted yet, so not active), `active`, `ended`.
    """

    id: uuid.UUID
    name: str
    email: str
    customer_id: uuid.UUID
    portal_access: bool
    active: bool
    state: str = one_of("none", "invited", "active", "ended")
    library_id: None = None
    created_at: dt.datetime


class ContactList(Results[Contact]):
    """One page of contacts."""


class ContactNew(Sent):
    """A contact to make."""

    customer_id: Id
    name: Text
    email: Text = ""
    portal_access: bool = False


class ContactChange(Sent):
    """Changes to a contact; what is left out stays."""

    name: Text = optional()
    email: Text = optional()
    portal_access: bool = optional()
    active: bool = optional()


def _contact(row: work.ContactRow) -> Contact:
    """Show a contact: who has not accepted yet is not active."""
    return Contact.of(row, active=row.active and row.state != "invited", library_id=None)


CONTACTS = Resource(
    of=Functions(
        one="contact",
        many="contacts",
        list=work.list_contacts,
        get=work.get_contact,
        create=partial(work.create_contact, invite=True),
        update=partial(work.update_contact, invite=True),
    ),
    shown=Contact,
    show=_contact,
    lists=Lists(
        answer=ContactList,
        wanted=Query[Contacts],
        says="List contacts by name, of one customer or all.",
    ),
    makes=Makes(
        takes=ContactNew,
        says="Make a contact at a customer; with portal access they are invited by e-mail.",
    ),
    changes=Changes(
        takes=ContactChange,
        says="Change a contact; without portal access or inactive they are refused at once.",
    ),
)
serve(router, CONTACTS)
