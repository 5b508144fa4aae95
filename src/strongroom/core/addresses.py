"""Addresses that leave the installation, in mail and links: made of BASE_URL, never of a request."""

from django.conf import settings

_HERE = "http://127.0.0.1:8000"


def public(path: str) -> str:
    """Return the whole address of a path like `/sign-in`."""
    return f"{settings.BASE_URL or _HERE}{path}"
