"""Renewing from the phone (C-10): photos first, then the new dates; until verified the old ones count."""

import uuid
from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST

from strongroom.core.errors import ConflictError, ForbiddenError, InvalidError, StrongroomError
from strongroom.core.ids import new_id, parse_id
from strongroom.interfaces.common.licences.evidence import staged
from strongroom.interfaces.common.licences.words import FILES_LOST
from strongroom.interfaces.kit import flash
from strongroom.interfaces.kit.page import is_fragment
from strongroom.interfaces.mobile.licences.pages import ACTIVE, card, may_renew
from strongroom.interfaces.mobile.visit import MobileVisit, on_mobile
from strongroom.licences import api as licences
from strongroom.licences.api import LicenceRow

_LOOK: Final = "Please look at the marked fields."


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        error_messages={"invalid": "Please enter a date."},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class RenewForm(forms.Form):
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
    use_required_attribute = False

    def __init__(self, *args: Any, row: LicenceRow, **kwargs: Any) -> None:
        """Ask for a new expiry where the licence has one."""
        super().__init__(*args, **kwargs)
        # Looked at by the operation; here only to have a place for what is wrong with them.
        self.fields["files"] = forms.Field(label="Photos or documents", required=False)
        self.initial = {"renewal_id": str(new_id()), "number": row.number}
        if row.expires_on is not None:
            field = self.fields["expires_on"]
            field.required = True
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
    if visit.request.method != "POST":
        if not may_renew(visit, row) or row.verification == "pending":
            return _to_page(visit, licence_id, "There is nothing to hand in now.", "info")
        return _form_page(visit, row, RenewForm(row=row))
    form = RenewForm(visit.request.POST, row=row)
    if form.is_valid() and _submitted(visit, row, form):
        said = "Handed in. It waits for the office; until then the old expiry counts."
        return _to_page(visit, licence_id, said)
    return _form_page(visit, row, form)


def _submitted(visit: MobileVisit, row: LicenceRow, form: RenewForm) -> bool:
    """Hand it in; what the person can put right goes into the form."""
    try:
        licences.submit_renewal(
            visit.principal, licence_id=row.id, **form.values(), files=staged(visit.request)
        )
    except InvalidError as error:
        for name, sentence in (error.errors or {"": error.detail}).items():
            form.add_error(name if name in form.fields else None, sentence)
    except ConflictError as error:
        form.add_error(None, error.detail)
    else:
        return True
    return False


def _form_page(visit: MobileVisit, row: LicenceRow, form: RenewForm) -> HttpResponse:
    """Render the form; to a page with script tell only what is wrong: it keeps the photos."""
    if form.errors and is_fragment(visit.request):
        wrong = {name: " ".join(map(str, texts)) for name, texts in form.errors.items()}
        raise InvalidError(wrong.pop("__all__", "") or _LOOK, errors=wrong)
    if form.errors and visit.request.FILES and "files" not in form.errors:
        form.add_error("files", FILES_LOST)
    return visit.show(
        "mobile/licences/renew.html",
        status=InvalidError.status if form.errors else 200,
        nav=ACTIVE,
        **card(visit, row),
        form=form,
        back_url=visit.url("licence", licence_id=row.id),
        most_files=licences.MOST_FILES,
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
    """Lead to the licence with a notice: by a redirect, or by the header that htmx follows."""
    address = visit.url("licence", licence_id=licence_id)
    if not is_fragment(visit.request):
        return visit.go(address, said, level=level)
    flash.add(visit.request, said, level=level)
    return HttpResponse(status=204, headers={"HX-Redirect": address})
