"""Taking a password from a file or standard input: never from the command line, where others see it."""

import sys
from pathlib import Path

from strongroom.core.errors import InvalidError


def read_password(path: str | None) -> str | None:
    """Return the first line of the file (`-`: standard input) without its line end, or None."""
    if not path:
        return None
    try:
        text = sys.stdin.readline() if path == "-" else Path(path).read_text()
    except OSError as error:
        raise InvalidError(f"The password file can't be read: {error.strerror}.") from error
    password = text.split("\n", 1)[0].rstrip("\r")
    if not password:
        raise InvalidError("The password file is empty.")
    return password
