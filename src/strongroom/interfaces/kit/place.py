"""Where something lies, as a row of a list or of a table tells it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A record or folder on the way to an item; without an address where one may not or can't go."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item lies: the record, then the folders that one may see (D-20)."""

    icon: str
    record: Step
    steps: Sequence[Step] = ()
