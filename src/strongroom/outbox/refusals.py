"""What a mail server's refusal concerns: us, this recipient, or this mail; each is met in its own way.

Errors carry a short class, never what the server said: that often repeats the address.
"""

import re
import smtplib
import ssl
from typing import Final

_PERMANENT: Final = 500
_GONE: Final = 421
"""The server closes the connection."""
_OURS: Final = frozenset({500, 501, 502, 503, 504, 530, 534, 535, 538})
"""The conversation itself is refused, or who we are (RFC 5321 4.2, RFC 4954): no recipient mends that."""
_POLICY: Final = re.compile(rb"\s*5\.7\.\d{1,3}\b")
"""Security or policy (RFC 3463 3.8): relaying denied, a block list; rarely a recipient's own wish."""


class LaterError(Exception):
    """It did not work this time; the text is a short class of error."""


class AwayError(LaterError):
    """The server can't be reached or does not let us in: no other mail would get through either."""


class UnwelcomeError(LaterError):
    """The server does not take mail for this recipient from us: for everybody, or for this one alone."""


class RefusedError(Exception):
    """The mail will never be taken: the address, or the mail itself, was refused for good."""


def of_recipient(code: int, words: bytes) -> Exception:
    """Return what an answer to RCPT means; `words` is what the server said."""
    if code in _OURS or code == _GONE:
        return AwayError(f"server refuses us ({code})")
    if code < _PERMANENT:
        return LaterError(f"recipient not taken ({code})")
    if _POLICY.match(words):
        return UnwelcomeError(f"refused by policy ({code})")
    return RefusedError(f"recipient refused ({code})")


def of_content(code: int) -> Exception:
    """Return what an answer to DATA means."""
    if code in _OURS or code == _GONE:
        return AwayError(f"server refuses us ({code})")
    if code < _PERMANENT:
        return LaterError(f"mail not taken ({code})")
    return RefusedError(f"mail refused ({code})")


_CLASSES: Final[tuple[tuple[type[Exception], str], ...]] = (
    (smtplib.SMTPAuthenticationError, "sign-in refused ({code})"),
    (smtplib.SMTPSenderRefused, "sender refused ({code})"),
    (smtplib.SMTPNotSupportedError, "not supported by the server"),
    (smtplib.SMTPResponseException, "server answered {code}"),
    (ssl.SSLError, "no protected connection"),
    (TimeoutError, "no answer in time"),
)


def class_of(error: Exception) -> str:
    """Return a short class of error, without the server's words."""
    code = getattr(error, "smtp_code", None)
    for kind, words in _CLASSES:
        if isinstance(error, kind):
            return words.format(code=code)
    return "no connection"
