"""What can be wrong with a setting: a number that stays, its name, and a sentence that says what is right.

docs/operating/settings.md lists them; a test compares.
"""

from dataclasses import dataclass
from typing import Final

from strongroom.core.errors import StrongroomError

_SHOWN = 80
"""Characters of a wrong value that are repeated."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can be wrong."""

    code: str
    name: str
    rule: str
    """What the setting must be, to be read after `NAME must …`."""
    secret: bool = False
    """Its value is never repeated."""

    def said(self, value: str = "") -> str:
        """Return the message about a value."""
        plain = "".join(char if char.isprintable() else "�" for char in value)[:_SHOWN]
        # What stands before an @ may be a password in the wrong place.
        shown = "" if self.secret or not plain or "@" in plain else f" It is “{plain}”."
        return f"{self.code} {self.name} must {self.rule}.{shown}"


_ALL: Final = (
    Fault("E001", "STRONGROOM_DATA", "name a folder that Strongroom may make, or enter and write to"),
    Fault("E002", "STRONGROOM_DEMO", "be yes or no"),
    Fault("E003", "BASE_URL", "begin with http:// or https://, like https://files.example.com"),
    Fault("E004", "BASE_URL", "end after the host and the port: Strongroom can't live below a path"),
    Fault("E005", "BASE_URL", "name a host that can exist, and a port up to 65535 if one is needed"),
    Fault("E006", "ALLOWED_HOSTS", "list host names or addresses without scheme and port, by commas"),
    Fault("E007", "TRUSTED_PROXIES", "list addresses or networks like 10.0.0.0/8, by commas"),
    Fault("E008", "MAIL_URL", "be like smtp://user:password@mail.example.com:587, with ?tls=starttls, "
          "implicit or none after it; special characters as in any address, @ as %40", secret=True),
    Fault("E009", "MAIL_FROM", "be an address like files@example.com, or like Strongroom "
          "<files@example.com>; MAIL_URL needs it"),
    Fault("E010", "MAIL_HELLO", "be the name of a host, like files.example.com"),
    Fault("E011", "SECRET_KEY", "have 32 characters or more", secret=True),
    Fault("E012", "SEALING_KEYS", "hold keys as the file keys/sealing-key does (32 bytes in URL-safe "
          "base64), by spaces", secret=True),
    Fault("E013", "DATABASE_URL", "be like postgresql://user:password@host/name, with special "
          "characters as in any address", secret=True),
    Fault("E014", "DATABASE_POOL", "be a whole number from 1 to 10000"),
    Fault("E015", "STRONGROOM_POSTGRES_USER", "name a user of this machine other than root"),
    Fault("E016", "WEB_PROCESSES", "be a whole number from 1 to 1000"),
    Fault("E017", "WEB_THREADS", "be a whole number from 1 to 10000"),
    Fault("E018", "WEB_PATIENCE", "be a whole number of seconds from 1 to 86400"),
    Fault("E019", "WEB_FLOOR", "be a whole number of bytes a second, 0 or more"),
    Fault("E020", "UPLOAD_LIMIT", "be a whole number of bytes, 1 or more"),
    Fault("E021", "UPLOAD_EXPIRY_HOURS", "be a whole number of hours from 1 to 876000"),
    Fault("E022", "IMAGE_PIXEL_LIMIT", "be a whole number of pixels, 0 or more"),
    Fault("E023", "STORAGE_RESERVE", "be a whole number of bytes, 0 or more"),
    Fault("E024", "PRUNE_GRACE_HOURS", "be a whole number of hours from 0 to 876000"),
    Fault("E025", "TRASH_RETENTION_DAYS", "be a whole number of days from 0 to 36500"),
    Fault("E026", "ACCEL_REDIRECT_PREFIX", "be a path that begins and ends with /, like /blobs/"),
    Fault("E027", "SIGN_IN_TRIES", "be a whole number, 1 or more"),
    Fault("E028", "LOG_LEVEL", "be DEBUG, INFO, WARNING, ERROR or CRITICAL"),
    Fault("E029", "…_FILE", "name a file of text that can be read"),
)  # fmt: skip
BY_CODE: Final = {fault.code: fault for fault in _ALL}
CODES: Final = {fault.name: fault.code for fault in reversed(_ALL)}
"""The first number of each setting."""


class SettingsError(StrongroomError):
    """Settings that can't be right; the detail has a line for each, with its number.

    Told before anything is served, so it has no code of the API.
    """

    def __init__(self, messages: list[str]) -> None:
        """Keep the lines."""
        super().__init__("\n".join(messages))
        self.messages = messages
