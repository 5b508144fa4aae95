"""What MAIL_URL and MAIL_FROM say: where mail is handed over, and whom it comes from."""

from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from strongroom.core import domains

_PORTS: Final = {"starttls": 587, "implicit": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over."""

    host: str
    port: int
    tls: str
    """starttls, implicit or none."""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def parsed(url: str) -> MailServer:
    """Return what `smtp://user:password@host:587?tls=starttls` says, or raise ValueError."""
    parts = urlsplit(url)
    port = parts.port
    default = "implicit" if parts.scheme == "smtps" else "starttls"
    tls = parse_qs(parts.query).get("tls", [default])[-1]
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or tls not in _PORTS:
        raise ValueError("no address of a mail server")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(unquote(parts.hostname), port or _PORTS[tls], tls, user, password)


def sender(text: str) -> tuple[str, str]:
    """Return name and address of `Strongroom <files@example.com>`, or raise ValueError."""
    name, address = parseaddr(text)
    local, _, domain = address.rpartition("@")
    if not local or not local.isascii():
        raise ValueError("no address to send from")
    return name, f"{local}@{domains.ascii_domain(domain)}"
