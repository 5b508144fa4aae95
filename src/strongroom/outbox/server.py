"""The mail server: what MAIL_URL and MAIL_FROM say, building a message, and handing it over by SMTP.

Nothing here knows the outbox. Errors carry a short class, never what the server said: that often
repeats the address.
"""

import smtplib
import ssl
from contextlib import suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.smtp import EmailBackend

from strongroom.core import clock, domains
from strongroom.core.environment import mail_server
from strongroom.core.environment.faults import BY_CODE
from strongroom.core.environment.mail_server import MailServer
from strongroom.outbox.shapes import Message

TIMEOUT: Final = 20
"""Seconds for each step of the conversation."""
_PERMANENT: Final = 500


class LaterError(Exception):
    """It did not work this time; the text is a short class of error."""


class AwayError(LaterError):
    """The server can't be reached or does not let us in: no other mail would get through either."""


class RefusedError(Exception):
    """The mail will never be taken: the address, or the mail itself, was refused for good."""


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
