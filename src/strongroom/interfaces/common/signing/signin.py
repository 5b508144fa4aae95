"""Signing in and out, choosing where to go."""

from django import forms
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strongroom.administration import api as administration
from strongroom.core.errors import NotFoundError
from strongroom.directory import api as directory
from strongroom.directory.models import Account, Contact, Member, Person
from strongroom.interfaces.common.answers.errors import sign_in_url
from strongroom.interfaces.common.caller.browsers import on_phone
from strongroom.interfaces.common.signing.credentials import (
    RefusedError,
    judge,
    remember_browser,
)
from strongroom.interfaces.common.signing.destinations import (
    Destination,
    default_destination,
    destinations,
)
from strongroom.interfaces.common.signing.page import show
from strongroom.interfaces.kit.addresses import page_at, path_of
from strongroom.interfaces.kit.form_page import PLAIN, FormPage
from strongroom.interfaces.kit.forms import PageForm, save
from strongroom.interfaces.kit.frame import Frame
from strongroom.interfaces.kit.page import local_path
from strongroom.outbox import api as outbox

BACKEND = "strongroom.directory.backend.PersonBackend"


class SignInForm(PageForm):
    """E-mail and password. The password is taken as typed, its spaces too."""

    email = forms.CharField(
        label="E-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
        error_messages={"required": "Please enter your e-mail address."},
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Please enter your password."},
    )

    def point_out(self) -> None:
        """The e-mail stays: what is next is the password."""
        super().point_out()
        if self.is_bound and "email" not in self.errors:
            self.focus_on("password")


def person_of(request: HttpRequest) -> Person | None:
    """Return the signed-in person, live at this moment, or None."""
    return request.user if isinstance(request.user, Person) else None


def sign_in(request: HttpRequest, person: Person) -> None:
    """Begin the person's session: a new session key, nothing kept of another person's."""
    auth.login(request, person, backend=BACKEND)


def open_place(request: HttpRequest, place: Contact | Member) -> None:
    """Let the running session into a place that its person has just accepted."""
    directory.open_place(request.session, place)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Ask for e-mail and password; then on to `next`, the only place, or the choice of places."""
    following = request.POST.get("next") or request.GET.get("next", "")
    if request.method != "POST":
        if person_of(request):
            return HttpResponseRedirect(local_path(following, reverse("home")))
        return _show(request, SignInForm(), following)
    return _try(request, following, account=None)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def portal_sign_in_page(request: HttpRequest, account: str) -> HttpResponse:
    """The same in the firm's name, for its customers' contacts. One answer for all that is wrong."""
    firm = directory.get_account(account)
    following = request.POST.get("next") or request.GET.get("next", "")
    if request.method != "POST":
        person = person_of(request)
        if person and directory.contact_id(person.id, firm.slug):
            first = reverse("portal:home", kwargs={"account": firm.slug})
            return HttpResponseRedirect(local_path(following, first))
        return _show(request, SignInForm(), following, account=firm)
    return _try(request, following, account=firm)


def _try(request: HttpRequest, following: str, account: Account | None) -> HttpResponse:
    """Judge what was typed; on failure show the form again, with the e-mail but no password."""
    form = SignInForm(request.POST)
    found = (
        save(form, lambda: _judge(request, form, account, following)) if form.is_valid() else None
    )
    if found is None:
        return _show(request, form, following, account=account)
    person, home = found
    sign_in(request, person)
    response = HttpResponseRedirect(local_path(following, home))
    remember_browser(request, response, form.cleaned_data["email"])
    return response


def _judge(
    request: HttpRequest, form: SignInForm, account: Account | None, following: str
) -> tuple[Person, str]:
    """Return who signs in, and where they land. Raises what `judge` and `_home_of` do."""
    person = judge(request, form.cleaned_data["email"], form.cleaned_data["password"])
    return person, _home_of(request, person, account, following)


def _is_invitation_of(person: Person, following: str) -> bool:
    found = page_at(following)
    if found is None or found.url_name != "invitation":
        return False
    try:
        invited = administration.find_invited(found.kwargs["secret"])
    except NotFoundError:
        return False
    return invited.login is not None and invited.login.id == person.id


def _home_of(request: HttpRequest, person: Person, account: Account | None, following: str) -> str:
    """Return where the person lands; whoever has no way in is refused like any other.

    A good invitation for them is a way in.
    """
    if _is_invitation_of(person, following):
        return following
    if account is not None:
        if directory.contact_id(person.id, account.slug) is None:
            raise RefusedError
        return reverse("portal:home", kwargs={"account": account.slug})
    choice = destinations(person)
    if not choice:
        raise RefusedError
    destination = default_destination(choice, phone=on_phone(request))
    return destination.url if destination else reverse("home")


def _show(
    request: HttpRequest, form: SignInForm, following: str, *, account: Account | None = None
) -> HttpResponse:
    following, forgotten = local_path(following, ""), _forgotten_url(account)
    whom = account.name if account else "whoever manages users at your firm"
    page = FormPage(
        title=f"Sign in \u2013 {account.name}" if account else "Sign in",
        heading="Customer portal" if account else "Sign in",
        form=form,
        frame=PLAIN,
        lead=f"Sign in to see what {account.name} has shared with you." if account else "",
        hidden=[("next", following)] if following else (),
        behaviour="carry-email",
        submit="Sign in",
        back_url=forgotten,
        back_label="Forgotten your password?",
        foot="" if forgotten else f"Forgotten your password? Ask {whom}.",
    )
    return show(request, page, account)


def _forgotten_url(account: Account | None) -> str:
    """Return where to ask for a new password; empty where no mail server is set."""
    if not outbox.configured():
        return ""
    return reverse("portal-forgotten", args=[account.slug]) if account else reverse("forgotten")


@require_POST
def sign_out_page(request: HttpRequest) -> HttpResponse:
    """End the session; a contact comes back to their firm's own sign-in page."""
    auth.logout(request)
    default = sign_in_url(path_of(request.headers.get("Referer", "")))
    return HttpResponseRedirect(local_path(request.POST.get("next"), default))


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the only place there is for the person, or let them choose."""
    person = person_of(request)
    if person is None:
        return HttpResponseRedirect(reverse("sign-in"))
    choice = destinations(person)
    destination = default_destination(choice, phone=on_phone(request))
    if destination:
        return HttpResponseRedirect(destination.url)
    firms: dict[str, list[Destination]] = {}
    for one in choice:
        firms.setdefault(one.account_slug, []).append(one)
    context = {"firms": list(firms.values()), "person": person, "frame": Frame()}
    return render(request, "signing/places.html", context)
