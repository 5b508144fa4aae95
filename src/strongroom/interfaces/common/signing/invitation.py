"""The page behind an invitation: whoever has a login signs in and accepts, others set one up here.

Whatever is wrong with an address (unknown, used, expired, withdrawn, issued for something else) has
the same answer. Looking at the page uses nothing up: mail scanners look too.
"""

from dataclasses import dataclass, replace

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from strongroom.administration import api as administration
from strongroom.administration.api import Accepted
from strongroom.core.errors import ConflictError, NotFoundError
from strongroom.directory.api import Invited
from strongroom.guard import api as guard
from strongroom.interfaces.common.caller.network import client_network
from strongroom.interfaces.common.forms.saving import sent
from strongroom.interfaces.common.signing.credentials import (
    WINDOW,
    NewPasswordField,
    remember_browser,
)
from strongroom.interfaces.common.signing.page import frame_of, show
from strongroom.interfaces.common.signing.signin import open_place, person_of, sign_in
from strongroom.interfaces.kit.addresses import leading_on
from strongroom.interfaces.kit.form_page import PLAIN, Drawn, FormPage
from strongroom.interfaces.kit.forms import PageForm, save
from strongroom.interfaces.kit.frame import Frame

WRONG_ADDRESSES = 30
"""From one network in a quarter of an hour; a right address is let in all the same."""


class NewLoginForm(PageForm):
    """Name and first password of a new login."""

    name = forms.CharField(
        label="Your name",
        max_length=200,
        error_messages={"required": "Please enter your name."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    new_password = NewPasswordField("Choose a password")


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
    page = render_to_string("signing/invitation_over.html", {"request": request, "frame": Frame()})
    return HttpResponse(page, status=404)


def _signed_out(request: HttpRequest, secret: str, invited: Invited) -> HttpResponse:
    """Offer both ways, whether there is a login or not: whoever holds the address need not know (L11)."""
    shown = _shown(request, invited)
    form = NewLoginForm(sent(request), initial={"name": invited.name})
    accepted = save(form, lambda: _accept(secret, form)) if form.is_valid() else None
    if accepted is None:
        page = replace(
            _page(shown, form, "signing/invitation_lead.html", "Set password and sign in"),
            parts=(Drawn("components/username.html", shown.email), "name", "new_password"),
        )
        return show(request, page, invited.account)
    sign_in(request, accepted.person)
    response = HttpResponseRedirect(_landing(invited))
    remember_browser(request, response, invited.email)
    return response


def _accept(secret: str, form: NewLoginForm) -> Accepted:
    name, password = form.cleaned_data["name"], form.cleaned_data["new_password"]
    return administration.accept_as_new(secret, name=name, password=password)


def _signed_in(request: HttpRequest, secret: str, invited: Invited) -> HttpResponse:
    """Accept with one press, if the login is the one that was invited; else offer to switch (F-1)."""
    here, shown = person_of(request), _shown(request, invited)
    if here is None or invited.login is None or here.id != invited.login.id:
        context = {
            "invited": shown,
            "other": here,
            "here": request.path,
            "frame": frame_of(invited.account),
        }
        status = 403 if request.method == "POST" else 200
        return render(request, "signing/invitation_other.html", context, status=status)
    page = _page(shown, PageForm(), "signing/invitation_accept.html", "Accept")
    if request.method != "POST":
        return show(request, page, invited.account)
    try:
        accepted = administration.accept_as_known(secret, person_id=here.id)
    except ConflictError as error:
        page = replace(page, problem=error.detail)
        return show(request, page, invited.account, status=error.status)
    open_place(request, accepted.invited.place)
    return HttpResponseRedirect(_landing(invited))


@dataclass(frozen=True, slots=True)
class InvitationShown:
    """What the page says of an invitation."""

    firm: str
    is_contact: bool
    email: str
    sign_in_url: str

    @property
    def title(self) -> str:
        """What the window is called."""
        return f"Your invitation \u2013 {self.firm}"

    @property
    def heading(self) -> str:
        """What stands above the page."""
        return "Welcome to the customer portal" if self.is_contact else f"Welcome to {self.firm}"


def _shown(request: HttpRequest, invited: Invited) -> InvitationShown:
    return InvitationShown(
        invited.account.name,
        invited.is_contact,
        invited.email,
        leading_on(reverse("sign-in"), request.path),
    )


def _page(shown: InvitationShown, form: PageForm, lead: str, submit: str) -> FormPage:
    """Return the page of an invitation, in front of what is filled in."""
    return FormPage(
        title=shown.title,
        heading=shown.heading,
        form=form,
        frame=PLAIN,
        lead=Drawn(lead, shown),
        submit=submit,
    )


def _landing(invited: Invited) -> str:
    if invited.is_contact:
        return reverse("portal:home", kwargs={"account": invited.account.slug})
    return reverse("home")
