"""Where a request comes from. A header counts only when a trusted proxy has set it."""

import ipaddress
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_IPV6_NETWORK = 64


def peer_address(request: HttpRequest) -> str:
    """Return the address at the other end of the connection: a browser's, or a proxy's."""
    return str(request.META.get("REMOTE_ADDR") or "")


def client_address(request: HttpRequest) -> str:
    """Return the client's address: the peer's, or what TRUSTED_PROXIES say in `X-Forwarded-For`.

    Read from the right, past the trusted ones: whatever stands before is the client's own claim.
    """
    address = peer_address(request)
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    while _trusted(address) and hops and _parse(hops[-1]):
        address = hops.pop()
    return address


def client_network(request: HttpRequest) -> str:
    """Return what to count tries under: the address, or the /64 of IPv6, which one client has whole."""
    address = _parse(client_address(request))
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _IPV6_NETWORK), strict=False))
    return str(address or "unknown")


def local_address(text: str) -> bool:
    """Whether the text spells an address of the loopback network."""
    address = _parse(text)
    return address is not None and address.is_loopback


def _trusted(address: str) -> bool:
    parsed = _parse(address)
    return parsed is not None and any(parsed in network for network in _networks())


def _networks() -> Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return (ipaddress.ip_network(text, strict=False) for text in settings.TRUSTED_PROXIES)


def _parse(text: str) -> _Address | None:
    """Return the address that the text spells; an IPv4 one in IPv6 clothes is the IPv4 one."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
