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
from strongroom.core.errors import InvalidError, NotFoundError, ThrottledError
from strongroom.directory import api as directory
from strongroom.directory.models import Account
from strongroom.guard import api as guard
from strongroom.interfaces.common.answers.logo import logo_url
from strongroom.interfaces.common.caller.network import client_network
from strongroom.interfaces.common.signing.credentials import (
    ADDRESS_FACTOR,
    WINDOW,
    NewPasswordField,
)
from strongroom.outbox import api as outbox

WRONG_ADDRESSES = 30
"""From one network in a quarter of an hour; a right address is let in all the same."""
MOST_WISHES = 5
"""For one e-mail from one network in a quarter of an hour."""


class ForgottenForm(forms.Form):
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


class NewPasswordForm(forms.Form):
    """The new password."""

    new_password = NewPasswordField("New password")
    use_required_attribute = False


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten_page(request: HttpRequest, account: str = "") -> HttpResponse:
    """Take an e-mail, and say that a mail is on its way if somebody signs in with it."""
    if not outbox.configured():
        raise NotFoundError
    firm = directory.get_account(account) if account else None
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask(request, form, firm, status=422 if form.is_bound else 200)
    email = form.cleaned_data["email"]
    try:
        _count(email, client_network(request))
    except ThrottledError as error:
        form.add_error(None, error.detail)
        answer = _ask(request, form, firm, status=error.status)
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    with transaction.atomic():
        directory.ask_reset(email, account=firm)
    return _ask(request, None, firm, email=email)


def _count(email: str, network: str) -> None:
    """Raise ThrottledError after many; never by the e-mail alone, which would shut its owner out (L32)."""
    guard.throttle("reset-wish", email, network, limit=MOST_WISHES, window=WINDOW)
    most = settings.SIGN_IN_TRIES * ADDRESS_FACTOR
    guard.throttle("reset-wish-address", network, limit=most, window=WINDOW)


def _ask(
    request: HttpRequest,
    form: forms.Form | None,
    firm: Account | None,
    *,
    email: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "email": email,
        "minutes": directory.RESET_LIFETIME // dt.timedelta(minutes=1),
        "sign_in_url": _sign_in(firm),
        "frame": _frame(firm),
    }
    return render(request, "signing/forgotten.html", context, status=status)


@sensitive_post_parameters("new_password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset_page(request: HttpRequest, secret: str) -> HttpResponse:
    """Let whoever reads the mailbox set a new password, once."""
    try:
        wish = directory.open_reset(secret)
        form = NewPasswordForm(request.POST if request.method == "POST" else None)
        anew = None
        if form.is_valid():
            anew = _set(secret, form)
    except NotFoundError:
        return _over(request)
    context = {
        "form": form,
        "done": anew is not None,
        "anew": anew,
        "email": wish.email,
        "sign_in_url": _sign_in(wish.account),
        "frame": _frame(wish.account),
    }
    return render(request, "signing/reset.html", context, status=422 if form.errors else 200)


def _set(secret: str, form: NewPasswordForm) -> int | None:
    """Set it; return how many places are to be accepted anew, or None with the error at its field."""
    try:
        return administration.reset_by_mailbox(secret, password=form.cleaned_data["new_password"])
    except InvalidError as error:
        form.add_error("new_password", error.errors["new_password"])
        return None


def _over(request: HttpRequest) -> HttpResponse:
    """The one answer for all that is wrong with an address; ThrottledError after many."""
    guard.throttle("reset", client_network(request), limit=WRONG_ADDRESSES, window=WINDOW)
    # Without a CSRF token the page is the same for everybody.
    again = reverse("forgotten") if outbox.configured() else ""
    context = {"request": request, "frame": {}, "forgotten_url": again}
    page = render_to_string("signing/reset_over.html", context)
    return HttpResponse(page, status=404)


def _sign_in(firm: Account | None) -> str:
    if firm:
        return reverse("portal-sign-in", kwargs={"account": firm.slug})
    return reverse("sign-in")


def _frame(firm: Account | None) -> dict[str, str]:
    return {"account_name": firm.name, "logo_url": logo_url(firm)} if firm else {}
