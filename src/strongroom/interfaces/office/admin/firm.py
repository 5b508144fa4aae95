"""Administration, Firm: name, time zone and logo, as customers see them."""

import zoneinfo

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from strongroom.administration import api as administration
from strongroom.core.errors import TooLargeError
from strongroom.interfaces.common.answers.logo import logo_url
from strongroom.interfaces.kit.forms import RecordForm, fingerprint, save, unchanged
from strongroom.interfaces.office.desk import Desk, admin_tabs, at_desk


def _zones() -> list[tuple[str, str]]:
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name)
    return [(name, name.replace("_", " ")) for name in ("UTC", *names)]


class FirmForm(RecordForm):
    """What the firm is called, where it is, and its logo."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="Customers read it in the portal, on link pages and in mails.",
        error_messages={"required": "Please enter the firm's name."},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    time_zone = forms.ChoiceField(
        label="Time zone", choices=_zones, help_text="Days begin and end in it: links, licences."
    )
    logo = forms.FileField(
        label="Logo",
        required=False,
        help_text="PNG, JPEG or WebP up to 5 MB. Shown in the portal and on link pages.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    remove_logo = forms.BooleanField(label="Show the name without a logo", required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def firm(desk: Desk) -> HttpResponseBase:
    """Show the settings and save them."""
    row = administration.get_firm(desk.principal)
    seen = fingerprint(row.name, row.time_zone, row.logo_tag)
    initial = {"name": row.name, "time_zone": row.time_zone, "seen": seen}
    form = FirmForm(desk.request.POST or None, desk.request.FILES or None, initial=initial)
    if form.is_valid() and unchanged(form, seen) and save(form, lambda: _save(desk, form)):
        return desk.go(desk.url("firm"), "Saved.")
    return desk.show(
        "office/admin/firm.html",
        nav="admin",
        status=form.answer if form.errors else 200,
        tabs=admin_tabs(desk, "firm"),
        form=form,
        has_logo=bool(row.logo_tag),
        logo_url=logo_url(desk.account),
        account_name=row.name,
    )


def _save(desk: Desk, form: FirmForm) -> bool:
    """Save the logo first: a picture that can't be read leaves the rest as it was."""
    picture = form.cleaned_data["logo"]
    if picture is not None:
        _put(desk, form, picture)
    elif form.cleaned_data["remove_logo"]:
        administration.remove_logo(desk.principal)
    if form.errors:
        return False
    administration.update_firm(
        desk.principal,
        name=form.cleaned_data["name"],
        time_zone=form.cleaned_data["time_zone"],
    )
    return True


def _put(desk: Desk, form: FirmForm, picture: forms.FileField) -> None:
    try:
        administration.put_logo(desk.principal, picture.read(administration.LOGO_BYTES + 1))  # type: ignore[attr-defined]
    except TooLargeError as error:
        form.add_error("logo", error.detail)
