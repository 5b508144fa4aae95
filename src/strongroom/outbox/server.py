"""The mail server: what MAIL_URL and MAIL_FROM say, building a message, and handing it over by SMTP.

Nothing here knows the outbox. Errors carry a short class, never what the server said: that often
repeats the address.
"""

import smtplib
from contextlib import suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Final, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.smtp import EmailBackend

from strongroom.core import clock, domains
from strongroom.core.environment import mail_server
from strongroom.core.environment.faults import BY_CODE
from strongroom.core.environment.mail_server import MailServer
from strongroom.outbox import refusals
from strongroom.outbox.refusals import AwayError, RefusedError
from strongroom.outbox.shapes import Message

TIMEOUT: Final = 20
"""Seconds for each step of the conversation."""


def configured() -> bool:
    """Whether there is a mail server; without one everything waits."""
    return bool(settings.MAIL_URL)


def check_settings() -> None:
    """Raise ImproperlyConfigured when MAIL_URL or MAIL_FROM can't be right; never shows the password."""
    if configured():
        server()
        sender()


def server() -> MailServer:
    """Return what MAIL_URL says, or raise ImproperlyConfigured."""
    try:
        return mail_server.parsed(settings.MAIL_URL)
    except ValueError:
        raise ImproperlyConfigured(BY_CODE["E008"].said()) from None


def sender() -> tuple[str, str]:
    """Return name and address of MAIL_FROM, or raise ImproperlyConfigured."""
    try:
        return mail_server.sender(settings.MAIL_FROM)
    except ValueError:
        raise ImproperlyConfigured(BY_CODE["E009"].said()) from None


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
    return Address(_line(name), addr_spec=f"{local}@{domains.ascii_domain(domain)}")


def _line(text: str) -> str:
    """Return the text as one line: a header ends with the line."""
    return " ".join(text.split())


def hand_over(mail: EmailMessage) -> None:
    """Give the mail to the server. Raises AwayError, LaterError or RefusedError."""
    where = server()
    backend = _Backend(
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
        raise AwayError(refusals.class_of(error)) from None
    finally:
        # What goes wrong here changes nothing: the mail is in their hands, or is not.
        with suppress(smtplib.SMTPException, OSError):
            backend.close()


def hello() -> str:
    """Return the name for EHLO: MAIL_HELLO, or the host of BASE_URL; empty where that is no full name."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    full = "." in host and ":" not in host and not domains.is_address(host)
    return settings.MAIL_HELLO or (host if full else "")


class _Greeting(smtplib.SMTP):
    """A connection that greets by our name."""

    def __init__(self, *where: Any, **how: Any) -> None:
        """Connect."""
        super().__init__(*where, **{**how, "local_hostname": hello() or how.get("local_hostname")})


class _ProtectedGreeting(_Greeting, smtplib.SMTP_SSL):
    """The same, protected from the first byte."""


class _Backend(EmailBackend):
    """Django's, greeting by our name."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Return what opens a connection."""
        return _ProtectedGreeting if self.use_ssl else _Greeting


def _give(smtp: smtplib.SMTP, mail: EmailMessage) -> None:
    """Hand over one mail; what is refused for this mail alone is told apart from the rest."""
    try:
        smtp.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        raise refusals.of_recipient(*next(iter(error.recipients.values()))) from None
    except smtplib.SMTPDataError as error:
        raise refusals.of_content(error.smtp_code) from None
