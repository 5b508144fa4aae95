"""Whether a request was made on the computer that Strongroom runs on: for demo passwords, which are public.

A proxy on the same computer has a local peer address too. So everything must say so: the connection's
other end, the Host, where the form stood, and no header that browsers don't send to a local server (F-6).
"""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.http.request import split_domain_port

from strongroom.interfaces.common.caller.network import local_address, peer_address

_SENT = """
    host connection content-length content-type user-agent accept accept-charset accept-encoding
    accept-language cache-control pragma if-none-match if-modified-since origin referer cookie
    upgrade-insecure-requests dnt te priority save-data x-csrftoken
    hx-request hx-current-url hx-target hx-trigger hx-trigger-name hx-boosted
    sec-gpc sec-purpose
    sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user sec-fetch-storage-access
    sec-ch-ua sec-ch-ua-arch sec-ch-ua-bitness sec-ch-ua-form-factors sec-ch-ua-full-version
    sec-ch-ua-full-version-list sec-ch-ua-mobile sec-ch-ua-model sec-ch-ua-platform
    sec-ch-ua-platform-version sec-ch-ua-wow64 sec-ch-prefers-color-scheme
    sec-ch-prefers-reduced-motion
"""
OF_BROWSERS = frozenset(_SENT.split())
"""What Chromium, Firefox, Safari and plain clients send; anything else may be a proxy's, of any name."""
_OLD = ("HTTP/1.0", "HTTP/1")
"""As the web server spells it, too. No browser speaks it; nginx does, and adds no header by itself."""


def from_this_computer(request: HttpRequest) -> bool:
    """Return whether nothing says that the request came from elsewhere."""
    return (
        local_address(peer_address(request))
        and _local_host(request.headers.get("Host", ""))
        and all(_local_page(request.headers.get(name)) for name in ("Origin", "Referer"))
        and {name.lower() for name in request.headers} <= OF_BROWSERS
        and request.META.get("SERVER_PROTOCOL") not in _OLD
    )


def _local_host(text: str) -> bool:
    name, _ = split_domain_port(text)
    return name.rstrip(".") == "localhost" or local_address(name.strip("[]"))


def _local_page(address: str | None) -> bool:
    """Whether a page of this computer sent the form, or nothing is said of that."""
    if address is None:
        return True
    try:
        return _local_host(urlsplit(address).netloc)
    except ValueError:
        return False
