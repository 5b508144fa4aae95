"""What a browser says it is, in words that its owner knows again."""

import re

from django.http import HttpRequest

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)


def browser_name(said: str) -> str:
    """Return `Firefox on Windows`, as far as it can be told."""
    browser = next((name for part, name in _BROWSERS if part in said), "A browser")
    system = next((name for part, name in _SYSTEMS if part in said), "")
    return f"{browser} on {system}" if system else browser


_PHONE = re.compile(r"Mobi|iPhone|Android.+Mobile", re.IGNORECASE)


def on_phone(request: HttpRequest) -> bool:
    """Whether the browser says that it is a phone's."""
    hint = request.headers.get("Sec-CH-UA-Mobile")
    return hint == "?1" if hint else bool(_PHONE.search(request.headers.get("User-Agent", "")))
