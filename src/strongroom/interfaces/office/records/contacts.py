"""A customer's contacts: the forms, and their access to the portal."""

import uuid
from typing import Any

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST

from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError
from strongroom.interfaces.common.forms.saving import answer, sent
from strongroom.interfaces.kit.form_page import Drawn, FormPage
from strongroom.interfaces.kit.formats import short
from strongroom.interfaces.kit.forms import RecordForm, fingerprint
from strongroom.interfaces.kit.page import Parent
from strongroom.interfaces.office.desk import Desk, at_desk
from strongroom.interfaces.office.people import invitations
from strongroom.outbox.api import configured
from strongroom.work import api as work

_SEES = "They see what is viewable in the customer portal."
_BY_MAIL = f"They are invited by e-mail. {_SEES}"
_BY_HAND = (
    "There is no mail server: whoever may share documents copies the address of the invitation and"
    f" passes it on. {_SEES}"
)


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
    )

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        """Later, access is given and withdrawn beside the form."""
        super().__init__(*args, **kwargs)
        self.fields["portal_access"].help_text = _BY_MAIL if configured() else _BY_HAND
        if row:
            del self.fields["portal_access"]

    def clean(self) -> dict[str, Any]:
        """The portal needs an e-mail address to sign in with."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("portal_access") and "email" in cleaned and not cleaned["email"]:
            self.add_error("email", "The customer portal needs an e-mail address.")
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what the operation takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def new(desk: Desk, customer_id: uuid.UUID) -> HttpResponseBase:
    """Add a contact to a customer."""
    customer = _customer(desk, customer_id)
    form = ContactForm(sent(desk.request))
    return answer(
        desk,
        _page(desk, form, customer),
        lambda: work.create_contact(
            desk.principal, customer_id=customer_id, invite=True, **form.values()
        ),
        lambda row: _after_adding(desk, row),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def edit(desk: Desk, contact_id: uuid.UUID) -> HttpResponseBase:
    """Change a contact."""
    row = work.get_contact(desk.principal, contact_id)
    customer = _customer(desk, row.customer_id)
    initial = {"name": row.name, "email": row.email}
    seen = fingerprint(*initial.values())
    form = ContactForm(sent(desk.request), row=row, initial={**initial, "seen": seen})
    return answer(
        desk,
        _page(desk, form, customer, row),
        lambda: work.update_contact(
            desk.principal, contact_id=contact_id, invite=True, **form.values()
        ),
        lambda saved: _saved(desk, row, saved),
        seen=seen,
    )


def _saved(desk: Desk, before: work.ContactRow, saved: work.ContactRow) -> HttpResponseBase:
    """Say where another e-mail has ended the access: it is another person, who has to accept (F-4)."""
    if before.portal != "active" or saved.portal == "active":
        return desk.go(_back(desk, saved.customer_id), "Saved.")
    text = f"Saved. {before.email} no longer opens the customer portal. {_said(desk, saved)}"
    return desk.go(desk.url("contact-edit", contact_id=saved.id), text)


@require_POST
@at_desk
def invite(desk: Desk, contact_id: uuid.UUID) -> HttpResponseBase:
    """Mail an invitation to the portal, or another one in place of an older."""
    row = work.get_contact(desk.principal, contact_id)
    _customer(desk, row.customer_id)  # 403 for whoever may not change it
    page = _after_inviting(desk, row)
    try:
        work.invite_contact(desk.principal, contact_id=contact_id)
    except (ConflictError, ForbiddenError, InvalidError) as error:
        return desk.go(page, error.detail, level="error")
    return desk.go(page, _said(desk, row))


@require_POST
@at_desk
def withdraw(desk: Desk, contact_id: uuid.UUID) -> HttpResponseBase:
    """End somebody's access to the portal, or the invitation to it."""
    row = work.get_contact(desk.principal, contact_id)
    work.withdraw_access(desk.principal, contact_id=contact_id)
    return desk.go(
        desk.url("contact-edit", contact_id=contact_id),
        f"{row.name} can't sign in to the customer portal any more.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def reset(desk: Desk, contact_id: uuid.UUID) -> HttpResponseBase:
    """Ask, then end the login of a contact, who is invited anew (F-3)."""
    row = work.get_contact(desk.principal, contact_id)
    customer = _customer(desk, row.customer_id)
    url = desk.url("contact-edit", contact_id=contact_id)
    try:
        if desk.request.method != "POST":
            work.require_contact_reset(desk.principal, contact_id)
            crumbs = _crumbs(desk, customer)
            return invitations.ask_reset(desk, row.name, row.email, crumbs, url, nav="customers")
        work.reset_contact_login(desk.principal, contact_id=contact_id)
    except (ConflictError, ForbiddenError) as error:
        return desk.go(url, error.detail, level="error")
    return desk.go(url, f"The login is ended. {_said(desk, row)}")


def _after_adding(desk: Desk, row: work.ContactRow) -> HttpResponseBase:
    """Back to the list; to the contact where there is an address to pass on."""
    if row.portal == "invited" and not configured():
        edit = desk.url("contact-edit", contact_id=row.id)
        return desk.go(edit, f"{short(row.name)} is added. {_said(desk, row)}")
    invited = f" {_said(desk, row)}" if row.portal == "invited" else ""
    return desk.go(_back(desk, row.customer_id), f"{short(row.name)} is added.{invited}")


def _after_inviting(desk: Desk, row: work.ContactRow) -> str:
    """Back to the list that it was pressed in, unless there is an address to pass on."""
    if desk.request.POST.get("from") == "list" and configured():
        return _back(desk, row.customer_id)
    return desk.url("contact-edit", contact_id=row.id)


def _customer(desk: Desk, customer_id: uuid.UUID) -> work.CustomerRow:
    """Return the customer, for whoever may change it."""
    customer = work.get_customer(desk.principal, customer_id)
    if not customer.may_edit:
        raise ForbiddenError("You may see this customer's contacts, but not change them.")
    return customer


def _back(desk: Desk, customer_id: uuid.UUID) -> str:
    return desk.url("customer-contacts", customer_id=customer_id)


def _page(
    desk: Desk,
    form: ContactForm,
    customer: work.CustomerRow,
    row: work.ContactRow | None = None,
) -> FormPage:
    """Return the form as a page; below it, how it stands with the access to the portal."""
    return FormPage(
        title=f"Edit {row.name}" if row else "New contact",
        heading="Edit contact" if row else "New contact",
        form=form,
        nav="customers",
        crumbs=_crumbs(desk, customer),
        back_url=_back(desk, customer.id),
        below=Drawn("office/records/contact_access.html", lambda: _standing(desk, row))
        if row
        else None,
    )


def _crumbs(desk: Desk, customer: work.CustomerRow) -> list[Parent]:
    return [
        Parent("Customers", desk.url("customers")),
        Parent(customer.name, desk.url("customer", customer_id=customer.id)),
    ]


def _said(desk: Desk, row: work.ContactRow) -> str:
    address = work.contact_invitation_address(desk.principal, row.id)
    return invitations.said(row.email, address=address, who=lambda: _who_sees(desk, row.id))


def _who_sees(desk: Desk, contact_id: uuid.UUID) -> str:
    return work.who_sees_contact_address(desk.principal, contact_id)


def _standing(desk: Desk, row: work.ContactRow) -> invitations.InvitationShown:
    address = work.contact_invitation_address(desk.principal, row.id)
    elsewhere = ""
    if row.portal == "invited" and not address and not configured():
        elsewhere = invitations.passed_on_by(_who_sees(desk, row.id))
    return invitations.of_contact(desk, row, may_edit=True, address=address, elsewhere=elsewhere)
