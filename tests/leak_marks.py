"""Marks what proves a class of leaks: a test whose name or docstring has its number (L1, L2 …).

All of the decision's own tests and of the table of routes count too (L12, L38, L39).

`make leaks` runs all that are marked, wherever they stand.
"""

import re
from typing import Any

import pytest

WHOLE = {"access", "contracts", "leaks"}
IN_NAME = re.compile(r"(?<=_)l(\d+)(?=_)")
IN_WORDS = re.compile(r"\bL(\d+)\b")


def numbers(name: str, *words: str | None) -> set[int]:
    """Return the classes that a test says it proves."""
    found = IN_NAME.findall(f"{name}_")
    for text in words:
        found += IN_WORDS.findall(text or "")
    return {int(number) for number in found}


def pytest_collection_modifyitems(items: list[Any]) -> None:
    for item in items:
        function = getattr(item, "function", None)
        if item.path.parent.name in WHOLE or numbers(
            item.name.partition("[")[0], getattr(function, "__doc__", None)
        ):
            item.add_marker(pytest.mark.leaks)
