"""Keys that live outside the database, in the data folder, readable by the owner only."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from strongroom.core.errors import StrongroomError


def _random() -> str:
    """Return 64 random URL-safe characters."""
    return secrets.token_urlsafe(48)


def load_or_create(path: Path, make: Callable[[], str] = _random) -> str:
    """Return the key kept at `path`, making one if there is none; StrongroomError if it can't be had.

    The file is written whole or not at all (exclusive link), so that two processes starting at
    once end with the same key.
    """
    try:
        return _loaded_or_created(path, make)
    except (OSError, UnicodeDecodeError) as error:
        raise StrongroomError(f"The key {path} can't be read or made: {error}.") from None


def _loaded_or_created(path: Path, make: Callable[[], str]) -> str:
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
