"""Customers: the list, the card with details, contacts, jobs, quotes and documents, and the forms."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from strongroom.access.api import Permission, require_permission
from strongroom.core.errors import ForbiddenError
from strongroom.interfaces.common.documents.listing import (
    count_text,
    document_list,
    list_fragment,
)
from strongroom.interfaces.common.forms.saving import answer, sent
from strongroom.interfaces.common.questions import question
from strongroom.interfaces.kit.form_page import Drawn, FormPage
from strongroom.interfaces.kit.forms import RecordForm, fingerprint
from strongroom.interfaces.kit.frame import Tab
from strongroom.interfaces.kit.listing import New, Words
from strongroom.interfaces.kit.listing import listing as list_page
from strongroom.interfaces.kit.page import Parent, wants_list
from strongroom.interfaces.kit.paging import Pager, address, wanted
from strongroom.interfaces.kit.table import Cell, Column, Table
from strongroom.interfaces.office.admin import portal_settings
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.explorer.trash import trash_url
from strongroom.interfaces.office.people import invitations
from strongroom.interfaces.office.records import jobs
from strongroom.outbox.api import configured
from strongroom.work import api as work
from strongroom.work.api import CUSTOMERS, NUMBERED, ContactRow, CustomerRow, NumberedKind

_RECENT = 10


@dataclass(frozen=True, slots=True)
class Section:
    """The customer's newest jobs, or quotes."""

    kind: NumberedKind
    table: Table
    all_url: str
    new_url: str


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact, and how it stands with their access to the portal."""

    row: ContactRow
    edit_url: str
    standing: invitations.InvitationShown


@dataclass(frozen=True, slots=True)
class Contacts:
    """A page of the customer's contacts."""

    lines: Sequence[ContactLine]
    new_url: str
    pager: Pager | None
    no_mail: bool
    """Invitations are to be made, but nothing is sent: there is no mail server."""


class CustomerForm(RecordForm):
    """A customer's name; of one that exists, the modules of its portal too (B-4)."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        error_messages={"required": "Please enter the customer's name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, desk: Desk | None = None, **kwargs: Any) -> None:
        """With `desk`, offer the modules, and say what "as for all" means at present."""
        super().__init__(*args, **kwargs)
        self.modules = portal_settings.override_fields(desk.account) if desk else {}
        self.fields |= self.modules

    @property
    def module_fields(self) -> list[forms.BoundField]:
        """The fields of the modules, for the template."""
        return [self[name] for name in self.modules]


@require_safe
@at_desk
def listing(desk: Desk) -> HttpResponseBase:
    """Show the customers by name."""
    require_permission(desk.principal, Permission.CUSTOMERS_VIEW)
    asks = wanted(desk.request, desk.url("customers"), "q")
    page = work.list_customers(
        desk.principal, q=asks["q"], counted=True, cursor=asks.cursor or None
    )
    edits = desk.principal.holds(Permission.CUSTOMERS_EDIT)
    shown = list_page(
        _WORDS,
        asks,
        page,
        _COLUMNS,
        lambda row: (
            Cell(row.name, url=desk.url("customer", customer_id=row.id)),
            Cell(moment=row.created_at),
        ),
        new=New(desk.url("customer-new"), "New customer") if edits else None,
    )
    return desk.show("office/list.html", nav="customers", listing=shown)


_COLUMNS = (Column("Name", "sr-cell-main", named=False), Column("Since"))
_WORDS = Words(
    title="Customers",
    icon="building",
    nothing_yet="No customers yet",
    purpose=CUSTOMERS.purpose,
    search="Search customers",
    placeholder="Name",
)


@require_safe
@at_desk
def card(desk: Desk, customer_id: uuid.UUID, tab: str) -> HttpResponseBase:
    """Show one customer: jobs and quotes, contacts, or documents; to htmx the document list alone."""
    row = work.get_customer(desk.principal, customer_id)
    documents_url = desk.url("customer-documents", customer_id=customer_id)
    if tab == "documents" and wants_list(desk.request):
        return list_fragment(desk, row.library_id, page_url=documents_url)
    listed = (
        document_list(desk, row.library_id, page_url=documents_url) if tab == "documents" else None
    )
    count = listed.count_text if listed else count_text(desk, row.library_id)
    return desk.show(
        "office/records/customer_card.html",
        nav="customers",
        row=row,
        portal=portal_settings.standing(desk, row),
        tab=tab,
        crumbs=[Parent("Customers", desk.url("customers"))],
        tabs=_tabs(desk, row, tab, count),
        edit_url=desk.url("customer-edit", customer_id=customer_id) if row.may_edit else "",
        trash_url=trash_url(desk, row.library_id, documents_url) if row.may_edit else "",
        sections=_sections(desk, customer_id) if tab == "records" else (),
        contacts=_contacts(desk, row) if tab == "contacts" else None,
        documents=listed,
    )


def _sections(desk: Desk, customer_id: uuid.UUID) -> list[Section]:
    """Return the customer's newest records of each kind that the member may see."""
    return [_section(desk, kind, customer_id) for kind in NUMBERED]


