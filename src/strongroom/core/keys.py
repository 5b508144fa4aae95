"""Keys that live outside the database, in the data folder, readable by the owner only."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def _random() -> str:
    """Return 64 random URL-safe characters."""
    return secrets.token_urlsafe(48)


def load_or_create(path: Path, make: Callable[[], str] = _random) -> str:
    """Return the key kept at `path`, making one if there is none.

    The file is written whole or not at all (exclusive link), so that two processes starting at
    once end with the same key.
    """
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(make())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()


def database_settings(url: str, *, pool_size: int) -> dict[str, dict[str, Any]]:
    """Turn a `postgresql://` address into Django's DATABASES; an empty one gives libpq's defaults.

    A socket folder is given as `?host=/path`, as libpq does.
    """
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    options: dict[str, Any] = {
        # After an outage the pool tries again soon: left alone, its pauses double up to minutes.
        "pool": {"min_size": 1, "max_size": pool_size, "timeout": 10, "reconnect_timeout": 4},
        **{name: value for name, value in query.items() if name not in {"host", "port"}},
    }
    return {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")) or "strongroom",
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": query.get("host", "") or unquote(parts.hostname or ""),
            "PORT": query.get("port", "") or str(parts.port or ""),
            "OPTIONS": options,
            "CONN_MAX_AGE": 0,
            # A connection that the server has dropped is replaced before anybody meets it.
            "CONN_HEALTH_CHECKS": True,
        }
    }
