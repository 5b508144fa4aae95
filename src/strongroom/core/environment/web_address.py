"""What BASE_URL says: a scheme, a host and a port, in the form that browsers send."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from strongroom.core import domains

_PORTS: Final = {"http": 80, "https": 443}


class NoSchemeError(ValueError):
    """It does not begin with http:// or https://."""


class PathError(ValueError):
    """Something follows the host and the port."""


class HostError(ValueError):
    """There is no host, or none that can be; the same for the port."""


@dataclass(frozen=True, slots=True)
class WebAddress:
    """Where people reach the installation."""

    scheme: str
    """http or https."""
    host: str
    """In lower case and ASCII; IPv6 in brackets: as it stands in the Host header."""
    port: int | None
    """None: the scheme's own."""

    @property
    def origin(self) -> str:
        """The address as browsers write it in `Origin`: without a slash at the end."""
        return f"{self.scheme}://{self.host}" + (f":{self.port}" if self.port else "")


def parsed(text: str) -> WebAddress:
    """Return what the text says; capitals, a default port and a last slash make no difference.

    Raises NoSchemeError, PathError or HostError.
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        raise HostError(text) from None
    if parts.scheme not in _PORTS or "://" not in text:
        raise NoSchemeError(text)
    if parts.path.strip("/") or parts.query or parts.fragment or text.endswith(("?", "#")):
        raise PathError(text)
    host, port = _host_and_port(parts)
    return WebAddress(parts.scheme, host, None if port == _PORTS[parts.scheme] else port)


def _host_and_port(parts: SplitResult) -> tuple[str, int | None]:
    try:
        if "@" in parts.netloc or not parts.hostname or parts.port == 0:
            raise HostError(parts.netloc)
        return domains.host(parts.hostname), parts.port
    except ValueError:
        raise HostError(parts.netloc) from None
