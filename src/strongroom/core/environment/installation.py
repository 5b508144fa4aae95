"""All settings of an installation as typed values: read once at start, by every process and command."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet

from strongroom.core import domains
from strongroom.core.environment import mail_server, web_address
from strongroom.core.environment.faults import SettingsError
from strongroom.core.environment.readers import Reader, allowed_host, network

_LEVELS: Final = frozenset({"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"})
_KEY_LENGTH: Final = 32
_CENTURY_HOURS: Final = 876_000
_CENTURY_DAYS: Final = 36_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The settings; docs/operating/settings.md says what each does. An empty text: not set."""

    data: Path
    demo: bool
    base_url: web_address.WebAddress | None
    allowed_hosts: list[str]
    trusted_proxies: list[str]
    mail_url: str
    mail_from: str
    mail_hello: str
    secret_key: str
    sealing_keys: list[str]
    database_url: str
    database_pool: int
    postgres_user: str
    web_processes: int | None
    web_threads: int
    web_patience: int
    web_floor: int
    upload_limit: int
    upload_expiry_hours: int
    image_pixel_limit: int
    storage_reserve: int
    prune_grace_hours: int
    trash_retention_days: int
    accel_redirect_prefix: str
    sign_in_tries: int
    log_level: str


def read() -> Installation:
    """Return the settings of this process's environment. SettingsError with a line for all that is wrong."""
    reader = Reader()
    found = _read(reader)
    if found.mail_url and not found.mail_from and not any("E009" in m for m in reader.messages):
        reader.wrong("E009")
    if reader.messages:
        raise SettingsError(reader.messages)
    return found


def _read(reader: Reader) -> Installation:
    return Installation(
        data=reader.parsed("STRONGROOM_DATA", _folder, Path("data").absolute()),
        demo=reader.flag("STRONGROOM_DEMO"),
        base_url=_base_url(reader),
        allowed_hosts=reader.several("ALLOWED_HOSTS", allowed_host),
        trusted_proxies=reader.several("TRUSTED_PROXIES", network),
        mail_url=reader.parsed("MAIL_URL", _mail_url, ""),
        mail_from=reader.parsed("MAIL_FROM", _mail_from, ""),
        mail_hello=reader.parsed("MAIL_HELLO", _host_name, ""),
        secret_key=reader.parsed("SECRET_KEY", _secret_key, ""),
        sealing_keys=reader.parsed("SEALING_KEYS", _sealing_keys, []),
        database_url=reader.parsed("DATABASE_URL", _database_url, ""),
        database_pool=reader.number("DATABASE_POOL", 16, least=1, most=10_000),
        postgres_user=reader.parsed("STRONGROOM_POSTGRES_USER", _user, "nobody"),
        web_processes=reader.number("WEB_PROCESSES", 0, least=1, most=1000) or None,
        web_threads=reader.number("WEB_THREADS", 64, least=1, most=10_000),
        web_patience=reader.number("WEB_PATIENCE", 30, least=1, most=86_400),
        web_floor=reader.number("WEB_FLOOR", 1000),
        upload_limit=reader.number("UPLOAD_LIMIT", 5 * 1024**3, least=1),
        upload_expiry_hours=reader.number("UPLOAD_EXPIRY_HOURS", 48, least=1, most=_CENTURY_HOURS),
        image_pixel_limit=reader.number("IMAGE_PIXEL_LIMIT", 100_000_000),
        storage_reserve=reader.number("STORAGE_RESERVE", 256 * 1024**2),
        prune_grace_hours=reader.number("PRUNE_GRACE_HOURS", 24, most=_CENTURY_HOURS),
        trash_retention_days=reader.number("TRASH_RETENTION_DAYS", 30, most=_CENTURY_DAYS),
        accel_redirect_prefix=reader.parsed("ACCEL_REDIRECT_PREFIX", _prefix, ""),
        sign_in_tries=reader.number("SIGN_IN_TRIES", 10, least=1),
        log_level=reader.parsed("LOG_LEVEL", _level, "INFO"),
    )


def _base_url(reader: Reader) -> web_address.WebAddress | None:
    value = reader.text("BASE_URL")
    try:
        return web_address.parsed(value) if value else None
    except web_address.NoSchemeError:
        reader.wrong("E003", value)
    except web_address.PathError:
        reader.wrong("E004", value)
    except web_address.HostError:
        reader.wrong("E005", value)
    return None


def _folder(value: str) -> Path:
    """Return the folder; it, or the nearest one above that exists, must be ours to write to."""
    if "\0" in value:
        raise ValueError(value)
    folder = Path(value).resolve()
    try:
        nearest = next(path for path in (folder, *folder.parents) if path.exists())
    except OSError:  # a name that is too long, or a folder that can't be looked into
        raise ValueError(value) from None
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise ValueError(value)
    return folder


def _mail_url(value: str) -> str:
    mail_server.parsed(value)
    return value


def _mail_from(value: str) -> str:
    mail_server.sender(value)
    return value


def _host_name(value: str) -> str:
    name = domains.host(value)
    if domains.is_address(name):
        raise ValueError(value)
    return name


def _secret_key(value: str) -> str:
    if len(value) < _KEY_LENGTH:
        raise ValueError("too short")
    return value


def _sealing_keys(value: str) -> list[str]:
    keys = value.split()
    for key in keys:
        Fernet(key)  # ValueError (binascii's too) for anything but 32 bytes in base64
    return keys


def _database_url(value: str) -> str:
    """Judge by libpq's own rules; whether the server is there is another question."""
    if not value.startswith(("postgresql://", "postgres://")):
        raise ValueError("another database")
    import dj_database_url
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        conninfo_to_dict(value)
        dj_database_url.parse(value)
    except ProgrammingError:
        raise ValueError("refused by libpq") from None
    return value


def _user(value: str) -> str:
    try:
        user = pwd.getpwnam(value)
    except KeyError:
        raise ValueError(value) from None
    if user.pw_uid == 0:
        raise ValueError(value)
    return value


def _prefix(value: str) -> str:
    inside = value.strip("/")
    if not value.startswith("/") or not value.endswith("/") or not inside or not value.isascii():
        raise ValueError(value)
    return value


def _level(value: str) -> str:
    if value.upper() not in _LEVELS:
        raise ValueError(value)
    return value.upper()
