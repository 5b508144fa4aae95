"""The mail server: what MAIL_URL and MAIL_FROM say, building a message, and handing it over by SMTP.

Nothing here knows the outbox. Errors carry a short class, never what the server said: that often
repeats the address.
"""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Final, cast
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.smtp import EmailBackend

from strongroom.core import clock
from strongroom.outbox.shapes import Message

TIMEOUT: Final = 20
"""Seconds for each step of the conversation."""
_PERMANENT: Final = 500
_PORTS: Final = {"starttls": 587, "implicit": 465, "none": 25}
_HOW = "MAIL_URL is like smtp://user:password@mail.example.com:587, with ?tls=starttls, implicit or none."


class LaterError(Exception):
    """It did not work this time; the text is a short class of error."""


class AwayError(LaterError):
    """The server can't be reached or does not let us in: no other mail would get through either."""


class RefusedError(Exception):
    """The mail will never be taken: the address, or the mail itself, was refused for good."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over."""

    host: str
    port: int
    tls: str
    """starttls, implicit or none."""
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def configured() -> bool:
    """Whether there is a mail server; without one everything waits."""
    return bool(settings.MAIL_URL)


def check_settings() -> None:
    """Raise ImproperlyConfigured when MAIL_URL or MAIL_FROM can't be right; never shows the password."""
    if configured():
        server()
        sender()


def server() -> Server:
    """Return what MAIL_URL says, or raise ImproperlyConfigured."""
    try:
        parts = urlsplit(settings.MAIL_URL)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(_HOW) from None
    default = "implicit" if parts.scheme == "smtps" else "starttls"
    tls = parse_qs(parts.query).get("tls", [default])[-1]
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or tls not in _PORTS:
        raise ImproperlyConfigured(_HOW)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(unquote(parts.hostname), port or _PORTS[tls], tls, user, password)


def sender() -> tuple[str, str]:
    """Return name and address of MAIL_FROM, or raise ImproperlyConfigured."""
    name, address = parseaddr(settings.MAIL_FROM)
    if not address.isascii() or "@" not in address.strip("@"):
        raise ImproperlyConfigured(
            "MAIL_FROM is an address, or like Strongroom <files@example.com>."
        )
    return name, address


def build(message: Message, *, mail_id: str) -> EmailMessage:
    """Return the mail with a Message-ID made of its id: the same at each attempt.

    RefusedError when the address can't be written into a header.
    """
    name, address = sender()
    made = EmailMessage()
    try:
        made["From"] = _address(message.from_name or name, address)
        made["To"] = _address(message.to_name, message.to_email)
        if message.reply_to:
            made["Reply-To"] = _address("", message.reply_to)
        made["Subject"] = _line(message.subject)
    except (MessageError, ValueError, IndexError):  # UnicodeError is a ValueError
        raise RefusedError("address") from None
    made["Message-ID"] = f"<{mail_id}@{address.rpartition('@')[2]}>"
    made["Date"] = format_datetime(clock.now())
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(message.text)
    made.add_alternative(message.html, subtype="html")
    return made


def _address(name: str, address: str) -> Address:
    local, _, domain = address.strip().rpartition("@")
    local.encode("ascii")
    return Address(_line(name), addr_spec=f"{local}@{domain.encode('idna').decode()}")


def _line(text: str) -> str:
    """Return the text as one line: a header ends with the line."""
    return " ".join(text.split())


def hand_over(mail: EmailMessage) -> None:
    """Give the mail to the server. Raises AwayError, LaterError or RefusedError."""
    where = server()
    backend = EmailBackend(
        host=where.host,
        port=where.port,
        username=where.user,
        password=where.password,
        use_tls=where.tls == "starttls",
        use_ssl=where.tls == "implicit",
        timeout=TIMEOUT,
    )
    try:
        backend.open()
        _give(cast("smtplib.SMTP", backend.connection), mail)
    except (smtplib.SMTPException, OSError) as error:
        raise AwayError(_class_of(error)) from None
    finally:
        # What goes wrong here changes nothing: the mail is in their hands, or is not.
        with suppress(smtplib.SMTPException, OSError):
            backend.close()


def _give(smtp: smtplib.SMTP, mail: EmailMessage) -> None:
    """Hand over one mail; what is refused for this mail alone is told apart from the rest."""
    try:
        smtp.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        code = min((code for code, _ in error.recipients.values()), default=0)
        if code >= _PERMANENT:
            raise RefusedError(f"recipient refused ({code})") from None
        raise LaterError(f"recipient not taken ({code})") from None
    except smtplib.SMTPDataError as error:
        if error.smtp_code >= _PERMANENT:
            raise RefusedError(f"mail refused ({error.smtp_code})") from None
        raise LaterError(f"mail not taken ({error.smtp_code})") from None


_CLASSES: Final[tuple[tuple[type[Exception], str], ...]] = (
    (smtplib.SMTPAuthenticationError, "sign-in refused ({code})"),
    (smtplib.SMTPSenderRefused, "sender refused ({code})"),
    (smtplib.SMTPNotSupportedError, "not supported by the server"),
    (smtplib.SMTPResponseException, "server answered {code}"),
    (ssl.SSLError, "no protected connection"),
    (TimeoutError, "no answer in time"),
)


def _class_of(error: Exception) -> str:
    """Return a short class of error, without the server's words."""
    code = getattr(error, "smtp_code", None)
    for kind, words in _CLASSES:
        if isinstance(error, kind):
            return words.format(code=code)
    return "no connection"
