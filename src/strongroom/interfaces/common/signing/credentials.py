"""Judging an e-mail and a password: throttled, and with one answer for all that is wrong.

Tries are counted per e-mail and network address together, and more generously per address; never
per e-mail alone, which would let anybody lock its owner out (L32). A browser that has signed in as
somebody before carries a signed cookie and is counted for itself, so that a stranger behind the same
address can't shut it out either.
"""

import datetime as dt
import hashlib
import logging
import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from strongroom.core import emails
from strongroom.core.errors import InvalidError, ThrottledError
from strongroom.directory import api as directory
from strongroom.directory.models import Person
from strongroom.guard import api as guard
from strongroom.interfaces.common.caller import network
from strongroom.interfaces.common.caller.this_computer import from_this_computer

WINDOW = dt.timedelta(minutes=15)
ADDRESS_FACTOR = 10
"""How many times as many tries an address has as one e-mail from it: an office shares its address."""
DEMO_PASSWORD = "demo-strongroom"  # noqa: S105 - public, and good on this machine only
DEMO_ENDING = ".example"
KNOWN_COOKIE = "strongroom_known"
KNOWN_AGE = dt.timedelta(days=365)
KNOWN_MOST = 5
_SALT = "strongroom.known-browser"

log = logging.getLogger(__name__)


class RefusedError(InvalidError):
    """The sign-in failed; the sentence is the same whatever was wrong (L11)."""

    code = "sign_in_refused"
    title = "The e-mail or the password is not right. Please check both and try again."


class DemoOnlyHereError(RefusedError):
    """Demo logins are public, so they work on the machine itself only."""

    code = "demo_only_here"
    title = (
        "Demo logins work only on the computer that Strongroom runs on."
        " Open it there, at 127.0.0.1 or localhost."
    )


class NewPasswordField(forms.CharField):
    """A password that somebody chooses; the login's own rules are asked when it is set."""

    def __init__(self, label: str) -> None:
        """`label`: what stands above it."""
        super().__init__(
            label=label,
            strip=False,
            max_length=1000,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            help_text="At least ten characters. A few unrelated words are easy to remember.",
            error_messages={"required": "Please choose a password."},
        )

    def clean(self, value: Any) -> str:
        """Refuse the one of the demo, which is public."""
        password = str(super().clean(value))
        if password == DEMO_PASSWORD:
            raise forms.ValidationError("That password is known to everybody.")
        return password


def judge(request: HttpRequest, email: str, password: str) -> Person:
    """Return the live person whose e-mail and password these are.

    Raises DemoOnlyHereError, ThrottledError (with Retry-After) or RefusedError.
    """
    typed, email = email, emails.comparable(email)
    _refuse_demo_from_elsewhere(request, email, password)
    counted = _count(request, email)
    person = directory.authenticate(typed, password)
    if person is None:
        log.info("sign-in refused from %s", network.client_address(request))
        raise RefusedError
    guard.clear(*counted[0])
    for parts in counted[1:]:
        guard.forgive(*parts)
    return person


def judge_again(person: Person, password: str) -> None:
    """Ask a signed-in person for their own password; raise ThrottledError or RefusedError."""
    parts = ("password-again", str(person.id))
    guard.throttle(*parts, limit=settings.SIGN_IN_TRIES, window=WINDOW)
    if directory.authenticate(person.email, password) is None:
        raise RefusedError(errors={"current_password": "The current password is not right."})
    guard.clear(*parts)


def _refuse_demo_from_elsewhere(request: HttpRequest, email: str, password: str) -> None:
    demo = password == DEMO_PASSWORD or (settings.DEMO and email.endswith(DEMO_ENDING))
    if demo and not from_this_computer(request):
        raise DemoOnlyHereError


def _count(request: HttpRequest, email: str) -> list[tuple[str, ...]]:
    """Count the try and return under what; the first is forgotten on success, others given back."""
    known = _known(request)
    if _mark(email) in known["emails"]:
        counted: list[tuple[str, ...]] = [("sign-in-known", email, known["browser"])]
        limits = [settings.SIGN_IN_TRIES]
    else:
        where = network.client_network(request)
        counted = [("sign-in", email, where), ("sign-in-address", where)]
        limits = [settings.SIGN_IN_TRIES, settings.SIGN_IN_TRIES * ADDRESS_FACTOR]
    for parts, limit in zip(counted, limits, strict=True):
        try:
            guard.throttle(*parts, limit=limit, window=WINDOW)
        except ThrottledError:
            log.warning("sign-in throttled from %s", network.client_address(request))
            raise
    return counted


def _mark(email: str) -> str:
    """A short keyed mark of an e-mail, so that the cookie does not spell it."""
    text = f"{settings.SECRET_KEY}:{_SALT}:{emails.comparable(email)}"
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _known_cookie() -> str:
    return f"{settings.COOKIE_PREFIX}{KNOWN_COOKIE}"


def _known(request: HttpRequest) -> dict[str, Any]:
    """Return the browser's id and the marks of those who have signed in with it."""
    try:
        value = signing.loads(
            request.COOKIES.get(_known_cookie(), ""), salt=_SALT, max_age=KNOWN_AGE
        )
    except signing.BadSignature:
        value = None
    return value or {"browser": secrets.token_urlsafe(12), "emails": []}


def remember_browser(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Note on the browser that this e-mail has signed in with it; it opens nothing by itself."""
    known = _known(request)
    mark = _mark(email)
    known["emails"] = [mark, *(m for m in known["emails"] if m != mark)][:KNOWN_MOST]
    response.set_cookie(
        _known_cookie(),
        signing.dumps(known, salt=_SALT, compress=True),
        max_age=KNOWN_AGE,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