def _section(desk: Desk, kind: NumberedKind, customer_id: uuid.UUID) -> Section:
    page = kind.list(desk.principal, customer_id=customer_id, limit=_RECENT)
    asked_for = {"customer": str(customer_id)}
    makes = desk.principal.holds(kind.edit)
    return Section(
        kind=kind,
        table=jobs.of_customer(desk, kind, page.results),
        all_url=address(desk.url(kind.many), asked_for) if page.next else "",
        new_url=address(desk.url(f"{kind.one}-new"), asked_for) if makes else "",
    )


def _contacts(desk: Desk, row: CustomerRow) -> Contacts:
    """Return the customer's contacts, a page of them."""
    asks = wanted(desk.request, desk.url("customer-contacts", customer_id=row.id))
    page = work.list_contacts(desk.principal, customer_id=row.id, cursor=asks.cursor or None)
    return Contacts(
        lines=[_contact(desk, contact, may_edit=row.may_edit) for contact in page.results],
        new_url=desk.url("contact-new", customer_id=row.id) if row.may_edit else "",
        pager=asks.pager(page),
        no_mail=row.may_edit and not configured(),
    )


def _contact(desk: Desk, contact: ContactRow, *, may_edit: bool) -> ContactLine:
    return ContactLine(
        row=contact,
        edit_url=desk.url("contact-edit", contact_id=contact.id) if may_edit else "",
        standing=invitations.of_contact(desk, contact, may_edit=may_edit),
    )


def _tabs(desk: Desk, row: CustomerRow, tab: str, count: str) -> list[Tab]:
    """Return the tabs of the card; the number is what the viewer may see."""
    found = [
        ("records", "customer", work.all_numbered(), ""),
        ("contacts", "customer-contacts", "Contacts", ""),
        ("documents", "customer-documents", "Documents", count),
    ]
    return [
        Tab(label, desk.url(name, customer_id=row.id), key == tab, shown)
        for key, name, label, shown in found
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new(desk: Desk) -> HttpResponseBase:
    """Make a customer."""
    require_permission(desk.principal, Permission.CUSTOMERS_EDIT)
    form = CustomerForm(sent(desk.request))
    return answer(
        desk,
        _page(desk, form),
        lambda: work.create_customer(desk.principal, name=form.cleaned_data["name"]),
        lambda row: desk.go(desk.url("customer", customer_id=row.id), f"{row.name} is created."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def edit(desk: Desk, customer_id: uuid.UUID) -> HttpResponseBase:
    """Change a customer's name, and which modules of the portal its contacts see."""
    row = work.get_customer(desk.principal, customer_id)
    if not row.may_edit:
        raise ForbiddenError("You may see this customer, but not change it.")
    own = {field: row.portal[name] for name, field in portal_settings.FIELDS.items()}
    seen = fingerprint(row.name, sorted(own.items()))
    initial = {"name": row.name, **own, "seen": seen}
    form = CustomerForm(sent(desk.request), initial=initial, desk=desk)
    question.words(
        desk.request, title="Save this customer?", confirm_label="Save anyway", keeps_input=True
    )
    return answer(
        desk,
        _page(desk, form, row),
        lambda: _update(desk, customer_id, form),
        lambda _: desk.go(desk.url("customer", customer_id=customer_id), "Saved."),
        seen=seen,
    )


def _update(desk: Desk, customer_id: uuid.UUID, form: CustomerForm) -> CustomerRow:
    data = form.cleaned_data
    fields = portal_settings.FIELDS.items()
    return work.update_customer(
        desk.principal,
        customer_id=customer_id,
        name=data["name"],
        portal={name: data[field] for name, field in fields if data[field]},
        confirm=question.answer_of(desk.request),
    )


def _page(desk: Desk, form: CustomerForm, row: CustomerRow | None = None) -> FormPage:
    """Return the form as a page; only of one that exists it has modules of the portal."""
    crumbs = [Parent("Customers", desk.url("customers"))]
    if row:
        crumbs.append(Parent(row.name, desk.url("customer", customer_id=row.id)))
    return FormPage(
        title=f"Edit {row.name}" if row else "New customer",
        heading="Edit customer" if row else "New customer",
        form=form,
        nav="customers",
        crumbs=crumbs,
        parts=("name", Drawn("office/records/portal_modules.html")) if row else (),
    )
