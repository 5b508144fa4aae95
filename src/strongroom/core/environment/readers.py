"""Reads settings of one form each; a wrong one is noted with its number, and its default stands in."""

import ipaddress
import os
from collections.abc import Callable
from typing import Final, TypeVar

from environs import FileAwareEnv

from strongroom.core import domains
from strongroom.core.environment.faults import BY_CODE, CODES

T = TypeVar("T")
_YES: Final = frozenset({"1", "true", "yes", "on", "t", "y"})
_NO: Final = frozenset({"", "0", "false", "no", "off", "f", "n"})
MOST: Final = 2**63 - 1
"""The largest number that the database keeps."""


class Reader:
    """Reads the environment and gathers what is wrong with it."""

    def __init__(self) -> None:
        """Begin with nothing wrong."""
        self.messages: list[str] = []
        self._env = FileAwareEnv(strip_whitespace=True)

    def text(self, name: str) -> str:
        """Return a setting without space around it; `X_FILE` names a file that holds X."""
        try:
            return (self._env.str(name, "") or "").strip()
        except (ValueError, OSError):  # no such file, a folder, not ours to read, no text
            wrong = BY_CODE[CODES["…_FILE"]].said(os.environ.get(f"{name}_FILE", ""))
            self.messages.append(wrong.replace("…", name, 1))
            return ""

    def parsed(self, name: str, parse: Callable[[str], T], default: T) -> T:
        """Return what `parse` makes of a setting; a ValueError is noted, an empty one is the default."""
        value = self.text(name)
        if not value:
            return default
        try:
            return parse(value)
        except ValueError:
            self.wrong(CODES[name], value)
            return default

    def wrong(self, code: str, value: str = "") -> None:
        """Note what is wrong."""
        self.messages.append(BY_CODE[code].said(value))

    def number(self, name: str, default: int, *, least: int = 0, most: int = MOST) -> int:
        """Return a whole number."""

        def parse(value: str) -> int:
            number = int(value) if value.isascii() and value.isdigit() else -1
            if not least <= number <= most:
                raise ValueError(value)
            return number

        return self.parsed(name, parse, default)

    def flag(self, name: str) -> bool:
        """Return yes or no; an empty one is no."""
        return self.parsed(name, yes_or_no, default=False)

    def several(self, name: str, parse: Callable[[str], str]) -> list[str]:
        """Return a list that is separated by commas."""
        return self.parsed(
            name, lambda value: [parse(one.strip()) for one in value.split(",") if one.strip()], []
        )


def yes_or_no(value: str) -> bool:
    """Return what the word says, or raise ValueError."""
    word = value.strip().lower()
    if word not in _YES | _NO:
        raise ValueError(value)
    return word in _YES


def network(value: str) -> str:
    """Return an address or a network as it is compared, or raise ValueError."""
    return str(ipaddress.ip_network(value, strict=False))


def allowed_host(value: str) -> str:
    """Return a host as Django compares it (`*` and `.example.com` too), or raise ValueError."""
    if value == "*":
        return value
    return "." + domains.ascii_domain(value[1:]) if value[0] == "." else domains.host(value)
