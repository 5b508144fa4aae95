"""Tells each request who is signed in, from the one statement that reads their session."""

from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from strongroom.directory.api import SessionStore, person_of
from strongroom.directory.models import Person


class SignedInMiddleware(AuthenticationMiddleware):
    """As Django's, which is asked where the session alone does not say it."""

    def process_request(self, request: HttpRequest) -> None:
        """Give the request its `user`, found when it is first asked for."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user(request))  # type: ignore[assignment]


def _user(request: HttpRequest) -> Person | AnonymousUser:
    session = request.session
    known = person_of(session) if isinstance(session, SessionStore) else None
    return known or get_user(request)
