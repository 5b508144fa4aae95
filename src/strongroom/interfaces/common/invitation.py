"""The page behind an invitation: a new person chooses a password, a known one confirms with theirs.

Whatever is wrong with an address (unknown, used, expired, withdrawn) has the same answer. Looking at
the page uses nothing up: mail scanners look too.
"""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from strongroom.core.errors import InvalidError, NotFoundError, ThrottledError
from strongroom.directory import api as directory
from strongroom.guard import api as guard
from strongroom.interfaces.common.credentials import (
    DEMO_PASSWORD,
    RefusedError,
    judge,
    remember_browser,
)
from strongroom.interfaces.common.logo import logo_url
from strongroom.interfaces.common.network import client_network
from strongroom.interfaces.common.signin import person_of, sign_in

WRONG_ADDRESSES = 30
"""From one network in a quarter of an hour; a right address is let in all the same."""
WINDOW = dt.timedelta(minutes=15)


class NewLoginForm(forms.Form):
    """Name and first password of a new login."""

    name = forms.CharField(
        label="Your name",
        max_length=200,
        error_messages={"required": "Please enter your name."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    new_password = forms.CharField(
        label="Choose a password",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least ten characters. A few unrelated words are easy to remember.",
        error_messages={"required": "Please choose a password."},
    )
    use_required_attribute = False


class KnownLoginForm(forms.Form):
    """The password of a login that exists."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Please enter your password."},
    )
    use_required_attribute = False


@sensitive_post_parameters("new_password", "password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_page(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask for what is still missing, and let the person in."""
    try:
        invited = directory.find_invited(secret)
        answer = _new if invited.is_new else _known
        return answer(request, secret, invited)
    except NotFoundError:
        return _over(request)


def _over(request: HttpRequest) -> HttpResponse:
    """The one answer for all that is wrong with an address; ThrottledError after many."""
    guard.throttle("invitation", client_network(request), limit=WRONG_ADDRESSES, window=WINDOW)
    # Without a CSRF token the page is the same for everybody.
    page = render_to_string("signin/invitation_over.html", {"request": request, "frame": {}})
    return HttpResponse(page, status=404)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _new(request: HttpRequest, secret: str, invited: directory.Invited) -> HttpResponse:
    """Set up the login: name and password. NotFoundError when somebody was quicker."""
    form = NewLoginForm(_sent(request), initial={"name": invited.person.name})
    if not form.is_valid():
        return _show(request, invited, form)
    name, password = form.cleaned_data["name"], form.cleaned_data["new_password"]
    if password == DEMO_PASSWORD:
        form.add_error("new_password", "That password is known to everybody.")
        return _show(request, invited, form)
    try:
        accepted = directory.accept_as_new(secret, name=name, password=password)
    except InvalidError as error:
        for field, sentence in error.errors.items():
            form.add_error(field, sentence)
        return _show(request, invited, form)
    return _let_in(request, accepted)


def _known(request: HttpRequest, secret: str, invited: directory.Invited) -> HttpResponse:
    """Let the person say that it is them: signed in, one press is enough, else with the password."""
    here = person_of(request)
    if here is not None and here.id == invited.person.id:
        if request.method != "POST":
            return _show(request, invited, None)
        directory.accept_as_known(secret, person_id=here.id)
        return HttpResponseRedirect(_landing(invited))
    form = KnownLoginForm(_sent(request))
    if not form.is_valid():
        return _show(request, invited, form)
    try:
        person = judge(request, invited.person.email, form.cleaned_data["password"])
    except (RefusedError, ThrottledError) as error:
        form.add_error("password", _sentence(error))
        return _refused(_show(request, invited, form), error)
    return _let_in(request, directory.accept_as_known(secret, person_id=person.id))


def _sentence(error: RefusedError | ThrottledError) -> str:
    """The e-mail is not typed here, so only the password can be wrong."""
    return "The password is not right." if type(error) is RefusedError else error.detail


def _refused(response: HttpResponse, error: RefusedError | ThrottledError) -> HttpResponse:
    if isinstance(error, ThrottledError):
        response.status_code = error.status
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _let_in(request: HttpRequest, invited: directory.Invited) -> HttpResponse:
    sign_in(request, invited.person)
    response = HttpResponseRedirect(_landing(invited))
    remember_browser(request, response, invited.person.email)
    return response


def _landing(invited: directory.Invited) -> str:
    return f"/{invited.account.slug}/portal/" if invited.contact_id else "/"


def _show(
    request: HttpRequest,
    invited: directory.Invited,
    form: forms.Form | None,
) -> HttpResponse:
    here = person_of(request)
    context: dict[str, Any] = {
        "form": form,
        "firm": invited.account,
        "is_contact": invited.contact_id is not None,
        "is_new": invited.is_new,
        "email": invited.person.email,
        "other": here if here and here.id != invited.person.id else None,
        "frame": {
            "account_name": invited.account.name,
            "logo_url": logo_url(invited.account),
        },
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "signin/invitation.html", context, status=status)


urlpatterns = [path("invitation/<str:secret>", invitation_page, name="invitation")]
