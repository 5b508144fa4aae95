"""Forgotten your password? Asking for a new one, and setting it through the address that was mailed (F-3).

Offered only where a mail server is set. Everybody gets the same answer, whether or not somebody
signs in with that e-mail (L11). Looking at the address uses nothing up: mail scanners look too.
"""

import datetime as dt

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from strongroom.administration import api as administration
from strongroom.core.errors import InvalidError, NotFoundError
from strongroom.directory import api as directory
from strongroom.directory.models import Account
from strongroom.guard import api as guard
from strongroom.interfaces.common.caller.network import client_network
from strongroom.interfaces.common.forms.saving import sent
from strongroom.interfaces.common.signing.credentials import (
    ADDRESS_FACTOR,
    WINDOW,
    NewPasswordField,
)
from strongroom.interfaces.common.signing.page import frame_of, show
from strongroom.interfaces.kit.form_page import PLAIN, Drawn, FormPage
from strongroom.interfaces.kit.forms import PageForm, save
from strongroom.interfaces.kit.frame import Frame
from strongroom.outbox import api as outbox

WRONG_ADDRESSES = 30
"""From one network in a quarter of an hour; a right address is let in all the same."""
MOST_WISHES = 5
"""For one e-mail from one network in a quarter of an hour."""


class ForgottenForm(PageForm):
    """The e-mail that one signs in with."""

    email = forms.CharField(
        label="E-mail",
        max_length=1000,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
        error_messages={"required": "Please enter your e-mail address."},
    )

    def clean_email(self) -> str:
        """Return the address as it is kept."""
        try:
            return directory.clean_email(self.cleaned_data["email"])
        except InvalidError as error:
            raise forms.ValidationError(error.errors["email"]) from error


class NewPasswordForm(PageForm):
    """The new password."""

    new_password = NewPasswordField("New password")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten_page(request: HttpRequest, account: str = "") -> HttpResponse:
    """Take an e-mail, and say that a mail is on its way if somebody signs in with it."""
    if not outbox.configured():
        raise NotFoundError
    firm = directory.get_account(account) if account else None
    form = ForgottenForm(sent(request))
    wished = save(form, lambda: _wish(request, form, firm)) if form.is_valid() else None
    if wished:
        return render(request, "signing/forgotten_sent.html", _sent(wished, firm))
    page = FormPage(
        title="Forgotten your password?",
        heading="Forgotten your password?",
        form=form,
        frame=PLAIN,
        lead=_LEAD,
        behaviour="carry-email",
        submit="Send me a mail",
        back_url=_sign_in(firm),
        back_label="Back to sign in",
    )
    return show(request, page, firm)


_LEAD = "Enter the e-mail that you sign in with, and choose a new password by the mail that we send you."


def _wish(request: HttpRequest, form: ForgottenForm, firm: Account | None) -> str:
    """Have a mail sent, if somebody signs in with the e-mail; return it. Raises ThrottledError."""
    email: str = form.cleaned_data["email"]
    _count(email, client_network(request))
    with transaction.atomic():
        directory.ask_reset(email, account=firm)
    return email


def _count(email: str, network: str) -> None:
    """Raise ThrottledError after many; never by the e-mail alone, which would shut its owner out (L32)."""
    guard.throttle("reset-wish", email, network, limit=MOST_WISHES, window=WINDOW)
    most = settings.SIGN_IN_TRIES * ADDRESS_FACTOR
    guard.throttle("reset-wish-address", network, limit=most, window=WINDOW)


def _sent(email: str, firm: Account | None) -> dict[str, object]:
    return {
        "email": email,
        "minutes": directory.RESET_LIFETIME // dt.timedelta(minutes=1),
        "sign_in_url": _sign_in(firm),
        "frame": frame_of(firm),
    }


@sensitive_post_parameters("new_password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset_page(request: HttpRequest, secret: str) -> HttpResponse:
    """Let whoever reads the mailbox set a new password, once."""
    try:
        wish = directory.open_reset(secret)
        form = NewPasswordForm(sent(request))
        anew = save(form, lambda: _set(secret, form)) if form.is_valid() else None
    except NotFoundError:
        return _over(request)
    if anew is None:
        return show(request, _new_password(form, wish.email), wish.account)
    context = {
        "anew": anew,
        "sign_in_url": _sign_in(wish.account),
        "frame": frame_of(wish.account),
    }
    return render(request, "signing/reset_done.html", context)


def _new_password(form: NewPasswordForm, email: str) -> FormPage:
    return FormPage(
        title="Choose a new password",
        heading="Choose a new password",
        form=form,
        frame=PLAIN,
        lead=Drawn("signing/reset_lead.html", email),
        parts=(Drawn("components/username.html", email), "new_password"),
        submit="Set password",
    )


def _set(secret: str, form: NewPasswordForm) -> int:
    """Set it; return how many places are to be accepted anew. Raises InvalidError with the field."""
    return administration.reset_by_mailbox(secret, password=form.cleaned_data["new_password"])


def _over(request: HttpRequest) -> HttpResponse:
    """The one answer for all that is wrong with an address; ThrottledError after many."""
    guard.throttle("reset", client_network(request), limit=WRONG_ADDRESSES, window=WINDOW)
    # Without a CSRF token the page is the same for everybody.
    again = reverse("forgotten") if outbox.configured() else ""
    context = {"request": request, "frame": Frame(), "forgotten_url": again}
    page = render_to_string("signing/reset_over.html", context)
    return HttpResponse(page, status=404)


def _sign_in(firm: Account | None) -> str:
    if firm:
        return reverse("portal-sign-in", kwargs={"account": firm.slug})
    return reverse("sign-in")
