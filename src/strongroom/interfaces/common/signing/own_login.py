"""One's own login: the password, where one is signed in, tokens."""

import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strongroom.administration import api as administration
from strongroom.audit import api as audit
from strongroom.core.errors import UnauthenticatedError
from strongroom.directory import api as directory
from strongroom.directory.models import Person, Session
from strongroom.interfaces.common.caller.browsers import browser_name
from strongroom.interfaces.common.forms.saving import sent
from strongroom.interfaces.common.signing.credentials import NewPasswordField, judge_again
from strongroom.interfaces.common.signing.page import show
from strongroom.interfaces.common.signing.signin import person_of
from strongroom.interfaces.kit.form_page import PLAIN, Drawn, FormPage
from strongroom.interfaces.kit.forms import PageForm, save
from strongroom.interfaces.kit.frame import Frame


class PasswordForm(PageForm):
    """The current password and the new one."""

    current_password = forms.CharField(
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Please enter your current password."},
    )
    new_password = NewPasswordField("New password")


@dataclass(frozen=True, slots=True)
class SessionShown:
    """Somewhere one is signed in."""

    row: Session
    here: bool
    name: str


@sensitive_post_parameters("current_password", "new_password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password_page(request: HttpRequest) -> HttpResponse:
    """Change one's own password: this session stays, all others of the person end."""
    person = person_of(request)
    if person is None:
        raise UnauthenticatedError
    form = PasswordForm(sent(request))
    if form.is_valid() and save(form, lambda: _change_password(person, form)):
        auth.update_session_auth_hash(request, person)
        return render(request, "signing/password_changed.html", {"frame": Frame()})
    page = FormPage(
        title="Change your password",
        heading="Change your password",
        form=form,
        frame=PLAIN,
        parts=(Drawn("components/username.html", person.email), "current_password", "new_password"),
        submit="Change password",
        back_url=reverse("home"),
    )
    return show(request, page)


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
            SessionShown(row, row.id == here, browser_name(row.browser))
            for row in directory.sessions_of(person.id)
        ],
        "tokens": administration.tokens_of_person(person.id),
        "email": person.email,
        "frame": Frame(),
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
        return HttpResponseRedirect(reverse("sign-in"))
    directory.end_session(person.id, session_id)
    return HttpResponseRedirect(reverse("sessions"))


@require_POST
def revoke_token_page(request: HttpRequest, token_id: uuid.UUID) -> HttpResponse:
    """Revoke one of one's own tokens, whichever place it is for."""
    person = person_of(request)
    if person is None:
        raise UnauthenticatedError
    administration.revoke_of_person(person.id, token_id=token_id)
    return HttpResponseRedirect(reverse("sessions"))


@transaction.atomic
def _change(person: Person, password: str) -> None:
    directory.set_password(person, password)
    _record_change(person)


def _change_password(person: Person, form: PasswordForm) -> bool:
    """Set the new password. Raises InvalidError with the field, ThrottledError."""
    judge_again(person, form.cleaned_data["current_password"])
    _change(person, form.cleaned_data["new_password"])
    return True


def _record_change(person: Person) -> None:
    """Leave an event with each firm that the person belongs to."""
    for place in directory.places(person):
        kind, place_id = (
            ("member", place.member_id) if place.member_id else ("contact", place.contact_id)
        )
        audit.record(
            audit.Actor(kind=kind, id=place_id, surface=""),
            audit.NewEvent("password.changed", place.account_id, subject_id=place_id),
        )
