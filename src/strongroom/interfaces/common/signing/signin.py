"""Signing in and out, choosing where to go, changing one's own password."""

import re
import uuid
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strongroom.access import api as access
from strongroom.audit import api as audit
from strongroom.core.errors import (
    InvalidError,
    NotFoundError,
    StrongroomError,
    ThrottledError,
    UnauthenticatedError,
)
from strongroom.directory import api as directory
from strongroom.directory.models import Account, Contact, Member, Person
from strongroom.interfaces.common.answers.logo import logo_url
from strongroom.interfaces.common.caller.browsers import browser_name
from strongroom.interfaces.common.signing.credentials import (
    NewPasswordField,
    RefusedError,
    judge,
    judge_again,
    remember_browser,
)
from strongroom.interfaces.common.signing.destinations import default_door, doors, on_phone
from strongroom.interfaces.kit.page import local_path
from strongroom.outbox import api as outbox

BACKEND = "strongroom.directory.backend.PersonBackend"
_INVITATION = re.compile(r"/invitation/([\w-]+)")
_PORTAL = re.compile(r"/([a-z0-9-]+)/portal/")


class SignInForm(forms.Form):
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


class PasswordForm(forms.Form):
    """The current password and the new one."""

    current_password = forms.CharField(
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = NewPasswordField("New password")


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
            return HttpResponseRedirect(local_path(following, "/"))
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
            return HttpResponseRedirect(local_path(following, f"/{firm.slug}/portal/"))
        return _show(request, SignInForm(), following, account=firm)
    return _try(request, following, account=firm)


def _try(request: HttpRequest, following: str, account: Account | None) -> HttpResponse:
    """Judge what was typed; on failure show the form again, with the e-mail but no password."""
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _show(request, form, following, account=account, status=422)
    email = form.cleaned_data["email"]
    try:
        person = judge(request, email, form.cleaned_data["password"])
        home = _home_of(request, person, account, following)
    except StrongroomError as error:
        form.add_error(None, error.detail)
        response = _show(request, form, following, account=account, status=_status(error))
        if isinstance(error, ThrottledError):
            response.headers["Retry-After"] = str(error.retry_after)
        return response
    sign_in(request, person)
    response = HttpResponseRedirect(local_path(following, home))
    remember_browser(request, response, email)
    return response


def _is_invitation_of(person: Person, following: str) -> bool:
    found = _INVITATION.fullmatch(following)
    if found is None:
        return False
    try:
        invited = access.find_invited(found[1])
    except NotFoundError:
        return False
    return invited.login is not None and invited.login.id == person.id


def _status(error: StrongroomError) -> int:
    return 422 if isinstance(error, RefusedError) else error.status


def _home_of(request: HttpRequest, person: Person, account: Account | None, following: str) -> str:
    """Return where the person lands; whoever has no way in is refused like any other.

    A good invitation for them is a way in.
    """
    if _is_invitation_of(person, following):
        return following
    if account is not None:
        if directory.contact_id(person.id, account.slug) is None:
            raise RefusedError
        return f"/{account.slug}/portal/"
    open_doors = doors(person)
    if not open_doors:
        raise RefusedError
    door = default_door(open_doors, phone=on_phone(request))
    return door.url if door else "/"


def _show(
    request: HttpRequest,
    form: SignInForm,
    following: str,
    *,
    account: Account | None = None,
    status: int = 200,
) -> HttpResponse:
    if (
        form.is_bound and "email" not in form.errors
    ):  # the e-mail stays: what is next is the password
        del form.fields["email"].widget.attrs["autofocus"]
        form.fields["password"].widget.attrs["autofocus"] = True
    context = {
        "form": form,
        "next": local_path(following, ""),
        "frame": {"account_name": account.name, "logo_url": logo_url(account)} if account else {},
        "firm": account,
        "forgotten_url": _forgotten_url(account),
    }
    return render(request, "signing/sign_in.html", context, status=status)


def _forgotten_url(account: Account | None) -> str:
    """Return where to ask for a new password; empty where no mail server is set."""
    if not outbox.configured():
        return ""
    return reverse("portal-forgotten", args=[account.slug]) if account else reverse("forgotten")


@require_POST
def sign_out_page(request: HttpRequest) -> HttpResponse:
    """End the session; a contact comes back to their firm's own sign-in page."""
    auth.logout(request)
    came_from = _PORTAL.match(urlsplit(request.headers.get("Referer", "")).path)
    default = f"/{came_from[1]}/portal/sign-in" if came_from else "/sign-in"
    return HttpResponseRedirect(local_path(request.POST.get("next"), default))


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the only place there is for the person, or let them choose."""
    person = person_of(request)
    if person is None:
        return HttpResponseRedirect("/sign-in")
    open_doors = doors(person)
    door = default_door(open_doors, phone=on_phone(request))
    if door:
        return HttpResponseRedirect(door.url)
    firms: dict[str, list[Any]] = {}
    for open_door in open_doors:
        firms.setdefault(open_door.account_slug, []).append(open_door)
    context = {"firms": list(firms.values()), "person": person, "frame": {}}
    return render(request, "signing/places.html", context)


@sensitive_post_parameters("current_password", "new_password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password_page(request: HttpRequest) -> HttpResponse:
    """Change one's own password: this session stays, all others of the person end."""
    person = person_of(request)
    if person is None:
        raise UnauthenticatedError
    form = PasswordForm(request.POST or None)
    status, headers = 200, {}
    if request.method == "POST":
        try:
            if form.is_valid() and _change_password(person, form):
                auth.update_session_auth_hash(request, person)
                return render(request, "signing/password.html", {"done": True, "frame": {}})
        except ThrottledError as error:
            form.add_error(None, error.detail)
            headers = {"Retry-After": str(error.retry_after)}
        status = 429 if headers else 422
    context = {"form": form, "email": person.email, "frame": {}}
    response = render(request, "signing/password.html", context, status=status)
    for name, value in headers.items():
        response.headers[name] = value
    return response


@never_cache
@require_safe
def sessions_page(request: HttpRequest) -> HttpResponse:
    """Show the person where they are signed in, and the tokens of all their places (F-5).

    Times are in their firm's zone; of firms in several, in UTC.
    """
    person = person_of(request)
    if person is None:
        raise UnauthenticatedError
    here = directory.current_session(request.session)
    context = {
        "sessions": [
            {"row": row, "here": row.id == here, "name": browser_name(row.browser)}
            for row in directory.sessions_of(person.id)
        ],
        "tokens": access.tokens_of_person(person.id),
        "email": person.email,
        "frame": {},
    }
    zones = {place.time_zone for place in directory.places(person)}
    with timezone.override(ZoneInfo(zones.pop() if len(zones) == 1 else "UTC")):
        return render(request, "signing/sessions.html", context)


@require_POST
def end_session_page(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """End one of one's own sessions; ending this one signs out."""
    person = person_of(request)
    if person is None:
        raise UnauthenticatedError
    if directory.current_session(request.session) == session_id:
        auth.logout(request)
        return HttpResponseRedirect("/sign-in")
    directory.end_session(person.id, session_id)
    return HttpResponseRedirect(reverse("sessions"))


@require_POST
def revoke_token_page(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    """Revoke one of one's own tokens, whichever place it is for."""
    person = person_of(request)
    if person is None:
        raise UnauthenticatedError
    access.revoke_of_person(person.id, token_id=token_id)
    return HttpResponseRedirect(reverse("sessions"))


def _change_password(person: Person, form: PasswordForm) -> bool:
    """Set the new password and return True, or put each error at its field."""
    new = form.cleaned_data["new_password"]
    try:
        judge_again(person, form.cleaned_data["current_password"])
        with transaction.atomic():
            directory.set_password(person, new)
            _record_change(person)
    except RefusedError as error:
        form.add_error("current_password", error.detail)
    except InvalidError as error:
        form.add_error("new_password", error.errors["new_password"])
    return not form.errors


def _record_change(person: Person) -> None:
    """Leave an event with each firm that the person belongs to."""
    for place in directory.places(person):
        kind, place_id = (
            ("member", place.member_id) if place.member_id else ("contact", place.contact_id)
        )
        audit.record(
            audit.Actor(kind=kind, id=place_id, surface=""),
            audit.Change("password.changed", place.account_id, subject_id=place_id),
        )


urlpatterns = [
    path("", home, name="home"),
    path("sign-in", sign_in_page, name="sign-in"),
    path("sign-out", sign_out_page, name="sign-out"),
    path("password", password_page, name="password"),
    path("sessions", sessions_page, name="sessions"),
    path("sessions/<uuid:session_id>/end", end_session_page, name="session-end"),
    path("sessions/tokens/<uuid:token_id>/revoke", revoke_token_page, name="session-token-revoke"),
    path("<slug:account>/portal/sign-in", portal_sign_in_page, name="portal-sign-in"),
]
