"""The forms of a customer's contacts."""

import uuid
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from strongroom.core.errors import ForbiddenError
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.saving import RecordForm, fingerprint, save, unchanged
from strongroom.work import api as work


class ContactForm(RecordForm):
    """A person at a customer."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        error_messages={"required": "Please enter a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        required=False,
        error_messages={"invalid": "Please enter a whole e-mail address, like ann@example.com."},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    portal_access = forms.BooleanField(
        label="Customer portal",
        required=False,
        help_text="May sign in and see what is viewable in the customer portal.",
    )

    def clean(self) -> dict[str, Any]:
        """The portal needs an e-mail address to sign in with."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("portal_access") and "email" in cleaned and not cleaned["email"]:
            self.add_error("email", "The customer portal needs an e-mail address.")
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what the operation takes."""
        return {name: self.cleaned_data[name] for name in ("name", "email", "portal_access")}


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new(desk: Desk, customer_id: uuid.UUID) -> HttpResponseBase:
    """Add a contact to a customer."""
    customer = _customer(desk, customer_id)
    form = ContactForm(desk.request.POST or None)
    if form.is_valid():
        row = save(
            form,
            lambda: work.create_contact(desk.principal, customer_id=customer_id, **form.values()),
        )
        if row:
            return desk.go(_back(desk, customer_id), f"{row.name} is added.")
    return _form_page(desk, form, customer)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def edit(desk: Desk, contact_id: uuid.UUID) -> HttpResponseBase:
    """Change a contact."""
    row = work.get_contact(desk.principal, contact_id)
    customer = _customer(desk, row.customer_id)
    initial = {"name": row.name, "email": row.email, "portal_access": row.portal_access}
    seen = fingerprint(*initial.values())
    form = ContactForm(desk.request.POST or None, initial={**initial, "seen": seen})
    if form.is_valid() and unchanged(form, seen):
        values = form.values()
        saved = save(
            form, lambda: work.update_contact(desk.principal, contact_id=contact_id, **values)
        )
        if saved:
            return desk.go(_back(desk, row.customer_id), "Saved.")
    return _form_page(desk, form, customer, row)


def _customer(desk: Desk, customer_id: uuid.UUID) -> work.CustomerRow:
    """Return the customer, for whoever may change it."""
    customer = work.get_customer(desk.principal, customer_id)
    if not customer.may_edit:
        raise ForbiddenError("You may see this customer's contacts, but not change them.")
    return customer


def _back(desk: Desk, customer_id: uuid.UUID) -> str:
    return desk.url("customer-contacts", customer_id=customer_id)


def _form_page(desk: Desk, form: ContactForm, customer: Any, row: Any = None) -> HttpResponseBase:
    """Render the form; not 200 when something in it is to be corrected."""
    return desk.show(
        "office/customers/contact_form.html",
        nav="customers",
        status=form.answer if form.errors else 200,
        form=form,
        row=row,
        crumbs=[
            {"label": "Customers", "url": desk.url("customers")},
            {"label": customer.name, "url": desk.url("customer", customer_id=customer.id)},
        ],
        back_url=_back(desk, customer.id),
    )
