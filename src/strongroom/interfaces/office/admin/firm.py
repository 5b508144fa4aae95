"""Administration, Firm: name, time zone and logo, as customers see them."""

import zoneinfo
from dataclasses import dataclass
from typing import BinaryIO

from django import forms
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from strongroom.administration import api as administration
from strongroom.administration.api import Firm
from strongroom.core.errors import InvalidError, TooLargeError
from strongroom.interfaces.common.answers.logo import logo_url
from strongroom.interfaces.common.forms.saving import answer, sent
from strongroom.interfaces.kit.form_page import Drawn, FormPage
from strongroom.interfaces.kit.forms import RecordForm, fingerprint
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


@dataclass(frozen=True, slots=True)
class Logo:
    """The logo that the firm has now."""

    url: str
    account_name: str


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def firm(desk: Desk) -> HttpResponseBase:
    """Show the settings and save them."""
    row = administration.get_firm(desk.principal)
    seen = fingerprint(row.name, row.time_zone, row.logo_tag)
    initial = {"name": row.name, "time_zone": row.time_zone, "seen": seen}
    form = FirmForm(sent(desk.request), desk.request.FILES or None, initial=initial)
    logo = [Drawn("office/admin/logo.html", Logo(logo_url(desk.account), row.name))]
    if not row.logo_tag:
        logo = []
        del form.fields["remove_logo"]
    return answer(
        desk,
        FormPage(
            title="Firm",
            heading="Administration",
            form=form,
            nav="admin",
            tabs=admin_tabs(desk, "firm"),
            section="The firm, as customers see it",
            parts=("name", "time_zone", *logo, "logo", "remove_logo"),
        ),
        lambda: _save(desk, form),
        lambda _: desk.go(desk.url("firm"), "Saved."),
        seen=seen,
    )


def _save(desk: Desk, form: FirmForm) -> Firm:
    """Save the logo first: a picture that can't be read leaves the rest as it was."""
    picture = form.cleaned_data["logo"]
    if picture is not None:
        _put(desk, picture)
    elif form.cleaned_data.get("remove_logo"):
        administration.remove_logo(desk.principal)
    return administration.update_firm(
        desk.principal,
        name=form.cleaned_data["name"],
        time_zone=form.cleaned_data["time_zone"],
    )


def _put(desk: Desk, picture: BinaryIO) -> None:
    try:
        administration.put_logo(desk.principal, picture.read(administration.LOGO_BYTES + 1))
    except TooLargeError as error:
        raise InvalidError(errors={"logo": error.detail}) from error
