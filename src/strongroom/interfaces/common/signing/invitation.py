"""The page behind an invitation: whoever has a login signs in and accepts, others set one up here.

Whatever is wrong with an address (unknown, used, expired, withdrawn, issued for something else) has
the same answer. Looking at the page uses nothing up: mail scanners look too.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from strongroom.administration import api as administration
from strongroom.core.errors import ConflictError, InvalidError, NotFoundError
from strongroom.directory.api import Invited
from strongroom.directory.models import Person
from strongroom.guard import api as guard
from strongroom.interfaces.common.answers.logo import logo_url
from strongroom.interfaces.common.caller.network import client_network
from strongroom.interfaces.common.signing.credentials import (
    WINDOW,
    NewPasswordField,
    remember_browser,
)
from strongroom.interfaces.common.signing.signin import open_place, person_of, sign_in
from strongroom.interfaces.kit.addresses import leading_on

WRONG_ADDRESSES = 30
"""From one network in a quarter of an hour; a right address is let in all the same."""


class NewLoginForm(forms.Form):
    """Name and first password of a new login."""

    name = forms.CharField(
        label="Your name",
        max_length=200,
        error_messages={"required": "Please enter your name."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    new_password = NewPasswordField("Choose a password")
    use_required_attribute = False


@sensitive_post_parameters("new_password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_page(request: HttpRequest, secret: str) -> HttpResponse:
    """Let somebody accept: with the login that is signed in, or with one that is set up here."""
    here = person_of(request)
    try:
        invited = administration.find_invited(secret)
        answer = _signed_out if here is None else _signed_in
        return answer(request, secret, invited)
    except NotFoundError:
        return _over(request)


def _over(request: HttpRequest) -> HttpResponse:
    """The one answer for all that is wrong with an address; ThrottledError after many."""
    guard.throttle("invitation", client_network(request), limit=WRONG_ADDRESSES, window=WINDOW)
    # Without a CSRF token the page is the same for everybody.
    page = render_to_string("signing/invitation_over.html", {"request": request, "frame": {}})
    return HttpResponse(page, status=404)


def _signed_out(request: HttpRequest, secret: str, invited: Invited) -> HttpResponse:
    """Offer both ways, whether there is a login or not: whoever holds the address need not know (L11)."""
    sent = request.POST if request.method == "POST" else None
    form = NewLoginForm(sent, initial={"name": invited.name})
    if not form.is_valid():
        return _show(request, invited, form)
    name, password = form.cleaned_data["name"], form.cleaned_data["new_password"]
    try:
        accepted = administration.accept_as_new(secret, name=name, password=password)
    except InvalidError as error:
        for field, sentence in error.errors.items():
            form.add_error(field, sentence)
        return _show(request, invited, form)
    except ConflictError as error:
        form.add_error(None, error.detail)
        return _show(request, invited, form, status=error.status)
    sign_in(request, accepted.person)
    response = HttpResponseRedirect(_landing(invited))
    remember_browser(request, response, invited.email)
    return response


def _signed_in(request: HttpRequest, secret: str, invited: Invited) -> HttpResponse:
    """Accept with one press, if the login is the one that was invited; else offer to switch (F-1)."""
    here = person_of(request)
    if here is None or invited.login is None or here.id != invited.login.id:
        return _show(
            request, invited, None, other=here, status=403 if request.method == "POST" else 200
        )
    if request.method != "POST":
        return _show(request, invited, None)
    try:
        accepted = administration.accept_as_known(secret, person_id=here.id)
    except ConflictError as error:
        return _show(request, invited, None, refused=error.detail, status=error.status)
    open_place(request, accepted.invited.place)
    return HttpResponseRedirect(_landing(invited))


def _focus_refused(form: forms.Form) -> None:
    """Let the first field with an error have the focus."""
    for name in form.fields:
        if name in form.errors:
            form.fields[name].widget.attrs["autofocus"] = True
            return


def _landing(invited: Invited) -> str:
    if invited.is_contact:
        return reverse("portal:home", kwargs={"account": invited.account.slug})
    return reverse("home")


def _show(
    request: HttpRequest,
    invited: Invited,
    form: forms.Form | None,
    *,
    other: Person | None = None,
    refused: str = "",
    status: int = 0,
) -> HttpResponse:
    if form is not None:
        _focus_refused(form)
    context: dict[str, Any] = {
        "form": form,
        "firm": invited.account,
        "is_contact": invited.is_contact,
        "email": invited.email,
        "other": other,
        "refused": refused,
        "here": request.path,
        "sign_in_url": leading_on(reverse("sign-in"), request.path),
        "frame": {
            "account_name": invited.account.name,
            "logo_url": logo_url(invited.account),
        },
    }
    status = status or (422 if form is not None and form.errors else 200)
    return render(request, "signing/invitation.html", context, status=status)
