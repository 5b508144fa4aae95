"""Renewing from the phone (C-10): photos first, then the new dates; until verified the old ones count."""

import uuid
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import dateformat
from django.views.decorators.http import require_http_methods, require_POST

from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, StrongroomError
from strongroom.core.ids import new_id, parse_id
from strongroom.interfaces.common.forms.saving import answer, lead_on, sent
from strongroom.interfaces.common.licences.evidence import staged
from strongroom.interfaces.kit.form_page import MOBILE, Drawn, FormPage
from strongroom.interfaces.kit.forms import PageForm
from strongroom.interfaces.kit.page import Parent
from strongroom.interfaces.mobile.licences.pages import ACTIVE, may_renew
from strongroom.interfaces.mobile.visit import MobileVisit, on_mobile
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceRow, RenewalRow


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        error_messages={"invalid": "Please enter a date."},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class RenewForm(PageForm):
    """What a holder hands in. The id makes two taps of one form one renewal."""

    renewal_id = forms.CharField(required=False, widget=forms.HiddenInput)
    expires_on = _day("New expiry date")
    number = forms.CharField(
        label="Number",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    issued_on = _day("Issued on")
    note = forms.CharField(
        label="Note for the office",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, row: LicenceRow, **kwargs: Any) -> None:
        """Ask for a new expiry where the licence has one."""
        super().__init__(*args, **kwargs)
        # Looked at by the operation; here only to have a place for what is wrong with them.
        self.fields["files"] = forms.Field(label="Photos or documents", required=False)
        self.initial = {"renewal_id": str(new_id()), "number": row.number}
        if row.expires_on is not None:
            field = self.fields["expires_on"]
            field.required = True
            field.help_text = f"So far: {dateformat.format(row.expires_on, 'j F Y')}"
            field.error_messages["required"] = "Please enter the new expiry date."

    def values(self) -> dict[str, Any]:
        """Return what `submit_renewal` takes, without the files."""
        data = {name: self.cleaned_data[name] for name in self.fields if name != "files"}
        return {**data, "renewal_id": parse_id(data["renewal_id"])}


@require_http_methods(["GET", "HEAD", "POST"])
@on_mobile
def renew(visit: MobileVisit, licence_id: uuid.UUID) -> HttpResponseBase:
    """Show the form, or hand in what it holds; what waits or is archived has no form."""
    row = licences.get_licence(visit.principal, licence_id)
    if row.member_id != visit.principal.id:
        raise ForbiddenError("Whoever holds the licence hands in its renewal.")
    closed = not may_renew(visit, row) or row.verification == "pending"
    if closed and visit.request.method != "POST":
        return _to_page(visit, licence_id, "There is nothing to hand in now.", "info")
    form = RenewForm(sent(visit.request), row=row)
    return answer(
        visit,
        _page(visit, row, form),
        lambda: _submit(visit, row, form),
        lambda _: _to_page(visit, licence_id, _HANDED_IN),
    )


_HANDED_IN = "Handed in. It waits for the office; until then the old expiry counts."


def _submit(visit: MobileVisit, row: LicenceRow, form: RenewForm) -> RenewalRow:
    """Hand it in; what forbids it is told in the form."""
    try:
        return licences.submit_renewal(
            visit.principal, licence_id=row.id, **form.values(), files=staged(visit.request)
        )
    except ConflictError as error:
        raise InvalidError(error.detail) from error


def _page(visit: MobileVisit, row: LicenceRow, form: RenewForm) -> FormPage:
    return FormPage(
        title=f"Renew {row.type_name}",
        heading="Renew",
        subheading=row.type_name,
        form=form,
        frame=MOBILE,
        nav=ACTIVE,
        crumbs=[Parent("the licence", visit.url("licence", licence_id=row.id))],
        back_label="",
        parts=(
            Drawn("mobile/licences/photos.html", licences.MOST_FILES),
            "expires_on",
            "number",
            "issued_on",
            "note",
            Drawn("mobile/licences/trouble.html"),
        ),
        css="sr-renew",
        behaviour="renewal",
        gathers=True,
        submit="Hand in",
        foot="The office looks at it. Until it is verified, the old expiry counts.",
    )


@require_POST
@on_mobile
def withdraw(visit: MobileVisit, renewal_id: uuid.UUID) -> HttpResponseBase:
    """Take back what waits for the office; its files stay."""
    before = licences.get_renewal(visit.principal, renewal_id)
    try:
        licences.withdraw_renewal(visit.principal, renewal_id=renewal_id)
    except ConflictError as error:
        return _to_page(visit, before.licence_id, _sentence(error), "error")
    return _to_page(visit, before.licence_id, "Withdrawn. You can hand in another one.")


def _sentence(error: StrongroomError) -> str:
    return error.detail or error.title


def _to_page(
    visit: MobileVisit, licence_id: uuid.UUID, said: str, level: str = "success"
) -> HttpResponse:
    """Lead to the licence with a notice."""
    return lead_on(visit, visit.url("licence", licence_id=licence_id), said, level=level)
